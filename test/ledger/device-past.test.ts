/** Goal: how a device was at a past second is what a fold of the journal up to then gives, and the gateway's own absence is told as such. */
import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import type { DeviceThen } from '../../gateway/ledger/device-past.ts';
import type { JournalRow } from '../../gateway/ledger/reader.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { LedgerWriter } from '../../gateway/ledger/writer.ts';
import { batchOf, freshDirectory } from './small-ledger.ts';

const limit = { days: 7, bytes: 1_000_000_000 };
const directory = freshDirectory('device-past');

type Said = Omit<JournalRow, 'n' | 'retained' | 'qos'>;

const frame = (at_ms: number, device: string): Said => ({ at_ms, kind: 'frame', device, data: Buffer.from('x') });
const event = (at_ms: number, name: string, device?: string, detail = '{}'): Said => ({
  at_ms,
  kind: 'event',
  event: name,
  detail,
  ...(device === undefined ? {} : { device }),
});

/** Journals the rows, so many in a segment, and gives how devices were. */
function journal(said: readonly Said[], rows_per_segment: number) {
  const writer = new LedgerWriter(directory());
  const rows = said.map((each, i): JournalRow => ({ ...each, n: i + 1, retained: false, qos: 0 }));
  for (let i = 0; i < rows.length; i += rows_per_segment) {
    writer.commit(batchOf({ rows: rows.slice(i, i + rows_per_segment) }), limit);
  }
  writer.close();
  const reader = readerOf(directory());
  return {
    at: (at_ms: number, frames = 1) => reader.past.devicesAt({ at_ms, devices: ['a', 'b'], frames }),
    of: (at_ms: number, device: string) =>
      reader.past.devicesAt({ at_ms, devices: [device], frames: 2 }).devices.get(device),
    close: () => reader.close(),
  };
}

/** The same by going through everything forwards. */
function folded(said: readonly Said[], at_ms: number, device: string): DeviceThen {
  let then: DeviceThen = { state: 'unknown', frames: [] };
  for (const [i, row] of said.entries()) {
    if (row.at_ms > at_ms) break;
    const { frames } = then;
    if (row.kind === 'frame' && row.device === device) {
      then = { state: 'connected', frames: [{ n: i + 1, at_ms: row.at_ms }, ...frames].slice(0, 2) };
    } else if (row.event === 'connected' && row.device === device) then = { state: 'connected', frames };
    else if (row.event === 'disconnected' && row.device === device) {
      then = { state: 'disconnected', since_ms: row.at_ms, frames };
    } else if (row.event === 'started') then = { state: 'disconnected', since_ms: row.at_ms, frames };
  }
  return then;
}

describe('how devices were at a past second', () => {
  test('is what going through the journal up to then gives, however it was cut into batches', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (steps, cut) => {
        let at_ms = 1_000;
        const said = steps.map(([passed, what]): Said => {
          at_ms += passed;
          const device = what % 2 === 0 ? 'a' : 'b';
          if (what < 3) return frame(at_ms, device);
          if (what < 5) return event(at_ms, 'connected', device);
          return what === 5 ? event(at_ms, 'disconnected', device) : event(at_ms, 'started');
        });
        const past = journal(said, cut);
        for (const asked_ms of [999, 1_000, 1_000 + at_ms / 3, at_ms - 1, at_ms, at_ms + 500].map(Math.floor)) {
          for (const device of ['a', 'b']) expect(past.of(asked_ms, device)).toEqual(folded(said, asked_ms, device));
        }
        past.close();
        rmSync(directory(), { recursive: true });
      }),
      { numRuns: 25 },
    );
  });

  test('while the gateway was away nobody was watching; afterwards nobody is there who has not come', () => {
    const past = journal(
      [
        event(1_000, 'started'),
        event(1_100, 'connected', 'a'),
        frame(1_200, 'a'),
        event(2_000, 'leap', undefined, '{"to_ms":9000}'),
        event(9_000, 'started'),
        event(9_500, 'connected', 'a'),
      ],
      4,
    );
    expect(past.of(1_999, 'a')).toEqual({ state: 'connected', frames: [{ n: 3, at_ms: 1_200 }] });
    expect(past.of(5_000, 'a')).toEqual({ state: 'not-watched', since_ms: 2_000, frames: [{ n: 3, at_ms: 1_200 }] });
    expect(past.of(9_200, 'a')).toEqual({ state: 'disconnected', since_ms: 9_000, frames: [{ n: 3, at_ms: 1_200 }] });
    expect(past.of(9_500, 'a')?.state).toBe('connected');
    past.close();
  });

  test('a device that is silent for long is not known, and how far back was looked is told', () => {
    const rows = limits.past_journal_rows_max + 6_000;
    const said = [frame(1_000, 'b'), ...Array.from({ length: rows }, (_, i) => frame(2_000 + i, 'a'))];
    const past = journal(said, 5_000);
    const { devices, looked_from_ms } = past.at(2_000 + rows);
    expect(devices.get('a')?.state).toBe('connected');
    expect(devices.get('b')).toEqual({ state: 'unknown', frames: [] });
    // Whole batches are looked through.
    expect(looked_from_ms).toBe(6_999);
    expect(past.at(2_005).devices.get('b')).toEqual({ state: 'connected', frames: [{ n: 1, at_ms: 1_000 }] });
    expect(past.at(999).looked_from_ms).toBeUndefined();
    past.close();
  });
});

/** Goal: what follows from the journal is the same however it was cut into batches and lives of a process, and however often it came. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../gateway/base/log.ts';
import { Batch } from '../../gateway/intake/batch.ts';
import type { Offered } from '../../gateway/intake/offered.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { LedgerWriter } from '../../gateway/ledger/writer.ts';
import { movementLine, surroundings, verifyLedger } from '../../gateway/main.ts';
import { note, opening_ms, say, scan, siteFrom, tagRead, warehouse, warehouseJson } from './small-warehouse.ts';

let directory: string;
let runs = 0;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-batch-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const freshDirectory = () => {
  runs += 1;
  return join(directory, `run-${runs}`);
};
const open = (data: string) => new Batch(data, surroundings, warehouse.journal, silentLog);

const begin: readonly Offered[] = [
  { kind: 'settings', at_ms: opening_ms, site: warehouse },
  { kind: 'started', at_ms: opening_ms },
  note(opening_ms, 'reader', 'connected'),
];
const otherSite = siteFrom({
  ...warehouseJson,
  rules: { scan: { duplicate_ms: 0 }, tags: { absent_ms: 4_000 } },
});

/** What may happen next, and how long after the one before; what stands for a time is filled in later. */
const what = fc.oneof(
  { weight: 4, arbitrary: fc.record({ grams: fc.integer({ min: 0, max: 8 }), stable: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ epc: fc.nat(3), antenna: fc.integer({ min: 1, max: 2 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      code: fc.constantFrom(
        ...['RECEIVE', 'COUNT', 'PICK', 'MOVE', 'DONE', 'UNDO'].map((each) => `TG-CMD.${each}`),
        ...[
          'TG-CMD.ASSOCIATE',
          'TG-CMD.DISSOCIATE',
          'TG-LOC.S1',
          'TG-LOC.B1',
          '9521141000014',
          '9521141000014',
          '80614141123458',
          'WHAT',
        ],
      ),
      numbered: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom('connected', 'disconnected', 'started', 'leap', 'settings', 'poison') },
  { weight: 1, arbitrary: fc.record({ counted: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ named: fc.nat(3), pieces: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ told: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constantFrom('tare', 'zero') },
);
const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), what), { maxLength: 60 });

function offersOf(steps: readonly (readonly [number, unknown])[]): Offered[] {
  let at_ms = opening_ms;
  return steps.map(([wait_ms, step], i): Offered => {
    at_ms += wait_ms;
    if (step === 'connected' || step === 'disconnected') return note(at_ms, 'reader', step);
    if (step === 'started') return { kind: 'started', at_ms };
    if (step === 'leap') {
      at_ms += 60_000;
      return { kind: 'leap', at_ms };
    }
    if (step === 'tare' || step === 'zero') {
      const command = { kind: 'tell', device: 'shelf', command: { kind: step }, reason: 'new bin' } as const;
      return { kind: 'command', at_ms, person: 'anna', command };
    }
    if (step === 'settings') return { kind: 'settings', at_ms, site: i % 2 === 0 ? otherSite : warehouse };
    if (typeof step !== 'object' || step === null) return say(at_ms, 'shelf', 'no JSON');
    if ('grams' in step && 'stable' in step) {
      return say(at_ms, 'shelf', { weight: { grams: 500 + 21 * Number(step.grams), stable: step.stable } });
    }
    if ('epc' in step && 'antenna' in step) {
      return tagRead(at_ms, `3034257BF7194E400000${1000 + Number(step.epc)}`, Number(step.antenna));
    }
    if ('code' in step && 'numbered' in step) {
      return scan(at_ms, String(step.code), step.numbered === true ? { seq: i, boot: 'b' } : {});
    }
    if ('named' in step && 'pieces' in step) {
      const epc = `3034257BF7194E400000${1000 + Number(step.named)}`;
      const pieces = Number(step.pieces);
      const associations = [{ epc, item: 'bolt', quantity: pieces }];
      const made = { kind: 'associate', associations, reason: 'labelled' } as const;
      const command = pieces === 0 ? ({ kind: 'dissociate', epcs: [epc], reason: '' } as const) : made;
      return { kind: 'command', at_ms, person: 'anna', command };
    }
    // What became of the row before, whatever that was.
    if ('told' in step) {
      const outcome = { ok: step.told === true, says: 'so it is' };
      return { kind: 'told', at_ms, device: 'shelf', command_n: begin.length + i, outcome };
    }
    const quantity = 'counted' in step ? Number(step.counted) : 0;
    const command = { kind: 'count', item: 'bolt', location: 'B1', quantity, reason: '' } as const;
    return { kind: 'command', at_ms, person: 'anna', command };
  });
}

type Ending = 'goes on' | 'is killed' | 'is closed' | 'idles';

/** Runs offers in batches; after each batch the process does what `endings` says. Gives all that is derived. */
function derivedFrom(offers: readonly Offered[], cuts: readonly { readonly size: number; readonly ending: Ending }[]) {
  const data = freshDirectory();
  let batch = open(data);
  batch.run(begin);
  for (let at = 0, i = 0; at < offers.length; i += 1) {
    const { size, ending } = cuts[i % cuts.length] ?? { size: offers.length, ending: 'goes on' };
    const taken = offers.slice(at, at + size);
    batch.run(taken);
    at += size;
    const next = offers[at];
    // Nobody idles through time in which nobody is there.
    if (ending === 'idles' && next !== undefined && next.kind !== 'leap') batch.idle(next.at_ms);
    if (ending === 'is killed') batch.abandon();
    if (ending === 'is closed') batch.close();
    if (ending === 'is killed' || ending === 'is closed') batch = open(data);
  }
  batch.run([{ kind: 'started', at_ms: opening_ms + 86_400_000 }]);
  batch.close();
  return { data, ...storedIn(data) };
}

function storedIn(data: string) {
  const writer = new LedgerWriter(data);
  const state = JSON.parse(writer.latestCheckpoint()?.state ?? '{}');
  const { head } = writer;
  writer.close();
  const reader = readerOf(data);
  const movements = reader.movementsAfter(0, 10_000).map(movementLine);
  const levels = reader.levels({});
  const questions = reader.questions({ limit: 1_000 });
  const associations = reader.associations({ ended: true, limit: 1_000 });
  const tellings = reader.tellings('shelf', 1_000);
  reader.close();
  const kept = { questions, associations, tellings };
  return { n: head.n, movements, levels, ...kept, state: { ...state, memory: JSON.parse(state.memory) } };
}

describe('the same history', () => {
  test('leads to the same state, movements and questions, however it is batched and wherever the process ends', () => {
    const cut = fc.record({
      size: fc.integer({ min: 1, max: 7 }),
      ending: fc.constantFrom<Ending>('goes on', 'goes on', 'is killed', 'is closed', 'idles'),
    });
    fc.assert(
      fc.property(history, fc.array(cut, { minLength: 1, maxLength: 12 }), (steps, cuts) => {
        const offers = offersOf(steps);
        const { data: _straight, ...straight } = derivedFrom(offers, [{ size: 1_000, ending: 'goes on' }]);
        const { data, ...inPieces } = derivedFrom(offers, cuts);
        expect(inPieces).toEqual(straight);
        expect(verifyLedger(data).problems).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('makes and loses no stock: what is somewhere came from somewhere', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { levels } = derivedFrom(offersOf(steps), [{ size: 9, ending: 'goes on' }]);
        for (const item of ['bolt', 'shirt']) {
          expect(levels.filter((each) => each.item === item).reduce((sum, { quantity }) => sum + quantity, 0)).toBe(0);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('levels do not depend on redelivery', () => {
  const codes = ['TG-CMD.RECEIVE', 'TG-LOC.S1', ...Array.from({ length: 20 }, () => '9521141000014'), 'TG-CMD.DONE'];
  /** Where the connection breaks: so many more messages get through, then the newest of them come again. */
  interface Break {
    readonly through: number;
    readonly again: number;
    /** The gateway is killed too. */
    readonly gateway: boolean;
  }
  const breaks: fc.Arbitrary<Break[]> = fc.array(
    fc.record({
      through: fc.integer({ min: 0, max: 6 }),
      again: fc.integer({ min: 0, max: 8 }),
      gateway: fc.boolean(),
    }),
    { maxLength: 8 },
  );

  /** A client that keeps to MQTT: after a reconnect it sends what was not acknowledged, in order, before anything new. */
  function received(data: string, messageOf: (i: number, at_ms: number) => Offered, plan: readonly Break[]) {
    let batch = open(data);
    batch.run(begin);
    let at_ms = opening_ms;
    let next = 0;
    let delivered = 0;
    let acknowledged = 0;
    const send = (count: number) => {
      for (let sent = 0; sent < count && next < codes.length; sent += 1) {
        at_ms += 200;
        batch.run([messageOf(next, at_ms)]);
        next += 1;
        delivered = Math.max(delivered, next);
      }
    };
    for (const { through, again, gateway } of plan) {
      send(through);
      acknowledged = Math.max(acknowledged, delivered - again);
      next = acknowledged;
      at_ms += 500;
      if (gateway) {
        batch.abandon();
        batch = open(data);
        batch.run([{ kind: 'started', at_ms }]);
      }
      batch.run([note(at_ms, 'scanner', 'disconnected'), note(at_ms, 'scanner', 'connected')]);
    }
    send(codes.length);
    // What tells its time and no number waits for what may still come before it.
    batch.idle(at_ms + 10_000);
    batch.close();
    const reader = readerOf(data);
    const levels = reader.levels({ location: 'S1' });
    reader.close();
    return levels;
  }

  const twenty = [{ item: 'bolt', location: 'S1', quantity: 20 }];

  test('of messages with a sequence, with and without a boot, identical scans included', () => {
    fc.assert(
      fc.property(breaks, fc.constantFrom({ boot: '7f3a' }, {}), (plan, boot) => {
        const message = (i: number, at_ms: number) => scan(at_ms, codes[i] ?? '', { seq: i, ...boot });
        expect(received(freshDirectory(), message, plan)).toEqual(twenty);
      }),
      { numRuns: 25 },
    );
  });

  test('of messages known by their bytes alone, also when the connection breaks again while they come again', () => {
    fc.assert(
      fc.property(breaks, (plan) => {
        const message = (i: number, at_ms: number) =>
          say(at_ms, 'scanner', { scan: { code: codes[i] }, at: opening_ms + i });
        expect(received(freshDirectory(), message, plan)).toEqual(twenty);
      }),
      { numRuns: 25 },
    );
  });

  test('of any subset of numbered messages, in any order and at any time', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(codes.length - 1), { maxLength: 60 }), fc.boolean(), (again, first) => {
        const data = freshDirectory();
        const batch = open(data);
        const all = codes.map((code, i) => scan(opening_ms + i, code, { seq: i, boot: 'b' }));
        const repeats = again.map((i) => scan(opening_ms + 1_000, codes[i] ?? '', { seq: i, boot: 'b' }));
        batch.run(begin);
        for (const each of first
          ? [all, repeats]
          : [all.slice(0, 12), repeats.filter((_, i) => (again[i] ?? 0) < 12), all.slice(12), repeats]) {
          batch.run(each);
        }
        batch.close();
        const reader = readerOf(data);
        expect(reader.levels({ location: 'S1' })).toEqual(twenty);
        reader.close();
      }),
      { numRuns: 25 },
    );
  });
});

describe('what a device may do without stopping the gateway', () => {
  test('name more boots than are remembered, old ones again, and names like our own', () => {
    const batch = open(freshDirectory());
    batch.run(begin);
    batch.run([scan(opening_ms, 'TG-CMD.RECEIVE', { boot: '~x', seq: 0 }), scan(opening_ms, 'TG-LOC.S1', { seq: 1 })]);
    for (let i = 0; i < 60; i += 1) {
      const boot = i % 3 === 0 ? {} : { boot: i % 3 === 1 ? `~${i % 40}` : `b${i % 40}` };
      batch.run([scan(opening_ms + i, '9521141000014', { ...boot, seq: 1 })]);
    }
    batch.close();
  });

  test('send more poison than is kept: the oldest gives way and is counted', () => {
    const data = freshDirectory();
    const batch = open(data);
    batch.run(begin);
    let counters: Readonly<Record<string, number>> = {};
    for (let i = 0; i < 6; i += 1) {
      const poison = Array.from({ length: 2_000 }, (_, k) => say(opening_ms, 'shelf', `poison ${i} ${k}`));
      counters = batch.run(poison).commit.counters;
    }
    batch.close();
    const reader = readerOf(data);
    const kept = reader.quarantine(20_000);
    expect([kept.length, Buffer.from(kept[0]?.data ?? []).toString()]).toEqual([10_000, 'poison 5 1999']);
    expect(counters['quarantined frames forgotten']).toBe(2_000);
    reader.close();
  });
});

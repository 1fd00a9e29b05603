/**
 * Goal: whatever people do (move, count, take back, scan late), at every second every number is explained, its reasons come to
 * exactly that number, and the counts that the ledger has are those its journal derives.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../gateway/base/log.ts';
import { explain } from '../../gateway/explain.ts';
import { Batch } from '../../gateway/intake/batch.ts';
import type { Offered } from '../../gateway/intake/offered.ts';
import { ledger_file } from '../../gateway/ledger/database.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { surroundings, verifyLedger } from '../../gateway/main.ts';
import { levelsOf, listLevels } from '../../gateway/stock/levels.ts';
import { whyOfLedger } from '../../gateway/why.ts';
import { opening_ms, scan, warehouse } from './small-warehouse.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-why-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const places = ['B1', 'S1', 'S2', 'supplier'];

/** What one step of the story makes people do; `k` counts the movements that can be taken back. */
function deed(
  [kind = 0, item = 0, place = 0, quantity = 0]: readonly number[],
  at_ms: number,
  ids: readonly string[],
): Offered {
  const what = item % 2 === 0 ? 'bolt' : 'shirt';
  const where = places[place % 3] ?? '';
  const command = (told: Extract<Offered, { kind: 'command' }>['command']): Offered => ({
    kind: 'command',
    at_ms,
    person: 'ana',
    command: told,
  });
  switch (kind % 4) {
    case 0:
      return command({ kind: 'count', item: what, location: where, quantity: quantity % 12, reason: '' });
    case 1:
      return command({ kind: 'reverse', movement: ids[quantity % Math.max(1, ids.length)] ?? '', reason: 'wrong' });
    default: {
      const to = places[(place + 1 + (quantity % 3)) % 4] ?? '';
      return command({ kind: 'move', item: what, quantity: 1 + (quantity % 5), from: where, to, reason: '' });
    }
  }
}

test('every number at every second is explained exactly', () => {
  const step = fc.tuple(fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }), fc.nat(4));
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const data = mkdtempSync(join(directory, 'data-'));
      const batch = new Batch(data, surroundings, warehouse.journal, silentLog);
      batch.run([
        { kind: 'settings', at_ms: opening_ms, site: warehouse },
        { kind: 'started', at_ms: opening_ms },
      ]);
      const ids: string[] = [];
      let at_ms = opening_ms;
      for (const [shape, wait] of steps) {
        at_ms += wait * 1_000;
        const { commit } = batch.run([deed(shape, at_ms, ids)]);
        ids.push(...commit.movements.map(({ id }) => id));
      }
      batch.close();
      const reader = readerOf(data);
      const why = whyOfLedger({
        reader,
        site: () => warehouse,
        now_ms: () => at_ms,
        explain: (n) => explain(reader, warehouse, n),
      });
      const movements = reader.movementsAfter(0, 1_000);
      for (let then_ms = opening_ms; then_ms <= at_ms; then_ms += 1_000) {
        const levels = levelsOf(movements.filter(({ arrived_ms }) => arrived_ms <= then_ms));
        for (const { item, location, quantity } of listLevels(levels)) {
          const told = why({ item, location, at: String(then_ms) });
          if (!told.ok) throw new Error(told.says);
          const [place] = told.answer.places;
          expect(place?.quantity).toBe(quantity);
          const sum = place?.groups.reduce((total, group) => total + group.quantity, place.anchor.quantity);
          expect(sum).toBe(quantity);
          expect(place?.steps.every(({ readings }) => readings.every(({ kept }) => kept))).toBe(true);
        }
      }
      reader.close();
      expect(verifyLedger(data).problems).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

test('a count that found no difference is a fact, and verify misses it when it is gone', () => {
  const batch = new Batch(directory, surroundings, warehouse.journal, silentLog);
  const count = { kind: 'count', item: 'bolt', location: 'B1', quantity: 5, reason: '' } as const;
  batch.run([{ kind: 'settings', at_ms: opening_ms, site: warehouse }]);
  batch.run([{ kind: 'command', at_ms: opening_ms + 1_000, person: 'ana', command: count }]);
  batch.run([{ kind: 'command', at_ms: opening_ms + 2_000, person: 'bo', command: count }]);
  batch.close();
  const reader = readerOf(directory);
  expect(reader.head()).toBe(1);
  expect(reader.past.countsAfter(0, 10).map(({ by, before, counted, seq }) => ({ by, before, counted, seq }))).toEqual([
    { by: 'person:ana', before: 0, counted: 5, seq: 1 },
    { by: 'person:bo', before: 5, counted: 5, seq: 1 },
  ]);
  const sources = { reader, site: () => warehouse, now_ms: () => opening_ms + 60_000 };
  const told = whyOfLedger({ ...sources, explain: (n) => explain(reader, warehouse, n) })({ item: 'bolt' });
  expect(told.ok && told.answer.says).toBe('5 left: 5 counted 09:00 by bo; nothing moved since.');
  reader.close();
  expect(verifyLedger(directory).problems).toEqual([]);
  const database = new Sqlite(join(directory, ledger_file));
  database.exec('DROP TRIGGER count_is_never_removed; DELETE FROM counts WHERE number = 2');
  database.close();
  expect(verifyLedger(directory).problems.join()).toContain('"by":"person:bo"');
});

test('a time before the beginning or to come, and what there is not, get a clear answer', () => {
  const batch = new Batch(directory, surroundings, warehouse.journal, silentLog);
  batch.run([
    { kind: 'settings', at_ms: opening_ms, site: warehouse },
    { kind: 'started', at_ms: opening_ms },
  ]);
  batch.run([scan(opening_ms, 'TG-CMD.RECEIVE', { seq: 0, boot: 'b' })]);
  batch.close();
  const reader = readerOf(directory);
  const early = whyOfLedger({ reader, site: () => warehouse, now_ms: () => opening_ms, explain: () => undefined });
  const later = early({ item: 'bolt', at: String(opening_ms + 10_000) });
  expect(later).toEqual({ ok: false, code: 'not-yet', says: expect.stringContaining('is still to come') });
  const before = early({ item: 'bolt', at: '2020-01-01' });
  expect(before).toEqual({
    ok: false,
    code: 'before-the-beginning',
    says: expect.stringContaining('The ledger begins at'),
  });
  expect(early({ item: 'what' })).toEqual({ ok: false, code: 'not-found', says: 'There is no item what.' });
  expect(early({ item: 'bolt', at: 'noon' })).toMatchObject({ ok: false, code: 'time-invalid' });
  expect(early({ item: 'bolt' })).toMatchObject({
    ok: true,
    answer: { quantity: 0, says: 'None anywhere.', places: [] },
  });
  reader.close();
});

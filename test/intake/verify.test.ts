/** Goal: `verify` calls a true ledger true, also after pruning, and never calls one true that was changed behind its back. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GatewayFault } from '../../gateway/base/faults.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { Batch } from '../../gateway/intake/batch.ts';
import type { Verdict } from '../../gateway/intake/verify.ts';
import { openForWriting } from '../../gateway/ledger/database.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { surroundings, verifyLedger } from '../../gateway/main.ts';
import { opening_ms, scan, warehouse } from './small-warehouse.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-verify-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Thirty received pieces in as many batches; the process ends without a word. */
function ledgerIn(data: string): void {
  const batch = new Batch(data, surroundings, warehouse.journal, silentLog);
  batch.run([
    { kind: 'settings', at_ms: opening_ms, site: warehouse },
    { kind: 'started', at_ms: opening_ms },
    scan(opening_ms, 'TG-CMD.RECEIVE', { seq: 0, boot: 'b' }),
    scan(opening_ms, 'TG-LOC.S1', { seq: 1, boot: 'b' }),
  ]);
  for (let i = 2; i < 32; i += 1) batch.run([scan(opening_ms + i * 20_000, '9521141000014', { seq: i, boot: 'b' })]);
  batch.idle(opening_ms + 700_000);
  batch.abandon();
}

test('a ledger after its journal was pruned is true, and what is too old to be derived again is said', () => {
  const data = join(directory, 'data');
  const limit = { days: 7, bytes: 500 };
  ledgerIn(data);
  // What is closed has a checkpoint, and only what lies before one can be pruned.
  new Batch(data, surroundings, limit, silentLog).close();
  const again = new Batch(data, surroundings, limit, silentLog);
  for (let i = 0; i < 10; i += 1) again.run([scan(opening_ms + 800_000 + i, 'WHAT', { seq: 40 + i, boot: 'b' })]);
  expect(again.state(0).journal.pruned_rows).toBe(34);
  again.close();
  const verdict = verifyLedger(data);
  expect({ problems: verdict.problems, movements: verdict.movements }).toEqual({ problems: [], movements: 30 });
  expect(verdict.not_derived).toBeGreaterThan(0);
  expect(verdict.says).toContain('older than the journal');
  const reader = readerOf(data);
  const [oldest] = reader.movementsAfter(0, 1);
  expect(Buffer.from(reader.frame(oldest?.evidence.at(-1)?.n ?? 0)?.data ?? []).toString()).toContain('9521141000014');
  reader.close();
});

test('what rules of an earlier version decided is not called untrue, and all that follows is derived again', () => {
  const data = join(directory, 'data');
  ledgerIn(data);
  new Batch(data, surroundings, warehouse.journal, silentLog).close();
  // As an earlier version leaves it: its rules had other versions, and it noted nothing of them.
  changed(
    data,
    "UPDATE movement SET rule = 'scan-workflow@0', why = 'in other words'; DELETE FROM meta WHERE key = 'rules'",
  );
  const before = verifyLedger(data);
  expect([before.problems, before.not_derived, before.rows]).toEqual([[], 30, 0]);
  const batch = new Batch(data, surroundings, warehouse.journal, silentLog);
  batch.run([scan(opening_ms + 800_000, 'TG-CMD.RECEIVE', { seq: 50, boot: 'b' })]);
  batch.run([scan(opening_ms + 801_000, 'TG-LOC.S1', { seq: 51, boot: 'b' })]);
  batch.run([scan(opening_ms + 802_000, '9521141000014', { seq: 52, boot: 'b' })]);
  batch.idle(opening_ms + 900_000);
  batch.close();
  const after = verifyLedger(data);
  expect([after.problems, after.movements, after.not_derived, after.rows]).toEqual([[], 31, 30, 3]);
  expect(after.says).toContain('30 movements are older than the rules of this version');
  changed(data, "UPDATE movement SET why = 'something else' WHERE seq = 31");
  expect(verifyLedger(data).problems.join()).toContain('something else');
});

test('a ledger that an earlier version did not stop cleanly is taken up where the movements are the same', () => {
  const data = join(directory, 'data');
  ledgerIn(data);
  changed(
    data,
    "UPDATE movement SET rule = 'scan-workflow@0'; DELETE FROM meta WHERE key = 'rules'; DELETE FROM checkpoint",
  );
  expect(verifyLedger(data).problems).toEqual([]);
  new Batch(data, surroundings, warehouse.journal, silentLog).close();
  const verdict = verifyLedger(data);
  expect([verdict.problems, verdict.not_derived]).toEqual([[], 30]);
});

/** Changes a ledger behind the back of what protects it. */
function changed(data: string, sql: string): void {
  const database = openForWriting(data);
  database.exec(`DROP TRIGGER IF EXISTS movement_is_never_changed; ${sql}`);
  database.close();
}

test.each([
  ['a level', 'UPDATE level SET quantity = quantity + 1', 'bolt at S1: level 31, movements sum to 30'],
  ['a row of the journal', 'DELETE FROM journal WHERE n_first = 20', 'the journal'],
  ['the head', `UPDATE meta SET value = replace(value, '"seq":30', '"seq":29') WHERE key = 'head'`, 'not dense'],
])('%s that was changed by hand is found', (_what, sql, problem) => {
  const data = join(directory, 'data');
  ledgerIn(data);
  expect(verifyLedger(data).problems).toEqual([]);
  const database = openForWriting(data);
  database.exec(sql);
  database.close();
  expect(verifyLedger(data).problems.join()).toContain(problem);
});

test('whatever byte rots, verify ends with a verdict, and calls nothing true whose levels are others', () => {
  const data = join(directory, 'data');
  ledgerIn(data);
  openForWriting(data).close();
  const whole = readFileSync(join(data, 'ledger.sqlite'));
  const rotten = join(directory, 'rotten');
  mkdirSync(rotten);
  copyFileSync(join(data, 'ledger.sqlite'), join(rotten, 'ledger.sqlite'));
  let found = 0;
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ change;
      writeFileSync(join(rotten, 'ledger.sqlite'), bytes);
      const verdict = verdictOn(rotten);
      if (verdict?.ok !== true) found += 1;
      else expect([verdict.movements, verdict.levels]).toEqual([30, 2]);
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(0);
});

/** Undefined where not even the beginning can be read, which is said in a sentence. */
function verdictOn(data: string): Verdict | undefined {
  try {
    return verifyLedger(data);
  } catch (thrown) {
    if (thrown instanceof GatewayFault && thrown.code === 'ledger-unusable') return undefined;
    throw thrown;
  }
}

/** Goal: mass accounts beside the ledger: late ones are put in their place as far back as the limit reaches, and counted beyond it. */
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { StoredMovement } from '../../gateway/ledger/commit.ts';
import type { StoredCount } from '../../gateway/ledger/counts.ts';
import { massesWrong, massMoved } from '../../gateway/ledger/mass-queries.ts';
import { massWriter } from '../../gateway/ledger/mass-writer.ts';
import { migrate } from '../../gateway/ledger/migrations.ts';

const kg = 1_000_000;

function movement(
  seq: number,
  at_ms: number,
  ends: Pick<StoredMovement, 'from' | 'to'>,
  mass_mg?: number,
): StoredMovement {
  return {
    seq,
    id: `m${seq}`,
    kind: 'manual',
    item: 'cheese',
    quantity: 1,
    ...ends,
    at_ms,
    arrived_ms: 1_000,
    confidence_permille: 1_000,
    rule: 'manual@1',
    settings_revision: 1,
    why: '',
    evidence: [],
    mass: {
      unit_mass_mg: 10 * kg,
      tolerance_permille: 200,
      ours: ends.from === 'supplier' ? 'to' : 'both',
      ...(mass_mg === undefined ? {} : { mass_mg, known: 'stated' }),
    },
  };
}
const came = { from: 'supplier', to: 'X1' };
const went = { from: 'X1', to: 'X2' };

function written(again_max: number) {
  const database = new Sqlite(':memory:');
  migrate(database);
  const masses = massWriter(database, again_max);
  const write = (each: StoredMovement) => masses.write({ movements: [each], counts: [], site: () => undefined });
  write(movement(1, 10, came, 12 * kg));
  write(movement(2, 20, came, 10 * kg));
  write(movement(3, 30, went));
  write(movement(4, 40, went));
  return { database, masses, write };
}

test('what is learned late changes what follows it, and no more is written than that', () => {
  const { database, masses, write } = written(100);
  const moved = massMoved(database);
  expect([moved('m3'), moved('m4')]).toEqual([
    { mass_mg: 11 * kg, source: 'mean' },
    { mass_mg: 11 * kg, source: 'mean' },
  ]);
  write(movement(5, 25, came, 8 * kg));
  expect([moved('m3'), moved('m4'), moved('m5')]).toEqual([
    { mass_mg: 10 * kg, source: 'mean' },
    { mass_mg: 10 * kg, source: 'mean' },
    { mass_mg: 8 * kg, source: 'stated' },
  ]);
  expect(masses.displaced).toBe(0);
  expect(massesWrong(database)).toBeUndefined();
  database.close();
});

test('beyond the limit it takes its place right before those that are weighed anew, and is counted, also after a restart', () => {
  const { database, masses, write } = written(1);
  write(movement(5, 5, came, 8 * kg));
  const moved = massMoved(database);
  // Of 30 kg in the end: before the last one, and after the one before it.
  expect([moved('m3'), moved('m4')]).toEqual([
    { mass_mg: 11 * kg, source: 'mean' },
    { mass_mg: 9.5 * kg, source: 'mean' },
  ]);
  expect(masses.displaced).toBe(1);
  expect(massWriter(database, 1).displaced).toBe(1);
  expect(massesWrong(database)).toBeUndefined();
  database.close();
});

test('a count that is taken back beyond the limit is taken back where the masses are still weighed', () => {
  const { database, masses, write } = written(2);
  const { mass, ...plain } = movement(5, 50, { from: 'X2', to: 'count-difference' });
  const difference = {
    ...plain,
    id: 'c1',
    kind: 'counted',
    mass: { unit_mass_mg: 10 * kg, tolerance_permille: 200, ours: 'from' },
  } as const;
  const count: StoredCount = {
    ...plain,
    id: 'c1',
    number: 1,
    location: 'X2',
    counted: 1,
    before: 2,
    level: 1,
    by: 'person:anna',
    mass: { unit_mass_mg: 10 * kg, tolerance_permille: 200 },
  };
  masses.write({ movements: [difference], counts: [count], site: () => undefined });
  for (const seq of [6, 7, 8]) write(movement(seq, seq * 10, { from: 'supplier', to: 'X1' }));
  const back = {
    ...difference,
    id: 'r1',
    seq: 9,
    kind: 'reversed',
    from: 'count-difference',
    to: 'X2',
    reverses: 'c1',
  } as const;
  write({ ...back, mass: { ...difference.mass, ours: 'to' } });
  expect(masses.displaced).toBe(1);
  expect(massesWrong(database)).toBeUndefined();
  // What comes from outside, and nobody says what it weighs, is of the nominal mass.
  expect(database.prepare("SELECT pieces, mass_mg FROM mass_level WHERE location = 'X2'").get()).toEqual({
    pieces: 2,
    mass_mg: 21 * kg,
  });
  // What is learned later still does not change that.
  write(movement(10, 55, came));
  expect(massesWrong(database)).toBeUndefined();
  database.close();
});

test('counts of beyond the limit, and what is in them, leave as many pieces as the levels have', () => {
  const { database, masses, write } = written(2);
  const terms = { unit_mass_mg: 10 * kg, tolerance_permille: 200 };
  const { mass: _, ...plain } = movement(4, 15, came);
  const count = { ...plain, location: 'X1', level: 2, by: 'gun', mass: { ...terms, mass_mg: 21 * kg } };
  const late = movement(5, 12, came, 9 * kg);
  const opposite = {
    ...late,
    id: 'm5/x',
    seq: 6,
    kind: 'counted',
    from: 'X1',
    to: 'count-difference',
    at_ms: 15,
  } as const;
  // One lay there at 15, and one was counted; what is learned of 12 is in it.
  masses.write({
    movements: [late, { ...opposite, mass: { ...terms, ours: 'from' } }],
    counts: [{ ...count, id: 'c1', number: 1, counted: 1, before: 1 }],
    site: () => undefined,
  });
  expect(masses.displaced).toBe(3);
  const pieces = () => database.prepare("SELECT pieces FROM mass_level WHERE location = 'X1'").get();
  expect(pieces()).toBeUndefined();
  // Another one says two at 16: it found one.
  const found = { ...opposite, id: 'c2', seq: 7, from: 'count-difference', to: 'X1', at_ms: 16 };
  masses.write({
    movements: [{ ...found, mass: { ...terms, ours: 'to' } }],
    counts: [{ ...count, id: 'c2', seq: 7, number: 2, counted: 2, before: 1, at_ms: 16 }],
    site: () => undefined,
  });
  expect(pieces()).toEqual({ pieces: 1 });
  expect(massesWrong(database)).toBeUndefined();
  write({
    ...found,
    id: 'r2',
    seq: 8,
    kind: 'reversed',
    from: 'X1',
    to: 'count-difference',
    reverses: 'c2',
    mass: { ...terms, ours: 'from' },
  });
  expect(pieces()).toBeUndefined();
  expect(massesWrong(database)).toBeUndefined();
  database.close();
});

test('a count of before catch weight ended, in one batch with what came after it, does not begin it again', () => {
  const { database, masses } = written(100);
  const { mass: _, ...plain } = movement(5, 60, came);
  const terms = { unit_mass_mg: 10 * kg, tolerance_permille: 200 };
  const count = { ...plain, id: 'c1', seq: 4, number: 1, location: 'X2', counted: 2, before: 2, level: 2, by: 'gun' };
  masses.write({ movements: [plain], counts: [{ ...count, at_ms: 50, mass: terms }], site: () => undefined });
  expect(database.prepare('SELECT COUNT(*) AS open FROM mass_item WHERE is_open = 1').get()).toEqual({ open: 0 });
  expect(database.prepare('SELECT COUNT(*) AS levels FROM mass_level').get()).toEqual({ levels: 0 });
  database.close();
});

test('what somebody has changed in the accounts is found', () => {
  const { database } = written(100);
  database.exec("UPDATE mass_level SET mass_mg = mass_mg + 1 WHERE location = 'X2'");
  expect(massesWrong(database)).toBe('the movements derive 22000000 mg of cheese at X2 where the ledger has 22000001');
  database.close();
});

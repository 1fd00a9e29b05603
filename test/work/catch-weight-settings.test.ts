/**
 * Goal: catch weight may be switched on, off and on again, and the nominal mass changed, while stock lies there. Property: whatever is booked,
 * counted, imported late and taken back meanwhile, masses follow from their entries, and have as many pieces as levels and the mass that is valued.
 */
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { booksOf } from '../../gateway/ledger/books.ts';
import { ledger_file } from '../../gateway/ledger/database.ts';
import { booksContext } from '../../gateway/reports/books/books-context.ts';
import { readBook, valueBook } from '../../gateway/reports/books/item-book.ts';
import { opening_ms, siteFrom, type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const kg = 1_000_000;
const places = ['X1', 'stage'];

interface Setting {
  readonly isCaught: boolean;
  readonly unit_kg: number;
}
function jsonOf({ isCaught, unit_kg }: Setting) {
  const caught = { catch_weight: { tolerance_permille: 200 }, valuation: { cost_basis: 'mass' } };
  const cheese = { id: 'cheese', unit: 'wheel', unit_mass_mg: unit_kg * kg, policy: { unit_cost: '7.50' } };
  return {
    ...workSiteJson,
    valuation: { method: 'fifo', accounting: 'internal' },
    items: [isCaught ? { ...cheese, ...caught } : cheese, { id: 'nut' }, { id: 'washer' }, { id: 'bolt' }],
  };
}

function accounts(own: WorkHouse) {
  const database = new Sqlite(join(own.data, ledger_file), { readonly: true });
  try {
    const rows = database.prepare<[], { location: string; pieces: number; mass_mg: number }>(
      'SELECT location, pieces, mass_mg FROM mass_level ORDER BY location',
    );
    const isOpen = database.prepare('SELECT 1 FROM mass_item WHERE is_open = 1').get() !== undefined;
    return { isOpen, rows: rows.all() };
  } finally {
    database.close();
  }
}

function valued(own: WorkHouse, setting: Setting): readonly (readonly [string, number])[] {
  const source = booksOf(own.data);
  try {
    const context = booksContext(siteFrom(jsonOf(setting)), []);
    const asked = { item: 'cheese', until_seq: source.head(), page_rows: 1_000, rows_max: 10_000 };
    const book = readBook(source, context, asked);
    if (book === undefined) throw new Error('no book');
    const { refused, masses = new Map<string, number>() } = valueBook(book);
    expect(refused).toEqual([]);
    return [...masses].filter(([, mass_mg]) => mass_mg !== 0).sort();
  } finally {
    source.close();
  }
}

const countedThen = (own: WorkHouse, location: string, quantity: number, at_ms: number, mass: { mass_mg?: number }) =>
  own.act({
    act: 'import-rows',
    draft: {
      file: 'x',
      content: `${own.at_ms}`,
      reason: 'x',
      rows: [{ row: 1, kind: 'count', item: 'cheese', location, quantity, at_ms, ...mass }],
    },
  });

test('a count of before catch weight began is what it found, and says nothing of what lies there now', () => {
  const off = { isCaught: false, unit_kg: 10 };
  const on = { isCaught: true, unit_kg: 10 };
  const own = workHouse(jsonOf(off));
  const move = (quantity: number, from: string, to: string) =>
    own.give({ kind: 'move', item: 'cheese', quantity, from, to, reason: 'x' });
  try {
    move(10, 'supplier', 'X1');
    const night_ms = own.at_ms;
    own.at_ms += 3_600_000;
    move(2, 'X1', 'customer');
    own.use(jsonOf(on));
    // Eleven at night, of which nine are left.
    expect(countedThen(own, 'X1', 11, night_ms + 1, { mass_mg: 108 * kg })).toMatchObject({ ok: true });
    expect(accounts(own).rows).toEqual([{ location: 'X1', pieces: 9, mass_mg: 90 * kg }]);
    expect(valued(own, on)).toEqual([['X1', 90 * kg]]);
    // Where nothing moved since, a count of then is one of now.
    expect(countedThen(own, 'X1', 9, own.at_ms - 1, { mass_mg: 88 * kg })).toMatchObject({ ok: true });
    expect(accounts(own).rows).toEqual([{ location: 'X1', pieces: 9, mass_mg: 88 * kg }]);
    expect(valued(own, on)).toEqual([['X1', 88 * kg]]);
    expect(own.verified().problems).toEqual([]);
  } finally {
    own.clear();
  }
});

test('so is a count of before another one that was before catch weight began, though nothing moved in between', () => {
  const on = { isCaught: true, unit_kg: 10 };
  const own = workHouse(jsonOf({ ...on, isCaught: false }));
  try {
    own.at_ms += 400_000;
    own.give({ kind: 'count', item: 'cheese', location: 'X1', quantity: 0, reason: 'x' });
    own.use(jsonOf(on));
    own.give({
      kind: 'move',
      item: 'cheese',
      quantity: 3,
      from: 'supplier',
      to: 'stage',
      reason: 'x',
      mass_mg: 31 * kg,
    });
    expect(countedThen(own, 'X1', 2, opening_ms + 224_000, {})).toMatchObject({ ok: true });
    own.at_ms += 1_000;
    expect(countedThen(own, 'X1', 4, opening_ms + 144_000, { mass_mg: 41 * kg })).toMatchObject({ ok: true });
    expect(own.level('cheese', 'X1')).toBe(0);
    expect(accounts(own).rows).toEqual([{ location: 'stage', pieces: 3, mass_mg: 31 * kg }]);
    expect(valued(own, on)).toEqual([['stage', 31 * kg]]);
    expect(own.verified().problems).toEqual([]);
  } finally {
    own.clear();
  }
});

const place = fc.constantFrom(...places);
const permille = fc.option(fc.integer({ min: -150, max: 150 }), { nil: undefined });
const second = fc.integer({ min: 0, max: 300 });
const quantity = fc.integer({ min: 1, max: 5 });
const counted = fc.integer({ min: 0, max: 6 });
const moves = fc.record({
  kind: fc.constant('move' as const),
  from: fc.oneof(place, fc.constant('supplier')),
  to: fc.oneof(place, fc.constant('customer')),
  quantity,
  permille,
  second,
});
const counts = fc.record({ kind: fc.constant('count' as const), place, counted, permille });
const lates = fc.record({ kind: fc.constant('late-count' as const), place, counted, permille, second });
const backs = fc.record({ kind: fc.constant('back' as const), newest: fc.integer({ min: 0, max: 6 }) });
const settings = fc.record({
  kind: fc.constant('settings' as const),
  isCaught: fc.boolean(),
  unit_kg: fc.constantFrom(8, 10, 14),
});
const restarts = fc.record({ kind: fc.constant('restart' as const) });
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: moves },
    { weight: 3, arbitrary: counts },
    { weight: 3, arbitrary: lates },
    { weight: 2, arbitrary: backs },
    { weight: 2, arbitrary: settings },
    { weight: 1, arbitrary: restarts },
  ),
  { minLength: 4, maxLength: 14 },
);
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

/** Gives the settings at the end, and whether a count was taken back: then a level may be of other pieces than its account. */
function carryOut(own: WorkHouse, all: readonly Step[], first: Setting) {
  let setting = first;
  let isCountBack = false;
  const massOf = (pieces: number, off: number | undefined) =>
    !setting.isCaught || off === undefined || pieces === 0
      ? {}
      : { mass_mg: pieces * setting.unit_kg * (kg + off * 1_000) };
  for (const step of all) {
    own.at_ms += 1_000;
    if (step.kind === 'move') {
      const { from, to, quantity: pieces } = step;
      const more = { at_ms: opening_ms + step.second * 1_000, ...massOf(pieces, step.permille) };
      if (from !== to) own.give({ kind: 'move', item: 'cheese', quantity: pieces, from, to, reason: 'x', ...more });
    } else if (step.kind === 'count') {
      const mass = massOf(step.counted, step.permille);
      own.give({ kind: 'count', item: 'cheese', location: step.place, quantity: step.counted, reason: 'x', ...mass });
    } else if (step.kind === 'late-count') {
      const mass = massOf(step.counted, step.permille);
      countedThen(own, step.place, step.counted, opening_ms + step.second * 1_000, mass);
    } else if (step.kind === 'back') {
      const movement = own.reader.movements({ limit: 10 })[step.newest];
      if (movement === undefined) continue;
      isCountBack ||= movement.kind === 'counted';
      own.give({ kind: 'reverse', movement: movement.id, reason: 'x' });
    } else if (step.kind === 'settings') {
      setting = { isCaught: step.isCaught, unit_kg: step.unit_kg };
      own.use(jsonOf(setting));
    } else own.restart('killed');
  }
  return { setting, isCountBack };
}

test('whatever becomes of the settings, masses have the pieces of the levels and the mass that is valued', () => {
  fc.assert(
    fc.property(steps, fc.boolean(), (all, isCaught) => {
      const first = { isCaught, unit_kg: 10 };
      const own = workHouse(jsonOf(first));
      try {
        own.at_ms += 400_000;
        const { setting, isCountBack } = carryOut(own, all, first);
        expect(own.verified().problems).toEqual([]);
        const { isOpen, rows } = accounts(own);
        const levels = own.reader.levels({ item: 'cheese' }).filter(({ location }) => places.includes(location));
        if (isOpen && !isCountBack)
          expect(rows.map(({ location, pieces }) => `${location} ${pieces}`)).toEqual(
            levels.map(({ location, quantity: pieces }) => `${location} ${pieces}`).sort(),
          );
        if (isOpen && setting.isCaught)
          expect(valued(own, setting)).toEqual(
            rows.flatMap(({ location, mass_mg }) => (mass_mg === 0 ? [] : [[location, mass_mg]])),
          );
      } finally {
        own.clear();
      }
    }),
    { numRuns: 100, endOnFailure: true },
  );
});

/**
 * Goal: where costs are for a kilogram, stock is worth what it weighs, by every method, to the cent; pieces stay pieces in reports. Property: what came
 * in is what went out and what is there, and the mass that is valued is the mass that the ledger keeps.
 */
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { booksOf } from '../../gateway/ledger/books.ts';
import { ledger_file } from '../../gateway/ledger/database.ts';
import { type BooksContext, booksContext } from '../../gateway/reports/books/books-context.ts';
import { type ItemBook, readBook, valueBook } from '../../gateway/reports/books/item-book.ts';
import { itemTold } from '../../gateway/reports/books/item-told.ts';
import { massesAt } from '../../gateway/reports/books/mass-events.ts';
import { valuePass } from '../../gateway/reports/books/value-pass.ts';
import { valueTold } from '../../gateway/reports/books/value-told.ts';
import { minus, plus, toNumber, zero } from '../../gateway/stock/valuation/ratio.ts';
import { opening_ms, type WorkHouse, workHouse } from '../work/work-house.ts';
import { cheeseSite, kg } from './cheese-site.ts';

const methods = ['fifo', 'lifo', 'average', 'standard'] as const;
const bounds = { page_rows: 1_000, rows_max: 100_000 };

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(cheeseSite('fifo'));
});
afterEach(() => house.clear());

function read<Value>(own: WorkHouse, look: (book: ItemBook, context: BooksContext) => Value): Value {
  const source = booksOf(own.data);
  try {
    const context = booksContext(own.site, []);
    const book = readBook(source, context, { item: 'cheese', until_seq: source.head(), ...bounds });
    if (book === undefined) throw new Error('no book');
    return look(book, context);
  } finally {
    source.close();
  }
}
const move = (
  own: WorkHouse,
  quantity: number,
  from: string,
  to: string,
  more: { mass_mg?: number; at_ms?: number } = {},
) => own.give({ kind: 'move', item: 'cheese', quantity, from, to, reason: 'x', ...more });
const buy = (quantity: number, mass_mg: number, unit_cost: string) =>
  house.done({
    act: 'deliver',
    delivery: { supplier: 'acme', location: 'X1', lines: [{ item: 'cheese', sound: quantity, mass_mg, unit_cost }] },
  });
const euros = (own: WorkHouse) =>
  read(own, (book) => {
    const { value_micro, flows } = valueBook(book);
    const of = (micro: typeof value_micro) => Math.round(toNumber(micro) / 10) / 100_000;
    return [of(value_micro), ...[...flows].map(([flow, each]) => `${flow} ${each.quantity} ${of(each.value_micro)}`)];
  });

describe('costs for a kilogram', () => {
  test('a receipt is worth cost × mass, and what goes takes the cost of what it weighs', () => {
    buy(4, 42 * kg, '8.00');
    buy(2, 18 * kg, '9.00');
    expect(euros(house)).toEqual([498, 'purchase 6 498']);
    move(house, 5, 'X1', 'customer', { mass_mg: 50 * kg });
    // 42 kg of the first at 8.00, 8 kg of the second at 9.00; 10 kg are left.
    expect(euros(house)).toEqual([90, 'purchase 6 498', 'sale -5 -408']);
    move(house, 1, 'X1', 'customer', { mass_mg: 9.5 * kg });
    expect(euros(house)).toEqual([0, 'purchase 6 498', 'sale -6 -493.5', 'mass-loss 0 -4.5']);
    const [last] = house.reader.movements({ limit: 1 });
    house.give({ kind: 'reverse', movement: last?.id ?? '', reason: 'x' });
    expect(euros(house)).toEqual([90, 'purchase 6 498', 'sale -5 -408', 'mass-loss 0 0']);
  });

  test('what nobody told the cost of costs what the settings say, for what it weighs; a count of the mass is worth it too', () => {
    move(house, 2, 'supplier', 'X1', { mass_mg: 21 * kg });
    expect(euros(house)).toEqual([157.5, 'purchase 2 157.5']);
    house.give({ kind: 'count', item: 'cheese', location: 'X1', quantity: 2, mass_mg: 20 * kg, reason: 'x' });
    expect(euros(house)).toEqual([150, 'purchase 2 157.5', 'mass-loss 0 -7.5']);
  });

  test('what lay there beyond what was thought comes in at the cost of the day', () => {
    buy(2, 20 * kg, '8.00');
    move(house, 2, 'X1', 'customer', { mass_mg: 21 * kg });
    expect(euros(house)).toEqual([0, 'purchase 2 160', 'sale -2 -168', 'mass-gain 0 8']);
    expect(read(house, ({ from_settings }) => from_settings.size)).toBe(0);
  });

  test('is told in pieces and milligrams: rows, layers, steps', () => {
    buy(4, 42 * kg, '8.00');
    move(house, 1, 'X1', 'dock', { mass_mg: 11 * kg });
    move(house, 1, 'dock', 'customer');
    const told = read(house, (book, context) => itemTold(book, context, { after: 0, limit: 10, layers_max: 10 }));
    expect(told).toMatchObject({
      cost_basis: 'mass',
      quantity: 3,
      mass_mg: 31 * kg,
      value: '248.00',
      unit_value: '82.666667',
      layers: [{ quantity: 31 * kg, unit_value: '8.000000', value: '248.00' }],
      steps: [
        { quantity: 42 * kg, unit_cost: '8.000000', value: '336.00' },
        { quantity: 0, value: '0.00' },
        { quantity: -11 * kg, value: '-88.00', value_after: '248.00' },
      ],
    });
    const source = booksOf(house.data);
    const context = booksContext(house.site, []);
    const pass = [...valuePassOf(source, context)];
    source.close();
    expect(pass).toMatchObject([
      [{ item: 'cheese', quantity: 3, mass_mg: 31 * kg, value: '248.00' }],
      [
        { location: 'X1', quantity: 3, mass_mg: 31 * kg, value: '248.00' },
        { location: 'dock', quantity: 0 },
      ],
    ]);
  });

  function* valuePassOf(source: ReturnType<typeof booksOf>, context: BooksContext) {
    const steps = valuePass({ source, context, bounds, head_seq: source.head() });
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    yield valueTold(step.value, 'item').rows;
    yield valueTold(step.value, 'location').rows;
  }

  test('what was there before catch weight is worth its nominal mass', () => {
    const items = cheeseSite('fifo').items;
    house.use({
      ...cheeseSite('fifo'),
      items: items.map((each) => (each.id === 'cheese' ? { id: 'cheese', unit_mass_mg: 9 * kg } : each)),
    });
    move(house, 3, 'supplier', 'X1');
    house.use(cheeseSite('fifo'));
    // The nominal mass of the settings until something moves.
    move(house, 1, 'X1', 'customer', { mass_mg: 11 * kg });
    expect(euros(house)).toEqual([142.5, 'purchase 3 225', 'sale -1 -82.5']);
  });

  test('what is taken back of before catch weight is worth what it weighs when it goes', () => {
    const items = cheeseSite('average').items;
    house.use({
      ...cheeseSite('average'),
      items: items.map((each) => (each.id === 'cheese' ? { id: 'cheese', unit_mass_mg: 9 * kg } : each)),
    });
    move(house, 2, 'supplier', 'X1');
    const [first] = house.reader.movements({ limit: 1 });
    house.use(cheeseSite('average'));
    move(house, 2, 'supplier', 'X1', { mass_mg: 24 * kg });
    const heavier = items.map((each) => (each.id === 'cheese' ? { ...each, unit_mass_mg: 15 * kg } : each));
    house.use({ ...cheeseSite('average'), items: heavier });
    house.give({ kind: 'reverse', movement: first?.id ?? '', reason: 'x' });
    // Two wheels weigh at least 24 kg by now, and were worth 20: the difference is booked off where they went.
    expect(accounts(house)).toEqual(new Map([['X1', 24 * kg]]));
    expect(read(house, (book) => valueBook(book).masses?.get('X1'))).toBe(24 * kg);
    expect(house.verified().problems).toEqual([]);
  });
});

interface Step {
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly permille: number | undefined;
  readonly second: number;
  readonly isCount: boolean;
  readonly isBack: boolean;
}

describe.each(methods)('by %s', (method) => {
  const place = fc.constantFrom('X1', 'stage');
  const steps = fc.array(
    fc.record({
      from: fc.oneof(place, fc.constant('supplier')),
      to: fc.oneof(place, fc.constant('customer')),
      quantity: fc.integer({ min: 1, max: 6 }),
      permille: fc.option(fc.integer({ min: -200, max: 200 }), { nil: undefined }),
      second: fc.integer({ min: 1, max: 400 }),
      isCount: fc.boolean(),
      isBack: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  );

  function carryOut(own: WorkHouse, all: readonly Step[]): void {
    own.at_ms += 500_000;
    for (const { from, to, quantity, permille, second, isCount, isBack } of all) {
      const mass = permille === undefined ? {} : { mass_mg: quantity * (10 * kg + permille * 10_000) };
      if (isCount && from !== 'supplier')
        own.give({ kind: 'count', item: 'cheese', location: from, quantity, reason: 'x', ...mass });
      else if (from !== to) move(own, quantity, from, to, { ...mass, at_ms: opening_ms + second * 1_000 });
      const [last] = own.reader.movements({ limit: 1 });
      if (isBack && last !== undefined) own.give({ kind: 'reverse', movement: last.id, reason: 'x' });
    }
  }

  test.each(['item', 'item-and-location'] as const)(
    'flows add up to the value, and the mass is that of the ledger, pool %s',
    (pool) => {
      fc.assert(
        fc.property(steps, (all) => {
          const own = workHouse(cheeseSite(method, { pool }));
          try {
            carryOut(own, all);
            const kept = accounts(own);
            if (own.reader.head() === 0) return;
            read(own, (book, context) => {
              const valuation = valueBook(book);
              const sum = [...valuation.flows.values()].reduce(
                (all_flows, each) => plus(all_flows, each.value_micro),
                zero,
              );
              expect(minus(sum, valuation.value_micro).numerator).toBe(0n);
              expect(valuation.refused).toEqual([]);
              const standing = (masses: ReadonlyMap<string, number> | undefined) =>
                new Map([...(masses ?? [])].filter(([, mass_mg]) => mass_mg !== 0).sort());
              expect(standing(valuation.masses)).toEqual(standing(kept));
              expect(standing(massesAt(book.rows, book.mass ?? nothing, context))).toEqual(standing(kept));
            });
          } finally {
            own.clear();
          }
        }),
        { numRuns: 25, endOnFailure: true },
      );
    },
    120_000,
  );
});

/** As they are kept, before they are told for the pieces of a level. */
function accounts(own: WorkHouse): ReadonlyMap<string, number> {
  const database = new Sqlite(join(own.data, ledger_file), { readonly: true });
  try {
    const rows = database.prepare<[], { location: string; mass_mg: number }>(
      'SELECT location, mass_mg FROM mass_level',
    );
    return new Map(rows.all().map(({ location, mass_mg }) => [location, mass_mg]));
  } finally {
    database.close();
  }
}

const nothing = { began_seq: 0, unit_mass_mg: 0, counts: [] };

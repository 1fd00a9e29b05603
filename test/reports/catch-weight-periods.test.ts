/**
 * Goal: the periodic system tells the usage of an item that is valued by mass in milligrams, at costs for a kilogram, worked out by hand here, and only
 * where no mass that it takes a difference of is an estimate. Property: usage is what the perpetual system has gone, whatever was said of it.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { booksOf } from '../../gateway/ledger/books.ts';
import { booksContext } from '../../gateway/reports/books/books-context.ts';
import { type PeriodTold, periodTold } from '../../gateway/reports/books/period-told.ts';
import type { PeriodicMethod } from '../../gateway/stock/valuation/periodic-cost.ts';
import { opening_ms, siteFrom, type WorkHouse, workHouse } from '../work/work-house.ts';
import { cheeseSite, kg } from './cheese-site.ts';

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(cheeseSite('fifo'));
});
afterEach(() => house.clear());

function periodOf(
  own: WorkHouse,
  { method, json = cheeseSite('fifo'), from_ms = 0 }: { method?: PeriodicMethod; json?: object; from_ms?: number } = {},
): PeriodTold {
  const source = booksOf(own.data);
  try {
    const context = booksContext(siteFrom(json), source.periods());
    const steps = periodTold({
      source,
      context,
      bounds: { page_rows: 1_000, rows_max: 100_000 },
      head_seq: source.head(),
      span: { from_ms, until_ms: own.at_ms + 1 },
      ...(method === undefined ? {} : { method }),
    });
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    return step.value;
  } finally {
    source.close();
  }
}
const move = (own: WorkHouse, quantity: number, from: string, to: string, mass_mg?: number) =>
  own.give({
    kind: 'move',
    item: 'cheese',
    quantity,
    from,
    to,
    reason: 'x',
    ...(mass_mg === undefined ? {} : { mass_mg }),
  });
const count = (own: WorkHouse, quantity: number, location: string, mass_mg?: number) =>
  own.give({
    kind: 'count',
    item: 'cheese',
    location,
    quantity,
    reason: 'x',
    ...(mass_mg === undefined ? {} : { mass_mg }),
  });
const buy = (own: WorkHouse, quantity: number, mass_mg: number | undefined, unit_cost: string) =>
  own.done({
    act: 'deliver',
    delivery: {
      supplier: 'acme',
      location: 'X1',
      lines: [{ item: 'cheese', sound: quantity, unit_cost, ...(mass_mg === undefined ? {} : { mass_mg }) }],
    },
  });

describe('usage in milligrams, costs for a kilogram', () => {
  // 42 kg at 8.00 and 18 kg at 9.00 came; three wheels went and nobody weighed them; three are left, and weigh 28 kg.
  function lived(own: WorkHouse): void {
    buy(own, 4, 42 * kg, '8.00');
    buy(own, 2, 18 * kg, '9.00');
    move(own, 3, 'X1', 'customer');
    count(own, 3, 'X1', 28 * kg);
  }

  test.each([
    ['fifo', { closing: '242.00', usage: '256.00', sold: '240.00', shrinkage: '16.00' }],
    ['lifo', { closing: '224.00', usage: '274.00', sold: '258.00', shrinkage: '16.00' }],
    ['average', { closing: '232.40', usage: '265.60', sold: '249.00', shrinkage: '16.60' }],
  ] as const)('by %s: 0 + 60 − 28 kg are 32 kg', (method, { closing, usage, sold, shrinkage }) => {
    const own = workHouse(cheeseSite(method));
    try {
      lived(own);
      expect(periodOf(own, { json: cheeseSite(method) })).toMatchObject({
        items: [
          {
            item: 'cheese',
            unit: 'mg',
            cost_basis: 'mass',
            method,
            opening: { quantity: 0, value: '0.00' },
            purchases: { quantity: 60 * kg, value: '498.00' },
            closing: { quantity: 28 * kg, value: closing },
            usage: { quantity: 32 * kg, value: usage },
            sold: { quantity: 30 * kg, value: sold },
            shrinkage: { quantity: 2 * kg, value: shrinkage },
            hidden: { quantity: 2 * kg, value: shrinkage },
            method_difference: '0.00',
            surplus: 0,
          },
        ],
        total: { purchases: '498.00', closing, usage },
        not_compared: [],
      });
    } finally {
      own.clear();
    }
  });

  test('by another method than the books the same masses are worth something else', () => {
    lived(house);
    expect(periodOf(house, { method: 'lifo' }).items).toMatchObject([
      { closing: { value: '224.00' }, usage: { quantity: 32 * kg, value: '274.00' }, method_difference: '18.00' },
    ]);
  });

  test('at standard cost what nobody told the cost of is at the standard of its day', () => {
    const own = workHouse(cheeseSite('standard'));
    try {
      move(own, 2, 'supplier', 'X1', 21 * kg);
      move(own, 1, 'X1', 'customer', 11 * kg);
      // 21 kg at 7.50 came, 10 kg are left.
      expect(periodOf(own, { json: cheeseSite('standard') }).items).toMatchObject([
        {
          method: 'average',
          purchases: { quantity: 21 * kg, value: '157.50' },
          closing: { quantity: 10 * kg, value: '75.00' },
          usage: { quantity: 11 * kg, value: '82.50' },
          sold: { quantity: 11 * kg, value: '82.50' },
        },
      ]);
    } finally {
      own.clear();
    }
  });

  test('what was made came in at what was used for it, and is used up like what was bought', () => {
    const { items, locations, ...rest } = cheeseSite('fifo');
    const [cheese] = items;
    const json = {
      ...rest,
      items: [...items, { ...cheese, id: 'smoked' }],
      locations: [...locations, { id: 'line', kind: 'wip' }],
      work: { ...rest.work, wip: 'line', finished: 'stage' },
      bills: [{ item: 'smoked', components: [{ item: 'cheese', quantity: 1 }] }],
    };
    const own = workHouse(json);
    try {
      buy(own, 2, 20 * kg, '8.00');
      own.done({ act: 'open-production', draft: { item: 'smoked', quantity: 2 } });
      const consumed = [{ line: 1, quantity: 2, from: 'X1', mass_mg: 20 * kg }];
      own.done({ act: 'report-production', reporting: { id: 'MO-1', good: 2, mass_mg: 16 * kg, consumed } });
      own.give({ kind: 'move', item: 'smoked', quantity: 1, from: 'stage', to: 'customer', reason: 'x' });
      own.give({ kind: 'count', item: 'smoked', location: 'stage', quantity: 1, mass_mg: 8 * kg, reason: 'x' });
      // 20 kg at 8.00 became 16 kg, 10.00 each.
      expect(periodOf(own, { json })).toMatchObject({
        items: [
          { item: 'cheese', consumed: { quantity: 20 * kg, value: '160.00' }, usage: { value: '160.00' } },
          {
            item: 'smoked',
            purchases: { quantity: 16 * kg, value: '160.00' },
            closing: { quantity: 8 * kg, value: '80.00' },
            usage: { quantity: 8 * kg, value: '80.00' },
            method_difference: '0.00',
          },
        ],
        not_compared: [],
      });
    } finally {
      own.clear();
    }
  });

  test('the next period begins with the mass that was counted, and what a count found more is no purchase', () => {
    lived(house);
    const until_ms = house.at_ms + 500;
    const closing = { head_seq: house.reader.head(), value: '242.00', currency: 'EUR', reason: 'x' } as const;
    house.at_ms += 1_000;
    expect(house.give({ kind: 'close-period', until_ms, ...closing })).toMatchObject({ ok: true });
    buy(house, 1, 11 * kg, '10.00');
    count(house, 4, 'X1', 40 * kg);
    // 28 kg at 242.00 and 11 kg at 110.00; the kilogram found is at the cost of the newest.
    expect(periodOf(house, { from_ms: until_ms }).items).toMatchObject([
      {
        opening: { quantity: 28 * kg, value: '242.00' },
        purchases: { quantity: 11 * kg, value: '110.00' },
        closing: { quantity: 40 * kg },
        usage: { quantity: -kg },
        shrinkage: { quantity: -kg },
        surplus: kg,
      },
    ]);
  });
});

describe('is not compared, and says why,', () => {
  const reasons = (from_ms = 0) => periodOf(house, { from_ms }).not_compared;
  const estimated = (field: string, place: string) => [
    {
      item: 'cheese',
      field,
      rule: `must be a known mass: that at ${place} is estimated; count it with its mass`,
    },
  ];

  test('where the count of the closing says no mass, until one does', () => {
    buy(house, 4, 42 * kg, '8.00');
    move(house, 1, 'X1', 'customer');
    expect(reasons()).toEqual(estimated('closing', 'X1'));
    count(house, 2, 'X1');
    expect(reasons()).toEqual(estimated('closing', 'X1'));
    expect(periodOf(house).items).toEqual([]);
    count(house, 2, 'X1', 21 * kg);
    expect(reasons()).toEqual([]);
    // An estimate that goes elsewhere leaves one at both.
    move(house, 1, 'X1', 'dock');
    expect(reasons()).toEqual(estimated('closing', 'X1'));
    count(house, 1, 'X1', 10 * kg);
    expect(reasons()).toEqual(estimated('closing', 'dock'));
    count(house, 1, 'dock', 11 * kg);
    expect(reasons()).toEqual([]);
  });

  test('where a count that said the mass was taken back', () => {
    buy(house, 4, 42 * kg, '8.00');
    move(house, 1, 'X1', 'customer');
    count(house, 2, 'X1', 20 * kg);
    expect(reasons()).toEqual([]);
    const [counted] = house.reader.movements({ limit: 1 });
    expect(house.give({ kind: 'reverse', movement: counted?.id ?? '', reason: 'x' })).toMatchObject({ ok: true });
    expect(reasons()).toEqual(estimated('closing', 'X1'));
  });

  test('where it began with an estimate', () => {
    buy(house, 4, 42 * kg, '8.00');
    move(house, 1, 'X1', 'customer');
    const from_ms = house.at_ms + 500;
    count(house, 3, 'X1', 30 * kg);
    expect(reasons(from_ms)).toEqual(estimated('opening', 'X1'));
  });

  test('where nobody weighed what came in, or what went back', () => {
    buy(house, 4, undefined, '8.00');
    count(house, 4, 'X1', 42 * kg);
    expect(reasons()).toMatchObject([
      { item: 'cheese', field: 'purchases', rule: expect.stringMatching(/^must have a known mass each; that of /) },
    ]);
    house.clear();
    house = workHouse(cheeseSite('fifo'));
    buy(house, 4, 42 * kg, '8.00');
    move(house, 1, 'X1', 'supplier');
    count(house, 3, 'X1', 31 * kg);
    expect(reasons()).toMatchObject([{ field: 'supplier-return' }]);
  });

  test('where stock of others is among it', () => {
    const lines = [{ item: 'cheese', sound: 2, mass_mg: 20 * kg, is_consigned: true }];
    house.done({ act: 'deliver', delivery: { supplier: 'acme', location: 'X1', lines } });
    expect(reasons()).toMatchObject([{ field: 'owners' }]);
  });
});

test('what is known stays known: all of a place goes on as it was, and the rest of an emptied one is booked off', () => {
  buy(house, 4, 42 * kg, '8.00');
  move(house, 4, 'X1', 'dock');
  move(house, 3, 'dock', 'customer', 31 * kg);
  move(house, 1, 'dock', 'stage', 10 * kg);
  expect(periodOf(house)).toMatchObject({
    items: [
      {
        closing: { quantity: 10 * kg, value: '80.00' },
        usage: { quantity: 32 * kg, value: '256.00' },
        sold: { quantity: 31 * kg, value: '248.00' },
        shrinkage: { quantity: kg, value: '8.00' },
      },
    ],
    not_compared: [],
  });
});

test('usage is what has gone, whatever was said of it and in whatever order it was learned', () => {
  const step = fc.record({
    kind: fc.constantFrom('buy', 'sell', 'carry', 'count'),
    quantity: fc.integer({ min: 1, max: 4 }),
    permille: fc.integer({ min: -200, max: 200 }),
    isSaid: fc.boolean(),
    second: fc.integer({ min: 1, max: 400 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const own = workHouse(cheeseSite('fifo'));
      try {
        own.at_ms += 500_000;
        buy(own, 4, 42 * kg, '8.00');
        for (const { kind, quantity, permille, isSaid, second } of steps) {
          const mass_mg = quantity * (10 * kg + permille * 10_000);
          const said = isSaid ? { mass_mg } : {};
          const at = { at_ms: opening_ms + second * 1_000, item: 'cheese', quantity, reason: 'x' };
          if (kind === 'buy') own.give({ kind: 'move', ...at, from: 'supplier', to: 'X1', mass_mg });
          else if (kind === 'sell') own.give({ kind: 'move', ...at, from: 'X1', to: 'customer', ...said });
          else if (kind === 'carry') own.give({ kind: 'move', ...at, from: 'X1', to: 'dock', ...said });
          else count(own, quantity, 'X1', isSaid ? mass_mg : undefined);
        }
        for (const { item, location, quantity } of own.reader.levels({ item: 'cheese' }))
          if (quantity > 0) count(own, quantity, location, quantity * 10 * kg);
          else own.give({ kind: 'count', item, location, quantity: 0, reason: 'x' });
        const { items, not_compared } = periodOf(own);
        expect(not_compared.filter(({ rule }) => rule.startsWith('must be a known mass'))).toEqual([]);
        const left = own.reader.masses({ item: 'cheese' }).reduce((sum, each) => sum + each.mass_mg, 0);
        for (const { closing, usage, purchases, sold, hidden } of items) {
          expect(closing.quantity).toBe(left);
          expect(usage.quantity).toBe(purchases.quantity - left);
          expect(usage.quantity).toBe(sold.quantity + hidden.quantity);
        }
      } finally {
        own.clear();
      }
    }),
    { numRuns: 40, endOnFailure: true },
  );
}, 120_000);

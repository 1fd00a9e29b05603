/** The pure rules of lots: the order of taking, the record, days, and what is on hold. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysAfter, daysBetween, printedDay } from '../../gateway/stock/lots/day.ts';
import { adviseFefo, takeByFefo } from '../../gateway/stock/lots/fefo.ts';
import { type HoldScope, holdStocks, type PlacedStock } from '../../gateway/stock/lots/hold.ts';
import { recordAfter } from '../../gateway/stock/lots/lot-record.ts';
import { lotState } from '../../gateway/stock/lots/lot-state.ts';

describe('days', () => {
  // GS1 General Specifications 7.12.
  test.each([
    ['270531', '2027-05-31'],
    ['270200', '2027-02-28'],
    ['280200', '2028-02-29'],
    ['760101', '2076-01-01'],
    ['770101', '1977-01-01'],
  ])('%s is printed for %s', (printed, day) => {
    expect(printedDay(printed, Date.UTC(2026, 10, 23))).toBe(day);
  });

  test('are counted across a leap day', () => {
    expect(daysAfter('2028-02-28', 2)).toBe('2028-03-01');
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
  });
});

describe('first expired, first out', () => {
  test('what may be used goes first, then by expiry, then by age; the lot unknown before undated ones', () => {
    const stocks = [
      { lot: 'undated', quantity: 1, first_seen_ms: 1 },
      { lot: 'unknown', quantity: 1 },
      { lot: 'late', quantity: 1, expiry: '2027-05-01', first_seen_ms: 9 },
      { lot: 'soon', quantity: 1, expiry: '2027-01-01', first_seen_ms: 9 },
      { lot: 'past', quantity: 1, expiry: '2026-01-01', first_seen_ms: 9, barred: 'expired' as const },
      { lot: 'none', quantity: 0, expiry: '2026-12-01', first_seen_ms: 9 },
      { lot: 'below', quantity: -3, expiry: '2026-12-01', first_seen_ms: 9 },
    ];
    expect(takeByFefo(stocks, 9).map(({ lot }) => lot)).toEqual(['soon', 'late', 'unknown', 'undated', 'past']);
  });

  test('advice empties the smaller place first and says what is missing', () => {
    const lot = { lot: 'A', expiry: '2027-01-01' };
    const stocks = [
      { ...lot, location: 'S1', quantity: 5 },
      { ...lot, location: 'S2', quantity: 2 },
      { lot: 'P', location: 'S3', quantity: 9, expiry: '2026-01-01', barred: 'expired' as const },
    ];
    expect(adviseFefo(stocks, 10)).toEqual({
      take: [
        { location: 'S2', lot: 'A', quantity: 2, there: 2, expiry: '2027-01-01' },
        { location: 'S1', lot: 'A', quantity: 5, there: 5, expiry: '2027-01-01' },
      ],
      short: 3,
    });
  });
});

describe('what is known of a lot', () => {
  const seen = { item: 'milk', lot: 'L', tracking: 'lot', shelf_life_days: 10, at_ms: 5, day: '2026-11-23' } as const;

  test('of two printed days the earlier one holds; a word of a person replaces both', () => {
    const first = recordAfter(undefined, { known: 'scanned', expiry: '2027-05-31' }, seen);
    const second = recordAfter(first, { known: 'tag', expiry: '2027-04-30' }, seen);
    expect(second).toMatchObject({ expiry: '2027-04-30', expiry_from: 'told', first_seen_ms: 5 });
    expect(recordAfter(second, { known: 'scanned', expiry: '2027-05-31' }, seen)).toBe(second);
    const word = recordAfter(second, { known: 'stated', expiry: '2027-06-30' }, seen);
    expect(word.expiry).toBe('2027-06-30');
  });

  test('a day of making that comes later replaces a guess from when it was first seen', () => {
    const guess = recordAfter(undefined, { known: 'scanned' }, seen);
    expect(guess).toMatchObject({ expiry: '2026-12-03', expiry_from: 'seen' });
    const later = recordAfter(guess, { known: 'scanned' }, { ...seen, day: '2026-11-30' });
    expect(later).toBe(guess);
    const made = recordAfter(guess, { known: 'scanned', made_on: '2026-11-01' }, seen);
    expect(made).toMatchObject({ expiry: '2026-11-11', expiry_from: 'made' });
  });

  test('it may be used on the day it expires, and no longer on the next', () => {
    const on = (today: string) => lotState('2027-01-31', { today, warn_days: 5 });
    expect(['2027-01-25', '2027-01-26', '2027-01-31', '2027-02-01'].map(on)).toEqual([
      'available',
      'expiring',
      'expiring',
      'expired',
    ]);
  });
});

const places = ['a', 'b'];
const lots = ['L', 'M', 'unknown'];
const stockOf = fc.record({
  item: fc.constant('milk'),
  location: fc.constantFrom(...places),
  lot: fc.constantFrom(...lots),
  quantity: fc.integer({ min: -3, max: 9 }),
});
const holdOf = fc.record(
  {
    item: fc.constantFrom('milk', 'tea'),
    location: fc.constantFrom('hall', ...places),
    lot: fc.constantFrom(...lots),
    quantity: fc.integer({ min: 1, max: 8 }),
  },
  { requiredKeys: ['item'] },
);
const isIn = (location: string, whole: string) => location === whole || whole === 'hall';

describe('what is on hold', () => {
  test('is no more than there is, no less than the largest hold, and never more than all of them', () => {
    const stocks = fc.uniqueArray(stockOf, { selector: ({ location, lot }) => `${location}/${lot}` });
    fc.assert(
      fc.property(stocks, fc.array(holdOf, { maxLength: 5 }), (there: PlacedStock[], holds: HoldScope[]) => {
        const held = holdStocks(there, holds, isIn);
        const fits = (hold: HoldScope, stock: PlacedStock) =>
          hold.item === stock.item &&
          (hold.lot === undefined || hold.lot === stock.lot) &&
          (hold.location === undefined || isIn(stock.location, hold.location));
        const sum = held.reduce((all, stock) => all + stock.held, 0);
        let most = 0;
        for (const stock of held) {
          const lying = Math.max(0, stock.quantity);
          expect(stock.held).toBeGreaterThanOrEqual(0);
          expect(stock.held).toBeLessThanOrEqual(lying);
          const isAll = holds.some((hold) => hold.quantity === undefined && fits(hold, stock));
          if (isAll) expect(stock.held).toBe(lying);
          if (!holds.some((hold) => fits(hold, stock))) expect(stock.held).toBe(0);
        }
        for (const hold of holds) {
          const lying = there
            .filter((stock) => fits(hold, stock))
            .reduce((all, each) => all + Math.max(0, each.quantity), 0);
          const wanted = Math.min(lying, hold.quantity ?? lying);
          const got = held.filter((stock) => fits(hold, stock)).reduce((all, each) => all + each.held, 0);
          expect(got).toBeGreaterThanOrEqual(wanted);
          most += wanted;
        }
        expect(sum).toBeLessThanOrEqual(most);
      }),
      { numRuns: 500 },
    );
  });
});

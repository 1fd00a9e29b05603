/** Averages, turns, classes, patterns, kinds of stock, promises, lead times. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { abcRanks, abcXyzMatrix, xyzOf } from '../../gateway/planning/abc-xyz.ts';
import { availableToPromise } from '../../gateway/planning/available-to-promise.ts';
import { demandPattern } from '../../gateway/planning/demand-pattern.ts';
import { leadTimeOf } from '../../gateway/planning/lead-time.ts';
import {
  anticipationStock,
  bufferState,
  cycleStock,
  decouplingStock,
  excessStock,
  heldSafetyStock,
  measuredCycleStock,
  measuredTransitStock,
  obsoleteStock,
  plannedSafetyStock,
  servings,
  stockVariance,
  transitStock,
} from '../../gateway/planning/stock-kinds.ts';
import { averageLevel, daysOfInventory, daysOfSupply, inventoryTurns } from '../../gateway/planning/turnover.ts';
import { got, refusalIn } from './answers.ts';

const day_ms = 86_400_000;

describe('the average of a level', () => {
  const steps = [
    [0, 100],
    [10, 70],
    [15, 120],
    [25, 90],
  ].map(([day = 0, level = 0]) => ({ at_ms: day * day_ms, level }));
  const month = { from_ms: 0, until_ms: 30 * day_ms };

  test('is weighted by time, which two ends do not tell', () => {
    expect(got(averageLevel(steps, month))).toEqual({
      average: 'time-weighted',
      value: 100,
      unit: 'level',
      formula: 'level_days / days',
      terms: { opening: 100, closing: 90, days: 30, level_days: 3000 },
    });
    expect(got(averageLevel(steps, month, 'opening and closing')).value).toBe(95);
    expect(got(averageLevel(steps, month, 'closing')).value).toBe(90);
  });

  test('takes what falls into the span only', () => {
    // Five days at 70, five at 120.
    expect(got(averageLevel(steps, { from_ms: 10 * day_ms, until_ms: 20 * day_ms })).value).toBe(95);
    expect(got(averageLevel(steps, { from_ms: 40 * day_ms, until_ms: 50 * day_ms })).value).toBe(90);
  });

  test('is not told of a time before the first step', () => {
    expect(refusalIn(averageLevel(steps, { from_ms: -1, until_ms: 5 }))[0]).toBe('steps[0].at_ms');
    expect(refusalIn(averageLevel([], month))[0]).toBe('steps[0].at_ms');
    expect(refusalIn(averageLevel(steps.toReversed(), { ...month, from_ms: 26 * day_ms }))[0]).toBe('steps[1].at_ms');
    expect(refusalIn(averageLevel(steps, { from_ms: 5, until_ms: 5 }))).toEqual(['until_ms', 'must be after from_ms']);
  });

  test('lies between the lowest and the highest level', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: -50, max: 500 })), {
          minLength: 1,
          maxLength: 30,
        }),
        (moves) => {
          let at_ms = 0;
          const path = moves.map(([after, level]) => {
            const step = { at_ms, level };
            at_ms += after;
            return step;
          });
          const { value } = got(averageLevel(path, { from_ms: 0, until_ms: at_ms }));
          expect(value).toBeGreaterThanOrEqual(Math.min(...path.map((step) => step.level)) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(...path.map((step) => step.level)) + 1e-9);
        },
      ),
    );
  });
});

describe('days of inventory and turns', () => {
  test('are two ways to say one thing', () => {
    // Worked examples of texts: 1 M of 6 M a year is 60.83 days; 7,500 of 1,500 is 5 turns, 73 days.
    expect(got(daysOfInventory({ inventory: 1e6, cost_of_goods: 6e6, days: 365 })).value).toBeCloseTo(60.8333, 4);
    const year = { inventory: 1500, cost_of_goods: 7500, days: 365 };
    expect(got(inventoryTurns(year)).value).toBe(5);
    expect(got(daysOfInventory({ ...year, average: 'closing' }))).toMatchObject({ value: 73, average: 'closing' });
    expect(got(daysOfSupply(100, 60, 30)).value).toBeCloseTo(50, 12);
  });

  test('have no number where nothing goes out, or nothing is there', () => {
    expect(refusalIn(daysOfInventory({ inventory: 1, cost_of_goods: 0, days: 30 }))).toEqual([
      'cost_of_goods',
      'must be above 0',
    ]);
    expect(refusalIn(inventoryTurns({ inventory: 0, cost_of_goods: 5, days: 30 }))).toEqual([
      'inventory',
      'must be above 0',
    ]);
    expect(refusalIn(daysOfSupply(5, 5, 0))[0]).toBe('days');
  });
});

describe('classes', () => {
  const values = { a: 5000, b: 3200, c: 900, d: 400, e: 250, f: 150, g: 60, h: 40 };
  const items = Object.entries(values).map(([item, usage_value]) => ({ item, usage_value }));

  test('by value follow from the share of the items before', () => {
    const ranks = got(abcRanks(items.toReversed()));
    expect(ranks.map(({ item, abc }) => item + abc)).toEqual(['aA', 'bA', 'cB', 'dB', 'eC', 'fC', 'gC', 'hC']);
    expect(ranks[2]).toEqual({ item: 'c', usage_value: 900, share: 0.09, share_before: 0.82, abc: 'B' });
  });

  test('put one item alone in A, and one without usage in C', () => {
    expect(got(abcRanks([{ item: 'x', usage_value: 1 }]))[0]?.abc).toBe('A');
    expect(got(abcRanks([{ item: 'x', usage_value: 0 }]))[0]?.abc).toBe('C');
    expect(got(abcRanks([]))).toEqual([]);
    expect(refusalIn(abcRanks([{ item: 'x', usage_value: -1 }]))[0]).toBe('items[0].usage_value');
    expect(refusalIn(abcRanks([], [0.8, 0.7]))[0]).toBe('cuts[1]');
  });

  test('by variation follow from sd/mean', () => {
    const cvOf = (units: readonly number[]) => got(xyzOf(units));
    expect(cvOf([100, 102, 98, 101, 99, 100]).cv).toBeCloseTo(0.0141421, 7);
    expect(cvOf([10, 20, 5, 25, 15, 9])).toMatchObject({ xyz: 'Y' });
    expect(cvOf([10, 20, 5, 25, 15, 9]).cv).toBeCloseTo(0.5345225, 7);
    expect(cvOf([0, 0, 40, 0, 0, 5]).cv).toBeCloseTo(2.1395742, 7);
    expect(cvOf([0, 0])).toEqual({ mean: 0, sd: 0, xyz: 'Z' });
    expect(refusalIn(xyzOf([1]))).toEqual(['demand_units', 'must have at least 2 values']);
  });

  test('meet in nine cells that hold every item once', () => {
    const cells = abcXyzMatrix([
      { item: 'p', usage_value: 10, abc: 'A', xyz: 'X' },
      { item: 'q', usage_value: 5, abc: 'A', xyz: 'X' },
      { item: 'r', usage_value: 1, abc: 'C', xyz: 'Z' },
    ]);
    expect(cells).toHaveLength(9);
    expect(cells[0]).toEqual({ abc: 'A', xyz: 'X', items: ['p', 'q'], usage_value: 15 });
    expect(cells[8]).toEqual({ abc: 'C', xyz: 'Z', items: ['r'], usage_value: 1 });
    expect(cells[4]).toEqual({ abc: 'B', xyz: 'Y', items: [], usage_value: 0 });
  });

  test('of demand patterns follow from interval and size', () => {
    const found = got(demandPattern([2, 0, 3, 0, 0, 1, 0, 2, 0, 0, 3, 0]));
    expect(found).toMatchObject({ pattern: 'intermittent', adi: 2.4 });
    expect(found.cv2).toBeCloseTo(0.1157025, 7);
    expect(got(demandPattern([1, 0, 0, 40, 0, 2, 0, 0, 1, 0, 0, 60]))).toMatchObject({ pattern: 'lumpy', adi: 2.4 });
    expect(got(demandPattern([5, 5, 5]))).toEqual({ pattern: 'smooth', adi: 1, cv2: 0 });
    expect(got(demandPattern([1, 20, 1, 1]))).toMatchObject({ pattern: 'erratic' });
    expect(got(demandPattern([0, 0, 7]))).toEqual({ pattern: 'intermittent', adi: 3, cv2: 0 });
    expect(got(demandPattern([0, 0]))).toEqual({ pattern: 'none' });
    expect(refusalIn(demandPattern([]))[0]).toBe('demand_units');
  });
});

describe('kinds of stock', () => {
  test('each say their formula and their terms', () => {
    expect(got(cycleStock(200))).toEqual({
      value: 100,
      unit: 'units',
      formula: 'order_quantity_units / 2',
      terms: { order_quantity_units: 200 },
    });
    expect(got(measuredCycleStock(130, 50)).value).toBe(80);
    expect(got(measuredCycleStock(30, 50)).value).toBe(0);
    expect(got(heldSafetyStock(100, 12, 5)).value).toBe(40);
    const daily = { demand_per_day: 7.3, demand_sd_per_day: 4.1, lead_time_days: 14, lead_time_sd_days: 3 };
    expect(got(plannedSafetyStock(daily, 0.99)).value).toBeCloseTo(62.2032, 4);
    expect(got(plannedSafetyStock(daily, 0.99)).terms.z).toBeCloseTo(2.3263478740408408, 12);
    expect(got(transitStock(12, 4)).value).toBe(48);
    expect(got(measuredTransitStock(60, 20)).value).toBe(40);
    expect(got(decouplingStock(30, 1.5)).value).toBe(45);
  });

  test('compare the theoretical with the counted', () => {
    expect(got(stockVariance(80, 76))).toMatchObject({ value: 4, share: 0.05 });
    expect(got(stockVariance(0, 3))).toMatchObject({ value: -3 });
    expect('share' in got(stockVariance(0, 3))).toBe(false);
  });

  test('name what is too much, and what is dead', () => {
    const stock = { on_hand_units: 500, reorder_point_units: 100, order_quantity_units: 150, forecast_units: 300 };
    expect(got(excessStock(stock)).value).toBe(200);
    expect(got(excessStock({ ...stock, forecast_units: 0 })).value).toBe(250);
    expect(got(excessStock({ ...stock, on_hand_units: 100 })).value).toBe(0);
    expect(got(obsoleteStock(40, 365, 180)).value).toBe(40);
    expect(got(obsoleteStock(40, 179, 180)).value).toBe(0);
  });

  test('build up before a season that is above capacity', () => {
    // 150 a period can be made; 400 and 200 are wanted in the third and fourth.
    const plan = got(anticipationStock([50, 100, 400, 200], [150, 150, 150, 150]));
    expect(plan.at_end_units).toEqual([250, 300, 50, 0]);
    expect(plan.value).toBe(150);
  });

  test('tell how many servings there are, and what limits them', () => {
    const plan = got(
      servings([
        { item: 'flour_g', on_hand_units: 5000, per_serving_units: 120 },
        { item: 'eggs', on_hand_units: 30, per_serving_units: 1 },
      ]),
    );
    expect([plan.value, plan.limited_by, plan.terms]).toEqual([30, 'eggs', { flour_g: 41, eggs: 30 }]);
    expect(got(servings([{ item: 'oil_l', on_hand_units: 0.3, per_serving_units: 0.1 }])).value).toBe(3);
  });

  test('see a buffer starve or block', () => {
    const range = { min_units: 5, max_units: 20 };
    expect([4, 5, 20, 21].map((level) => got(bufferState(level, range)))).toEqual([
      'starving',
      'flowing',
      'flowing',
      'blocking',
    ]);
  });

  test('refuse what cannot be', () => {
    expect(refusalIn(measuredTransitStock(1, 2))).toEqual(['received_units', 'must not be above shipped_units']);
    expect(refusalIn(servings([]))[0]).toBe('ingredients');
    expect(refusalIn(anticipationStock([1, 2], [1]))).toEqual(['capacity_units', 'must have at least 2 values']);
    expect(refusalIn(obsoleteStock(1, 1, 0))[0]).toBe('obsolete_after_days');
    expect(refusalIn(bufferState(1, { min_units: 2, max_units: 1 }))[0]).toBe('max_units');
  });
});

describe('what can be promised', () => {
  test('is by definition what receipts leave until the next one', () => {
    const found = got(availableToPromise(20, [40, 0, 0, 40, 0], [33, 20, 10, 4, 2]));
    expect(found.discrete_units).toEqual([-3, 0, 0, 34, 0]);
    expect(found.promisable_units).toEqual([0, 0, 0, 31, 0]);
    expect(found.cumulative_units).toEqual([0, 0, 0, 31, 31]);
    expect(found.short_units).toEqual([0, 0, 3, 0, 0]);
  });

  test('leaves alone what later orders need', () => {
    const found = got(availableToPromise(10, [0, 20, 0], [0, 0, 25]));
    expect(found.discrete_units).toEqual([10, -5, 0]);
    expect(found.promisable_units).toEqual([5, 0, 0]);
  });

  test('is never below 0, and promising it breaks no promise', () => {
    const periods = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 60 }), periods, (on_hand, rows) => {
        const receipts = rows.map(([receipt]) => receipt);
        const orders = rows.map(([, order]) => order);
        const before = got(availableToPromise(on_hand, receipts, orders));
        expect(Math.min(...before.promisable_units)).toBeGreaterThanOrEqual(0);
        const after = got(
          availableToPromise(
            on_hand,
            receipts,
            orders.map((order, t) => order + (before.promisable_units[t] ?? 0)),
          ),
        );
        expect(after.short_units).toEqual(before.short_units);
        expect(Math.max(...after.promisable_units)).toBe(0);
      }),
    );
  });

  test('takes an order and a receipt for every period', () => {
    expect(refusalIn(availableToPromise(1, [1, 2], [1]))[0]).toBe('orders_units');
    expect(refusalIn(availableToPromise(Number.NaN, [1], [1]))[0]).toBe('on_hand_units');
  });
});

describe('lead times', () => {
  const agreed = { mean_days: 10, sd_days: 2 };
  const order = (ordered: string, received: string) => ({ ordered, receipts: [{ received, quantity_units: 1 }] });
  const four = [
    order('2026-01-05', '2026-01-12'),
    order('2026-01-19', '2026-01-29'),
    order('2026-02-02', '2026-02-10'),
    order('2026-02-16', '2026-02-25'),
  ];

  test('are measured, and used from five orders on', () => {
    const found = got(leadTimeOf(four, agreed));
    expect(found.days_per_order).toEqual([7, 10, 8, 9]);
    expect(found.mean_days).toBe(8.5);
    expect(found.sd_days).toBeCloseTo(1.2909944487358056, 12);
    expect(found.used).toEqual({ ...agreed, from: 'agreement' });
    const five = got(leadTimeOf([...four, order('2026-03-02', '2026-03-11')], agreed));
    expect(five.used).toMatchObject({ from: 'orders', mean_days: 8.6 });
  });

  test('of parts are weighted by quantity; open orders are left out', () => {
    const parts = {
      ordered: '2024-02-26',
      receipts: [
        { received: '2024-03-01', quantity_units: 30 },
        { received: '2024-03-11', quantity_units: 10 },
      ],
    };
    // 4 days (a leap day among them) for 30, 14 for 10.
    expect(got(leadTimeOf([parts, { ordered: '2026-01-01', receipts: [] }], agreed)).days_per_order).toEqual([6.5]);
  });

  test('refuse a receipt before its order', () => {
    expect(refusalIn(leadTimeOf([order('2026-01-05', '2026-01-04')], agreed))).toEqual([
      'orders[0].receipts[0].received',
      'must not be before the day of the order',
    ]);
    expect(refusalIn(leadTimeOf([order('2026-02-30', '2026-03-04')], agreed))[0]).toBe('orders[0].ordered');
    expect(got(leadTimeOf([], agreed)).used.from).toBe('agreement');
  });
});

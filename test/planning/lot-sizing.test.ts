/** Lot rules. Plans by Wagner and Whitin are of Snyder and Shen's examples and problems, as in the tests of stockpyl (MIT). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LotRule, lotSizes, orderPeriods } from '../../gateway/planning/lot-sizing.ts';
import { lotCost, wagnerWhitin } from '../../gateway/planning/wagner-whitin.ts';
import { got, refusalIn } from './answers.ts';

describe('the cheapest plan', () => {
  test('is Wagner and Whitin’s (example 3.9, problems 3.27 and 3.29)', () => {
    expect(got(wagnerWhitin([90, 120, 80, 70], { cost_per_order: 500, holding_cost_per_unit_period: 2 }))).toEqual({
      orders_units: [210, 0, 150, 0],
      cost: 1380,
    });
    const second = got(wagnerWhitin([150, 100, 80, 200], { cost_per_order: 120, holding_cost_per_unit_period: 0.8 }));
    expect(second.orders_units).toEqual([150, 180, 0, 200]);
    expect(second.cost).toBeCloseTo(424, 9);
    const third = got(
      wagnerWhitin([730, 580, 445, 650, 880], { cost_per_order: 100, holding_cost_per_unit_period: 0.1 }),
    );
    expect(third.orders_units).toEqual([1310, 0, 1095, 0, 880]);
    expect(third.cost).toBeCloseTo(423, 9);
  });

  test('buys early where it is cheap (prices by period)', () => {
    const costs = { cost_per_order: 100, holding_cost_per_unit_period: 0.1, unit_cost: [3, 1, 4, 6, 6] };
    const plan = got(wagnerWhitin([400, 500, 500, 1100, 900], costs));
    expect(plan.orders_units).toEqual([400, 3000, 0, 0, 0]);
    expect(plan.cost).toBeCloseTo(4940, 9);
    expect(
      got(wagnerWhitin([0, 0, 10], { cost_per_order: 1, holding_cost_per_unit_period: 0, unit_cost: [1, 9, 9] })),
    ).toEqual({ orders_units: [10, 0, 0], cost: 11 });
  });

  test('of no demand is no order', () => {
    expect(got(wagnerWhitin([0, 0], { cost_per_order: 5, holding_cost_per_unit_period: 1 }))).toEqual({
      orders_units: [0, 0],
      cost: 0,
    });
    expect(got(wagnerWhitin([], { cost_per_order: 5, holding_cost_per_unit_period: 1 })).orders_units).toEqual([]);
  });
});

describe('a lot rule', () => {
  const needs = [20, 0, 35, 10, 40, 5];

  test('orders each need by itself, or in fixed lots, or at least a minimum in multiples', () => {
    expect(got(lotSizes(needs, { kind: 'lot-for-lot' }))).toEqual(needs);
    expect(got(lotSizes(needs, { kind: 'fixed', quantity_units: 30 }))).toEqual([30, 0, 30, 30, 30, 0]);
    expect(got(lotSizes(needs, { kind: 'lot-for-lot', minimum_units: 50, multiple_units: 3 }))).toEqual([
      51, 0, 51, 0, 51, 0,
    ]);
  });

  test('orders for so many periods', () => {
    expect(got(lotSizes(needs, { kind: 'periods', periods: 3 }))).toEqual([55, 0, 0, 55, 0, 0]);
    expect(got(lotSizes([0, 0, 7, 1, 2], { kind: 'periods', periods: 2 }))).toEqual([0, 0, 8, 0, 2]);
  });

  test('orders for the periods that an economic order quantity lasts', () => {
    // Mean 18.33, EOQ = √(2·100·18.33/1) = 60.55: 3.3 periods, so 3.
    expect(got(orderPeriods(needs, { cost_per_order: 100, holding_cost_per_unit_period: 1 }))).toBe(3);
    expect(got(orderPeriods([0, 0], { cost_per_order: 100, holding_cost_per_unit_period: 1 }))).toBe(1);
  });

  test('of Silver and Meal lowers the mean cost per period', () => {
    // K = 54, h = 0.4 (Silver, Pyke and Thomas's example of twelve months): 54; (54+24.8)/2 = 39.4; (78.8+9.6)/3 = 29.47; then 57.95.
    const months = [10, 62, 12, 130, 154, 129, 88, 52, 124, 160, 238, 41];
    const rule: LotRule = { kind: 'silver-meal', cost_per_order: 54, holding_cost_per_unit_period: 0.4 };
    expect(got(lotSizes(months, rule))).toEqual([84, 0, 0, 130, 283, 0, 140, 0, 124, 160, 279, 0]);
  });

  test('of Wagner and Whitin is the cheapest plan', () => {
    const months = [10, 62, 12, 130, 154, 129, 88, 52, 124, 160, 238, 41];
    const costs = { cost_per_order: 54, holding_cost_per_unit_period: 0.4 };
    const orders = got(lotSizes(months, { kind: 'wagner-whitin', ...costs }));
    expect(orders).toEqual(got(wagnerWhitin(months, costs)).orders_units);
    // The figure that Silver, Pyke and Thomas give for this example.
    expect(got(lotCost(months, orders, costs))).toBeCloseTo(501.2, 9);
  });

  const need = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 300 }));
  const rules = fc.oneof(
    fc.constant<LotRule>({ kind: 'lot-for-lot' }),
    fc.record({ kind: fc.constant('fixed' as const), quantity_units: fc.integer({ min: 1, max: 400 }) }),
    fc.record({
      kind: fc.constant('lot-for-lot' as const),
      minimum_units: fc.integer({ min: 0, max: 400 }),
      multiple_units: fc.integer({ min: 1, max: 50 }),
    }),
    fc.record({ kind: fc.constant('periods' as const), periods: fc.integer({ min: 1, max: 6 }) }),
  );

  test('never leaves a period uncovered, and is never cheaper than Wagner and Whitin’s', () => {
    fc.assert(
      fc.property(
        fc.array(need, { maxLength: 20 }),
        rules,
        fc.integer({ min: 0, max: 500 }),
        fc.double({ min: 0.01, max: 5, noNaN: true }),
        (demand, rule, k, h) => {
          const costs = { cost_per_order: k, holding_cost_per_unit_period: h };
          const best = got(wagnerWhitin(demand, costs));
          expect(got(lotCost(demand, best.orders_units, costs))).toBeCloseTo(best.cost, 6);
          for (const each of [
            rule,
            { kind: 'silver-meal' as const, ...costs },
            { kind: 'wagner-whitin' as const, ...costs },
          ]) {
            const orders = got(lotSizes(demand, each));
            expect(got(lotCost(demand, orders, costs))).toBeGreaterThanOrEqual(best.cost * (1 - 1e-9));
          }
        },
      ),
    );
  });

  test('refuses what makes no sense', () => {
    expect(refusalIn(lotSizes([1, -1], { kind: 'lot-for-lot' }))).toEqual(['needs_units[1]', 'must not be below 0']);
    expect(refusalIn(lotSizes([1], { kind: 'periods', periods: 0 }))[0]).toBe('periods');
    expect(refusalIn(lotSizes([1], { kind: 'fixed', quantity_units: 0 }))[0]).toBe('quantity_units');
    expect(refusalIn(wagnerWhitin([1, 2], { cost_per_order: [1], holding_cost_per_unit_period: 1 }))).toEqual([
      'cost_per_order',
      'must have a value for every period',
    ]);
    expect(refusalIn(wagnerWhitin([1], { cost_per_order: -1, holding_cost_per_unit_period: 1 }))[0]).toBe(
      'cost_per_order',
    );
    expect(refusalIn(lotCost([5], [4], { cost_per_order: 1, holding_cost_per_unit_period: 1 }))[0]).toBe(
      'orders_units[0]',
    );
  });
});

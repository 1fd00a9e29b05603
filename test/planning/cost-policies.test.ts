/** Policies by cost. Figures are of Snyder and Shen's examples and problems, as in the tests of stockpyl (MIT). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backorderApproximation,
  bestReorderPoint,
  bestReview,
  inventoryLevelApproximation,
  reviewCost,
  safetyStockApproximation,
} from '../../gateway/planning/continuous-review.ts';
import { bestPoissonReview, poissonReviewCost } from '../../gateway/planning/continuous-review-poisson.ts';
import { baseStock, baseStockCost, newsvendor } from '../../gateway/planning/newsvendor.ts';
import { got, refusalIn } from './answers.ts';

/** Example 5.1. */
const costs = { holding_cost_per_unit_year: 0.225, stockout_cost_per_unit: 7.5, cost_per_order: 8 };
const demand = { demand_per_year: 1300, demand_sd_per_year: 150, lead_time_years: 1 / 12 };

describe('the (r, Q) policy for normal demand', () => {
  test('has an exact cost', () => {
    expect(got(reviewCost(costs, demand, 126.8, 328.5))).toBeCloseTo(78.07116250928294, 9);
    expect(got(reviewCost(costs, demand, 100, 250))).toBeCloseTo(87.346478028174985, 9);
  });

  test('has a best r for each Q (example 5.2)', () => {
    expect(got(bestReorderPoint(costs, demand, 318))).toBeCloseTo(127.7880348669655, 5);
    expect(got(bestReorderPoint(costs, demand, 150))).toBeCloseTo(147.1949581740714, 5);
    expect(got(bestReorderPoint(costs, demand, 750))).toBeCloseTo(99.85377339616528, 5);
  });

  test('has a best r and Q, cheaper than any neighbour', () => {
    const best = got(bestReview(costs, demand));
    expect(best.reorder_point_units).toBeCloseTo(126.867, 2);
    expect(best.order_quantity_units).toBeCloseTo(328.449, 2);
    for (const [r, q] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [1, 1],
      [-1, 1],
    ] as const) {
      const there = reviewCost(costs, demand, best.reorder_point_units + r, best.order_quantity_units + q);
      expect(got(there)).toBeGreaterThan(best.cost_per_year);
    }
  });

  test('is the order quantity with planned backorders where demand is certain', () => {
    const best = got(bestReview(costs, { ...demand, demand_sd_per_year: 0 }));
    expect(best.order_quantity_units).toBeCloseTo(308.5737801203754, 6);
    // The position falls to −x·Q, x = h/(h + p), after the lead time.
    expect(best.reorder_point_units).toBeCloseTo(1300 / 12 - (308.5737801203754 * 0.225) / 7.725, 6);
  });

  test('is near by three approximations (examples 5.2, 5.4 and 5.5)', () => {
    const level = got(inventoryLevelApproximation(costs, demand));
    expect(level.reorder_point_units).toBeCloseTo(213.9704421358024, 5);
    expect(level.order_quantity_units).toBeCloseTo(318.5901810768729, 5);
    expect(level.cost_per_year).toBeCloseTo(95.45114022285196, 6);
    const backorder = got(backorderApproximation(costs, demand));
    expect(backorder.reorder_point_units).toBeCloseTo(128.637814424271, 5);
    expect(backorder.order_quantity_units).toBeCloseTo(308.5737801203754, 9);
    const safety = got(safetyStockApproximation(costs, demand));
    expect(safety.reorder_point_units).toBeCloseTo(190.3369965715624, 7);
    expect(safety.order_quantity_units).toBeCloseTo(304.0467800264368, 9);
  });

  test('comes out as published for another item (problem 5.3)', () => {
    const rates = { holding_cost_per_unit_year: 3 / 14, stockout_cost_per_unit: 40, cost_per_order: 85 };
    const week = { demand_per_year: 192, demand_sd_per_year: 17.4, lead_time_years: 3 };
    expect(got(bestReorderPoint(rates, week, 318))).toBeCloseTo(612.1331312304716, 5);
    expect(got(bestReorderPoint(rates, week, 150))).toBeCloseTo(622.5171783526781, 5);
    expect(got(bestReorderPoint(rates, week, 750))).toBeCloseTo(598.4126476551643, 5);
    const level = got(inventoryLevelApproximation(rates, week));
    expect(level.reorder_point_units).toBeCloseTo(644.8385303830128, 5);
    expect(level.order_quantity_units).toBeCloseTo(400.7559793125993, 5);
    expect(level.cost_per_year).toBeCloseTo(100.627394934774, 6);
    const backorder = got(backorderApproximation(rates, week));
    expect(backorder.reorder_point_units).toBeCloseTo(609.0252058220594, 5);
    expect(backorder.order_quantity_units).toBeCloseTo(391.3259510944808, 9);
    const safety = got(safetyStockApproximation(rates, week));
    expect(safety.reorder_point_units).toBeCloseTo(652.9638947041127, 7);
    expect(safety.order_quantity_units).toBeCloseTo(390.281949364815, 9);
  });

  test('comes out as published where customers are made to wait on purpose (problem 5.1)', () => {
    const rates = { holding_cost_per_unit_year: 3.1, stockout_cost_per_unit: 45, cost_per_order: 50 };
    const year = { demand_per_year: 800, demand_sd_per_year: 40, lead_time_years: 4 / 365 };
    expect(got(reviewCost(rates, year, -1.9859, 166.95))).toBeCloseTo(484.2110418415538, 8);
    expect(got(reviewCost(rates, year, 100, 250))).toBeCloseTo(830.3219178082192, 8);
    expect(got(bestReorderPoint(rates, year, 318))).toBeCloseTo(-11.727678833180178, 5);
    expect(got(bestReorderPoint(rates, year, 150))).toBeCloseTo(-0.885130303271656, 5);
    expect(got(bestReorderPoint(rates, year, 750))).toBeCloseTo(-39.569675038859785, 5);
    const level = got(inventoryLevelApproximation(rates, year));
    expect(level.reorder_point_units).toBeCloseTo(17.972649360167715, 5);
    expect(level.order_quantity_units).toBeCloseTo(162.1231617283653, 5);
    expect(level.cost_per_year).toBeCloseTo(531.1189321826714, 5);
    const backorder = got(backorderApproximation(rates, year));
    expect(backorder.reorder_point_units).toBeCloseTo(-1.929822185100239, 5);
    expect(backorder.order_quantity_units).toBeCloseTo(166.085006519797, 9);
    expect(got(safetyStockApproximation(rates, year)).reorder_point_units).toBeCloseTo(15.125515371852014, 7);
  });

  test('is never cheaper by an approximation', () => {
    const some = fc.double({ min: 0.1, max: 100, noNaN: true });
    fc.assert(
      fc.property(some, some, some, some, fc.double({ min: 0, max: 30, noNaN: true }), some, (k, h, p, d, sd, days) => {
        const rates = { cost_per_order: k, holding_cost_per_unit_year: h, stockout_cost_per_unit: p };
        const input = { demand_per_year: d, demand_sd_per_year: sd, lead_time_years: days / 365 };
        const best = got(bestReview(rates, input)).cost_per_year * (1 - 1e-9);
        expect(got(backorderApproximation(rates, input)).cost_per_year).toBeGreaterThanOrEqual(best);
        expect(got(safetyStockApproximation(rates, input)).cost_per_year).toBeGreaterThanOrEqual(best);
      }),
    );
  });

  test('has no answer where holding costs more than demand is worth', () => {
    expect(refusalIn(inventoryLevelApproximation({ ...costs, stockout_cost_per_unit: 0.001 }, demand))[0]).toBe(
      'stockout_cost_per_unit',
    );
    expect(refusalIn(bestReview({ ...costs, cost_per_order: 0 }, demand))).toEqual([
      'cost_per_order',
      'must be above 0',
    ]);
    expect(refusalIn(reviewCost(costs, { ...demand, lead_time_years: -1 }, 1, 1))).toEqual([
      'lead_time_years',
      'must not be below 0',
    ]);
  });
});

describe('the (r, Q) policy for Poisson demand', () => {
  const few = { holding_cost_per_unit_year: 20, stockout_cost_per_unit: 150, cost_per_order: 100 };
  const rare = { demand_per_year: 1.5, lead_time_years: 2 };

  test('has an exact cost (example 5.8, problem 5.2)', () => {
    expect(got(poissonReviewCost(few, rare, 3, 5))).toBeCloseTo(107.9235806331498, 9);
    expect(got(poissonReviewCost(few, rare, 8, 12))).toBeCloseTo(242.5281637662021, 9);
  });

  test('has a best r and Q', () => {
    expect(got(bestPoissonReview(few, rare))).toMatchObject({ reorder_point_units: 3, order_quantity_units: 5 });
    const other = got(
      bestPoissonReview(
        { holding_cost_per_unit_year: 4, stockout_cost_per_unit: 28, cost_per_order: 4 },
        { demand_per_year: 12, lead_time_years: 0.5 },
      ),
    );
    expect(other).toMatchObject({ reorder_point_units: 6, order_quantity_units: 7 });
    expect(other.cost_per_year).toBeCloseTo(28.241312842169155, 9);
  });

  test('is cheaper than any neighbour', () => {
    const some = fc.double({ min: 0.5, max: 50, noNaN: true });
    const step = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(some, some, some, some, some, step, step, (k, h, p, d, days, dr, dq) => {
        const rates = { cost_per_order: k, holding_cost_per_unit_year: h, stockout_cost_per_unit: p };
        const input = { demand_per_year: d, lead_time_years: days / 365 };
        const best = got(bestPoissonReview(rates, input));
        const { reorder_point_units: r, order_quantity_units: q } = best;
        const there = got(poissonReviewCost(rates, input, r + dr, Math.max(1, q + dq)));
        expect(best.cost_per_year).toBeLessThanOrEqual(there * (1 + 1e-12));
        expect(got(poissonReviewCost(rates, input, r, q)) / best.cost_per_year).toBeCloseTo(1, 10);
      }),
    );
  });

  test('refuses half pieces', () => {
    expect(refusalIn(poissonReviewCost(few, rare, 1.5, 3))).toEqual(['reorder_point_units', 'must be a whole number']);
    expect(refusalIn(poissonReviewCost(few, rare, 1, 0.5))[0]).toBe('order_quantity_units');
  });
});

describe('base stock', () => {
  test('for normal demand (examples 4.3 and 4.4, problem 4.1)', () => {
    const few = { over_cost_per_unit: 0.18, short_cost_per_unit: 0.7 };
    const day = { distribution: 'normal' as const, mean_units: 50, sd_units: 8 };
    const now = got(baseStock(few, day));
    expect(now.level_units).toBeCloseTo(56.60395592743389, 9);
    expect(now.cost_per_period).toBeCloseTo(1.997605193176645, 9);
    expect(got(baseStockCost(few, day, 40))).toBeCloseTo(7.356131552870388, 9);
    const later = got(baseStock(few, { ...day, lead_time_periods: 4 }));
    expect(later.level_units).toBeCloseTo(264.7668943741548, 9);
    expect(later.cost_per_period).toBeCloseTo(4.466781004149578, 9);
    const coats = got(
      baseStock(
        { over_cost_per_unit: 43, short_cost_per_unit: 79 },
        { distribution: 'normal', mean_units: 900, sd_units: 60 },
      ),
    );
    expect(coats.level_units).toBeCloseTo(922.7214038234755, 8);
    expect(coats.cost_per_period).toBeCloseTo(2718.196781782411, 7);
  });

  test('for Poisson demand (example 4.7, problem 4.8a)', () => {
    const six = { distribution: 'poisson' as const, mean_units: 6 };
    const found = got(baseStock({ over_cost_per_unit: 1, short_cost_per_unit: 4 }, six));
    expect(found.level_units).toBe(8);
    expect(found.cost_per_period).toBeCloseTo(3.570106945770946, 10);
    expect(got(baseStockCost({ over_cost_per_unit: 1, short_cost_per_unit: 4 }, six, 5))).toBeCloseTo(
      6.590296024616344,
      9,
    );
    const other = got(
      baseStock({ over_cost_per_unit: 200, short_cost_per_unit: 270 }, { distribution: 'poisson', mean_units: 18 }),
    );
    expect(other.level_units).toBe(19);
    expect(other.cost_per_period).toBeCloseTo(786.0884409351115, 8);
  });

  test('in prices (newsvendor)', () => {
    const best = got(
      newsvendor(
        { revenue_per_unit: 1, purchase_per_unit: 0.3, salvage_per_unit: 0.12 },
        { distribution: 'normal', mean_units: 50, sd_units: 8 },
      ),
    );
    expect(best.level_units).toBeCloseTo(56.60395592743389, 9);
    expect(best.profit_per_period).toBeCloseTo(33.002394806823354, 9);
  });

  test('of certain demand is the demand, at no cost', () => {
    const found = got(
      baseStock(
        { over_cost_per_unit: 1, short_cost_per_unit: 4 },
        { distribution: 'certain', mean_units: 7, lead_time_periods: 1 },
      ),
    );
    expect(found).toMatchObject({ level_units: 14, cost_per_period: 0 });
  });

  test('refuses prices that turn the trade around', () => {
    const day = { distribution: 'normal' as const, mean_units: 50, sd_units: 8 };
    expect(refusalIn(newsvendor({ revenue_per_unit: 1, purchase_per_unit: 1, salvage_per_unit: 0 }, day))).toEqual([
      'revenue_per_unit',
      'must be above purchase_per_unit',
    ]);
    expect(refusalIn(newsvendor({ revenue_per_unit: 2, purchase_per_unit: 1, salvage_per_unit: 1 }, day))[0]).toBe(
      'salvage_per_unit',
    );
    expect(refusalIn(baseStock({ over_cost_per_unit: 1e-9, short_cost_per_unit: 1e9 }, day))[0]).toBe(
      'short_cost_per_unit',
    );
    expect(refusalIn(baseStock({ over_cost_per_unit: 0, short_cost_per_unit: 1 }, day))[0]).toBe('over_cost_per_unit');
    expect(
      refusalIn(
        baseStock({ over_cost_per_unit: 1, short_cost_per_unit: 1 }, { distribution: 'normal', mean_units: 5 }),
      ),
    ).toEqual(['sd_units', 'is needed for this distribution']);
  });
});

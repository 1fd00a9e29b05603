/** Safety stock, reorder points and service levels. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distributionFor } from '../../gateway/planning/demand-distribution.ts';
import { inventoryPosition, minMaxOf, replenish } from '../../gateway/planning/min-max.ts';
import {
  levelFor,
  normalSafetyStock,
  protectionDemand,
  replenishmentLevel,
  serviceOf,
} from '../../gateway/planning/safety-stock.ts';
import { got, refusalIn } from './answers.ts';

const steady = { demand_per_day: 100, demand_sd_per_day: 20, lead_time_days: 9 };

describe('safety stock for normal demand', () => {
  test('is z·√(L·σd² + d²·σL²), the reorder point d·L more (computed with scipy 1.17)', () => {
    const plan = got(normalSafetyStock({ ...steady, lead_time_sd_days: 2 }, 0.95));
    expect(plan.z).toBeCloseTo(1.6448536269514722, 12);
    expect(plan.safety_stock_units).toBeCloseTo(343.4555, 4);
    expect(plan.level_units).toBeCloseTo(1243.4555, 4);
  });

  test('covers the review period too, where stock is looked at only now and then', () => {
    const plan = got(normalSafetyStock({ ...steady, review_days: 7 }, 0.95));
    expect(plan.safety_stock_units).toBeCloseTo(131.5883, 4);
    expect(plan.level_units).toBeCloseTo(1731.5883, 4);
  });

  test('is nothing at a service of one half, without variation, and without lead time', () => {
    expect(got(normalSafetyStock(steady, 0.5)).safety_stock_units).toBe(0);
    expect(got(normalSafetyStock({ ...steady, demand_sd_per_day: 0 }, 0.99))).toMatchObject({
      safety_stock_units: 0,
      level_units: 900,
    });
    expect(got(normalSafetyStock({ ...steady, lead_time_days: 0 }, 0.99))).toMatchObject({
      safety_stock_units: 0,
      level_units: 0,
    });
    expect(got(normalSafetyStock(steady, 0.3)).safety_stock_units).toBeLessThan(0);
  });

  test('refuses certainty, and what is negative', () => {
    expect(refusalIn(normalSafetyStock(steady, 1))).toEqual(['cycle_service_level', 'must be above 0 and below 1']);
    expect(refusalIn(normalSafetyStock({ ...steady, lead_time_days: -1 }, 0.9))).toEqual([
      'lead_time_days',
      'must not be below 0',
    ]);
    expect(refusalIn(protectionDemand({ ...steady, demand_sd_per_day: Number.NaN }))[0]).toBe('demand_sd_per_day');
  });
});

describe('which distribution applies', () => {
  const named = (mean: number, variance: number, is_counted = true) =>
    got(distributionFor(mean, variance, is_counted)).distribution;

  test('follows from mean, variance, and whether goods are counted', () => {
    expect(named(5, 0)).toBe('certain');
    expect(named(0, 0)).toBe('certain');
    expect(named(4.2, 4.2)).toBe('poisson');
    expect(named(4.2, 2)).toBe('poisson');
    expect(named(4.2, 10.5)).toBe('negative-binomial');
    expect(named(9.99, 11)).toBe('negative-binomial');
    expect(named(10, 11)).toBe('normal');
    expect(named(10, 25)).toBe('normal');
    expect(named(10, 40)).toBe('negative-binomial');
    expect(named(10, 40, false)).toBe('gamma');
    expect(named(4.2, 4.2, false)).toBe('normal');
  });

  test('is told in words', () => {
    expect(got(distributionFor(4.2, 10.5, true)).why).toBe(
      'few pieces (a mean of 4.2, below 10) with a variance of 2.5 times the mean',
    );
    expect(got(distributionFor(300, 2500, true)).why).toBe('a coefficient of variation of 0.167, at most 0.5');
  });

  test('cannot be said of variation without a mean', () => {
    expect(refusalIn(distributionFor(0, 1, true))).toEqual(['variance', 'must be 0 where the mean is 0']);
  });
});

describe('cycle service and fill rate', () => {
  const month = { mean_units: 300, sd_units: 50, order_quantity_units: 200 };

  test('are different numbers of one reorder point', () => {
    const { cycle_service_level, fill_rate } = got(serviceOf(month, 360));
    expect(cycle_service_level).toBeCloseTo(0.88493033, 8);
    expect(fill_rate).toBeCloseTo(0.985974387, 8);
  });

  test('ask for different reorder points', () => {
    // r = 300 + 50·1.6448536; and the r with 50·L(z) = 10 is 50·z for L(z) = 0.2 (solved with mpmath).
    expect(got(levelFor(month, { kind: 'cycle-service', level: 0.95 })).level_units).toBeCloseTo(382.24268134757364, 8);
    const filled = got(levelFor(month, { kind: 'fill-rate', level: 0.95 }));
    expect(filled.level_units).toBeCloseTo(324.64436636034094, 8);
    expect(filled.fill_rate).toBeCloseTo(0.95, 12);
    expect(filled.cycle_service_level).toBeLessThan(0.95);
  });

  test('of few pieces are of whole reorder points (Poisson and negative binomial, computed with scipy 1.17)', () => {
    const few = { mean_units: 4.2, sd_units: Math.sqrt(4.2), order_quantity_units: 10 };
    const plan = got(levelFor(few, { kind: 'cycle-service', level: 0.95 }));
    expect([plan.distribution, plan.level_units]).toEqual(['poisson', 8]);
    const uneven = { ...few, sd_units: Math.sqrt(10.5) };
    const other = got(levelFor(uneven, { kind: 'cycle-service', level: 0.95 }));
    expect([other.distribution, other.level_units]).toEqual(['negative-binomial', 10]);
    const more = { mean_units: 10, sd_units: Math.sqrt(40), order_quantity_units: 10 };
    const third = got(levelFor(more, { kind: 'cycle-service', level: 0.98 }));
    expect([third.distribution, third.level_units]).toEqual(['negative-binomial', 26]);
  });

  test('of certain demand are perfect at its mean', () => {
    const certain = { mean_units: 40, sd_units: 0, order_quantity_units: 10 };
    expect(got(levelFor(certain, { kind: 'cycle-service', level: 0.99 }))).toMatchObject({
      distribution: 'certain',
      level_units: 40,
      cycle_service_level: 1,
      fill_rate: 1,
    });
    expect(got(levelFor(certain, { kind: 'fill-rate', level: 0.9 })).level_units).toBeCloseTo(39, 9);
  });

  test('of no demand need no stock', () => {
    const none = { mean_units: 0, sd_units: 0, order_quantity_units: 1 };
    expect(got(levelFor(none, { kind: 'fill-rate', level: 0.99 }))).toMatchObject({ level_units: 0, fill_rate: 1 });
  });

  test('are reached, by the least level, whatever the distribution', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 400, noNaN: true }),
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        fc.double({ min: 0.05, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        fc.boolean(),
        fc.constantFrom('cycle-service' as const, 'fill-rate' as const),
        (mean, cv, level, quantity, is_counted, kind) => {
          const input = { mean_units: mean, sd_units: mean * cv, order_quantity_units: quantity, is_counted };
          const plan = got(levelFor(input, { kind, level }));
          const reached = (at: number) => {
            const service = got(serviceOf({ ...input, distribution: plan.distribution }, at));
            return kind === 'fill-rate' ? service.fill_rate : service.cycle_service_level;
          };
          expect(reached(plan.level_units)).toBeGreaterThanOrEqual(level - 1e-9);
          const isWhole = plan.distribution === 'poisson' || plan.distribution === 'negative-binomial';
          if (plan.level_units >= 1) expect(reached(plan.level_units - (isWhole ? 1 : 0.01))).toBeLessThan(level);
          expect(plan.fill_rate_exact).toBeGreaterThanOrEqual(plan.fill_rate - 1e-12);
        },
      ),
    );
  });

  test('follow from a day and a lead time', () => {
    const daily = { demand_per_day: 100, demand_sd_per_day: 20, lead_time_days: 9, lead_time_sd_days: 2 };
    const point = got(
      replenishmentLevel({ ...daily, order_quantity_units: 500 }, { kind: 'cycle-service', level: 0.95 }),
    );
    expect(point.distribution).toBe('normal');
    expect(point.level_units).toBeCloseTo(1243.4555, 4);
    const review = { demand_per_day: 100, demand_sd_per_day: 20, lead_time_days: 9, review_days: 7 };
    expect(got(replenishmentLevel(review, { kind: 'cycle-service', level: 0.95 })).level_units).toBeCloseTo(
      1731.5883,
      4,
    );
    // Q = 700, so 7 may be short in a cycle: σ = 80, L(z) = 0.0875, and z = 0.97414 (solved with mpmath).
    expect(got(replenishmentLevel(review, { kind: 'fill-rate', level: 0.99 })).level_units).toBeCloseTo(
      1677.9311517725152,
      7,
    );
    const none = { demand_per_day: 0, demand_sd_per_day: 0, lead_time_days: 9, review_days: 7 };
    expect(got(replenishmentLevel(none, { kind: 'fill-rate', level: 0.99 })).level_units).toBe(0);
    expect(refusalIn(replenishmentLevel(daily, { kind: 'fill-rate', level: 0.99 }))[0]).toBe('order_quantity_units');
  });

  test('refuse what cannot be', () => {
    expect(refusalIn(levelFor(month, { kind: 'fill-rate', level: 1 }))).toEqual([
      'fill_rate',
      'must be above 0 and below 1',
    ]);
    expect(refusalIn(levelFor({ ...month, order_quantity_units: 0 }, { kind: 'fill-rate', level: 0.9 }))[0]).toBe(
      'order_quantity_units',
    );
    const asked = { ...month, distribution: 'negative-binomial' as const, sd_units: 10 };
    expect(refusalIn(serviceOf(asked, 300))).toEqual([
      'sd_units',
      'squared must be above mean_units for the negative binomial distribution',
    ]);
    expect(refusalIn(serviceOf({ ...month, mean_units: 0 }, 300))).toEqual([
      'sd_units',
      'must be 0 where mean_units is 0',
    ]);
  });
});

describe('minimum and maximum', () => {
  test('order up to the maximum when the position has fallen to the minimum', () => {
    expect(got(replenish({ min_units: 0, max_units: 5 }, { on_hand_units: 0, outgoing_units: 5 }))).toEqual({
      position_units: -5,
      order_units: 10,
    });
    expect(got(replenish({ min_units: 4, max_units: 9 }, { on_hand_units: 2, incoming_units: 3 })).order_units).toBe(0);
    expect(got(replenish({ min_units: 4, max_units: 9 }, { on_hand_units: 4 })).order_units).toBe(5);
    expect(got(replenish({ min_units: 4, max_units: 9, trigger: 'below' }, { on_hand_units: 4 })).order_units).toBe(0);
    expect(
      got(replenish({ min_units: 20, max_units: 20 }, { on_hand_units: 0 }, { minimum_units: 50, multiple_units: 3 })),
    ).toEqual({ position_units: 0, order_units: 51 });
  });

  test('are r and r + Q', () => {
    expect(got(minMaxOf(10, 25))).toEqual({ min_units: 10, max_units: 35 });
  });

  test('refuse a maximum below the minimum', () => {
    expect(refusalIn(replenish({ min_units: 5, max_units: 4 }, { on_hand_units: 0 }))).toEqual([
      'max_units',
      'must not be below min_units',
    ]);
    expect(refusalIn(inventoryPosition({ on_hand_units: 1, incoming_units: -1 }))[0]).toBe('incoming_units');
  });
});

/** Whatever is put into a formula, it answers with finite numbers or says what is wrong: no NaN, nothing thrown, nothing without end. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  backorderApproximation,
  bestReview,
  inventoryLevelApproximation,
  reviewCost,
  safetyStockApproximation,
} from '../../gateway/planning/continuous-review.ts';
import { bestPoissonReview, poissonReviewCost } from '../../gateway/planning/continuous-review-poisson.ts';
import { countablePieces, countConfidence } from '../../gateway/planning/count-confidence.ts';
import { kanbanCards } from '../../gateway/planning/kanban-cards.ts';
import { baseStock, newsvendor } from '../../gateway/planning/newsvendor.ts';
import {
  backorderQuantity,
  economicOrderQuantity,
  economicProductionQuantity,
  orderCost,
} from '../../gateway/planning/order-quantity.ts';
import { ordersFor, roundedOrder } from '../../gateway/planning/order-rounding.ts';
import { allUnitsDiscount, incrementalDiscount } from '../../gateway/planning/quantity-discount.ts';
import { shrinkage } from '../../gateway/planning/record-accuracy.ts';
import type { Answer } from '../../gateway/planning/refusal.ts';
import { levelFor, normalSafetyStock, replenishmentLevel, serviceOf } from '../../gateway/planning/safety-stock.ts';
import { excessStock, stockVariance } from '../../gateway/planning/stock-kinds.ts';
import { daysOfInventory, inventoryTurns } from '../../gateway/planning/turnover.ts';

const figure = fc.oneof(
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 5e-324, 1e-15, 1e-6, 1e9, 1e15, 1e16),
  fc.constantFrom(0.2, 0.5, 0.95, 1, 2, 3, 10, 40, 365, 1000),
  fc.double({ min: 0, max: 1000, noNaN: true }),
);
const distribution = fc.constantFrom('certain', 'normal', 'gamma', 'poisson', 'negative-binomial', undefined);

function isAllFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isAllFinite);
  return true;
}

type Call = (
  f: (i: number) => number,
  name: 'normal' | 'gamma' | 'poisson' | 'negative-binomial' | 'certain' | undefined,
) => Answer<unknown>;

const orderOf = (f: (i: number) => number) => ({
  cost_per_order: f(0),
  holding_cost_per_unit_year: f(1),
  demand_per_year: f(2),
});
const reviewOf = (f: (i: number) => number) => ({
  cost_per_order: f(0),
  holding_cost_per_unit_year: f(1),
  stockout_cost_per_unit: f(2),
});
const yearOf = (f: (i: number) => number) => ({
  demand_per_year: f(3),
  demand_sd_per_year: f(4),
  lead_time_years: f(5),
});
const dayOf = (f: (i: number) => number) => ({
  demand_per_day: f(0),
  demand_sd_per_day: f(1),
  lead_time_days: f(2),
  lead_time_sd_days: f(3),
  review_days: f(4),
});
const bandsOf = (f: (i: number) => number) => ({
  cost_per_order: f(0),
  holding_share_per_year: f(1),
  demand_per_year: f(2),
  bands: [
    { from_units: 0, unit_cost: f(3) },
    { from_units: f(4), unit_cost: f(5) },
  ],
});
const serviceInput = (f: (i: number) => number, name: Parameters<Call>[1]) => ({
  mean_units: f(0),
  sd_units: f(1),
  order_quantity_units: f(2),
  ...(name === undefined ? {} : { distribution: name }),
});

const calls: Readonly<Record<string, Call>> = {
  economicOrderQuantity: (f) => economicOrderQuantity(orderOf(f)),
  orderCost: (f) => orderCost(orderOf(f), f(3)),
  economicProductionQuantity: (f) => economicProductionQuantity(orderOf(f), f(3)),
  backorderQuantity: (f) => backorderQuantity(orderOf(f), f(3)),
  allUnitsDiscount: (f) => allUnitsDiscount(bandsOf(f)),
  incrementalDiscount: (f) => incrementalDiscount(bandsOf(f)),
  roundedOrder: (f) => roundedOrder(f(0), { minimum_units: f(1), multiple_units: f(2) }),
  ordersFor: (f) => ordersFor(f(0), { minimum_units: f(1), multiple_units: f(2), maximum_units: f(3) }),
  normalSafetyStock: (f) => normalSafetyStock(dayOf(f), f(5)),
  replenishmentLevel: (f) => replenishmentLevel(dayOf(f), { kind: 'fill-rate', level: f(5) }),
  levelForService: (f, name) => levelFor(serviceInput(f, name), { kind: 'cycle-service', level: f(3) }),
  levelForFill: (f, name) => levelFor(serviceInput(f, name), { kind: 'fill-rate', level: f(3) }),
  serviceOf: (f, name) => serviceOf(serviceInput(f, name), f(3)),
  baseStock: (f, name = 'poisson') =>
    baseStock(
      { over_cost_per_unit: f(0), short_cost_per_unit: f(1) },
      { distribution: name, mean_units: f(2), sd_units: f(3), lead_time_periods: f(4) },
    ),
  newsvendor: (f, name = 'normal') =>
    newsvendor(
      { revenue_per_unit: f(0), purchase_per_unit: f(1), salvage_per_unit: f(2) },
      { distribution: name, mean_units: f(3), sd_units: f(4) },
    ),
  reviewCost: (f) => reviewCost(reviewOf(f), yearOf(f), f(0), f(3)),
  bestReview: (f) => bestReview(reviewOf(f), yearOf(f)),
  backorderApproximation: (f) => backorderApproximation(reviewOf(f), yearOf(f)),
  safetyStockApproximation: (f) => safetyStockApproximation(reviewOf(f), yearOf(f)),
  inventoryLevelApproximation: (f) => inventoryLevelApproximation(reviewOf(f), yearOf(f)),
  poissonReviewCost: (f) => poissonReviewCost(reviewOf(f), yearOf(f), f(0), f(4)),
  bestPoissonReview: (f) => bestPoissonReview(reviewOf(f), yearOf(f)),
  kanbanCards: (f) =>
    kanbanCards({ demand_per_day: f(0), lead_time_days: f(1), safety_share: f(2), container_units: f(3) }),
  countConfidence: (f) => countConfidence({ pieces: f(0), unit_mass_g: f(1), unit_mass_sd_g: f(2), scale_sd_g: f(3) }),
  countablePieces: (f) => countablePieces({ unit_mass_g: f(1), unit_mass_sd_g: f(2), scale_sd_g: f(3) }, f(0)),
  daysOfInventory: (f) => daysOfInventory({ inventory: f(0), cost_of_goods: f(1), days: f(2) }),
  inventoryTurns: (f) => inventoryTurns({ inventory: f(0), cost_of_goods: f(1), days: f(2) }),
  excessStock: (f) =>
    excessStock({ on_hand_units: f(0), reorder_point_units: f(1), order_quantity_units: f(2), forecast_units: f(3) }),
  stockVariance: (f) => stockVariance(f(0), f(1)),
  shrinkage: (f) => shrinkage({ opening: f(0), receipts: f(1), issues: f(2), counted: f(3) }),
};

test.each(Object.entries(calls))('%s answers or refuses', (_, call) => {
  const figures = fc.array(figure, { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(figures, distribution, (given, name) => {
      const found = call((i) => given[i] ?? 0, name);
      if (found.ok) expect(isAllFinite(found.value), JSON.stringify(found.value)).toBe(true);
      else expect(found.rule).toMatch(/must|is needed/);
    }),
    { numRuns: 60 },
  );
});

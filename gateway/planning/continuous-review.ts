/**
 * The (r, Q) policy by cost: order Q as soon as the inventory position has fallen to r; stock that is short is backordered. Snyder and
 * Shen, "Fundamentals of Supply Chain Theory", ch. 5; Zipkin, "Foundations of Inventory Management", 6.5.
 */
import { firstNotBelow, rootBetween } from './bracketed-root.ts';
import { normalLoss, normalLossSecond, normalQuantile } from './normal.ts';
import { backorderQuantity, economicOrderQuantity } from './order-quantity.ts';
import { type Answer, answer, notNegative, positive, type Refusal, refuse } from './refusal.ts';

/** Money in the currency's unit; the year may be any period that is the same everywhere. */
export interface ReviewCosts {
  /** K. */
  readonly cost_per_order: number;
  /** h. */
  readonly holding_cost_per_unit_year: number;
  /** p: a year that one unit is short; in the EIL approximation, one unit short, however long. */
  readonly stockout_cost_per_unit: number;
}

export interface NormalDemand {
  /** λ. */
  readonly demand_per_year: number;
  /** Of a year's demand; 0 where it does not vary. */
  readonly demand_sd_per_year: number;
  /** L; 0 where deliveries are immediate. */
  readonly lead_time_years: number;
}

/** An r below 0 means that some customers are made to wait on purpose. */
export interface ReviewPolicy {
  readonly reorder_point_units: number;
  readonly order_quantity_units: number;
  readonly cost_per_year: number;
}

/** Demand over the lead time, μ = λL and σ = σ₁√L, with E[(D − y)⁺] and its integral from y on. */
interface LeadTimeDemand {
  readonly mean: number;
  readonly sd: number;
}

function leadTimeDemand({ demand_per_year, demand_sd_per_year, lead_time_years }: NormalDemand): LeadTimeDemand {
  return { mean: demand_per_year * lead_time_years, sd: demand_sd_per_year * Math.sqrt(lead_time_years) };
}

/** So many standard deviations away, the normal distribution is as good as certain; σ = 0 is the same case. */
const certain_sds = 39;

function shortAt({ mean, sd }: LeadTimeDemand, y: number): number {
  if (Math.abs(y - mean) >= certain_sds * sd) return Math.max(0, mean - y);
  return sd * normalLoss((y - mean) / sd);
}

function shortFrom({ mean, sd }: LeadTimeDemand, y: number): number {
  if (Math.abs(y - mean) >= certain_sds * sd) return y >= mean ? 0 : ((mean - y) ** 2 + sd ** 2) / 2;
  return sd * sd * normalLossSecond((y - mean) / sd);
}

/**
 * The exact expected cost of a year: (K·λ + ∫ g(y) dy from r to r + Q) / Q with g(y) = h·(y − μ) + (h + p)·n(y), that is
 * K·λ/Q + h·(r + Q/2 − μ) + (h + p)·σ²·(L₂(z_r) − L₂(z_{r+Q}))/Q.
 */
export function reviewCost(
  costs: ReviewCosts,
  demand: NormalDemand,
  reorder_point_units: number,
  order_quantity_units: number,
): Answer<number> {
  const refusal = refusalOf(costs, demand) ?? positive({ order_quantity_units });
  if (refusal !== undefined) return refusal;
  if (!Number.isFinite(reorder_point_units)) return refuse('reorder_point_units', 'must be a finite number');
  return answer(costOf(costs, demand, reorder_point_units, order_quantity_units));
}

function costOf(costs: ReviewCosts, demand: NormalDemand, r: number, q: number): number {
  const { cost_per_order, holding_cost_per_unit_year: h, stockout_cost_per_unit: p } = costs;
  const spread = leadTimeDemand(demand);
  const short = (shortFrom(spread, r) - shortFrom(spread, r + q)) / q;
  return (cost_per_order * demand.demand_per_year) / q + h * (r + q / 2 - spread.mean) + (h + p) * short;
}

/** The best r for a given Q: the one with g(r) = g(r + Q), that is n(r) − n(r + Q) = Q·h/(h + p). */
export function bestReorderPoint(
  costs: ReviewCosts,
  demand: NormalDemand,
  order_quantity_units: number,
): Answer<number> {
  const refusal = refusalOf(costs, demand) ?? positive({ order_quantity_units });
  return refusal ?? answer(reorderPointFor(costs, leadTimeDemand(demand), order_quantity_units));
}

function reorderPointFor(costs: ReviewCosts, { mean, sd }: LeadTimeDemand, q: number): number {
  const { holding_cost_per_unit_year: h, stockout_cost_per_unit: p } = costs;
  // An order that is next to nothing beside the spread is the base stock.
  if (q <= 1e-9 * sd) return mean + sd * normalQuantile(p / (p + h));
  // Counted from the mean, so that a large mean takes no digits away.
  const around = { mean: 0, sd };
  const wanted = (q * h) / (h + p);
  const reach = q + 40 * sd;
  return mean + rootBetween(-reach, reach, (y) => shortAt(around, y) - shortAt(around, y + q) - wanted);
}

/**
 * The best r and Q together: Q is where g(r(Q)) equals the cost itself, which rises with Q (Zheng 1992). Without a cost per order there
 * is no Q above 0 to be found: that is the base stock.
 */
export function bestReview(costs: ReviewCosts, demand: NormalDemand): Answer<ReviewPolicy> {
  const refusal = refusalOf(costs, demand) ?? positive({ ...costs, demand_per_year: demand.demand_per_year });
  if (refusal !== undefined) return refusal;
  const { holding_cost_per_unit_year: h, stockout_cost_per_unit: p } = costs;
  const spread = leadTimeDemand(demand);
  const excess = (q: number): number => {
    const r = reorderPointFor(costs, spread, q);
    const rate = h * (r - spread.mean) + (h + p) * shortAt(spread, r);
    return q * rate - q * costOf(costs, demand, r, q);
  };
  const start = startOf(costs, demand);
  const high = firstNotBelow(start, excess);
  if (high === undefined) return refuse('cost_per_order', 'must be small enough for an order quantity to be found');
  let low = start;
  while (low > start * 1e-9 && !(excess(low) <= 0)) low /= 2;
  if (!(excess(low) <= 0)) return refuse('cost_per_order', 'must be large enough for an order quantity to be found');
  const q = low === high ? low : rootBetween(low, high, excess);
  return answer(policyOf(costs, demand, q));
}

function policyOf(costs: ReviewCosts, demand: NormalDemand, q: number): ReviewPolicy {
  const r = reorderPointFor(costs, leadTimeDemand(demand), q);
  return { reorder_point_units: r, order_quantity_units: q, cost_per_year: costOf(costs, demand, r, q) };
}

/** The quantity with planned backorders: never above the best Q. */
function startOf({ cost_per_order, ...costs }: ReviewCosts, { demand_per_year }: NormalDemand): number {
  const { holding_cost_per_unit_year: h, stockout_cost_per_unit: p } = costs;
  return Math.sqrt((2 * cost_per_order * demand_per_year * (h + p)) / (h * p));
}

/** The EOQB approximation: Q as with planned backorders and certain demand, and the best r for it. */
export function backorderApproximation(costs: ReviewCosts, demand: NormalDemand): Answer<ReviewPolicy> {
  const refusal = refusalOf(costs, demand) ?? positive({ ...costs, demand_per_year: demand.demand_per_year });
  if (refusal !== undefined) return refusal;
  const { stockout_cost_per_unit, ...order } = costs;
  const best = backorderQuantity({ ...order, demand_per_year: demand.demand_per_year }, stockout_cost_per_unit);
  return best.ok ? answer(policyOf(costs, demand, best.value.quantity_units)) : best;
}

/** The EOQ + SS approximation: Q = √(2Kλ/h), r = μ + z·σ with Φ(z) = p/(p + h). */
export function safetyStockApproximation(costs: ReviewCosts, demand: NormalDemand): Answer<ReviewPolicy> {
  const refusal = refusalOf(costs, demand) ?? positive({ ...costs, demand_per_year: demand.demand_per_year });
  if (refusal !== undefined) return refusal;
  const { holding_cost_per_unit_year: h, stockout_cost_per_unit: p } = costs;
  const best = economicOrderQuantity({ ...costs, demand_per_year: demand.demand_per_year });
  if (!best.ok) return best;
  const { mean, sd } = leadTimeDemand(demand);
  const q = best.value.quantity_units;
  const r = mean + normalQuantile(p / (p + h)) * sd;
  return answer({ reorder_point_units: r, order_quantity_units: q, cost_per_year: costOf(costs, demand, r, q) });
}

/**
 * The expected-inventory-level approximation of Hadley and Whitin (1963), where a unit short costs p once: in turn
 * Q = √(2λ(K + p·n(r))/h) and P(D > r) = Q·h/(p·λ), at h·(r − μ + Q/2) + K·λ/Q + p·λ·n(r)/Q a year. It has no answer where a
 * shortage is so cheap that Q·h ≥ p·λ.
 */
export function inventoryLevelApproximation(costs: ReviewCosts, demand: NormalDemand): Answer<ReviewPolicy> {
  const { demand_per_year, demand_sd_per_year } = demand;
  const refusal = refusalOf(costs, demand) ?? positive({ ...costs, demand_per_year, demand_sd_per_year });
  if (refusal !== undefined) return refusal;
  const { cost_per_order, holding_cost_per_unit_year: h, stockout_cost_per_unit: p } = costs;
  const spread = leadTimeDemand(demand);
  if (spread.sd === 0) return refuse('lead_time_years', 'must be above 0');
  const quantityAt = (short: number) => Math.sqrt((2 * demand_per_year * (cost_per_order + p * short)) / h);
  let q = quantityAt(0);
  for (let step = 0; step < 1_000; step += 1) {
    const above = (q * h) / (p * demand_per_year);
    if (above >= 1) {
      return refuse(
        'stockout_cost_per_unit',
        'must be higher: it would be cheaper to lose all demand than to hold stock',
      );
    }
    const r = spread.mean - spread.sd * normalQuantile(above);
    const next = quantityAt(shortAt(spread, r));
    if (Math.abs(next - q) <= 1e-13 * q) {
      const short = (p * demand_per_year * shortAt(spread, r)) / next;
      const cost_per_year = h * (r - spread.mean + next / 2) + (cost_per_order * demand_per_year) / next + short;
      return answer({ reorder_point_units: r, order_quantity_units: next, cost_per_year });
    }
    q = next;
  }
  return refuse('stockout_cost_per_unit', 'must be higher: the approximation comes to no end');
}

function refusalOf(costs: ReviewCosts, demand: NormalDemand): Refusal | undefined {
  const { cost_per_order, holding_cost_per_unit_year, stockout_cost_per_unit } = costs;
  const refusal =
    notNegative({ cost_per_order, ...demand }) ?? positive({ holding_cost_per_unit_year, stockout_cost_per_unit });
  if (refusal !== undefined) return refusal;
  const ratio = stockout_cost_per_unit / holding_cost_per_unit_year;
  if (ratio > 1e-12 && ratio < 1e12) return undefined;
  return refuse('stockout_cost_per_unit', 'must be within 1e12 times holding_cost_per_unit_year, either way');
}

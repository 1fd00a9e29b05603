/**
 * How much to have for one period of uncertain demand (newsvendor), and the base stock that does the same in every period. Snyder and
 * Shen, "Fundamentals of Supply Chain Theory", 4.3 and 4.4; Silver, Pyke, Thomas, 9.2.
 */
import {
  type Demand,
  type DistributionName,
  demandOf,
  demandQuantile,
  expectedShort,
  isWhole,
} from './demand-distribution.ts';
import { type Answer, answer, notNegative, positive, refuse } from './refusal.ts';

export interface NewsvendorCosts {
  /** h: a unit left over at the end of a period. */
  readonly over_cost_per_unit: number;
  /** p: a unit short. */
  readonly short_cost_per_unit: number;
}

export interface PeriodDemand {
  readonly distribution: DistributionName;
  /** Of one period. */
  readonly mean_units: number;
  /** Of one period; Poisson's is √mean, whatever is given. */
  readonly sd_units?: number;
  /** Periods from order to delivery; 0 when absent. */
  readonly lead_time_periods?: number;
}

export interface BaseStock {
  /** S: order up to here in every period. Whole where demand is. */
  readonly level_units: number;
  /** p/(p + h): the probability with which demand should be met. */
  readonly critical_ratio: number;
  /** h·E[over] + p·E[short]. */
  readonly cost_per_period: number;
}

/**
 * The least S with P(D ≤ S) ≥ p/(p + h), D being the demand of L + 1 periods: μ(L + 1) + z·σ·√(L + 1) for normal demand. Demand
 * that does not vary takes S = its mean, at no cost.
 */
export function baseStock(costs: NewsvendorCosts, demand: PeriodDemand): Answer<BaseStock> {
  const refusal = positive({ ...costs });
  if (refusal !== undefined) return refusal;
  const spread = spreadOf(demand);
  if (!spread.ok) return spread;
  const critical_ratio = ratioOf(costs);
  if (!(critical_ratio > ratio_margin && critical_ratio < 1 - ratio_margin)) {
    return refuse('short_cost_per_unit', 'must be within 1e12 times over_cost_per_unit, either way');
  }
  const level_units = demandQuantile(spread.value, critical_ratio);
  return answer({ level_units, critical_ratio, cost_per_period: costAt(costs, spread.value, level_units) });
}

/** The cost per period of any other level, whole where demand is. */
export function baseStockCost(costs: NewsvendorCosts, demand: PeriodDemand, level_units: number): Answer<number> {
  const refusal = positive({ ...costs }) ?? notNegative({ level_units });
  if (refusal !== undefined) return refusal;
  const spread = spreadOf(demand);
  if (!spread.ok) return spread;
  if (isWhole(spread.value) && !Number.isInteger(level_units)) {
    return refuse('level_units', 'must be a whole number where demand is');
  }
  return answer(costAt(costs, spread.value, level_units));
}

export interface NewsvendorPrices {
  readonly revenue_per_unit: number;
  readonly purchase_per_unit: number;
  /** What a unit left over still brings; may be below 0 where it costs to get rid of. */
  readonly salvage_per_unit: number;
  /** Lost beside the margin when a customer goes away empty-handed; 0 when absent. */
  readonly goodwill_per_unit?: number;
}

/**
 * The same in prices: h = purchase − salvage, p = revenue − purchase + goodwill, and the expected profit is (revenue − purchase)·μ
 * less the cost above. Needs revenue > purchase > salvage.
 */
export function newsvendor(
  prices: NewsvendorPrices,
  demand: PeriodDemand,
): Answer<BaseStock & { readonly profit_per_period: number }> {
  const { revenue_per_unit, purchase_per_unit, salvage_per_unit, goodwill_per_unit = 0 } = prices;
  const refusal = notNegative({ revenue_per_unit, purchase_per_unit, goodwill_per_unit });
  if (refusal !== undefined) return refusal;
  if (!Number.isFinite(salvage_per_unit)) return refuse('salvage_per_unit', 'must be a finite number');
  if (salvage_per_unit >= purchase_per_unit) return refuse('salvage_per_unit', 'must be below purchase_per_unit');
  if (revenue_per_unit <= purchase_per_unit) return refuse('revenue_per_unit', 'must be above purchase_per_unit');
  const margin = revenue_per_unit - purchase_per_unit;
  const costs = {
    over_cost_per_unit: purchase_per_unit - salvage_per_unit,
    short_cost_per_unit: margin + goodwill_per_unit,
  };
  const best = baseStock(costs, demand);
  if (!best.ok) return best;
  return answer({ ...best.value, profit_per_period: margin * demand.mean_units - best.value.cost_per_period });
}

/** Closer to 0 or 1, the ratio says nothing that a level could be found for. */
const ratio_margin = 1e-12;

function ratioOf({ over_cost_per_unit, short_cost_per_unit }: NewsvendorCosts): number {
  return short_cost_per_unit / (short_cost_per_unit + over_cost_per_unit);
}

function costAt({ over_cost_per_unit, short_cost_per_unit }: NewsvendorCosts, demand: Demand, level: number): number {
  const short = expectedShort(demand, level);
  return over_cost_per_unit * (level - demand.mean + short) + short_cost_per_unit * short;
}

function spreadOf({ distribution, mean_units, sd_units, lead_time_periods = 0 }: PeriodDemand): Answer<Demand> {
  const refusal = notNegative({ mean_units, sd_units, lead_time_periods });
  if (refusal !== undefined) return refusal;
  const needsSd = distribution !== 'poisson' && distribution !== 'certain';
  if (needsSd && sd_units === undefined) return refuse('sd_units', 'is needed for this distribution');
  const periods = lead_time_periods + 1;
  const demand = demandOf(distribution, mean_units * periods, (sd_units ?? 0) ** 2 * periods);
  return demand.ok ? demand : refuse(demand.field === 'variance' ? 'sd_units' : 'mean_units', demand.rule);
}

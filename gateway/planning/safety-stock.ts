/**
 * Safety stock and reorder point from the demand of a day and the lead time. Silver, Pyke, Thomas, ch. 6; King, "Crack the Code",
 * APICS Magazine (2011). The *cycle service level* (P1) is the share of replenishment cycles without a stock-out; the *fill rate*
 * (P2) is the share of the demand that is met from stock. They are different numbers: z belongs to P1 alone.
 */
import { rootBetween } from './bracketed-root.ts';
import {
  type Demand,
  type DistributionName,
  demandOf,
  demandQuantile,
  demandTails,
  distributionFor,
  expectedShort,
  isWhole,
} from './demand-distribution.ts';
import { normalQuantile } from './normal.ts';
import { type Answer, answer, notNegative, openShares, positive, refuse } from './refusal.ts';

export interface DailyDemand {
  readonly demand_per_day: number;
  readonly demand_sd_per_day: number;
  readonly lead_time_days: number;
  /** How much the lead time varies; not at all when absent. */
  readonly lead_time_sd_days?: number;
  /** Days from one look to the next, where stock is looked at only now and then; stock is watched all the time when absent. */
  readonly review_days?: number;
}

/**
 * Mean and standard deviation of the demand until an order placed now (or at the next review) is there:
 * μ = d·(L + R), σ = √((L + R)·σd² + d²·σL²) [units]. The days' demands are taken as independent of each other and of the lead time.
 */
export function protectionDemand(
  input: DailyDemand,
): Answer<{ readonly mean_units: number; readonly sd_units: number }> {
  const { demand_per_day, demand_sd_per_day, lead_time_days, lead_time_sd_days = 0, review_days = 0 } = input;
  const refusal = notNegative({ demand_per_day, demand_sd_per_day, lead_time_days, lead_time_sd_days, review_days });
  if (refusal !== undefined) return refusal;
  const span_days = lead_time_days + review_days;
  const sd_units = Math.sqrt(span_days * demand_sd_per_day ** 2 + demand_per_day ** 2 * lead_time_sd_days ** 2);
  return answer({ mean_units: demand_per_day * span_days, sd_units });
}

export interface SafetyStock {
  readonly z: number;
  readonly safety_stock_units: number;
  /** The reorder point r; with a review period, the order-up-to level S. */
  readonly level_units: number;
}

/**
 * The textbook formula for normal demand: SS = z·√(L·σd² + d²·σL²), ROP = d·L + SS, and with a review period R the same over L + R,
 * S = d·(L + R) + SS. z is the quantile of the cycle service level P1, 0 < P1 < 1: 0.5 takes no safety stock, less takes less than
 * none. Without variation SS = 0, and with a lead time of 0 that never varies the reorder point is 0.
 */
export function normalSafetyStock(input: DailyDemand, cycle_service_level: number): Answer<SafetyStock> {
  const refusal = openShares({ cycle_service_level });
  if (refusal !== undefined) return refusal;
  const demand = protectionDemand(input);
  if (!demand.ok) return demand;
  const { mean_units, sd_units } = demand.value;
  const z = normalQuantile(cycle_service_level);
  return answer({ z, safety_stock_units: z * sd_units, level_units: mean_units + z * sd_units });
}

export interface ReplenishedDemand extends DailyDemand, Pick<ServiceInput, 'distribution' | 'is_counted'> {
  /** Q. May be left out where stock is reviewed every R days: then it is d·R. */
  readonly order_quantity_units?: number;
}

/**
 * The reorder point (or, with a review period, the order-up-to level) that gives a service, from the demand of a day and the lead time:
 * `levelFor` the demand of `protectionDemand`. An item without demand needs no stock: its level is 0.
 */
export function replenishmentLevel(input: ReplenishedDemand, target: ServiceTarget): Answer<ServicePlan> {
  const demand = protectionDemand(input);
  if (!demand.ok) return demand;
  const { review_days = 0, demand_per_day } = input;
  const { order_quantity_units = demand_per_day * review_days, ...rest } = input;
  if (input.order_quantity_units === undefined && review_days === 0) {
    return refuse('order_quantity_units', 'is needed where stock is not reviewed at intervals');
  }
  // Without demand nothing is replenished, and any quantity says the same.
  const quantity = demand_per_day === 0 && order_quantity_units === 0 ? 1 : order_quantity_units;
  return levelFor({ ...rest, ...demand.value, order_quantity_units: quantity }, target);
}

export type ServiceTarget =
  | { readonly kind: 'cycle-service'; readonly level: number }
  | { readonly kind: 'fill-rate'; readonly level: number };

export interface ServiceInput {
  /** Demand over the lead time, and the review period where there is one. */
  readonly mean_units: number;
  readonly sd_units: number;
  /** Chosen by the rule of `distributionFor` when absent. */
  readonly distribution?: DistributionName;
  /** Pieces, not kilograms; so when absent. */
  readonly is_counted?: boolean;
  /** What one replenishment brings: Q, or d·R where stock is reviewed every R days. */
  readonly order_quantity_units: number;
}

/** What a level achieves. */
export interface Service {
  /** P1. */
  readonly cycle_service_level: number;
  /** P2 as in textbooks, 1 − E[short at the end of a cycle]/Q; a little below the exact one, and 0 where it would be negative. */
  readonly fill_rate: number;
  /** P2 without counting twice what was short before the cycle began: 1 − (n(r) − n(r + Q))/Q. */
  readonly fill_rate_exact: number;
  readonly short_per_cycle_units: number;
}

export interface ServicePlan extends Service {
  readonly distribution: DistributionName;
  readonly why: string;
  /** r, or S with a review period; whole where demand is counted one by one, and never below 0. */
  readonly level_units: number;
  readonly safety_stock_units: number;
}

/** The service that a reorder point (or order-up-to level) gives. */
export function serviceOf(
  input: ServiceInput,
  level_units: number,
): Answer<Service & Pick<ServicePlan, 'distribution' | 'why'>> {
  const refusal = notNegative({ level_units });
  if (refusal !== undefined) return refusal;
  const found = demandFor(input);
  if (!found.ok) return found;
  const { demand, why } = found.value;
  return answer({
    ...achieved(demand, level_units, input.order_quantity_units),
    distribution: demand.distribution,
    why,
  });
}

/**
 * The least level that reaches the target. P1: the quantile of demand. P2: the r with n(r) = (1 − β)·Q, by bisection and secants for
 * continuous demand, by halving over whole numbers for whole demand; n(r) is the expected shortage of a cycle. The level is never
 * taken below 0, where the service is then better than asked for.
 */
export function levelFor(input: ServiceInput, target: ServiceTarget): Answer<ServicePlan> {
  const refusal = openShares({ [target.kind === 'fill-rate' ? 'fill_rate' : 'cycle_service_level']: target.level });
  if (refusal !== undefined) return refusal;
  const found = demandFor(input);
  if (!found.ok) return found;
  const { demand, why } = found.value;
  const quantity = input.order_quantity_units;
  const level =
    target.kind === 'fill-rate' ? levelOfFill(demand, target.level, quantity) : demandQuantile(demand, target.level);
  const level_units = Math.max(0, level);
  return answer({
    ...achieved(demand, level_units, quantity),
    distribution: demand.distribution,
    why,
    level_units,
    safety_stock_units: level_units - demand.mean,
  });
}

function demandFor(input: ServiceInput): Answer<{ readonly demand: Demand; readonly why: string }> {
  const { mean_units, sd_units, distribution, is_counted = true, order_quantity_units } = input;
  const refusal = notNegative({ mean_units, sd_units }) ?? positive({ order_quantity_units });
  if (refusal !== undefined) return refusal;
  const chosen =
    distribution === undefined
      ? distributionFor(mean_units, sd_units ** 2, is_counted)
      : answer({ distribution, why: 'as asked for' });
  // Both figures are good in themselves: there is variation, and no mean.
  if (!chosen.ok) return refuse('sd_units', 'must be 0 where mean_units is 0');
  const demand = demandOf(chosen.value.distribution, mean_units, sd_units ** 2);
  if (!demand.ok) return refuse(demand.field === 'variance' ? 'sd_units' : 'mean_units', wordsOf(demand.rule));
  return answer({ demand: demand.value, why: chosen.value.why });
}

function wordsOf(rule: string): string {
  return rule.replace('must be above the mean', 'squared must be above mean_units');
}

function achieved(demand: Demand, level: number, quantity: number): Service {
  const short = expectedShort(demand, level);
  return {
    cycle_service_level: demandTails(demand, level).below,
    fill_rate: Math.max(0, 1 - short / quantity),
    fill_rate_exact: Math.min(1, Math.max(0, 1 - (short - expectedShort(demand, level + quantity)) / quantity)),
    short_per_cycle_units: short,
  };
}

function levelOfFill(demand: Demand, fill: number, quantity: number): number {
  const short_max = (1 - fill) * quantity;
  const excess = (level: number) => short_max - expectedShort(demand, level);
  if (excess(0) >= 0) return 0;
  let high = Math.max(1, demand.mean);
  while (excess(high) < 0) high *= 2;
  if (!isWhole(demand)) return rootBetween(0, high, excess);
  let low = 0;
  high = Math.ceil(high);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (excess(middle) >= 0) high = middle;
    else low = middle;
  }
  return high;
}

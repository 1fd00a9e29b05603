/** The cheapest orders for demand that is known and varies by period. Wagner and Whitin (1958); Silver, Pyke, Thomas, 5.6. */
import { type Answer, answer, quantities, type Refusal, refuse } from './refusal.ts';

/** One figure for all periods, or one for each. */
export type PerPeriod = number | readonly number[];

export interface LotCosts {
  readonly cost_per_order: PerPeriod;
  /** For each unit still there at the end of the period. */
  readonly holding_cost_per_unit_period: PerPeriod;
  /** What a unit costs when it is ordered in the period; left out where it is always the same. */
  readonly unit_cost?: PerPeriod;
}

export interface LotPlan {
  /** Per period; what is ordered is there in the same period. */
  readonly orders_units: readonly number[];
  readonly cost: number;
}

/** For each period, up to which one (exclusive) an order placed in it should reach, and what the periods from it on then cost. */
export interface CostsToGo {
  readonly next: readonly number[];
  readonly cost: readonly number[];
}

/**
 * The dynamic programme f(t) = min over s > t of K_t + c_t·D(t, s) + holding + f(s), in O(n²); a period without demand may also be
 * passed over. Of equally cheap plans the one that reaches less far, which holds less stock.
 */
export function wagnerWhitin(demand_units: readonly number[], costs: LotCosts): Answer<LotPlan> {
  const refusal = quantities('demand_units', demand_units, 0) ?? refusalOfCosts(costs, demand_units.length);
  if (refusal !== undefined) return refusal;
  const { next, cost } = costsToGo(demand_units, costs);
  const orders = demand_units.map(() => 0);
  for (let t = 0; t < demand_units.length; ) {
    const until = next[t] ?? demand_units.length;
    orders[t] = until < 0 ? 0 : sum(demand_units, t, until);
    t = until < 0 ? t + 1 : until;
  }
  return answer({ orders_units: orders, cost: cost[0] ?? 0 });
}

/** `next[t]` is −1 where nothing should be ordered in t although nothing is in stock: it has no demand. */
export function costsToGo(demand_units: readonly number[], costs: LotCosts): CostsToGo {
  const n = demand_units.length;
  const cost = Array.from({ length: n + 1 }, () => 0);
  const next = Array.from({ length: n }, () => -1);
  const holding = (t: number) => at(costs.holding_cost_per_unit_period, t);
  for (let t = n - 1; t >= 0; t -= 1) {
    let best = demand_units[t] === 0 ? (cost[t + 1] ?? 0) : Number.POSITIVE_INFINITY;
    let bought = 0;
    let held = 0;
    let perUnit = 0;
    for (let s = t + 1; s <= n; s += 1) {
      const last = demand_units[s - 1] ?? 0;
      bought += last;
      held += last * perUnit;
      perUnit += holding(s - 1);
      if (bought === 0) continue;
      const whole = at(costs.cost_per_order, t) + at(costs.unit_cost ?? 0, t) * bought + held + (cost[s] ?? 0);
      if (whole < best) {
        best = whole;
        next[t] = s;
      }
    }
    cost[t] = best;
  }
  return { next, cost };
}

/** What any orders cost: ordering, purchases and what is held at the end of each period. Orders must cover the demand in time. */
export function lotCost(
  demand_units: readonly number[],
  orders_units: readonly number[],
  costs: LotCosts,
): Answer<number> {
  const refusal =
    quantities('demand_units', demand_units, 0) ??
    quantities('orders_units', orders_units, 0) ??
    refusalOfCosts(costs, demand_units.length);
  if (refusal !== undefined) return refusal;
  let stock = 0;
  let cost = 0;
  for (const [t, demand] of demand_units.entries()) {
    const ordered = orders_units[t] ?? 0;
    stock += ordered - demand;
    if (stock < -1e-9 * Math.max(1, demand))
      return refuse(`orders_units[${t}]`, 'must cover the demand up to this period');
    if (ordered > 0) cost += at(costs.cost_per_order, t) + at(costs.unit_cost ?? 0, t) * ordered;
    cost += Math.max(0, stock) * at(costs.holding_cost_per_unit_period, t);
  }
  return answer(cost);
}

/** The plans of both Wagner and Whitin and Silver and Meal take time by the square of this. */
const periods_max = 4_000;

export function refusalOfCosts(costs: LotCosts, periods: number): Refusal | undefined {
  if (periods > periods_max) return refuse('demand_units', `must have at most ${periods_max} values`);
  for (const [field, value] of Object.entries(costs)) {
    if (value === undefined) continue;
    const values = typeof value === 'number' ? [value] : value;
    if (typeof value !== 'number' && values.length < periods)
      return refuse(field, 'must have a value for every period');
    const refusal = quantities(field, values, 0);
    if (refusal !== undefined) return typeof value === 'number' ? { ...refusal, field } : refusal;
  }
  return undefined;
}

function at(values: PerPeriod, t: number): number {
  return typeof values === 'number' ? values : (values[t] ?? 0);
}

function sum(values: readonly number[], from: number, until: number): number {
  let total = 0;
  for (let t = from; t < until; t += 1) total += values[t] ?? 0;
  return total;
}

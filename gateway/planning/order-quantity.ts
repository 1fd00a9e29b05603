/**
 * The economic order quantity and its kin: how much to order when demand is steady. Harris (1913); Silver, Pyke, Thomas,
 * "Inventory and Production Management in Supply Chains", ch. 4; Snyder and Shen, "Fundamentals of Supply Chain Theory", ch. 3.
 */
import { type Answer, answer, notNegative, positive, refuse } from './refusal.ts';

/** Money is in the currency's unit. Any period will do in place of the year, as long as it is the same everywhere. */
export interface OrderCosts {
  /** K: what one order costs, however large. 0 means that ordering is free. */
  readonly cost_per_order: number;
  /** h = i·c: what it costs to keep one unit for a year. */
  readonly holding_cost_per_unit_year: number;
  /** D. */
  readonly demand_per_year: number;
}

export interface OrderQuantity {
  readonly quantity_units: number;
  /** Ordering and holding (and backorders, where they are planned); the purchase price is not in it. */
  readonly cost_per_year: number;
  /** 0 where nothing is ordered, or where ordering is free and one orders piece by piece. */
  readonly orders_per_year: number;
}

/**
 * Q* = √(2KD/h) [units], at a cost of √(2KDh) [money/year]. Without demand there is nothing to order: Q* = 0. If ordering is free
 * (K = 0) every piece is ordered as it is needed: Q* = 0, cost 0.
 */
export function economicOrderQuantity(costs: OrderCosts): Answer<OrderQuantity> {
  const refusal = refusalOf(costs);
  if (refusal !== undefined) return refusal;
  return answer(bestOrder(costs.cost_per_order, costs.holding_cost_per_unit_year, costs.demand_per_year));
}

function bestOrder(k: number, h: number, demand: number): OrderQuantity {
  const quantity_units = Math.sqrt((2 * k * demand) / h);
  return {
    quantity_units,
    cost_per_year: Math.sqrt(2 * k * demand * h),
    orders_per_year: quantity_units === 0 ? 0 : demand / quantity_units,
  };
}

/** K·D/Q + h·Q/2 [money/year], for any order quantity Q > 0. */
export function orderCost(costs: OrderCosts, quantity_units: number): Answer<number> {
  const refusal = refusalOf(costs) ?? positive({ quantity_units });
  if (refusal !== undefined) return refusal;
  const { cost_per_order, holding_cost_per_unit_year, demand_per_year } = costs;
  return answer(
    (cost_per_order * demand_per_year) / quantity_units + (holding_cost_per_unit_year * quantity_units) / 2,
  );
}

/** The cost curve, for a screen to draw: ordering, holding and their sum at each quantity. */
export function orderCostCurve(
  costs: OrderCosts,
  quantities_units: readonly number[],
): Answer<readonly { readonly quantity_units: number; readonly ordering: number; readonly holding: number }[]> {
  const refusal = refusalOf(costs);
  if (refusal !== undefined) return refusal;
  const bad = quantities_units.findIndex((quantity) => !(quantity > 0 && Number.isFinite(quantity)));
  if (bad !== -1) return refuse(`quantities_units[${bad}]`, 'must be a finite number above 0');
  return answer(
    quantities_units.map((quantity_units) => ({
      quantity_units,
      ordering: (costs.cost_per_order * costs.demand_per_year) / quantity_units,
      holding: (costs.holding_cost_per_unit_year * quantity_units) / 2,
    })),
  );
}

/**
 * How much dearer an order quantity is than the best: cost(Q) / cost(Q*) = (Q* / Q + Q / Q*) / 2. At 1 nothing is lost; ordering a half
 * or the double costs a quarter more.
 */
export function orderSensitivity(quantity_units: number, best_units: number): Answer<number> {
  const refusal = positive({ quantity_units, best_units });
  return refusal ?? answer((best_units / quantity_units + quantity_units / best_units) / 2);
}

/**
 * The economic production quantity, where an order comes in at a finite rate P while it is being used up: with ρ = D/P it is
 * Q* = √(2KD/(h(1 − ρ))), at √(2KDh(1 − ρ)). The stock rises to Q(1 − ρ) and no higher. P must be above D.
 */
export function economicProductionQuantity(
  costs: OrderCosts,
  production_per_year: number,
): Answer<OrderQuantity & { readonly stock_max_units: number }> {
  const refusal = refusalOf(costs) ?? positive({ production_per_year });
  if (refusal !== undefined) return refusal;
  const { cost_per_order, holding_cost_per_unit_year, demand_per_year } = costs;
  if (production_per_year <= demand_per_year) return refuse('production_per_year', 'must be above demand_per_year');
  const idle = 1 - demand_per_year / production_per_year;
  const best = bestOrder(cost_per_order, holding_cost_per_unit_year * idle, demand_per_year);
  return answer({ ...best, stock_max_units: best.quantity_units * idle });
}

/**
 * With planned backorders, at p money a unit and year that a customer waits: x = h/(h + p) of the demand waits, Q* =
 * √(2KD(h + p)/(hp)), at √(2KDhp/(h + p)). The stock falls to −x·Q before an order comes.
 */
export function backorderQuantity(
  costs: OrderCosts,
  backorder_cost_per_unit_year: number,
): Answer<OrderQuantity & { readonly backordered_share: number; readonly backorders_max_units: number }> {
  const refusal = refusalOf(costs) ?? positive({ backorder_cost_per_unit_year });
  if (refusal !== undefined) return refusal;
  const { cost_per_order, holding_cost_per_unit_year: h, demand_per_year } = costs;
  const p = backorder_cost_per_unit_year;
  const best = bestOrder(cost_per_order, (h * p) / (h + p), demand_per_year);
  const backordered_share = h / (h + p);
  return answer({ ...best, backordered_share, backorders_max_units: best.quantity_units * backordered_share });
}

function refusalOf(costs: OrderCosts) {
  const { cost_per_order, holding_cost_per_unit_year, demand_per_year } = costs;
  return notNegative({ cost_per_order, demand_per_year }) ?? positive({ holding_cost_per_unit_year });
}

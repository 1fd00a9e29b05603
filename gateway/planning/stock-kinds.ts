/** What stock is there for: each kind of it as a figure with its formula. Silver, Pyke, Thomas, 1.3.1; Vollmann and others, ch. 5. */
import { type Explained, explained } from './explained.ts';
import { type Answer, answer, notNegative, positive, quantities, refuse } from './refusal.ts';
import { type DailyDemand, normalSafetyStock } from './safety-stock.ts';

/** Cycle stock: what lies there because one orders Q at a time, Q/2 on average. */
export function cycleStock(order_quantity_units: number): Answer<Explained> {
  const refusal = notNegative({ order_quantity_units });
  const formula = 'order_quantity_units / 2';
  return refusal ?? answer(explained(order_quantity_units / 2, 'units', formula, { order_quantity_units }));
}

/** Cycle stock as measured: the average stock less the safety stock, and never below 0. */
export function measuredCycleStock(average_units: number, safety_stock_units: number): Answer<Explained> {
  const refusal = notNegative({ average_units, safety_stock_units });
  if (refusal !== undefined) return refusal;
  const value = Math.max(0, average_units - safety_stock_units);
  const terms = { average_units, safety_stock_units };
  return answer(explained(value, 'units', 'max(0, average_units − safety_stock_units)', terms));
}

/** Safety stock as planned for normal demand, with the terms of its formula. */
export function plannedSafetyStock(input: DailyDemand, cycle_service_level: number): Answer<Explained> {
  const plan = normalSafetyStock(input, cycle_service_level);
  if (!plan.ok) return plan;
  const { demand_per_day, demand_sd_per_day, lead_time_days, lead_time_sd_days = 0, review_days = 0 } = input;
  const formula = 'z · √((lead_time_days + review_days) · demand_sd_per_day² + demand_per_day² · lead_time_sd_days²)';
  const terms = { demand_per_day, demand_sd_per_day, lead_time_days, lead_time_sd_days, review_days };
  return answer(
    explained(plan.value.safety_stock_units, 'units', formula, { cycle_service_level, z: plan.value.z, ...terms }),
  );
}

/** Safety stock as held: what is there beyond the expected demand until the next delivery; below 0 where less is there. */
export function heldSafetyStock(
  on_hand_units: number,
  demand_per_day: number,
  days_to_delivery: number,
): Answer<Explained> {
  const refusal = notNegative({ on_hand_units, demand_per_day, days_to_delivery });
  if (refusal !== undefined) return refusal;
  const terms = { on_hand_units, demand_per_day, days_to_delivery };
  const value = on_hand_units - demand_per_day * days_to_delivery;
  return answer(explained(value, 'units', 'on_hand_units − demand_per_day · days_to_delivery', terms));
}

/** Transit (pipeline) stock as expected: demand · days on the way. */
export function transitStock(demand_per_day: number, transit_days: number): Answer<Explained> {
  const refusal = notNegative({ demand_per_day, transit_days });
  const terms = { demand_per_day, transit_days };
  return refusal ?? answer(explained(demand_per_day * transit_days, 'units', 'demand_per_day · transit_days', terms));
}

/** Transit stock as it is: shipped and not yet received. More received than shipped is refused: something was not booked. */
export function measuredTransitStock(shipped_units: number, received_units: number): Answer<Explained> {
  const refusal = notNegative({ shipped_units, received_units });
  if (refusal !== undefined) return refusal;
  if (received_units > shipped_units) return refuse('received_units', 'must not be above shipped_units');
  const terms = { shipped_units, received_units };
  return answer(explained(shipped_units - received_units, 'units', 'shipped_units − received_units', terms));
}

export interface StockVariance extends Explained {
  /** Of the theoretical stock; absent where that is 0. */
  readonly share?: number;
}

/**
 * Theoretical stock (book: opening + receipts − what recipes and sales should have used) against counted: theoretical − counted, and as
 * a share of theoretical. Above 0 something is missing, below 0 too much is there.
 */
export function stockVariance(theoretical_units: number, counted_units: number): Answer<StockVariance> {
  if (!Number.isFinite(theoretical_units)) return refuse('theoretical_units', 'must be a finite number');
  const refusal = notNegative({ counted_units });
  if (refusal !== undefined) return refusal;
  const value = theoretical_units - counted_units;
  const told = explained(value, 'units', 'theoretical_units − counted_units', { theoretical_units, counted_units });
  return answer(theoretical_units > 1e-9 ? { ...told, share: value / theoretical_units } : told);
}

export interface ExcessInput {
  readonly on_hand_units: number;
  readonly reorder_point_units: number;
  readonly order_quantity_units: number;
  /** Demand expected in so many months as a stock may cover; 0 where nothing is expected. */
  readonly forecast_units: number;
}

/** Excess: what is there beyond max(ROP + Q, forecast of the months that stock may cover). */
export function excessStock(input: ExcessInput): Answer<Explained> {
  const { on_hand_units, reorder_point_units, order_quantity_units, forecast_units } = input;
  const refusal = notNegative({ on_hand_units, reorder_point_units, order_quantity_units, forecast_units });
  if (refusal !== undefined) return refusal;
  const value = Math.max(0, on_hand_units - Math.max(reorder_point_units + order_quantity_units, forecast_units));
  const formula = 'max(0, on_hand_units − max(reorder_point_units + order_quantity_units, forecast_units))';
  const terms = { on_hand_units, reorder_point_units, order_quantity_units, forecast_units };
  return answer(explained(value, 'units', formula, terms));
}

/** Obsolete (dead): all that is there of an item of which nothing has gone out for so many days (since it came, where nothing ever has). */
export function obsoleteStock(
  on_hand_units: number,
  days_without_issue: number,
  obsolete_after_days: number,
): Answer<Explained> {
  const refusal = notNegative({ on_hand_units, days_without_issue }) ?? positive({ obsolete_after_days });
  if (refusal !== undefined) return refusal;
  const value = days_without_issue >= obsolete_after_days ? on_hand_units : 0;
  const formula = 'on_hand_units where days_without_issue ≥ obsolete_after_days, else 0';
  return answer(explained(value, 'units', formula, { on_hand_units, days_without_issue, obsolete_after_days }));
}

/** Decoupling stock between two work centres: what the one after uses while the one before stands still. */
export function decouplingStock(use_per_hour: number, interruption_hours: number): Answer<Explained> {
  const refusal = notNegative({ use_per_hour, interruption_hours });
  const terms = { use_per_hour, interruption_hours };
  return (
    refusal ?? answer(explained(use_per_hour * interruption_hours, 'units', 'use_per_hour · interruption_hours', terms))
  );
}

/** Below the minimum the work centre after may starve; above the maximum the one before is blocked. */
export function bufferState(
  level_units: number,
  { min_units, max_units }: { readonly min_units: number; readonly max_units: number },
): Answer<'starving' | 'flowing' | 'blocking'> {
  const refusal = notNegative({ min_units, max_units });
  if (refusal !== undefined) return refusal;
  if (!Number.isFinite(level_units)) return refuse('level_units', 'must be a finite number');
  if (max_units < min_units) return refuse('max_units', 'must not be below min_units');
  return answer(level_units < min_units ? 'starving' : level_units > max_units ? 'blocking' : 'flowing');
}

/**
 * Anticipation (seasonal) stock: what must be there at the end of each period because later ones need more than can be made then:
 * Aₜ = max(0, Aₜ₊₁ + demandₜ₊₁ − capacityₜ₊₁), and 0 at the end. `value` is what must be there before the first period begins.
 */
export function anticipationStock(
  demand_units: readonly number[],
  capacity_units: readonly number[],
): Answer<Explained & { readonly at_end_units: readonly number[] }> {
  const refusal =
    quantities('demand_units', demand_units) ?? quantities('capacity_units', capacity_units, demand_units.length);
  if (refusal !== undefined) return refusal;
  const at_end_units = demand_units.map(() => 0);
  let needed = 0;
  for (let t = demand_units.length - 1; t >= 0; t -= 1) {
    at_end_units[t] = needed;
    needed = Math.max(0, needed + (demand_units[t] ?? 0) - (capacity_units[t] ?? 0));
  }
  const formula = 'max(0, stock needed after the period + demand − capacity), from the last period back';
  return answer({ ...explained(needed, 'units', formula, { periods: demand_units.length }), at_end_units });
}

/**
 * Anticipation stock as held: what is there beyond cycle and safety stock, up to what is needed ahead of a known peak or shutdown; what goes
 * beyond that is no anticipation. APICS Dictionary, "anticipation inventories".
 */
export function heldAnticipation(input: {
  readonly on_hand_units: number;
  readonly cycle_stock_units: number;
  readonly safety_stock_units: number;
  readonly needed_units: number;
}): Answer<Explained> {
  const { on_hand_units, cycle_stock_units, safety_stock_units, needed_units } = input;
  const terms = { on_hand_units, cycle_stock_units, safety_stock_units, needed_units };
  const refusal = notNegative(terms);
  const beyond = Math.max(0, on_hand_units - cycle_stock_units - safety_stock_units);
  const formula = 'min(needed_units, max(0, on_hand_units − cycle_stock_units − safety_stock_units))';
  return refusal ?? answer(explained(Math.min(needed_units, beyond), 'units', formula, terms));
}

/**
 * Decoupling stock as held between two steps: what lies there beyond what the open orders of the step after have taken for themselves, so that one
 * step goes on while the other stands still. APICS Dictionary, "decoupling"; Silver, Pyke, Thomas, 1.3.1.
 */
export function heldDecoupling(level_units: number, in_process_units: number): Answer<Explained> {
  const refusal = notNegative({ level_units, in_process_units });
  const value = Math.max(0, level_units - in_process_units);
  const formula = 'max(0, level_units − in_process_units)';
  return refusal ?? answer(explained(value, 'units', formula, { level_units, in_process_units }));
}

export interface Ingredient {
  readonly item: string;
  readonly on_hand_units: number;
  readonly per_serving_units: number;
}

/** Service inventory: how many whole servings stock allows, and the item that limits them (the first of several). */
export function servings(ingredients: readonly Ingredient[]): Answer<Explained & { readonly limited_by: string }> {
  const terms: Record<string, number> = {};
  let value = Number.POSITIVE_INFINITY;
  let limited_by: string | undefined;
  for (const [i, { item, on_hand_units, per_serving_units }] of ingredients.entries()) {
    const at = `ingredients[${i}]`;
    const refusal =
      notNegative({ [`${at}.on_hand_units`]: on_hand_units }) ??
      positive({ [`${at}.per_serving_units`]: per_serving_units });
    if (refusal !== undefined) return refusal;
    // Sums of decimals may come out just below the whole number that they are.
    const allowed = Math.floor(on_hand_units / per_serving_units + 1e-9);
    terms[item] = allowed;
    if (allowed < value) [value, limited_by] = [allowed, item];
  }
  if (limited_by === undefined) return refuse('ingredients', 'must have at least 1 value');
  const formula = 'the least of ⌊on_hand_units / per_serving_units⌋ over all ingredients';
  return answer({ ...explained(value, 'servings', formula, terms), limited_by });
}

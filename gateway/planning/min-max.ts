/** Replenishment by a minimum and a maximum, as shelves and small parts are run. Silver, Pyke, Thomas, 6.3: the (s, S) policy. */
import { type OrderTerms, orderFor, refusalOfTerms } from './order-rounding.ts';
import { type Answer, answer, notNegative, refuse } from './refusal.ts';

export interface StockPosition {
  readonly on_hand_units: number;
  /** Ordered or on its way, and not yet here; 0 when absent. */
  readonly incoming_units?: number;
  /** Promised, reserved or waited for, and not yet gone; 0 when absent. */
  readonly outgoing_units?: number;
}

/** On hand + incoming − outgoing. On hand may be below 0 where the ledger is; the two others may not. */
export function inventoryPosition({
  on_hand_units,
  incoming_units = 0,
  outgoing_units = 0,
}: StockPosition): Answer<number> {
  if (!Number.isFinite(on_hand_units)) return refuse('on_hand_units', 'must be a finite number');
  const refusal = notNegative({ incoming_units, outgoing_units });
  return refusal ?? answer(on_hand_units + incoming_units - outgoing_units);
}

export interface MinMax {
  readonly min_units: number;
  readonly max_units: number;
  /** Whether a position of exactly the minimum is ordered for. `at-or-below` when absent, as for a reorder point. */
  readonly trigger?: 'at-or-below' | 'below';
}

export interface Replenishment {
  readonly position_units: number;
  /** 0 where nothing is to be ordered. */
  readonly order_units: number;
}

/**
 * When the position is at or below the minimum, order up to the maximum: max − position, rounded as the supplier delivers (which may
 * bring it above the maximum). With minimum = maximum it is a base stock: every piece taken is ordered.
 */
export function replenish(
  { min_units, max_units, trigger = 'at-or-below' }: MinMax,
  stock: StockPosition,
  terms: OrderTerms = {},
): Answer<Replenishment> {
  const refusal = notNegative({ min_units, max_units }) ?? refusalOfTerms(terms);
  if (refusal !== undefined) return refusal;
  if (max_units < min_units) return refuse('max_units', 'must not be below min_units');
  const position = inventoryPosition(stock);
  if (!position.ok) return position;
  const isDue = trigger === 'below' ? position.value < min_units : position.value <= min_units;
  const order_units = isDue ? orderFor(max_units - position.value, terms) : 0;
  return answer({ position_units: position.value, order_units });
}

/** The minimum and maximum that do what a reorder point r and an order quantity Q do: r, and r + Q. */
export function minMaxOf(reorder_point_units: number, order_quantity_units: number): Answer<MinMax> {
  const refusal = notNegative({ reorder_point_units, order_quantity_units });
  return refusal ?? answer({ min_units: reorder_point_units, max_units: reorder_point_units + order_quantity_units });
}

/** What can still be promised to customers, and for when. Vollmann and others, "Manufacturing Planning and Control", ch. 6. */
import { type Answer, answer, quantities, refuse } from './refusal.ts';

export interface AvailableToPromise {
  /**
   * Discrete ATP by definition: in the first period on hand + receipt − orders until the next receipt, in each period with a receipt the
   * receipt − orders until the next one, else 0. Below 0 where more was promised than will be there.
   */
  readonly discrete_units: readonly number[];
  /** What can be promised anew in each period without breaking any promise: never below 0. */
  readonly promisable_units: readonly number[];
  /** The same, added up: what can be promised for delivery by the end of each period. */
  readonly cumulative_units: readonly number[];
  /** What is promised for delivery by each period and will not be there. */
  readonly short_units: readonly number[];
}

/**
 * From what is on hand and the receipts and customers' orders of each period. Promisable by a period is the least, over it and all that
 * follow, of what is then left: so a receipt that later orders need is not promised away, and orders that are already late are served
 * from the next receipt first.
 */
export function availableToPromise(
  on_hand_units: number,
  receipts_units: readonly number[],
  orders_units: readonly number[],
): Answer<AvailableToPromise> {
  if (!Number.isFinite(on_hand_units)) return refuse('on_hand_units', 'must be a finite number');
  const refusal = quantities('receipts_units', receipts_units) ?? quantities('orders_units', orders_units);
  if (refusal !== undefined) return refusal;
  const n = receipts_units.length;
  if (orders_units.length !== n) return refuse('orders_units', 'must have a value for every period of receipts_units');
  const discrete_units = receipts_units.map(() => 0);
  let holder = 0;
  let left = on_hand_units;
  const lefts: number[] = [];
  discrete_units[0] = on_hand_units;
  for (let t = 0; t < n; t += 1) {
    const receipt = receipts_units[t] ?? 0;
    const order = orders_units[t] ?? 0;
    if (receipt > 0) holder = t;
    discrete_units[holder] = (discrete_units[holder] ?? 0) - order + receipt;
    left += receipt - order;
    lefts.push(left);
  }
  const cumulative_units = [...lefts];
  for (let t = n - 2; t >= 0; t -= 1) {
    cumulative_units[t] = Math.min(cumulative_units[t] ?? 0, cumulative_units[t + 1] ?? 0);
  }
  const held = cumulative_units.map((units) => Math.max(0, units));
  return answer({
    discrete_units,
    promisable_units: held.map((units, t) => units - (held[t - 1] ?? 0)),
    cumulative_units: held,
    short_units: lefts.map((units) => Math.max(0, -units)),
  });
}

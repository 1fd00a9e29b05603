/** From a wanted quantity to one that the supplier delivers: minimum order, and whole multiples of a pack, layer or pallet. */
import { type Answer, answer, notNegative, positive, type Refusal, refuse } from './refusal.ts';

export interface OrderTerms {
  /** The least that is delivered (MOQ); none when absent. */
  readonly minimum_units?: number;
  /** Only whole multiples of it are delivered; anything when absent. */
  readonly multiple_units?: number;
  /** The most that one order may be; without end when absent. */
  readonly maximum_units?: number;
}

/** Sums of decimals come out a little above the whole multiple that they are; so far above, they still are. */
const rounding = 1e-9;

export function refusalOfTerms({ minimum_units, multiple_units, maximum_units }: OrderTerms): Refusal | undefined {
  const refusal = notNegative({ minimum_units }) ?? positive({ multiple_units, maximum_units });
  if (refusal !== undefined) return refusal;
  const least = upTo(Math.max(minimum_units ?? 0, multiple_units ?? 0), multiple_units);
  if (maximum_units !== undefined && maximum_units < least) {
    return refuse('maximum_units', 'must not be below the least order that minimum_units and multiple_units allow');
  }
  return undefined;
}

/**
 * ⌈max(minimum, wanted) / multiple⌉ · multiple; 0 stays 0, for nothing is ordered where nothing is wanted. The maximum is the
 * caller's to keep: what is wanted beyond it takes more than one order (`ordersFor`).
 */
export function roundedOrder(wanted_units: number, terms: OrderTerms): Answer<number> {
  const refusal = notNegative({ wanted_units }) ?? refusalOfTerms(terms);
  return refusal ?? answer(orderFor(wanted_units, terms));
}

/** `roundedOrder` for those who have checked what they pass. */
export function orderFor(wanted_units: number, { minimum_units = 0, multiple_units }: OrderTerms): number {
  return wanted_units <= 0 ? 0 : upTo(Math.max(minimum_units, wanted_units), multiple_units);
}

/** The orders that together bring at least what is wanted, each as large as the maximum allows. */
export function ordersFor(wanted_units: number, terms: OrderTerms): Answer<readonly number[]> {
  const refusal = notNegative({ wanted_units }) ?? refusalOfTerms(terms);
  if (refusal !== undefined) return refusal;
  const { maximum_units, multiple_units } = terms;
  const most = maximum_units === undefined ? undefined : downTo(maximum_units, multiple_units);
  if (most === undefined || wanted_units <= most) {
    const only = orderFor(wanted_units, terms);
    return answer(only === 0 ? [] : [only]);
  }
  const full = Math.floor(wanted_units / most + rounding);
  if (full > orders_max) return refuse('maximum_units', `must not need more than ${orders_max} orders`);
  const rest = orderFor(wanted_units - full * most, terms);
  return answer([...Array.from({ length: full }, () => most), ...(rest > rounding * most ? [rest] : [])]);
}

/** More orders than this at once are a mistake in the maximum. */
const orders_max = 10_000;

/**
 * The deliverable quantity that is cheapest where the cost is convex with its least at `best_units`, as it is around the economic
 * order quantity: the multiple below or the one above, whichever `costAt` says is cheaper; the smaller one when they are equal.
 */
export function deliverableOrder(
  best_units: number,
  terms: OrderTerms,
  costAt: (quantity_units: number) => number,
): Answer<number> {
  const refusal = notNegative({ best_units }) ?? refusalOfTerms(terms);
  if (refusal !== undefined) return refusal;
  if (best_units === 0) return answer(0);
  const { multiple_units, maximum_units = Number.POSITIVE_INFINITY } = terms;
  const most = maximum_units === Number.POSITIVE_INFINITY ? maximum_units : downTo(maximum_units, multiple_units);
  const least = orderFor(Number.MIN_VALUE, {
    ...terms,
    minimum_units: Math.max(terms.minimum_units ?? 0, multiple_units ?? 0),
  });
  const below = Math.min(most, Math.max(least, downTo(best_units, multiple_units)));
  const above = Math.min(most, Math.max(least, upTo(best_units, multiple_units)));
  return answer(below > 0 && costAt(below) <= costAt(above) ? below : above);
}

function upTo(units: number, multiple: number | undefined): number {
  return multiple === undefined ? units : Math.ceil(units / multiple - rounding) * multiple;
}

function downTo(units: number, multiple: number | undefined): number {
  return multiple === undefined ? units : Math.floor(units / multiple + rounding) * multiple;
}

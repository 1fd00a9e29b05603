/**
 * The periodic system: nobody notes what goes out. At the end of a period one counts, and what is not there was used.
 *
 *     usage = opening + purchases − closing count
 *
 * and the same in money, the closing stock being valued by a method. (Any accounting text; Kieso, Weygandt and Warfield,
 * Intermediate Accounting, chapter 8.)
 */
import { checkAmount, checkCost, checkCounted, checkQuantity } from './event-check.ts';
import { type Cost, unitCostOf } from './money.ts';
import { dividedBy, minus, plus, type Ratio, times, whole, zero } from './ratio.ts';
import { type Answer, answer, type Refusal, refuse } from './refusal.ts';

export type PeriodicMethod = 'fifo' | 'lifo' | 'average';

export const periodic_formulas: Readonly<Record<PeriodicMethod | 'usage', string>> = {
  usage: 'usage = opening + purchases − closing count, in pieces and in money',
  fifo: 'closing stock is what came last: the newest purchases first, then the opening stock',
  lifo: 'closing stock is what came first: the opening stock, then the oldest purchases',
  average: 'closing stock = closing count × (value of opening + purchases) / (pieces of opening + purchases)',
};

/** Pieces of one cost: exact millionths a piece. */
export interface PeriodLayer {
  readonly quantity: number;
  readonly unit_micro: Ratio;
}

export interface PeriodPurchase {
  /** Whole units of the item, above zero. */
  readonly quantity: number;
  readonly cost: Cost;
  /** Freight, duty and the like for these pieces, above what the supplier is paid (IAS 2.11); for all of them together. */
  readonly landed_micro?: bigint;
  /** Of these pieces, those sent back to the supplier. */
  readonly returned?: number;
}

export interface PeriodicInput {
  /** What was on hand at the beginning, the oldest first: the closing layers of the period before. */
  readonly opening: readonly PeriodLayer[];
  /** In the order in which they came. */
  readonly purchases: readonly PeriodPurchase[];
  /** Pieces counted at the end. */
  readonly closing: number;
}

export interface PiecesAndValue {
  readonly quantity: number;
  /** Exact millionths of the currency's unit. */
  readonly value_micro: Ratio;
}

export interface PeriodicCost {
  readonly opening: PiecesAndValue;
  /** Less what went back. */
  readonly purchases: PiecesAndValue;
  readonly available: PiecesAndValue;
  readonly closing: PiecesAndValue;
  /** What was used; its value is the cost of goods sold. Below zero where more was counted than there can have been. */
  readonly usage: PiecesAndValue;
  /** Pieces counted beyond opening and purchases: a receipt is missing, or a count is wrong. They are valued at the newest cost. */
  readonly surplus: number;
  /** The opening of the next period. */
  readonly closing_layers: readonly PeriodLayer[];
}

export function periodicCost(input: PeriodicInput, method: PeriodicMethod): Answer<PeriodicCost> {
  const refusal = checkInput(input);
  if (refusal !== undefined) return refusal;
  const bought = input.purchases.flatMap(layerOfPurchase);
  const opening = sumOf(input.opening);
  const purchases = sumOf(bought);
  const all = [...input.opening, ...bought].filter((layer) => layer.quantity > 0);
  const available = sumOf(all);
  const surplus = Math.max(0, input.closing - available.quantity);
  const newest = all.at(-1);
  if (surplus > 0 && newest === undefined) {
    return refuse(
      'closing',
      'must be 0 where nothing was on hand and nothing was bought: nobody knows what the pieces cost',
    );
  }
  const kept = layersKept(all, input.closing - surplus, method);
  const closing_layers = surplus > 0 && newest !== undefined ? [...kept, { ...newest, quantity: surplus }] : kept;
  const closing = sumOf(closing_layers);
  const usage = {
    quantity: available.quantity - closing.quantity,
    value_micro: minus(available.value_micro, closing.value_micro),
  };
  return answer({ opening, purchases, available, closing, usage, surplus, closing_layers });
}

/** The identity in money alone: cost of goods sold = opening + purchases − closing, all in millionths. */
export function costOfGoodsSold(amounts: {
  readonly opening_micro: bigint;
  readonly purchases_micro: bigint;
  readonly closing_micro: bigint;
  readonly freight_in_micro?: bigint;
  /** Returns to suppliers, allowances and discounts. */
  readonly purchase_returns_micro?: bigint;
}): Answer<bigint> {
  for (const [field, amount] of Object.entries(amounts)) {
    const refusal = checkAmount(field, amount);
    if (refusal !== undefined) return refusal;
  }
  const { opening_micro, purchases_micro, closing_micro, freight_in_micro, purchase_returns_micro } = amounts;
  const net = purchases_micro + (freight_in_micro ?? 0n) - (purchase_returns_micro ?? 0n);
  return answer(opening_micro + net - closing_micro);
}

export function sumOf(layers: readonly PeriodLayer[]): PiecesAndValue {
  return layers.reduce(
    (sum, { quantity, unit_micro }) => ({
      quantity: sum.quantity + quantity,
      value_micro: plus(sum.value_micro, times(unit_micro, quantity)),
    }),
    { quantity: 0, value_micro: zero },
  );
}

function layerOfPurchase({ quantity, cost, landed_micro, returned }: PeriodPurchase): readonly PeriodLayer[] {
  const left = quantity - (returned ?? 0);
  const landed = dividedBy(whole(landed_micro ?? 0n), quantity);
  return left === 0 ? [] : [{ quantity: left, unit_micro: plus(unitCostOf(cost, quantity), landed) }];
}

/** What is left of the layers, the oldest first. */
function layersKept(all: readonly PeriodLayer[], closing: number, method: PeriodicMethod): readonly PeriodLayer[] {
  if (closing === 0) return [];
  if (method === 'average') {
    const { quantity, value_micro } = sumOf(all);
    return [{ quantity: closing, unit_micro: dividedBy(value_micro, quantity) }];
  }
  const kept: PeriodLayer[] = [];
  let left = closing;
  for (const layer of method === 'fifo' ? all.toReversed() : all) {
    const quantity = Math.min(layer.quantity, left);
    left -= quantity;
    if (quantity > 0) kept.push({ quantity, unit_micro: layer.unit_micro });
  }
  return method === 'fifo' ? kept.toReversed() : kept;
}

function checkInput({ opening, purchases, closing }: PeriodicInput): Refusal | undefined {
  for (const [i, { quantity, unit_micro }] of opening.entries()) {
    const refusal = checkQuantity(quantity, `opening[${i}].quantity`);
    if (refusal !== undefined) return refusal;
    if (unit_micro.numerator < 0n) return refuse(`opening[${i}].unit_micro`, 'must not be below 0');
  }
  for (const [i, { quantity, cost, landed_micro, returned }] of purchases.entries()) {
    const refusal =
      checkQuantity(quantity, `purchases[${i}].quantity`) ??
      checkCost(cost, `purchases[${i}].cost`) ??
      checkAmount(`purchases[${i}].landed_micro`, landed_micro ?? 0n) ??
      checkCounted(returned ?? 0, `purchases[${i}].returned`);
    if (refusal !== undefined) return refusal;
    if ((returned ?? 0) > quantity) return refuse(`purchases[${i}].returned`, 'must be at most what was bought');
  }
  return checkCounted(closing, 'closing');
}

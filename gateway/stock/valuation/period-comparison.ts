/**
 * The same period by the periodic and by the perpetual system: what a period shows as used, and what of it was sold, consumed,
 * scrapped or lost.
 */
import type { Currency } from './currency.ts';
import { roundedMoney, unitCostOf } from './money.ts';
import { outOf, periodFlows, type Span } from './period-flows.ts';
import {
  type PeriodicCost,
  type PeriodicMethod,
  type PeriodLayer,
  type PeriodPurchase,
  type PiecesAndValue,
  periodicCost,
} from './periodic-cost.ts';
import { minus, plus, type Ratio, times, zero } from './ratio.ts';
import { type Answer, answer, type Refusal, refuse } from './refusal.ts';
import type { RoundingRule } from './rounding.ts';
import { byEffect, ownerOf, type StockEvent } from './stock-event.ts';
import type { ItemValuation } from './stock-valuation.ts';
import { checkPolicy, type ValuationPolicy } from './valuation-policy.ts';

export const comparison_formulas = {
  usage: 'usage = opening + purchases − closing count (periodic)',
  sold: 'sold = sales − customer returns (perpetual)',
  shrinkage:
    'shrinkage = count losses − count gains + mass losses − mass gains + book − closing count (perpetual); masses of what is valued by mass alone',
  hidden: 'hidden = scrap + shrinkage + other issues: in the periodic cost of goods sold, and not told apart there',
  method:
    'method difference = periodic usage − (sold + consumed + hidden), in money: the two systems value the same pieces differently',
} as const;

export interface PeriodComparison {
  readonly item: string;
  readonly periodic: PeriodicCost;
  readonly sold: PiecesAndValue;
  readonly consumed: PiecesAndValue;
  readonly scrapped: PiecesAndValue;
  readonly other: PiecesAndValue;
  /** What counts found missing and what of a mass was booked off, less what was found beyond; with the closing count where it is not booked. */
  readonly shrinkage: PiecesAndValue;
  /** In the periodic cost of goods sold, and not told apart there. */
  readonly hidden: PiecesAndValue;
  readonly method_difference_micro: Ratio;
  /** Shrinkage by piece, of what was available; 0 where nothing was. For people to read. */
  readonly shrinkage_permille: number;
}

/**
 * Compares one item.
 *
 * @param counted pieces counted at the end; the book's quantity when absent, as if a count had found just that
 * @returns a refusal where a purchase of the period has no cost, or the count cannot be
 */
export function comparePeriod(
  {
    item,
    events,
    counted,
  }: { readonly item: string; readonly events: readonly StockEvent[]; readonly counted?: number },
  span: Span,
  { policy, method }: { readonly policy: ValuationPolicy; readonly method: PeriodicMethod },
): Answer<PeriodComparison> {
  const refusal = checkPolicy(policy) ?? checkSpan(span);
  if (refusal !== undefined) return refusal;
  const own = events.filter((event) => event.item === item);
  const { opening, closing, flows } = periodFlows(item, own, span, policy);
  const layers = openingLayers(opening);
  if (layers === undefined)
    return refuse('opening', 'must have a cost for every piece, and none that went out before it came in');
  const came = cameIn(own, span, new Set(closing.refused.map(({ event }) => event)));
  if (!came.ok) return came;
  const end = counted ?? closing.quantity;
  const { opened, purchases } = came.value;
  const periodic = periodicCost({ opening: [...layers, ...opened], purchases, closing: end }, method);
  if (!periodic.ok) return periodic;
  const unit = closing.unit_micro ?? closing.last_unit_micro ?? zero;
  const missing = closing.quantity - end;
  const booked = outOf(flows, 'count-loss', 'count-gain', 'mass-loss', 'mass-gain');
  const unbooked = { quantity: missing, value_micro: times(unit, missing) };
  const sold = outOf(flows, 'sale', 'customer-return');
  const consumed = outOf(flows, 'consumption');
  const scrapped = outOf(flows, 'scrap');
  const other = outOf(flows, 'other-issue');
  const shrinkage = both(booked, unbooked);
  const hidden = [scrapped, shrinkage, other].reduce(both);
  const told = [sold, consumed, hidden].reduce(both);
  const { available, usage } = periodic.value;
  return answer({
    item,
    periodic: periodic.value,
    sold,
    consumed,
    scrapped,
    other,
    shrinkage,
    hidden,
    method_difference_micro: minus(usage.value_micro, told.value_micro),
    shrinkage_permille: available.quantity === 0 ? 0 : Math.round((shrinkage.quantity * 1000) / available.quantity),
  });
}

export interface ComparisonTotals {
  readonly items: number;
  readonly rounding: RoundingRule;
  /** Sums of the items' rounded amounts, so that a printed column adds up. In millionths. */
  readonly opening_micro: bigint;
  readonly purchases_micro: bigint;
  readonly closing_micro: bigint;
  readonly usage_micro: bigint;
  readonly sold_micro: bigint;
  readonly consumed_micro: bigint;
  readonly shrinkage_micro: bigint;
  readonly hidden_micro: bigint;
}

export function totalComparison(
  rows: readonly PeriodComparison[],
  { currency, rounding }: { readonly currency: Currency; readonly rounding: RoundingRule },
): ComparisonTotals {
  const sum = (amountOf: (row: PeriodComparison) => Ratio) =>
    rows.reduce((total, row) => total + roundedMoney(amountOf(row), currency, rounding), 0n);
  return {
    items: rows.length,
    rounding,
    opening_micro: sum((row) => row.periodic.opening.value_micro),
    purchases_micro: sum((row) => row.periodic.purchases.value_micro),
    closing_micro: sum((row) => row.periodic.closing.value_micro),
    usage_micro: sum((row) => row.periodic.usage.value_micro),
    sold_micro: sum((row) => row.sold.value_micro),
    consumed_micro: sum((row) => row.consumed.value_micro),
    shrinkage_micro: sum((row) => row.shrinkage.value_micro),
    hidden_micro: sum((row) => row.hidden.value_micro),
  };
}

function checkSpan({ from_ms, until_ms }: Span): Refusal | undefined {
  if (!Number.isSafeInteger(from_ms)) return refuse('from_ms', 'must be a whole number of milliseconds');
  if (!Number.isSafeInteger(until_ms) || until_ms <= from_ms) return refuse('until_ms', 'must be after from_ms');
  return undefined;
}

function openingLayers(opening: ItemValuation): readonly PeriodLayer[] | undefined {
  const layers: PeriodLayer[] = [];
  for (const { quantity, unit_micro } of opening.layers) {
    if (unit_micro === undefined || quantity < 0) return undefined;
    layers.push({ quantity, unit_micro });
  }
  return layers;
}

interface Bought {
  readonly id: string;
  readonly isOpening: boolean;
  quantity: number;
  cost: PeriodPurchase['cost'] | undefined;
  returned: number;
}

/**
 * Receipts of the span, as they are known at its end, less what went back to suppliers. `opened`: opening balances of the span, which
 * lay there before anybody kept books.
 */
function cameIn(
  events: readonly StockEvent[],
  span: Span,
  refused: ReadonlySet<string>,
): Answer<{ readonly opened: readonly PeriodLayer[]; readonly purchases: readonly PeriodPurchase[] }> {
  const bought = new Map<string, Bought>();
  const returned = new Map<string, { readonly from: Bought; readonly quantity: number }>();
  for (const event of events.toSorted(byEffect)) {
    if (
      event.at_ms < span.from_ms ||
      event.at_ms >= span.until_ms ||
      ownerOf(event) !== undefined ||
      refused.has(event.id)
    )
      continue;
    if (event.kind === 'receipt' && event.source !== 'found' && event.source !== 'mass-gain') {
      const isOpening = event.source === 'opening';
      bought.set(event.id, { id: event.id, isOpening, quantity: event.quantity, cost: event.cost, returned: 0 });
    } else if (event.kind === 'costing') {
      const receipt = bought.get(event.of);
      if (receipt === undefined) return refuse('costing', 'must not tell the cost of a receipt of another period');
      receipt.cost = event.cost;
    } else if (event.kind === 'supplier-return') {
      const from = event.of === undefined ? [...bought.values()].at(-1) : bought.get(event.of);
      if (from === undefined || from.returned + event.quantity > from.quantity) {
        return refuse('supplier-return', 'must be of a receipt of the same period, and of no more than it brought');
      }
      from.returned += event.quantity;
      returned.set(event.id, { from, quantity: event.quantity });
    } else if (event.kind === 'reversal') {
      const back = returned.get(event.of);
      if (back !== undefined) back.from.returned -= back.quantity;
      bought.delete(event.of);
    }
  }
  const opened: PeriodLayer[] = [];
  const purchases: PeriodPurchase[] = [];
  for (const { id, isOpening, quantity, cost, returned: back } of bought.values()) {
    if (cost === undefined)
      return refuse(isOpening ? 'opening' : 'purchases', `must have a cost each; that of ${id} is not told`);
    if (!isOpening) purchases.push({ quantity, cost, returned: back });
    else if (quantity > back) opened.push({ quantity: quantity - back, unit_micro: unitCostOf(cost, quantity) });
  }
  return answer({ opened, purchases });
}

function both(a: PiecesAndValue, b: PiecesAndValue): PiecesAndValue {
  return { quantity: a.quantity + b.quantity, value_micro: plus(a.value_micro, b.value_micro) };
}

/** A period by the periodic and by the perpetual system, all items: what it shows as used, and what it hides. */
import { parseMoney, printMoney } from '../../stock/valuation/money.ts';
import { comparePeriod, comparison_formulas, type PeriodComparison } from '../../stock/valuation/period-comparison.ts';
import type { Span } from '../../stock/valuation/period-flows.ts';
import { type PeriodicMethod, type PiecesAndValue, periodic_formulas } from '../../stock/valuation/periodic-cost.ts';
import { type Ratio, whole } from '../../stock/valuation/ratio.ts';
import type { BookSource } from './book-source.ts';
import type { BooksContext } from './books-context.ts';
import { costedEvents, madeCosts, readBook } from './item-book.ts';
import { scaled } from './mass-value.ts';
import { refuseEstimates } from './period-mass.ts';
import type { PassBounds } from './value-pass.ts';

export interface AmountTold {
  readonly quantity: number;
  readonly value: string;
}

const columns = [
  'opening',
  'purchases',
  'closing',
  'usage',
  'sold',
  'consumed',
  'scrapped',
  'other',
  'shrinkage',
  'hidden',
] as const;
type Column = (typeof columns)[number];

export interface PeriodItemTold extends Readonly<Record<Column, AmountTold>> {
  readonly item: string;
  readonly name: string;
  /** `mg` of an item whose costs are for a kilogram: all its quantities are masses. */
  readonly unit: string;
  readonly cost_basis?: 'mass';
  readonly method: PeriodicMethod;
  readonly method_difference: string;
  readonly surplus: number;
}

export interface PeriodTold {
  readonly items: readonly PeriodItemTold[];
  /** In money: sums of the rounded rows. */
  readonly total: Readonly<Record<Column, string>>;
  /** Items of which the two cannot be compared, with the reason. */
  readonly not_compared: readonly { readonly item: string; readonly field: string; readonly rule: string }[];
  readonly formulas: Readonly<Record<string, string>>;
}

export interface PeriodAsked {
  readonly source: BookSource;
  readonly context: BooksContext;
  readonly bounds: PassBounds;
  readonly head_seq: number;
  readonly span: Span;
  /** By which the periodic closing stock is valued; that of the item when absent, and the average where that is no periodic one. */
  readonly method?: PeriodicMethod;
}

/** Gives way after each item. Items that did not lie here and did not move in the period are left out. */
export function* periodTold(asked: PeriodAsked): Generator<undefined, PeriodTold> {
  const { source, context, bounds, head_seq, span } = asked;
  const items: PeriodItemTold[] = [];
  const not_compared: PeriodTold['not_compared'][number][] = [];
  const totals = new Map<Column, bigint>();
  const of = { until_seq: head_seq, ...bounds };
  const made = madeCosts(source, context, of);
  for (const item of source.items(0, head_seq)) {
    yield;
    const book = readBook(source, context, { item, ...of, made });
    if (book === undefined) {
      not_compared.push({ item, field: 'movements', rule: `must be at most ${bounds.rows_max}` });
      continue;
    }
    const estimated = refuseEstimates(book, span, context);
    if (estimated !== undefined) {
      not_compared.push({ item, field: estimated.field, rule: estimated.rule });
      continue;
    }
    const own = book.policy.method;
    const method = asked.method ?? (own === 'standard' ? 'average' : own);
    const compared = comparePeriod({ item, events: costedEvents(book) }, span, { policy: book.policy, method });
    if (!compared.ok) {
      not_compared.push({ item, field: compared.field, rule: compared.rule });
      continue;
    }
    const isByMass = book.weighed !== undefined;
    const amounts = amountsOf(compared.value, isByMass ? scaled : (value) => value);
    if (columns.every((name) => amounts[name].quantity === 0 && amounts[name].value_micro.numerator === 0n)) continue;
    const row = itemRow(compared.value, amounts, { context, method, isByMass });
    items.push(row);
    for (const name of columns) totals.set(name, (totals.get(name) ?? 0n) + microOf(row[name].value, context.currency));
  }
  const total = record((name) => printMoney(whole(totals.get(name) ?? 0n), context.currency, context.rounding));
  return { items, total, not_compared, formulas: { ...periodic_formulas, ...comparison_formulas } };
}

function amountsOf(each: PeriodComparison, moneyOf: (value: Ratio) => Ratio): Record<Column, PiecesAndValue> {
  const { opening, purchases, closing, usage } = each.periodic;
  const { sold, consumed, scrapped, other, shrinkage, hidden } = each;
  const all = { opening, purchases, closing, usage, sold, consumed, scrapped, other, shrinkage, hidden };
  return record((name) => ({ quantity: all[name].quantity, value_micro: moneyOf(all[name].value_micro) }));
}

function itemRow(
  { item, periodic, method_difference_micro }: PeriodComparison,
  amounts: Record<Column, PiecesAndValue>,
  {
    context,
    method,
    isByMass,
  }: { readonly context: BooksContext; readonly method: PeriodicMethod; readonly isByMass: boolean },
): PeriodItemTold {
  const money = (value: Ratio) => printMoney(value, context.currency, context.rounding);
  const told = record((name) => ({ quantity: amounts[name].quantity, value: money(amounts[name].value_micro) }));
  return {
    item,
    name: context.itemName(item),
    unit: isByMass ? 'mg' : context.unitOf(item),
    ...(isByMass ? { cost_basis: 'mass' as const } : {}),
    method,
    ...told,
    method_difference: money(isByMass ? scaled(method_difference_micro) : method_difference_micro),
    surplus: periodic.surplus,
  };
}

function record<Value>(of: (name: Column) => Value): Record<Column, Value> {
  return {
    opening: of('opening'),
    purchases: of('purchases'),
    closing: of('closing'),
    usage: of('usage'),
    sold: of('sold'),
    consumed: of('consumed'),
    scrapped: of('scrapped'),
    other: of('other'),
    shrinkage: of('shrinkage'),
    hidden: of('hidden'),
  };
}

/** Of an amount as it was printed: a column adds up to what stands below it. */
function microOf(text: string, currency: string): bigint {
  const parsed = parseMoney(text, currency, 6);
  return parsed.ok ? parsed.value : 0n;
}

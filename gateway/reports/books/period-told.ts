/** A period by the periodic and by the perpetual system, all items: what it shows as used, and what it hides. */
import { parseMoney, printMoney } from '../../stock/valuation/money.ts';
import { comparePeriod, comparison_formulas, type PeriodComparison } from '../../stock/valuation/period-comparison.ts';
import type { Span } from '../../stock/valuation/period-flows.ts';
import { type PeriodicMethod, type PiecesAndValue, periodic_formulas } from '../../stock/valuation/periodic-cost.ts';
import { type Ratio, whole } from '../../stock/valuation/ratio.ts';
import type { BookSource } from './book-source.ts';
import type { BooksContext } from './books-context.ts';
import { costedEvents, madeCosts, readBook } from './item-book.ts';
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
  readonly unit: string;
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
    if (book.weighed !== undefined) {
      const rule = 'must be the unit: usage is told in pieces, and this item is valued by mass';
      not_compared.push({ item, field: 'cost_basis', rule });
      continue;
    }
    const own = book.policy.method;
    const method = asked.method ?? (own === 'standard' ? 'average' : own);
    const compared = comparePeriod({ item, events: costedEvents(book) }, span, { policy: book.policy, method });
    if (!compared.ok) {
      not_compared.push({ item, field: compared.field, rule: compared.rule });
      continue;
    }
    const amounts = amountsOf(compared.value);
    if (columns.every((name) => amounts[name].quantity === 0 && amounts[name].value_micro.numerator === 0n)) continue;
    const row = itemRow(compared.value, amounts, { context, method });
    items.push(row);
    for (const name of columns) totals.set(name, (totals.get(name) ?? 0n) + microOf(row[name].value, context.currency));
  }
  const total = record((name) => printMoney(whole(totals.get(name) ?? 0n), context.currency, context.rounding));
  return { items, total, not_compared, formulas: { ...periodic_formulas, ...comparison_formulas } };
}

function amountsOf(each: PeriodComparison): Record<Column, PiecesAndValue> {
  const { opening, purchases, closing, usage } = each.periodic;
  const { sold, consumed, scrapped, other, shrinkage, hidden } = each;
  return { opening, purchases, closing, usage, sold, consumed, scrapped, other, shrinkage, hidden };
}

function itemRow(
  { item, periodic, method_difference_micro }: PeriodComparison,
  amounts: Record<Column, PiecesAndValue>,
  { context, method }: { readonly context: BooksContext; readonly method: PeriodicMethod },
): PeriodItemTold {
  const money = (value: Ratio) => printMoney(value, context.currency, context.rounding);
  const told = record((name) => ({ quantity: amounts[name].quantity, value: money(amounts[name].value_micro) }));
  return {
    item,
    name: context.itemName(item),
    unit: context.unitOf(item),
    method,
    ...told,
    method_difference: money(method_difference_micro),
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

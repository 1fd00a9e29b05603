/** All stock valued, item by item: what is kept of an item is its row, never its movements. */
import { roundedMoney } from '../../stock/valuation/money.ts';
import type { Ratio } from '../../stock/valuation/ratio.ts';
import type { ValuationMethod } from '../../stock/valuation/valuation-policy.ts';
import { type ValueRow, valueReport } from '../../stock/valuation/value-report.ts';
import type { BookRow, BookSource } from './book-source.ts';
import type { BooksContext } from './books-context.ts';
import { type ItemBook, madeCosts, readBook, valueBook } from './item-book.ts';
import { isMade, isUsed } from './made-cost.ts';
import { massesAt } from './mass-events.ts';

/** An item and what it is worth. */
export interface ItemValue {
  readonly item: string;
  readonly method: ValuationMethod;
  readonly quantity: number;
  /** Of an item with catch weight: what lies here weighs, what belongs to others with it; in all and by location. */
  readonly mass_mg?: number;
  readonly masses?: ReadonlyMap<string, number>;
  /** Rounded to the currency's decimals, in millionths: the sum of its cells. */
  readonly value_micro: bigint;
  readonly unit_micro?: Ratio;
  readonly unvalued: number;
  readonly owed: number;
  readonly layers: number;
  /** Receipts at the unit cost of the settings, for nobody told what was paid. */
  readonly receipts_from_settings: number;
  readonly receipts_without_cost: number;
  /** Movements that are valued later than they happened, for their period was closed. */
  readonly late: number;
  /** Movements that could not be valued; the first with its reason. */
  readonly refused: number;
  readonly refused_says?: string;
  /** By location; their values add up to the item's. */
  readonly cells: readonly ValueRow[];
}

export interface ValuePass {
  readonly head_seq: number;
  /** The newest count that was known: one may say a mass and move nothing. */
  readonly counted: number;
  /** As it stood before this instant; absent: now. */
  readonly before_ms?: number;
  readonly context: BooksContext;
  readonly values: ReadonlyMap<string, ItemValue>;
  /** Items with too many movements: not valued. */
  readonly too_long: readonly string[];
}

export interface PassBounds {
  readonly page_rows: number;
  readonly rows_max: number;
}

export interface PassAsked {
  readonly source: BookSource;
  readonly context: BooksContext;
  readonly bounds: PassBounds;
  readonly head_seq: number;
  readonly before_ms?: number;
  /** A pass of fewer movements under the same settings and periods: only items that moved or were counted since are valued anew. */
  readonly since?: ValuePass;
}

/** Gives way after each item. */
export function* valuePass(asked: PassAsked): Generator<undefined, ValuePass> {
  const { source, context, bounds, head_seq, before_ms, since } = asked;
  const values = new Map(since?.values);
  const too_long = new Set(since?.too_long);
  const asked_of = { until_seq: head_seq, ...bounds };
  const made = madeCosts(source, context, asked_of);
  const counted = source.counted?.() ?? 0;
  const items = new Set(source.items(since?.head_seq ?? 0, head_seq));
  for (const item of since === undefined ? [] : (source.countedAfter?.(since.counted) ?? [])) items.add(item);
  for (const item of items) {
    const book = readBook(source, context, { item, ...asked_of, made });
    if (book === undefined) {
      too_long.add(item);
      values.delete(item);
    } else values.set(item, itemValue(valueBook(book, before_ms), { book, before_ms }, context));
    // What it was used for costs something else now; a set that grows is gone through to its new end.
    if (since !== undefined) for (const each of madeOf(source, book?.rows ?? [], head_seq)) items.add(each);
    yield;
  }
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    head_seq,
    counted,
    ...(before_ms === undefined ? {} : { before_ms }),
    context,
    values: new Map(sorted),
    too_long: [...too_long].sort(),
  };
}

function* madeOf(source: BookSource, rows: readonly BookRow[], head_seq: number): Generator<string> {
  const orders = new Set(rows.filter(isUsed).flatMap(({ work }) => work?.document ?? []));
  for (const order of orders) for (const row of source.production(order, head_seq)) if (isMade(row)) yield row.item;
}

function itemValue(
  valuation: ReturnType<typeof valueBook>,
  { book, before_ms }: { readonly book: ItemBook; readonly before_ms: number | undefined },
  context: BooksContext,
): ItemValue {
  const { policy, from_settings, late, mass, rows } = book;
  const { currency, rounding, classOf } = context;
  const masses = mass === undefined ? undefined : massesAt(rows, mass, context, before_ms);
  const { item, quantity, value_micro, unit_micro, unvalued, owed, layers, refused, receipts_without_cost } = valuation;
  const one = { policy: { ...policy, rounding }, items: new Map([[item, valuation]]) };
  const cells = valueReport(one, { by: 'location', currency, classOf: (each) => classOf(each) ?? '' }).rows;
  const [first] = refused;
  return {
    item,
    method: policy.method,
    quantity,
    ...(masses === undefined ? {} : { mass_mg: [...masses.values()].reduce((sum, each) => sum + each, 0), masses }),
    value_micro: roundedMoney(value_micro, currency, rounding),
    ...(unit_micro === undefined ? {} : { unit_micro }),
    unvalued,
    owed,
    layers: layers.length,
    receipts_from_settings: from_settings.size,
    receipts_without_cost: receipts_without_cost.length,
    late: late.size,
    refused: refused.length,
    ...(first === undefined ? {} : { refused_says: `${first.event}: ${first.field} ${first.rule}` }),
    cells,
  };
}

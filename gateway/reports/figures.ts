/** What reports need of each item over a span of days: its books at both ends, what went through them, and how its stock lay in between. */
import type { ForecastRecord } from '../planning/forecast/forecast-record.ts';
import { type AverageLevel, averageLevel } from '../planning/turnover.ts';
import { type FlowTotals, flowOf } from '../stock/valuation/flow.ts';
import { roundedMoney } from '../stock/valuation/money.ts';
import { flowsBetween, outOf, type Span } from '../stock/valuation/period-flows.ts';
import type { PiecesAndValue } from '../stock/valuation/periodic-cost.ts';
import { type Ratio, toNumber } from '../stock/valuation/ratio.ts';
import { stockCard } from '../stock/valuation/stock-valuation.ts';
import { type ValueRow, valueReport } from '../stock/valuation/value-report.ts';
import type { BookRow, BookSource, CountedRow } from './books/book-source.ts';
import type { BooksContext } from './books/books-context.ts';
import { cardOf, type ItemBook, madeCosts, readBook, valueBook } from './books/item-book.ts';
import type { PassBounds } from './books/value-pass.ts';
import { type CaughtWeight, caughtWeightOf } from './catch-weight.ts';
import { type Consigned, consignedOf } from './consigned.ts';
import { firstContents, firstFound } from './first-contents.ts';
import { type ForecastCheck, type ForecastFrame, forecastCheck } from './forecast-check.ts';

export interface ItemFigures {
  readonly item: string;
  /** Our own, at the end of the span; value rounded, in millionths. */
  readonly quantity: number;
  readonly value_micro: bigint;
  /** All that lies here then, whoever it belongs to: it is asked for and used alike. */
  readonly on_hand: number;
  /** Money a piece, for what is not summed to the cent. */
  readonly unit_money: number;
  readonly opening: number;
  readonly flows: FlowTotals;
  /** Sold and consumed less what customers sent back: pieces, and what they cost in millionths. */
  readonly issued: number;
  readonly issued_micro: bigint;
  /** Time-weighted over the span. */
  readonly average_quantity?: number;
  readonly average_money?: number;
  /** Pieces sold or consumed in each whole week of the span, the first one first. */
  readonly weekly: readonly number[];
  /** The last time any was sold or consumed, and the first time any came. */
  readonly last_issue_ms?: number;
  readonly first_in_ms?: number;
  /** On its way between our locations. */
  readonly in_transit: number;
  readonly cells: readonly ValueRow[];
  /** Of what the flows have as found by counts: what scales counted where keeping begins. */
  readonly first: PiecesAndValue;
  /** Counts of the span, and pieces that counts found missing (below zero: found) by who counted; first contents are in neither. */
  readonly counts: readonly CountedRow[];
  readonly missing: Readonly<Record<CountCause, number>>;
  /** What became of stock of others, by owner. */
  readonly consigned: readonly Consigned[];
  /** Of an item with catch weight. */
  readonly caught?: CaughtWeight;
  readonly forecast?: ForecastCheck;
}

/** `late`: evidence of before a count that arrived after it, and is met by its opposite. */
export type CountCause = 'people' | 'devices' | 'late';

export interface Figures {
  readonly span: Span;
  readonly context: BooksContext;
  readonly head_seq: number;
  readonly counted: number;
  readonly items: readonly ItemFigures[];
  readonly left_out: readonly string[];
}

export interface FiguresAsked {
  readonly source: BookSource;
  readonly context: BooksContext;
  readonly bounds: PassBounds & { readonly counts_max: number };
  readonly head_seq: number;
  readonly span: Span;
  /** Holds the forecast that was kept before the span against what came. */
  readonly forecasts?: ForecastFrame;
}

const week_ms = 7 * 86_400_000;

/** Gives way after each item. */
export function* figuresPass(asked: FiguresAsked): Generator<undefined, Figures> {
  const { source, context, bounds, head_seq, span } = asked;
  const items: ItemFigures[] = [];
  const left_out: string[] = [];
  const of = { until_seq: head_seq, ...bounds };
  const counted = source.counted?.() ?? 0;
  const made = madeCosts(source, context, of);
  for (const item of source.items(0, head_seq)) {
    const book = readBook(source, context, { item, ...of, made });
    if (book === undefined) left_out.push(item);
    else items.push(itemFigures(book, asked, source.counts(item, bounds.counts_max), source.said?.(item) ?? []));
    yield;
  }
  return { span, context, head_seq, counted, items, left_out };
}

function itemFigures(
  book: ItemBook,
  asked: FiguresAsked,
  counted: readonly CountedRow[],
  said: readonly ForecastRecord[],
): ItemFigures {
  const { context, span } = asked;
  const { item, policy } = book;
  const [opening, closing] = [valueBook(book, span.from_ms), valueBook(book, span.until_ms)];
  const flows = flowsBetween(opening, closing);
  const out = outOf(flows, 'sale', 'consumption', 'customer-return');
  const standing = standingRows(book.rows);
  const issues = standing.filter(
    ({ to, at_ms }) => (to === 'customer' || to === 'production') && at_ms < span.until_ms,
  );
  const came = standing.filter(({ from, to }) => context.isOutside(from) && !context.isOutside(to));
  const begun = firstContents(book.rows, counted);
  const first = new Set(standing.flatMap(({ id }) => (begun.has(id) ? [id] : [])));
  const one = { policy: { ...policy, rounding: context.rounding }, items: new Map([[item, closing]]) };
  const { currency, rounding } = context;
  return {
    item,
    quantity: closing.quantity,
    value_micro: roundedMoney(closing.value_micro, currency, rounding),
    on_hand: closing.consigned.reduce((sum, at) => sum + at.quantity, closing.quantity),
    unit_money: moneyOf(closing.unit_micro ?? closing.last_unit_micro),
    opening: opening.quantity,
    flows,
    issued: out.quantity,
    issued_micro: roundedMoney(out.value_micro, currency, rounding),
    ...averages(book, span),
    weekly: weeksOf(issues, span),
    ...edge('last_issue_ms', latest(issues)),
    ...edge('first_in_ms', earliest(came)),
    in_transit: [...closing.levels].reduce((sum, [at, quantity]) => sum + (context.isTransit(at) ? quantity : 0), 0),
    cells: valueReport(one, { by: 'location', currency, classOf: () => '' }).rows,
    first: firstFound(book, first, span),
    counts: counted.filter(({ id, at_ms }) => !first.has(id) && at_ms >= span.from_ms && at_ms < span.until_ms),
    missing: missingOf(
      standing.filter(({ id }) => !first.has(id)),
      span,
    ),
    consigned: consignedOf(item, book.rows, span, context),
    ...caughtIn(book, standing, span, context),
    ...(asked.forecasts === undefined ? {} : { forecast: forecastCheck(standing, said, asked.forecasts) }),
  };
}

function caughtIn(
  { item, rows, mass }: ItemBook,
  standing: readonly BookRow[],
  span: Span,
  context: BooksContext,
): { readonly caught?: CaughtWeight } {
  return mass === undefined ? {} : { caught: caughtWeightOf(item, { rows, standing, mass }, span, context) };
}

/** Neither reversals nor what was taken back. */
export function standingRows(rows: readonly BookRow[]): readonly BookRow[] {
  const taken = new Set(rows.flatMap(({ reverses }) => (reverses === undefined ? [] : [reverses])));
  return rows.filter(({ id, reverses }) => reverses === undefined && !taken.has(id));
}

function averages(book: ItemBook, span: Span): { readonly average_quantity?: number; readonly average_money?: number } {
  const { item, events, policy, weighed } = book;
  const card = stockCard(item, events, policy);
  if (!card.ok) return {};
  const valued = weighed === undefined ? card.value : cardOf(book, Number.POSITIVE_INFINITY);
  const before = { at_ms: 0, level: 0 };
  const quantity = averageLevel(
    [before, ...card.value.map(({ event, quantity_after }) => ({ at_ms: event.at_ms, level: quantity_after }))],
    { from_ms: Math.max(1, span.from_ms), until_ms: span.until_ms },
  );
  const money = averageLevel(
    [
      before,
      ...valued.map(({ event, value_micro_after }) => ({ at_ms: event.at_ms, level: moneyOf(value_micro_after) })),
    ],
    { from_ms: Math.max(1, span.from_ms), until_ms: span.until_ms },
  );
  const value = (each: ReturnType<typeof averageLevel>): AverageLevel | undefined => (each.ok ? each.value : undefined);
  const [pieces, worth] = [value(quantity), value(money)];
  return {
    ...(pieces === undefined ? {} : { average_quantity: pieces.value }),
    ...(worth === undefined ? {} : { average_money: worth.value }),
  };
}

function weeksOf(issues: readonly BookRow[], { from_ms, until_ms }: Span): readonly number[] {
  const weeks = Array.from({ length: Math.floor((until_ms - from_ms) / week_ms) }, () => 0);
  for (const { at_ms, quantity } of issues) {
    const week = Math.floor((at_ms - from_ms) / week_ms);
    if (week >= 0 && week < weeks.length) weeks[week] = (weeks[week] ?? 0) + quantity;
  }
  return weeks;
}

function missingOf(standing: readonly BookRow[], { from_ms, until_ms }: Span): ItemFigures['missing'] {
  const missing = { people: 0, devices: 0, late: 0 };
  for (const { from, to, at_ms, quantity, rule, work } of standing) {
    if (at_ms < from_ms || at_ms >= until_ms || (from !== 'count-difference' && to !== 'count-difference')) continue;
    const name = rule.slice(0, rule.indexOf('@'));
    const cause =
      name === 'anchors' ? 'late' : by_people.has(name) && work?.source === undefined ? 'people' : 'devices';
    missing[cause] += to === 'count-difference' ? quantity : -quantity;
  }
  return missing;
}

/** Rules that book what a person said or scanned. */
const by_people: ReadonlySet<string> = new Set(['manual', 'scan-workflow', 'work', 'association']);

export function moneyOf(micro: Ratio | undefined): number {
  return micro === undefined ? 0 : toNumber(micro) / 1_000_000;
}

/** Pieces that went through a flow: in above zero, out below. */
export function piecesOf(flows: FlowTotals, flow: Parameters<typeof flowOf>[1]): number {
  return flowOf(flows, flow).quantity;
}

function latest(rows: readonly BookRow[]): number | undefined {
  return rows.reduce<number | undefined>(
    (last, { at_ms }) => (last === undefined || at_ms > last ? at_ms : last),
    undefined,
  );
}

function earliest(rows: readonly BookRow[]): number | undefined {
  return rows.reduce<number | undefined>(
    (first, { at_ms }) => (first === undefined || at_ms < first ? at_ms : first),
    undefined,
  );
}

function edge<const Name extends 'last_issue_ms' | 'first_in_ms'>(
  name: Name,
  at_ms: number | undefined,
): { readonly [Key in Name]?: number } {
  const kept: { [Key in Name]?: number } = {};
  if (at_ms !== undefined) Reflect.set(kept, name, at_ms);
  return kept;
}

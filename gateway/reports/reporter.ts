/** Answers what is asked of stock in money: reads the ledger item by item, in steps that others can come between. */

import type { Table } from '../base/csv.ts';
import type { Period as Closed } from '../stock/period.ts';
import type { Span } from '../stock/valuation/period-flows.ts';
import type { PeriodicMethod } from '../stock/valuation/periodic-cost.ts';
import type { Grouping } from '../stock/valuation/value-report.ts';
import type { BookSource } from './books/book-source.ts';
import { type BooksContext, booksContext } from './books/books-context.ts';
import { readBook } from './books/item-book.ts';
import { type ItemTold, itemTold } from './books/item-told.ts';
import { type PeriodTold, periodTold } from './books/period-told.ts';
import { type PassBounds, type ValuePass, valuePass } from './books/value-pass.ts';
import { moneyText, type ValueTold, valueTold } from './books/value-told.ts';
import { type Figures, figuresPass } from './figures.ts';
import { forecastFrame } from './forecast-check.ts';
import { reportKind, reportOf } from './registry.ts';
import type { PlannedItem, Report } from './report.ts';
import { report_style, reportPage } from './report-page.ts';
import { reportTable } from './report-table.ts';
import { type Made, SharedWork, type WorkClock } from './shared-work.ts';
import { type SourceShare, sourceShares } from './source-share.ts';

export type BooksAsk =
  /** `before_ms`: as it stood before that instant, by what is known now. */
  | { readonly kind: 'value'; readonly by: Grouping; readonly before_ms?: number; readonly exact?: true }
  | {
      readonly kind: 'item';
      readonly item: string;
      readonly before_ms?: number;
      readonly after: number;
      readonly limit: number;
    }
  /** Over the last local days; `plan` where the report is made of it. */
  | {
      readonly kind: 'report';
      readonly name: string;
      readonly days: number;
      /** Instead: from the beginning of a local day on, up to that of another one, which is not in it. */
      readonly from?: string;
      readonly until?: string;
      readonly as: 'json' | 'file' | 'page';
      readonly plan?: readonly PlannedItem[];
    }
  | { readonly kind: 'periods' }
  | { readonly kind: 'period'; readonly number?: number; readonly method?: PeriodicMethod };

/** From which movements and when an answer was made. */
export interface MadeOf {
  readonly at_ms: number;
  readonly head_seq: number;
}

export interface PeriodListed extends Omit<Closed, 'seq'> {
  readonly head_seq: number;
  /** Of the last periods, what the books say of the end today; another value than then means that costs in the settings were changed since. */
  readonly value_now?: string;
  readonly differs?: boolean;
}

export type BooksAnswer =
  | { readonly kind: 'value'; readonly made: MadeOf; readonly value: ValueTold }
  | { readonly kind: 'item'; readonly made: MadeOf; readonly item: ItemTold }
  | {
      readonly kind: 'periods';
      readonly made: MadeOf;
      readonly periods: readonly PeriodListed[];
      readonly open_from_ms?: number;
    }
  | {
      readonly kind: 'period';
      readonly made: MadeOf;
      readonly from_ms: number;
      readonly until_ms: number;
      readonly closed: boolean;
      readonly period: PeriodTold;
    }
  | {
      readonly kind: 'report';
      readonly made: MadeOf;
      readonly report: Report;
      /** Where a file was asked for. */
      readonly table?: Table;
      readonly page?: string;
      readonly style?: string;
    }
  /** What was asked for is not there. */
  | { readonly kind: 'none'; readonly says: string };

export interface ReporterBounds extends PassBounds {
  readonly passes_kept: number;
  readonly layers_shown: number;
  readonly counts_max: number;
  readonly orders_max: number;
}

/** Of the newest closed periods the value is made anew, to be held against that of then. */
const periods_compared = 3;

interface Now {
  readonly context: BooksContext;
  readonly head_seq: number;
  /** The newest count: one of a mass moves nothing, and changes what the mass is worth. */
  readonly counted: number;
}

interface Sources {
  readonly head_seq: number;
  readonly shares: readonly SourceShare[];
}

/** Figures of an idle ledger are made anew after this time, for their span ends now. */
const figures_hold_ms = 60_000;

interface Period extends Now {
  readonly told: PeriodTold;
}

function isOf(had: Now, { context, head_seq, counted }: Now): boolean {
  return had.head_seq === head_seq && had.counted === counted && had.context === context;
}

export class Reporter {
  readonly #source: BookSource;
  readonly #bounds: ReporterBounds;
  readonly #clock: WorkClock;
  readonly #passes: SharedWork<ValuePass>;
  readonly #periods: SharedWork<Period>;
  readonly #figures: SharedWork<Figures>;
  readonly #sources: SharedWork<Sources>;
  #context: BooksContext | undefined;

  constructor(source: BookSource, bounds: ReporterBounds, clock: WorkClock) {
    this.#source = source;
    this.#bounds = bounds;
    this.#clock = clock;
    this.#passes = new SharedWork(clock, bounds.passes_kept);
    this.#periods = new SharedWork(clock, bounds.passes_kept);
    this.#figures = new SharedWork(clock, bounds.passes_kept);
    this.#sources = new SharedWork(clock, bounds.passes_kept);
  }

  *answer(ask: BooksAsk): Generator<undefined, BooksAnswer> {
    const now = this.#now();
    if (now === undefined) return { kind: 'none', says: 'The ledger has no settings noted yet.' };
    switch (ask.kind) {
      case 'value': {
        const pass = yield* this.pass(now, ask.before_ms, ask.exact);
        return { kind: 'value', made: madeOf(pass), value: valueTold(pass.result, ask.by) };
      }
      case 'item':
        return this.#item(now, ask);
      case 'report':
        return yield* this.#report(now, ask);
      case 'periods':
        return yield* this.#list(now);
      case 'period':
        return yield* this.#period(now, ask);
    }
  }

  /** All stock valued, as it stood before an instant or as it stands. */
  *pass(now: Now, before_ms?: number, exact = false): Generator<undefined, Made<ValuePass>> {
    const { context, head_seq } = now;
    const key = before_ms === undefined ? 'now' : String(before_ms);
    const since = before_ms === undefined ? this.#passes.last(key)?.result : undefined;
    const begin = () =>
      valuePass({
        source: this.#source,
        context,
        bounds: this.#bounds,
        head_seq,
        ...(before_ms === undefined ? {} : { before_ms }),
        ...(since?.context === context ? { since } : {}),
      });
    return yield* this.#passes.take(key, begin, (had) => isOf(had, now), exact);
  }

  #now(): Now | undefined {
    const site = this.#source.site();
    if (site === undefined) return undefined;
    const closed = this.#source.periods();
    if (this.#context?.site !== site || this.#context.closed.length !== closed.length) {
      this.#context = booksContext(site, closed);
    }
    return { context: this.#context, head_seq: this.#source.head(), counted: this.#source.counted?.() ?? 0 };
  }

  #item({ context, head_seq }: Now, ask: Extract<BooksAsk, { kind: 'item' }>): BooksAnswer {
    const { item, before_ms, after, limit } = ask;
    const book = readBook(this.#source, context, { item, until_seq: head_seq, ...this.#bounds });
    if (book === undefined) {
      return { kind: 'none', says: `${item} has more than ${this.#bounds.rows_max} movements and is not valued.` };
    }
    if (book.rows.length === 0 && !context.items.has(item)) return { kind: 'none', says: `There is no item ${item}.` };
    const page = {
      after,
      limit,
      layers_max: this.#bounds.layers_shown,
      ...(before_ms === undefined ? {} : { before_ms }),
    };
    return { kind: 'item', made: { at_ms: this.#clock.now_ms(), head_seq }, item: itemTold(book, context, page) };
  }

  /** From the beginning of a local day until that of another one, or now. */
  *#report(now: Now, ask: Extract<BooksAsk, { kind: 'report' }>): Generator<undefined, BooksAnswer> {
    const kind = reportKind(ask.name);
    if (kind === undefined) return { kind: 'none', says: `There is no report ${ask.name}.` };
    const { context, head_seq } = now;
    const now_ms = this.#clock.now_ms() + 1;
    const startOf = (day: string) => context.dayStart(Date.parse(`${day}T00:00:00Z`) / 86_400_000);
    const until_ms = ask.until === undefined ? now_ms : Math.min(now_ms, startOf(ask.until));
    const from_ms = ask.from === undefined ? context.dayStart(context.dayOf(until_ms) - ask.days) : startOf(ask.from);
    const span = { from_ms: Math.min(from_ms, until_ms), until_ms };
    const is_past = until_ms < now_ms;
    const needs = new Set(kind.needs);
    const made = yield* this.#figuresOf(now, span, { forecasts: needs.has('forecast'), is_past });
    const { page_rows } = this.#bounds;
    const source = this.#source;
    function* begin(): Generator<undefined, Sources> {
      return { head_seq, shares: yield* sourceShares(source, context.site, { head_seq, ...span, page_rows }) };
    }
    const shares = needs.has('sources')
      ? (yield* this.#sources.take(
          is_past ? `${span.from_ms} ${span.until_ms}` : `${span.from_ms}`,
          begin,
          (had) => had.head_seq === head_seq,
        )).result.shares
      : [];
    const sources = {
      context,
      figures: made.result,
      plan: ask.plan === undefined ? undefined : new Map(ask.plan.map((each) => [each.item, each])),
      sources: shares,
      awaited: needs.has('orders') ? this.#source.awaited(this.#bounds.orders_max) : [],
      in_process: needs.has('process') ? this.#source.inProcess(this.#bounds.orders_max) : [],
    };
    const of = { at_ms: made.made_ms, head_seq: made.result.head_seq };
    const report = reportOf(kind, sources, of);
    const told = { kind: 'report', made: of, report } as const;
    if (ask.as === 'file') return { ...told, table: reportTable(report) };
    return ask.as === 'page' ? { ...told, page: reportPage(report, context.zone), style: report_style } : told;
  }

  *#figuresOf(
    now: Now,
    span: Span,
    { forecasts, is_past }: { readonly forecasts: boolean; readonly is_past: boolean },
  ): Generator<undefined, Made<Figures>> {
    const { context, head_seq } = now;
    const [source, bounds] = [this.#source, this.#bounds];
    const begin = () => {
      const frame = forecasts ? forecastFrame(context, span) : undefined;
      return figuresPass({
        source,
        context,
        bounds,
        head_seq,
        span,
        ...(frame === undefined ? {} : { forecasts: frame }),
      });
    };
    const isCurrent = (had: Figures) => isOf(had, now) && span.until_ms - had.span.until_ms < figures_hold_ms;
    const key = `${span.from_ms} ${is_past ? span.until_ms : 'now'} ${forecasts}`;
    return yield* this.#figures.take(key, begin, isCurrent);
  }

  *#list(now: Now): Generator<undefined, BooksAnswer> {
    const periods: PeriodListed[] = [];
    const { closed } = now.context;
    for (const { seq, ...period } of closed) {
      const listed = { ...period, head_seq: seq };
      if (period.number <= closed.length - periods_compared) {
        periods.push(listed);
        continue;
      }
      const { result } = yield* this.pass(now, period.until_ms);
      const value_now = totalOf(result);
      periods.push({ ...listed, value_now, differs: value_now !== period.value });
    }
    const last = now.context.closed.at(-1);
    const made = { at_ms: this.#clock.now_ms(), head_seq: now.head_seq };
    return { kind: 'periods', made, periods, ...(last === undefined ? {} : { open_from_ms: last.until_ms }) };
  }

  /** Without a number the open period, up to now. */
  *#period(now: Now, { number, method }: Extract<BooksAsk, { kind: 'period' }>): Generator<undefined, BooksAnswer> {
    const { context, head_seq } = now;
    const closed = number === undefined ? undefined : context.closed.find((each) => each.number === number);
    if (number !== undefined && closed === undefined)
      return { kind: 'none', says: `There is no closed period ${number}.` };
    const from_ms = closed?.from_ms ?? context.closed.at(-1)?.until_ms ?? 0;
    const until_ms = closed?.until_ms ?? this.#clock.now_ms() + 1;
    const [source, bounds] = [this.#source, this.#bounds];
    const span = { from_ms, until_ms };
    const asked = { source, context, bounds, head_seq, span, ...(method === undefined ? {} : { method }) };
    function* begin(): Generator<undefined, Period> {
      return { ...now, told: yield* periodTold(asked) };
    }
    const made = yield* this.#periods.take(JSON.stringify([number ?? 'open', method ?? '']), begin, (had) =>
      isOf(had, now),
    );
    return {
      kind: 'period',
      made: { at_ms: made.made_ms, head_seq: made.result.head_seq },
      ...span,
      closed: closed !== undefined,
      period: made.result.told,
    };
  }
}

function totalOf({ values, context }: ValuePass): string {
  let sum = 0n;
  for (const { value_micro } of values.values()) sum += value_micro;
  return moneyText(sum, context);
}

function madeOf({ made_ms, result }: Made<ValuePass>): MadeOf {
  return { at_ms: made_ms, head_seq: result.head_seq };
}

/** A forecast held against what came: made at the beginning of a span from what was known then, by the code that plans today. */
import { limits } from '../base/limits.ts';
import { type Accuracy, accuracyOf, scaleOf } from '../planning/forecast/accuracy.ts';
import { itemForecast } from '../planning/forecast/item-forecast.ts';
import { DemandGatherer, type ItemDemand } from '../planning/plan/item-demand.ts';
import { type PlanContext, planContext } from '../planning/plan/plan-context.ts';
import type { Span } from '../stock/valuation/period-flows.ts';
import type { BookRow } from './books/book-source.ts';
import type { BooksContext } from './books/books-context.ts';

export interface ForecastCheck {
  readonly method?: string;
  /** Whole weeks of the span that say something: those with a day that opened without stock do not. */
  readonly weeks: number;
  readonly forecast: number;
  readonly actual: number;
  readonly accuracy?: Accuracy;
  /** Why there is none. */
  readonly says?: string;
}

/** The days of all items, as they were counted at the beginning and at the end of a span. */
export interface ForecastFrame {
  readonly span: Span;
  readonly opening: PlanContext;
  readonly closing: PlanContext;
}

/** Undefined for a time zone that there is none of. */
export function forecastFrame({ site }: BooksContext, span: Span): ForecastFrame | undefined {
  const bounds = {
    history_days: limits.plan_history_days,
    horizon_days: limits.plan_horizon_days,
    items_max: 0,
    page_rows: 1,
    sensed_rows_max: limits.plan_sensed_rows_max,
  };
  const opening = planContext({ site, origin_ms: span.from_ms, head_seq: 0, bounds });
  const closing = planContext({ site, origin_ms: span.until_ms, head_seq: 0, bounds });
  return opening.ok && closing.ok ? { span, opening: opening.value, closing: closing.value } : undefined;
}

export function forecastCheck(standing: readonly BookRow[], { span, ...frame }: ForecastFrame): ForecastCheck {
  const none = (says: string): ForecastCheck => ({ weeks: 0, forecast: 0, actual: 0, says });
  const then = demandUntil(
    standing.filter(({ arrived_ms }) => arrived_ms < span.from_ms),
    frame.opening,
  );
  const now = demandUntil(standing, frame.closing);
  if (then.demand === undefined) return none('nothing was known at the beginning');
  if (now.demand === undefined) return none('nothing was asked for');
  const days = now.today - then.today;
  const weeks = Math.floor(days / 7);
  if (weeks < 1) return none('the span has no whole week');
  const made = itemForecast(then.demand.series, { horizon_days: days, isOpen: then.isOpen });
  if (!made.ok) return none(`${made.field} ${made.rule}`);
  const { series } = now.demand;
  const [actual, forecast]: [number[], number[]] = [[], []];
  for (let week = 0; week < weeks; week++) {
    const first = then.today + week * 7 - series.first_day;
    if (series.states.slice(Math.max(0, first), first + 7).includes('censored')) continue;
    actual.push(sum(series.values.slice(Math.max(0, first), Math.max(0, first + 7))));
    forecast.push(sum(made.value.per_day.slice(week * 7, week * 7 + 7)));
  }
  const told = {
    method: made.value.forecast.method,
    weeks: actual.length,
    forecast: sum(forecast),
    actual: sum(actual),
  };
  if (actual.length === 0) return { ...told, says: 'no week of the span says what was asked for' };
  const accuracy = accuracyOf(actual, forecast, scaleOf(weekly(then.demand)));
  return accuracy.ok ? { ...told, accuracy: accuracy.value } : { ...told, says: `${accuracy.field} ${accuracy.rule}` };
}

function demandUntil(rows: readonly BookRow[], plan: PlanContext) {
  const { calendar, roleOf, wobble, isOpen, today, origin_ms } = plan;
  const gatherer = new DemandGatherer({
    calendar,
    roleOf,
    sensed_rows_max: plan.bounds.sensed_rows_max,
    ...(wobble === undefined ? {} : { wobble }),
  });
  for (const row of rows) if (row.at_ms < origin_ms) gatherer.add(row);
  const demand = gatherer.end();
  return { today, isOpen, demand: demand.ok ? demand.value : undefined };
}

/** Whole weeks up to the last day. */
function weekly({ series: { values } }: ItemDemand): readonly number[] {
  const first = values.length % 7;
  return Array.from({ length: Math.floor(values.length / 7) }, (_, i) =>
    sum(values.slice(first + i * 7, first + i * 7 + 7)),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

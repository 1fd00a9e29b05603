/** A forecast held against what came: as it was said before the span, kept since, and never made again with what is known now. */
import { limits } from '../base/limits.ts';
import { type Accuracy, accuracyOf } from '../planning/forecast/accuracy.ts';
import type { DemandSeries } from '../planning/forecast/demand-series.ts';
import type { ForecastRecord } from '../planning/forecast/forecast-record.ts';
import { DemandGatherer } from '../planning/plan/item-demand.ts';
import { type PlanContext, planContext } from '../planning/plan/plan-context.ts';
import { actualOf } from '../planning/plan/said.ts';
import { dayText } from '../planning/planning-calendar.ts';
import type { Span } from '../stock/valuation/period-flows.ts';
import type { BookRow } from './books/book-source.ts';
import type { BooksContext } from './books/books-context.ts';

export interface ForecastCheck {
  readonly method?: string;
  /** The last local day that the forecast knew of. */
  readonly origin?: string;
  /** Whole weeks of the forecast within the span that say something: those with a day that opened without stock do not. */
  readonly weeks: number;
  readonly forecast: number;
  readonly actual: number;
  readonly accuracy?: Accuracy;
  /** Why there is none. */
  readonly says?: string;
}

/** The days of all items, as they are counted at the end of a span, and the local day on which it begins. */
export interface ForecastFrame {
  readonly span: Span;
  readonly first_day: number;
  readonly closing: PlanContext;
}

/** Undefined for a time zone that there is none of. */
export function forecastFrame({ site, dayOf }: BooksContext, span: Span): ForecastFrame | undefined {
  const bounds = {
    history_days: limits.plan_history_days,
    horizon_days: limits.plan_horizon_days,
    items_max: 0,
    page_rows: 1,
    sensed_rows_max: limits.plan_sensed_rows_max,
    rows_kept_max: 0,
    stretch_rows: 1,
  };
  const closing = planContext({ site, origin_ms: span.until_ms, head_seq: 0, bounds });
  return closing.ok ? { span, first_day: dayOf(span.from_ms), closing: closing.value } : undefined;
}

/** @param said the item's kept forecasts, the oldest first */
export function forecastCheck(
  standing: readonly BookRow[],
  said: readonly ForecastRecord[],
  { first_day, closing }: ForecastFrame,
): ForecastCheck {
  const none = (says: string): ForecastCheck => ({ weeks: 0, forecast: 0, actual: 0, says });
  // Of before the span the newest; where none was kept then, the first there is.
  const record = said.findLast(({ origin_day }) => origin_day < first_day) ?? said[0];
  if (record === undefined) return none('no forecast is kept of it');
  const series = seriesUntil(standing, closing);
  if (series === undefined) return none('nothing was asked for');
  const { origin_day, period_days, method, final, scale } = record;
  const [actual, forecast]: [number[], number[]] = [[], []];
  for (const [at, units] of final.entries()) {
    const last_day = origin_day + (at + 1) * period_days;
    if (last_day - period_days + 1 < first_day || last_day >= closing.today) continue;
    const came = actualOf(series, last_day, period_days);
    if (came === undefined) continue;
    actual.push(came);
    forecast.push(units);
  }
  const told = {
    method,
    origin: dayText(origin_day),
    weeks: actual.length,
    forecast: sum(forecast),
    actual: sum(actual),
  };
  if (actual.length === 0)
    return { ...told, says: 'no whole week of the forecast within the span says what was asked for' };
  const accuracy = accuracyOf(actual, forecast, scale);
  return accuracy.ok ? { ...told, accuracy: accuracy.value } : { ...told, says: `${accuracy.field} ${accuracy.rule}` };
}

function seriesUntil(rows: readonly BookRow[], plan: PlanContext): DemandSeries | undefined {
  const { calendar, roleOf, wobble, origin_ms } = plan;
  const gatherer = new DemandGatherer({
    calendar,
    roleOf,
    sensed_rows_max: plan.bounds.sensed_rows_max,
    ...(wobble === undefined ? {} : { wobble }),
  });
  for (const row of rows) if (row.at_ms < origin_ms) gatherer.add(row);
  return gatherer.end()?.series;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

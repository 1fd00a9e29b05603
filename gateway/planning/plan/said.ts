/** What a plan says of an item's demand, in weeks from the day it was made on: what is kept of it, and held against what came. */
import { scaleOf } from '../forecast/accuracy.ts';
import type { DemandSeries } from '../forecast/demand-series.ts';
import type { ForecastRecord } from '../forecast/forecast-record.ts';

/** Weeks, whatever the forecast was made by: of what an order covers a day says little, and all items are alike in them. */
export const said_period_days = 7;

export interface SaidAsked {
  readonly item: string;
  readonly series: DemandSeries;
  readonly method: string;
  /** Of each day after the series' last: as the method said, and as it holds. */
  readonly statistical: readonly number[];
  readonly final: readonly number[];
}

/** The whole weeks ahead. MASE's scale is the naive forecast's of the whole weeks that the history ends with. */
export function saidOf({ item, series, method, statistical, final }: SaidAsked): ForecastRecord {
  const scale = scaleOf(weeksUntilEnd(series.values));
  return {
    item,
    origin_day: series.first_day + series.values.length - 1,
    period_days: said_period_days,
    method,
    statistical: weeksAhead(statistical),
    final: final === statistical ? weeksAhead(statistical) : weeksAhead(final),
    ...(scale === undefined ? {} : { scale }),
  };
}

/**
 * What was asked for in the days that end with one; undefined where they do not all lie in the series, one of them opened without stock, or
 * the site was closed on all of them: such a week tells nothing.
 */
export function actualOf(
  { first_day, values, states }: DemandSeries,
  last_day: number,
  period_days: number,
): number | undefined {
  const last = last_day - first_day;
  const first = last - period_days + 1;
  if (first < 0 || last >= values.length) return undefined;
  let [sum, open] = [0, 0];
  for (let day = first; day <= last; day++) {
    if (states[day] === 'censored') return undefined;
    if (states[day] === 'open') open += 1;
    sum += values[day] ?? 0;
  }
  return open === 0 ? undefined : sum;
}

function weeksUntilEnd(values: readonly number[]): readonly number[] {
  return sums(values, values.length % said_period_days);
}

function weeksAhead(per_day: readonly number[]): readonly number[] {
  return sums(per_day, 0).map((units) => Math.round(units * 1e4) / 1e4);
}

function sums(values: readonly number[], first: number): readonly number[] {
  const weeks: number[] = [];
  for (let start = first; start + said_period_days <= values.length; start += said_period_days) {
    let sum = 0;
    for (let day = start; day < start + said_period_days; day++) sum += values[day] ?? 0;
    weeks.push(sum);
  }
  return weeks;
}

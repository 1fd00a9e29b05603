/** From the demand of an item to its forecast for each day ahead. */
import { type Answer, answer, counts } from '../refusal.ts';
import { type AutomaticForecast, automaticForecast } from './automatic.ts';
import { weekdayOf } from './day-calendar.ts';
import type { DemandSeries } from './demand-series.ts';
import { type Outlier, outliersOf } from './outliers.ts';
import { bucketOf, dailyHistory, keptWeekdays, type RegularHistory, weeklyHistory } from './regular-history.ts';

export interface ItemAsked {
  /** Days ahead, from the day after the series' last. */
  readonly horizon_days: number;
  /** Whether a day ahead is open, days since 1970 on the site's calendar. */
  isOpen(day: number): boolean;
  /** Share of outcomes inside the interval; 0.9 when absent. */
  readonly coverage?: number;
  /** By the day or by the week; chosen by how often the item is asked for when absent. */
  readonly bucket?: 'day' | 'week';
}

export interface ItemForecast {
  readonly bucket: 'day' | 'week';
  /** Per bucket; of weeks the first is the week after the last whole one of the history. */
  readonly forecast: AutomaticForecast;
  /** Expected units of each day ahead, 0 on closed ones; empty without history. */
  readonly per_day: readonly number[];
  /** Standard deviation of the demand of all days up to each together; empty where no error is known. */
  readonly sum_sd: readonly number[];
  /** What it was made from; of its buckets, those that are far from the others and were left as they are. */
  readonly history: RegularHistory;
  readonly outliers: readonly Outlier[];
}

/**
 * The history is bucketed (see `bucketOf`), its holes are filled and told (see `dailyHistory`, `weeklyHistory`), the method is chosen (see
 * `automaticForecast`); a forecast by the week is spread over the week's open days by the weekday's share. Refused: a horizon below 1 day,
 * a coverage that is not between 0 and 1.
 */
export function itemForecast(series: DemandSeries, asked: ItemAsked): Answer<ItemForecast> {
  const { horizon_days, coverage = 0.9 } = asked;
  const refusal = counts({ horizon_days });
  if (refusal !== undefined) return refusal;
  const bucket = asked.bucket ?? bucketOf(series);
  const history = bucket === 'day' ? dailyHistory(series) : weeklyHistory(series);
  const outliers = outliersOf(history.values);
  if (!outliers.ok) return outliers;
  // Days after the last whole week belong to the first week ahead.
  const weeks = Math.ceil((horizon_days + 6) / 7);
  const horizon = bucket === 'day' ? horizon_days : weeks;
  const forecast = automaticForecast(history.values, { horizon, period: history.period, coverage, unit: history.unit });
  if (!forecast.ok) return forecast;
  const spread =
    bucket === 'day' ? onDays(series, asked, forecast.value) : overWeeks(series, asked, history, forecast.value);
  return answer({
    bucket,
    forecast: forecast.value,
    ...spread,
    history,
    outliers: outliers.value.outliers,
  });
}

interface Spread {
  readonly per_day: readonly number[];
  readonly sum_sd: readonly number[];
}

/** The forecast by the day knows no day on which its weekday is not usually open; on one that is closed it is left out. */
function onDays(series: DemandSeries, asked: ItemAsked, { point, interval }: AutomaticForecast): Spread {
  const usual = keptWeekdays(series);
  const first = series.first_day + series.values.length;
  const per_day: number[] = [];
  const sum_sd: number[] = [];
  if (point.length === 0) return { per_day, sum_sd };
  let next = 0;
  for (let ahead = 0; ahead < asked.horizon_days; ahead++) {
    const day = first + ahead;
    const isUsual = usual[weekdayOf(day)] === true;
    per_day.push(isUsual && asked.isOpen(day) ? (point[next] ?? 0) : 0);
    if (isUsual) next += 1;
    if (interval !== undefined) sum_sd.push(next === 0 ? 0 : (interval.sum_sd[next - 1] ?? 0));
  }
  return { per_day, sum_sd };
}

function overWeeks(
  series: DemandSeries,
  asked: ItemAsked,
  { weekday_shares }: RegularHistory,
  { point, interval }: AutomaticForecast,
): Spread {
  const per_day: number[] = [];
  const sum_sd: number[] = [];
  if (point.length === 0) return { per_day, sum_sd };
  const whole = weekday_shares.reduce((sum, share) => sum + share, 0);
  const first = series.first_day + series.values.length;
  // The week that the first day ahead lies in may have begun inside the history.
  const begun = weekdayOf(first);
  for (let ahead = 0; ahead < asked.horizon_days; ahead++) {
    const day = first + ahead;
    const week = Math.floor((begun + ahead) / 7);
    const share = whole === 0 ? 0 : (weekday_shares[weekdayOf(day)] ?? 0) / whole;
    per_day.push(asked.isOpen(day) ? (point[week] ?? 0) * share : 0);
    if (interval === undefined) continue;
    // Between the ends of two weeks the variance is taken to grow evenly.
    const weeksUntil = (ahead + 1) / 7;
    const [before, after] = [Math.floor(weeksUntil), Math.ceil(weeksUntil)];
    const variance = (weeks: number) => (weeks === 0 ? 0 : (interval.sum_sd[weeks - 1] ?? 0) ** 2);
    const part = after === before ? 0 : weeksUntil - before;
    sum_sd.push(Math.sqrt(variance(before) + part * (variance(after) - variance(before))));
  }
  return { per_day, sum_sd };
}

/** The demand of an item as methods take it: periods of equal meaning, without holes. What was put into a hole is told. */
import { weekdayOf } from './day-calendar.ts';
import type { DemandSeries } from './demand-series.ts';
import { pattern_cuts } from './pattern.ts';

export interface Filled {
  /** Place in `values`. */
  readonly at: number;
  readonly observed: number;
  readonly used: number;
  readonly cause: 'closed' | 'censored';
}

export interface RegularHistory {
  readonly unit: 'day' | 'week';
  /** Periods of the season that is to be looked for: the open days of a week, or the 52 weeks of a year. */
  readonly period: number;
  readonly values: readonly number[];
  readonly filled: readonly Filled[];
  /** Mean demand of an open day of each weekday, Monday first, over the mean of all of them; 0 where the site is not open. */
  readonly weekday_shares: readonly number[];
}

const weeks_per_year = 52;
/** Of days half a year is enough to fit to: what they have that weeks have not is the weekday, and the level of last year is over. */
const daily_weeks_max = 26;

/** Days are for what is asked for on most of them; anything slower is seen better by the week. */
export function bucketOf({ values, states }: DemandSeries): 'day' | 'week' {
  let [open, asked] = [0, 0];
  for (let day = 0; day < values.length; day++) {
    if (states[day] !== 'open') continue;
    open += 1;
    if (values[day] !== 0) asked += 1;
  }
  return asked > 0 && open / asked < pattern_cuts.adi ? 'day' : 'week';
}

/**
 * By the day, of the last 26 weeks: weekdays that are open less than half of the time are left out altogether, so that a season is as long as the week has open
 * ones. A holiday on another, and a censored day, is a hole: it is filled with the mean of the four nearest days of that weekday that say
 * something, on either side, but not below what was issued.
 */
export function dailyHistory(series: DemandSeries): RegularHistory {
  const shares = weekdayShares(series);
  const kept = keptWeekdays(series);
  const values: number[] = [];
  const filled: Filled[] = [];
  for (let day = Math.max(0, series.values.length - 7 * daily_weeks_max); day < series.values.length; day++) {
    if (!kept[weekdayOf(series.first_day + day)]) continue;
    const observed = series.values[day] ?? 0;
    const state = series.states[day] ?? 'open';
    const used = state === 'open' ? observed : Math.max(observed, nearWeekdays(series, day));
    if (state !== 'open') filled.push({ at: values.length, observed, used, cause: state });
    values.push(used);
  }
  const period = Math.max(1, kept.filter(Boolean).length);
  return { unit: 'day', period, values, filled, weekday_shares: shares };
}

/**
 * By the week, Monday to Sunday; weeks that are not whole at the ends of the series are left out. A week of which not every usual day says
 * something is scaled up from those that do, each by its weekday's share; one of which less than half does is filled with the mean of the
 * weeks that need no filling. Neither falls below what was issued.
 */
export function weeklyHistory(series: DemandSeries): RegularHistory {
  const shares = weekdayShares(series);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const weeks: {
    readonly observed: number;
    readonly known: number;
    readonly weight: number;
    readonly isCensored: boolean;
  }[] = [];
  const first = (7 - weekdayOf(series.first_day)) % 7;
  for (let start = first; start + 7 <= series.values.length; start += 7) {
    let [observed, known, weight] = [0, 0, 0];
    let isCensored = false;
    for (let day = start; day < start + 7; day++) {
      const value = series.values[day] ?? 0;
      observed += value;
      if (series.states[day] === 'censored') isCensored = true;
      if (series.states[day] !== 'open') continue;
      known += value;
      weight += shares[weekdayOf(series.first_day + day)] ?? 0;
    }
    weeks.push({ observed, known, weight: whole === 0 ? 1 : weight / whole, isCensored });
  }
  const sure = weeks.filter(({ weight }) => weight >= 0.5).map(({ known, weight }) => known / weight);
  const usual = sure.length === 0 ? 0 : sure.reduce((sum, value) => sum + value, 0) / sure.length;
  const filled: Filled[] = [];
  const values = weeks.map(({ observed, known, weight, isCensored }, at) => {
    if (weight >= 0.999) return observed;
    const used = Math.max(observed, weight >= 0.5 ? known / weight : usual);
    filled.push({ at, observed, used, cause: isCensored ? 'censored' : 'closed' });
    return used;
  });
  return { unit: 'week', period: weeks_per_year, values, filled, weekday_shares: shares };
}

/** Of days that say something; all alike where nothing was asked for. */
function weekdayShares({ first_day, values, states }: DemandSeries): readonly number[] {
  const sums = [0, 0, 0, 0, 0, 0, 0];
  const counts = [0, 0, 0, 0, 0, 0, 0];
  let [all, days] = [0, 0];
  let next = weekdayOf(first_day);
  for (let day = 0; day < values.length; day++) {
    const [weekday, value] = [next, values[day] ?? 0];
    next = next === 6 ? 0 : next + 1;
    if (states[day] !== 'open') continue;
    sums[weekday] = (sums[weekday] ?? 0) + value;
    counts[weekday] = (counts[weekday] ?? 0) + 1;
    all += value;
    days += 1;
  }
  return sums.map((sum, weekday) => {
    const count = counts[weekday] ?? 0;
    if (count === 0) return 0;
    return all === 0 ? 1 : sum / count / (all / days);
  });
}

/** Of each weekday, Monday first, whether it is open at least half of the time. */
export function keptWeekdays({ first_day, states }: DemandSeries): readonly boolean[] {
  const open = [0, 0, 0, 0, 0, 0, 0];
  const all = [0, 0, 0, 0, 0, 0, 0];
  for (let day = 0; day < states.length; day++) {
    const weekday = weekdayOf(first_day + day);
    all[weekday] = (all[weekday] ?? 0) + 1;
    if (states[day] !== 'closed') open[weekday] = (open[weekday] ?? 0) + 1;
  }
  return open.map((count, weekday) => count > 0 && count >= (all[weekday] ?? 0) / 2);
}

const near_max = 4;

function nearWeekdays({ values, states }: DemandSeries, day: number): number {
  let [sum, count] = [0, 0];
  for (const step of [-7, 7]) {
    let taken = 0;
    for (let at = day + step; at >= 0 && at < values.length && taken < near_max; at += step) {
      if (states[at] !== 'open') continue;
      sum += values[at] ?? 0;
      taken += 1;
    }
    count += taken;
  }
  return count === 0 ? 0 : sum / count;
}

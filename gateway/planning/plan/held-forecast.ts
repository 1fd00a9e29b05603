/** The forecast of each day as it holds: as the method said, with what planners have laid on it. Both are kept. */
import { weekdayOf } from '../forecast/day-calendar.ts';
import { type ForecastOverride, overridden } from '../forecast/override.ts';
import { dayNumber, dayText } from '../planning-calendar.ts';

/** A planner's word as it is kept: local days, both included. */
export interface PlannedOverride {
  readonly id: string;
  readonly item: string;
  /** `set`: so many units over its days together; `add`: so many more, or fewer; `times`: each day multiplied. */
  readonly how: 'set' | 'add' | 'times';
  readonly value: number;
  readonly from_day: string;
  readonly to_day: string;
  /** The last local day on which plans use it. */
  readonly until_day?: string;
  readonly reason: string;
  readonly by: string;
  readonly at_ms: number;
}

export interface HeldForecast {
  /** Units of each day ahead, as it holds. */
  readonly per_day: readonly number[];
  /** Those that were used, in the order in which they were laid on. */
  readonly used: readonly PlannedOverride[];
}

export interface LaidOn {
  /** Units of each day ahead as the method said, today first. */
  readonly per_day: readonly number[];
  /** Days since 1970 on the site's calendar. */
  readonly today: number;
  isOpen(day: number): boolean;
  readonly overrides: readonly PlannedOverride[];
}

/** Those of an item that hold on a day: neither over nor expired. */
export function holdingOn(overrides: readonly PlannedOverride[], today: number): readonly PlannedOverride[] {
  const day = dayText(today);
  return overrides.filter(({ to_day, until_day = to_day }) => to_day >= day && until_day >= day);
}

/**
 * Units of `set` and `add` are spread over all open days of the override as the method spreads its own, days of it that are over or beyond the
 * horizon by what the method says of their weekday; where it says nothing, evenly. So what is left of a promotion is its share, not its whole.
 */
export function heldForecast({ per_day, today, isOpen, overrides }: LaidOn): HeldForecast {
  const ordered = holdingOn(overrides, today).toSorted((a, b) => a.at_ms - b.at_ms || (a.id < b.id ? -1 : 1));
  if (ordered.length === 0) return { per_day, used: [] };
  const usual = usualOf(per_day, today);
  const daily: ForecastOverride[] = [];
  const used: PlannedOverride[] = [];
  for (const override of ordered) {
    const days = daysAhead(override, { per_day, today, isOpen, usual });
    if (days.length > 0) used.push(override);
    daily.push(...days);
  }
  const laid = overridden(per_day, daily);
  return laid.ok && used.length > 0 ? { per_day: laid.value.map(({ final }) => final), used } : { per_day, used: [] };
}

/** Mean of what the method says of each weekday, where it says anything. */
function usualOf(per_day: readonly number[], today: number): readonly number[] {
  const sums = Array.from({ length: 7 }, () => ({ sum: 0, days: 0 }));
  for (const [ahead, units] of per_day.entries()) {
    const of = sums[weekdayOf(today + ahead)];
    if (of === undefined || units === 0) continue;
    of.sum += units;
    of.days += 1;
  }
  return sums.map(({ sum, days }) => (days === 0 ? 0 : sum / days));
}

function daysAhead(
  { how: kind, value, from_day, to_day, reason, by, at_ms }: PlannedOverride,
  { per_day, today, isOpen, usual }: Omit<LaidOn, 'overrides'> & { readonly usual: readonly number[] },
): readonly ForecastOverride[] {
  const [first, last] = [dayNumber(from_day), dayNumber(to_day)];
  if (first === undefined || last === undefined) return [];
  const weightOf = (day: number) => (isOpen(day) ? (per_day[day - today] ?? usual[weekdayOf(day)] ?? 0) : 0);
  let [whole, open] = [0, 0];
  for (let day = first; day <= last; day++) {
    whole += weightOf(day);
    open += Number(isOpen(day));
  }
  const shareOf = (day: number) => (whole > 0 ? weightOf(day) / whole : isOpen(day) ? 1 / open : 0);
  const days: ForecastOverride[] = [];
  for (let day = Math.max(first, today); day <= Math.min(last, today + per_day.length - 1); day++) {
    const units = kind === 'times' ? value : value * shareOf(day);
    days.push({ from_period: day - today, periods: 1, kind, value: units, reason, by, at_ms });
  }
  return days;
}

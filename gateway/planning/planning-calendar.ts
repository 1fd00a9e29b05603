/** The buckets of a plan over the local working days of a site, and lead times counted in working days through them. */
import { type Answer, answer, counts, refuse } from './refusal.ts';

/** Days are local, `2026-11-29`; made by `calendarOf` or `plainCalendar`. */
export interface PlanningCalendar {
  /** The first local day of each bucket, where the calendar has days. */
  readonly starts: readonly string[];
  /** For each bucket, the number of its first working day, from 0. */
  readonly first_working_day: readonly number[];
  /** For each working day, its bucket. */
  readonly bucket_of_working_day: readonly number[];
}

export type BucketSize = 'day' | 'week' | 'month';

export interface WorkingDays {
  readonly from: string;
  /** How many calendar days the plan reaches. */
  readonly days: number;
  /** 1 is Monday, 7 Sunday; Monday to Friday when absent. */
  readonly weekdays?: readonly number[];
  /** Days off. */
  readonly closed?: readonly string[];
}

const day_ms = 86_400_000;
const days_max = 4_000;

/**
 * Buckets of one working day each, or of the working days of a calendar week (from Monday) or month. Weeks and months without a
 * working day make no bucket. A day is a date and no span of hours, so daylight saving does not touch it.
 */
export function calendarOf(span: WorkingDays, size: BucketSize): Answer<PlanningCalendar> {
  const { from, days, weekdays = [1, 2, 3, 4, 5], closed = [] } = span;
  const first = dayNumber(from);
  if (first === undefined) return refuse('from', 'must be a day that there is, as 2026-11-29');
  const refusal = counts({ days });
  if (refusal !== undefined) return refusal;
  if (days > days_max) return refuse('days', `must be at most ${days_max}`);
  const wrong = weekdays.findIndex((day) => !Number.isInteger(day) || day < 1 || day > 7);
  if (wrong !== -1) return refuse(`weekdays[${wrong}]`, 'must be a whole number from 1 (Monday) to 7 (Sunday)');
  const off = new Set(closed);
  const unreal = closed.findIndex((day) => dayNumber(day) === undefined);
  if (unreal !== -1) return refuse(`closed[${unreal}]`, 'must be a day that there is, as 2026-11-29');
  const starts: string[] = [];
  const first_working_day: number[] = [];
  const bucket_of_working_day: number[] = [];
  let current: string | undefined;
  for (let number = first; number < first + days; number += 1) {
    const day = dayText(number);
    if (!weekdays.includes(weekdayOf(number)) || off.has(day)) continue;
    const bucket = size === 'day' ? day : size === 'month' ? day.slice(0, 7) : dayText(number - weekdayOf(number) + 1);
    if (bucket !== current) {
      current = bucket;
      starts.push(day);
      first_working_day.push(bucket_of_working_day.length);
    }
    bucket_of_working_day.push(starts.length - 1);
  }
  if (starts.length === 0) return refuse('weekdays', 'must leave at least one working day');
  return answer({ starts, first_working_day, bucket_of_working_day });
}

/** Every bucket is one working day, without dates. */
export function plainCalendar(buckets: number): PlanningCalendar {
  const numbers = Array.from({ length: buckets }, (_, i) => i);
  return { starts: [], first_working_day: numbers, bucket_of_working_day: numbers };
}

export function bucketsIn(calendar: PlanningCalendar): number {
  return calendar.first_working_day.length;
}

/** The bucket that a local day belongs to: the last one that has begun by then. −1 before the first; undefined where there are no days. */
export function bucketOfDay({ starts }: PlanningCalendar, day: string): number | undefined {
  return starts.length === 0 ? undefined : starts.findLastIndex((start) => start <= day);
}

/** When to release what must be there at the beginning of a bucket, and by how many working days that is past already. */
export function releaseFor(
  { first_working_day, bucket_of_working_day }: PlanningCalendar,
  receipt_bucket: number,
  lead_time_days: number,
): { readonly bucket: number; readonly late_days: number } {
  const day = (first_working_day[receipt_bucket] ?? 0) - lead_time_days;
  return day < 0 ? { bucket: 0, late_days: -day } : { bucket: bucket_of_working_day[day] ?? 0, late_days: 0 };
}

/** The bucket in which something released at the beginning of a bucket arrives; the number of buckets where it is beyond the plan. */
export function receiptFor(calendar: PlanningCalendar, release_bucket: number, lead_time_days: number): number {
  const beyond = bucketsIn(calendar);
  const from = calendar.first_working_day[release_bucket];
  return from === undefined ? beyond : (calendar.bucket_of_working_day[from + lead_time_days] ?? beyond);
}

/**
 * Calendar days of a supplier as working days of the site, from a bucket's first day back: how many working days lie between. A day
 * before the calendar counts as if every day were worked, which orders earlier and not later.
 */
export function workingDaysBefore(
  calendar: PlanningCalendar,
  receipt_bucket: number,
  calendar_days: number,
): Answer<number> {
  const start = calendar.starts[receipt_bucket];
  if (start === undefined) return refuse('receipt_bucket', 'must be a bucket of a calendar with days');
  if (!Number.isSafeInteger(calendar_days) || calendar_days < 0) {
    return refuse('calendar_days', 'must be a whole number, 0 or above');
  }
  const first = dayNumber(calendar.starts[0] ?? start) ?? 0;
  const wanted = (dayNumber(start) ?? 0) - calendar_days;
  const first_day = calendar.first_working_day[receipt_bucket] ?? 0;
  if (wanted < first) return answer(first_day + (first - wanted));
  const bucket = bucketOfDay(calendar, dayText(wanted)) ?? 0;
  const day = calendar.first_working_day[bucket] ?? 0;
  return answer(first_day - day);
}

/** Days since 1970, for a day that there is. */
export function dayNumber(day: string): number | undefined {
  const at_ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at_ms) || dayText(at_ms / day_ms) !== day ? undefined : at_ms / day_ms;
}

export function dayText(number: number): string {
  return new Date(number * day_ms).toISOString().slice(0, 10);
}

/** 1970 began on a Thursday. */
function weekdayOf(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}

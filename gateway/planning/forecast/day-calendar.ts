/** The days of a site: when each begins on its clocks, and which are open. */
import { localDayStart } from '../../base/site-time.ts';
import { type Answer, answer, counts, numbers, refuse } from '../refusal.ts';

const day_ms = 86_400_000;

export interface DayCalendar {
  /** IANA name: `Europe/Berlin`. */
  readonly zone: string;
  /** The first day, as the number of days since 1 January 1970 on the site's own calendar (see `localDay`). */
  readonly first_day: number;
  /** When each day begins, and when the last one ends: one more than there are days. 23 and 25 hours long ones are among them. */
  readonly starts_ms: readonly number[];
  /** Whether anything can be asked for on that day. */
  readonly open: readonly boolean[];
}

/**
 * A calendar of `days` days from `first_day`. A day is closed where `isOpen` says so, and where the zone's own calendar leaves it out (so
 * that it has no hours). Refused: a zone that there is none of, a first day that is no whole number, days below 1.
 */
export function dayCalendar(
  zone: string,
  first_day: number,
  days: number,
  isOpen: (day: number) => boolean,
): Answer<DayCalendar> {
  const refusal = numbers({ first_day }) ?? counts({ days });
  if (refusal !== undefined) return refusal;
  if (!Number.isSafeInteger(first_day)) return refuse('first_day', 'must be a whole number of days since 1970');
  if (!isZone(zone)) return refuse('zone', 'must be a time zone by its IANA name, e.g. Europe/Berlin');
  const starts_ms = Array.from({ length: days + 1 }, (_, i) => localDayStart(first_day + i, zone));
  const open = Array.from({ length: days }, (_, i) => {
    const hasHours = (starts_ms[i + 1] ?? 0) > (starts_ms[i] ?? 0);
    return hasHours && isOpen(first_day + i);
  });
  return answer({ zone, first_day, starts_ms, open });
}

/** The place of the day in the calendar in which an instant lies; undefined outside. */
export function dayAt({ starts_ms }: DayCalendar, at_ms: number): number | undefined {
  const last = starts_ms.length - 2;
  const first_ms = starts_ms[0] ?? 0;
  if (!(at_ms >= first_ms && at_ms < (starts_ms[last + 1] ?? 0))) return undefined;
  // Where all days had 24 hours; a clock put forward or back may make it a neighbour.
  let day = Math.min(last, Math.floor((at_ms - first_ms) / day_ms));
  while (at_ms < (starts_ms[day] ?? 0)) day -= 1;
  while (at_ms >= (starts_ms[day + 1] ?? 0)) day += 1;
  return day;
}

/** Monday 0 to Sunday 6; 1 January 1970 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Local days as text, `2027-05-31`: they compare as text, and no zone changes them. */
import { localDay } from '../../base/site-time.ts';

const day_ms = 86_400_000;

/** The day that the site's calendar shows. */
export function dayAt(at_ms: number, zone: string): string {
  return dayOfNumber(localDay(at_ms, zone));
}

/** So many days after a day. */
export function daysAfter(day: string, days: number): string {
  return dayOfNumber(Math.round(Date.parse(`${day}T00:00:00Z`) / day_ms) + days);
}

/** Days from one day to another; below zero when it is past. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / day_ms);
}

/**
 * The day of a printed YYMMDD. GS1 General Specifications 7.12: the year lies at most 50 years ahead and 49 back; the day 00 is
 * the last of its month. Undefined for what is no such text.
 */
export function printedDay(printed: string, now_ms: number): string | undefined {
  if (!/^\d{6}$/.test(printed)) return undefined;
  const this_year = new Date(now_ms).getUTCFullYear();
  const ahead = (Number(printed.slice(0, 2)) - (this_year % 100) + 100) % 100;
  const year = this_year + (ahead > 50 ? ahead - 100 : ahead);
  const month = Number(printed.slice(2, 4));
  const day = Number(printed.slice(4, 6));
  const date = new Date(day === 0 ? Date.UTC(year, month, 0) : Date.UTC(year, month - 1, day));
  return date.toISOString().slice(0, 10);
}

function dayOfNumber(number: number): string {
  return new Date(number * day_ms).toISOString().slice(0, 10);
}

/** Dates and times as GS1 writes them: six digits without a century, and a day 00 that stands for the month's last. */

import { type Issue, issue } from './gs1-issue.ts';
import { firstNonDigit } from './gtin.ts';

const month_days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** YYMMDD with a real day. */
export function yymmdd(text: string): Issue | undefined {
  return dateIssue(text, 2, 1);
}

/** YYMMDD where day 00 stands for the last day of the month. */
export function yymmd0(text: string): Issue | undefined {
  return dateIssue(text, 2, 0);
}

/** YYYYMMDD with a real day. */
export function yyyymmdd(text: string): Issue | undefined {
  return dateIssue(text, 4, 1);
}

function dateIssue(text: string, year_digits: 2 | 4, day_min: 0 | 1): Issue | undefined {
  const length = year_digits + 4;
  if (text.length < length) return issue('DATE_TOO_SHORT', 0);
  if (text.length > length) return issue('DATE_TOO_LONG', 0);
  const stranger = firstNonDigit(text);
  if (stranger >= 0) return issue('NON_DIGIT_CHARACTER', stranger);
  const month = twoDigits(text, year_digits);
  const day = twoDigits(text, year_digits + 2);
  if (month < 1 || month > 12) return issue('ILLEGAL_MONTH', year_digits);
  // Two digits of a year stand for 1950 to 2049 at most, where every fourth year is a leap year.
  const year = year_digits === 4 ? twoDigits(text, 0) * 100 + twoDigits(text, 2) : 2000 + twoDigits(text, 0);
  if (day < day_min || day > daysIn(year, month)) return issue('ILLEGAL_DAY', year_digits + 2);
  return undefined;
}

/** Two digits 00 to 23. */
export function hh(text: string): Issue | undefined {
  return timeIssue(text, 2, ['HOUR']);
}

/** Two digits 00 to 59. */
export function mi(text: string): Issue | undefined {
  return timeIssue(text, 2, ['MINUTE']);
}

/** Two digits 00 to 59. */
export function ss(text: string): Issue | undefined {
  return timeIssue(text, 2, ['SECOND']);
}

/** Four digits, hour and minute. */
export function hhmi(text: string): Issue | undefined {
  return timeIssue(text, 4, ['HOUR', 'MINUTE']);
}

const time_max = { HOUR: 23, MINUTE: 59, SECOND: 59 } as const;

function timeIssue(text: string, length: 2 | 4, parts: readonly (keyof typeof time_max)[]): Issue | undefined {
  const name = length === 4 ? 'HOUR_WITH_MINUTE' : parts[0];
  if (text.length < length) return issue(`${name}_TOO_SHORT`, 0);
  if (text.length > length) return issue(`${name}_TOO_LONG`, 0);
  const stranger = firstNonDigit(text);
  if (stranger >= 0) return issue('NON_DIGIT_CHARACTER', stranger);
  for (const [index, part] of parts.entries()) {
    if (twoDigits(text, index * 2) > time_max[part]) return issue(`ILLEGAL_${part}`, index * 2);
  }
  return undefined;
}

/**
 * The ISO date of a YYMMDD, seen from a year: at most 49 years back and 50 ahead (GS1 General Specifications, section 7.12).
 * Day 00 becomes the month's last day. Undefined when it is no date.
 */
export function isoDateOf(text: string, reference_year: number): string | undefined {
  if (yymmd0(text) !== undefined) return undefined;
  const year = fullYear(twoDigits(text, 0), reference_year);
  const month = twoDigits(text, 2);
  const days = daysIn(year, month);
  const day = twoDigits(text, 4) || days;
  // 29 February of a two-digit 00 seen from a century whose 00 is no leap year.
  if (day > days) return undefined;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function fullYear(two_digits: number, reference_year: number): number {
  const century = reference_year - (reference_year % 100);
  const ahead = two_digits - (reference_year % 100);
  if (ahead >= 51) return century - 100 + two_digits;
  if (ahead <= -50) return century + 100 + two_digits;
  return century + two_digits;
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (month_days[month - 1] ?? 0);
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

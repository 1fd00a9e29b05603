/** Buckets over local working days. */
import { describe, expect, test } from 'vitest';
import {
  bucketOfDay,
  calendarOf,
  dayNumber,
  plainCalendar,
  receiptFor,
  releaseFor,
  workingDaysBefore,
} from '../../gateway/planning/planning-calendar.ts';
import { got, refusalIn } from './answers.ts';

// 2026-12-21 is a Monday.
const holidays = { from: '2026-12-21', days: 21, closed: ['2026-12-24', '2026-12-25', '2027-01-01'] };

describe('a calendar of days', () => {
  const calendar = got(calendarOf(holidays, 'day'));

  test('has the working days only', () => {
    expect(calendar.starts).toEqual([
      '2026-12-21',
      '2026-12-22',
      '2026-12-23',
      '2026-12-28',
      '2026-12-29',
      '2026-12-30',
      '2026-12-31',
      '2027-01-04',
      '2027-01-05',
      '2027-01-06',
      '2027-01-07',
      '2027-01-08',
    ]);
  });

  test('counts lead times in them, back and forth', () => {
    expect(releaseFor(calendar, 7, 5)).toEqual({ bucket: 2, late_days: 0 });
    expect(releaseFor(calendar, 2, 5)).toEqual({ bucket: 0, late_days: 3 });
    expect(receiptFor(calendar, 2, 5)).toBe(7);
    expect(receiptFor(calendar, 10, 5)).toBe(12);
  });

  test('finds the bucket of a day, also of one that is not worked', () => {
    expect(bucketOfDay(calendar, '2026-12-26')).toBe(2);
    expect(bucketOfDay(calendar, '2026-12-20')).toBe(-1);
    expect(bucketOfDay(plainCalendar(3), '2026-12-20')).toBeUndefined();
  });

  test('turns calendar days of a supplier into working days', () => {
    // 14 calendar days before 4 January is 21 December: seven working days between.
    expect(got(workingDaysBefore(calendar, 7, 14))).toBe(7);
    expect(got(workingDaysBefore(calendar, 0, 3))).toBe(3);
    expect(refusalIn(workingDaysBefore(plainCalendar(3), 0, 3))[0]).toBe('receipt_bucket');
  });
});

describe('a calendar of weeks or months', () => {
  test('puts working days together', () => {
    const weeks = got(calendarOf(holidays, 'week'));
    expect(weeks.starts).toEqual(['2026-12-21', '2026-12-28', '2027-01-04']);
    expect(weeks.first_working_day).toEqual([0, 3, 7]);
    // Eight working days before the week of 4 January is before the plan; two are in the week before.
    expect(releaseFor(weeks, 2, 8)).toEqual({ bucket: 0, late_days: 1 });
    expect(releaseFor(weeks, 2, 2)).toEqual({ bucket: 1, late_days: 0 });
    const months = got(calendarOf({ ...holidays, weekdays: [1, 2, 3, 4, 5, 6, 7], closed: [] }, 'month'));
    expect(months.starts).toEqual(['2026-12-21', '2027-01-01']);
  });
});

describe('days', () => {
  test('are dates, leap days among them, and no spans of hours', () => {
    expect(dayNumber('1970-01-01')).toBe(0);
    expect(dayNumber('2024-02-29')).toBe(19_782);
    expect(dayNumber('2026-02-29')).toBeUndefined();
    expect(dayNumber('2026-2-1')).toBeUndefined();
    const year = got(calendarOf({ from: '2024-01-01', days: 366, weekdays: [1, 2, 3, 4, 5, 6, 7] }, 'day'));
    expect(year.starts).toHaveLength(366);
    expect(year.starts[59]).toBe('2024-02-29');
  });

  test('that are none are refused', () => {
    expect(refusalIn(calendarOf({ from: '2026-02-30', days: 5 }, 'day'))).toEqual([
      'from',
      'must be a day that there is, as 2026-11-29',
    ]);
    expect(refusalIn(calendarOf({ from: '2026-02-01', days: 0 }, 'day'))[0]).toBe('days');
    expect(refusalIn(calendarOf({ from: '2026-02-01', days: 5, weekdays: [8] }, 'day'))[0]).toBe('weekdays[0]');
    expect(refusalIn(calendarOf({ from: '2026-02-01', days: 5, closed: ['x'] }, 'day'))[0]).toBe('closed[0]');
    expect(refusalIn(calendarOf({ from: '2026-02-01', days: 1 }, 'day'))[0]).toBe('weekdays');
  });
});

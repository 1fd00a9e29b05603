import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hh, hhmi, isoDateOf, mi, ss, yymmd0, yymmdd, yyyymmdd } from '../../../devices/barcode/gs1-date.ts';

describe('YYMMDD', () => {
  test.each(['260101', '261231', '240229', '000229', '991130'])('%s is a date', (text) => {
    expect(yymmdd(text)).toBeUndefined();
    expect(yymmd0(text)).toBeUndefined();
  });

  test.each([
    ['260001', 'ILLEGAL_MONTH', 2],
    ['261301', 'ILLEGAL_MONTH', 2],
    ['260132', 'ILLEGAL_DAY', 4],
    ['260431', 'ILLEGAL_DAY', 4],
    ['250229', 'ILLEGAL_DAY', 4],
    ['2601', 'DATE_TOO_SHORT', 0],
    ['2601011', 'DATE_TOO_LONG', 0],
    ['26o101', 'NON_DIGIT_CHARACTER', 2],
  ])('%s is none: %s', (text, code, offset) => {
    expect(yymmdd(text)).toEqual({ code, offset });
    expect(yymmd0(text)).toEqual({ code, offset });
  });

  test('day 00 is allowed only where it stands for the last of the month', () => {
    expect(yymmdd('260200')).toEqual({ code: 'ILLEGAL_DAY', offset: 4 });
    expect(yymmd0('260200')).toBeUndefined();
  });

  test('a year of four digits knows its century', () => {
    expect(yyyymmdd('20000229')).toBeUndefined();
    expect(yyyymmdd('19000229')).toEqual({ code: 'ILLEGAL_DAY', offset: 6 });
  });
});

describe('times', () => {
  test.each([
    [hh, '24', 'ILLEGAL_HOUR'],
    [mi, '60', 'ILLEGAL_MINUTE'],
    [ss, '60', 'ILLEGAL_SECOND'],
    [hhmi, '2400', 'ILLEGAL_HOUR'],
    [hhmi, '2360', 'ILLEGAL_MINUTE'],
    [hhmi, '236', 'HOUR_WITH_MINUTE_TOO_SHORT'],
    [hh, '123', 'HOUR_TOO_LONG'],
  ] as const)('%o refuses %s', (check, text, code) => {
    expect(check(text)?.code).toBe(code);
  });
  test('the last minute of a day is one', () => {
    expect(hhmi('2359')).toBeUndefined();
  });
});

describe('the century', () => {
  test.each([
    ['261231', 2026, '2026-12-31'],
    ['760101', 2026, '2076-01-01'],
    ['770101', 2026, '1977-01-01'],
    ['990101', 2026, '1999-01-01'],
    ['110101', 2060, '2011-01-01'],
    ['100101', 2060, '2110-01-01'],
    ['260200', 2026, '2026-02-28'],
    ['240200', 2026, '2024-02-29'],
    ['261200', 2026, '2026-12-31'],
  ])('%s seen from %i is %s', (text, year, date) => {
    expect(isoDateOf(text, year)).toBe(date);
  });

  test('is never more than 49 years back or 50 ahead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1950, max: 2200 }), (two_digits, reference) => {
        const year = Number(isoDateOf(`${String(two_digits).padStart(2, '0')}0601`, reference)?.slice(0, 4));
        return year % 100 === two_digits && year >= reference - 49 && year <= reference + 50;
      }),
    );
  });

  test('29 February is no date in a year 00 that is no leap year', () => {
    expect(isoDateOf('000229', 2080)).toBeUndefined();
    expect(isoDateOf('000229', 2010)).toBe('2000-02-29');
  });
});

/** What planning says of input that it cannot use. */
import { describe, expect, test } from 'vitest';
import {
  counts,
  notNegative,
  numbers,
  openShares,
  positive,
  quantities,
  series,
  shares,
  wholes,
} from '../../gateway/planning/refusal.ts';

describe('a refusal', () => {
  test('names the first field that breaks the rule', () => {
    expect(positive({ a: 1, demand_per_year: 0, b: -1 })).toEqual({
      ok: false,
      field: 'demand_per_year',
      rule: 'must be above 0',
    });
  });

  test('is given to what is no number before any other rule is looked at', () => {
    for (const rule of [numbers, positive, notNegative, wholes, counts, shares, openShares]) {
      expect(rule({ x: Number.NaN })).toEqual({ ok: false, field: 'x', rule: 'must be a finite number' });
      expect(rule({ x: Number.POSITIVE_INFINITY })).toEqual({ ok: false, field: 'x', rule: 'must be a finite number' });
    }
  });

  test('is not given to an option that was left out', () => {
    expect(positive({ a: undefined })).toBeUndefined();
  });

  test('is given at the edges where the rule says so', () => {
    expect(notNegative({ x: 0 })).toBeUndefined();
    expect(wholes({ x: 0 })).toBeUndefined();
    expect(wholes({ x: 1.5 })?.rule).toBe('must be a whole number, 0 or above');
    expect(counts({ x: 0 })?.rule).toBe('must be a whole number, 1 or above');
    expect(shares({ x: 1 })).toBeUndefined();
    expect(openShares({ x: 1 })?.rule).toBe('must be above 0 and below 1');
  });

  test('is given to what is out of all proportion', () => {
    expect(notNegative({ x: 1e16 })?.rule).toBe('must be at most 1e15 in size');
    expect(positive({ x: 1e-300 })?.rule).toBe('must be above 0');
    expect(quantities('demand', [1e16])).toEqual({
      ok: false,
      field: 'demand[0]',
      rule: 'must be at most 1e15 in size',
    });
  });

  test('names the place in a series', () => {
    expect(quantities('demand', [1, -2])).toEqual({ ok: false, field: 'demand[1]', rule: 'must not be below 0' });
    expect(series('demand', [0, Number.NaN])?.field).toBe('demand[1]');
    expect(series('demand', [])?.rule).toBe('must have at least 1 value');
  });
});

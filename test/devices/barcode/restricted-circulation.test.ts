import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasCheckDigit } from '../../../devices/barcode/gtin.ts';
import {
  isRegion,
  measureCheckDigitOf,
  regionNames,
  restrictedNumber,
} from '../../../devices/barcode/restricted-circulation.ts';

const weight = (kilograms: string, mass_mg: number) => ({ kind: 'weight', kilograms, mass_mg });
const price = (amount: string) => ({ kind: 'price', price: amount });

describe('restricted circulation numbers', () => {
  test.each([
    ['Baltics', '02311111112345', weight('1.234', 1_234_000), '02311111100007'],
    ['lv', '02411111112342', weight('12.34', 12_340_000), '02411111100004'],
    ['Estonia', '02511111112349', weight('123.4', 123_400_000), '02511111100001'],
    ['Finland', '02388060112344', weight('1.234', 1_234_000), '02388060100006'],
    ['Norway', '02302148210869', weight('1.086', 1_086_000), '02302148200006'],
    ['Sweden', '02088060112343', price('12.34'), '02088060100005'],
    ['se', '02288060112347', price('1234'), '02288060100009'],
    ['Denmark', '02712341002251', weight('0.225', 225_000), '02712341000004'],
    ['dk', '02135040039753', price('39.75'), '02135040000005'],
    ['Germany', '02511119000129', { kind: 'count', count: 12 }, '02511110000005'],
    ['de', '02811111068708', weight('6.870', 6_870_000), '02811110000006'],
    ['Great Britain', '02011122912346', price('12.34'), '02011122000005'],
  ])('%s: %s', (region, gtin14, measure, item_gtin) => {
    expect(restrictedNumber(gtin14, region)).toEqual({ region, measure, item_gtin });
  });

  test('a wrong check digit of the measure is noticed', () => {
    expect(restrictedNumber('02511118000120', 'Germany')).toBe(false);
    expect(restrictedNumber('02011122812349', 'gb')).toBe(false);
  });

  test('other numbers are left alone', () => {
    expect(restrictedNumber('09506000134352', 'Finland')).toBeUndefined();
    expect(restrictedNumber('02911111111111', 'Finland')).toBeUndefined();
    expect(restrictedNumber('02388060112344', 'Atlantis')).toBeUndefined();
    expect(restrictedNumber('02388060112344', 'constructor')).toBeUndefined();
  });

  test('regions are known by name and by code, in any letters', () => {
    expect(['Finland', 'FI', 'baltics', 'Great Britain'].every(isRegion)).toBe(true);
    expect(['', 'toString', 'Mars'].some(isRegion)).toBe(false);
  });

  test.each([
    ['1234', '9'],
    ['0000', '0'],
    ['00012', '9'],
    ['06870', '1'],
    ['14685', '6'],
  ])('a measure of %s has the check digit %s', (digits, digit) => {
    expect(measureCheckDigitOf(digits)).toBe(digit);
  });

  test('the item of a number is a number with a check digit, the same for every measure', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...regionNames),
        fc.nat({ max: 9_999_999_999 }),
        fc.nat(9_999),
        (region, body, other) => {
          const payload = `02${String(body).padStart(11, '0').slice(-11)}`;
          const one = restrictedNumber(`${payload}0`, region);
          const two = restrictedNumber(`${payload.slice(0, 9)}${String(other).padStart(4, '0')}0`, region);
          if (!one || !two || one.measure.kind !== two.measure.kind) return;
          expect(hasCheckDigit(one.item_gtin)).toBe(true);
          expect(one.item_gtin.slice(0, 6)).toBe(payload.slice(0, 6));
        },
      ),
    );
  });
});

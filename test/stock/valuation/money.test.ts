import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencies, decimalsOf, parseCurrency } from '../../../gateway/stock/valuation/currency.ts';
import { parseMoney, printMoney, printUnitCost, unitCostOf } from '../../../gateway/stock/valuation/money.ts';
import { isEqual, plus, ratio, reduced, toNumber, whole, zero } from '../../../gateway/stock/valuation/ratio.ts';
import { divideRounded } from '../../../gateway/stock/valuation/rounding.ts';
import { addTo, emptySum, totalOf } from '../../../gateway/stock/valuation/running-sum.ts';

describe('money', () => {
  // ISO 4217, list one: the minor unit of each currency.
  test('each currency has its own decimals', () => {
    expect(['JPY', 'EUR', 'KWD', 'CLF', 'ISK', 'HUF', 'MGA', 'MRU'].map(decimalsOf)).toEqual([0, 2, 3, 4, 0, 2, 2, 2]);
    expect(currencies().length).toBe(new Set(currencies()).size);
    expect(parseCurrency('eur')).toEqual({
      ok: false,
      field: 'currency',
      rule: 'must be a currency code of ISO 4217, such as EUR',
    });
    expect(parseCurrency('XAU').ok).toBe(false);
  });

  test('is read as written, to the digits that the currency has', () => {
    expect(parseMoney('1234.5', 'EUR')).toEqual({ ok: true, value: 1_234_500_000n });
    expect(parseMoney('-0.07', 'EUR')).toEqual({ ok: true, value: -70_000n });
    expect(parseMoney('12.345', 'KWD')).toEqual({ ok: true, value: 12_345_000n });
    expect(parseMoney('0.0325', 'EUR', 6)).toEqual({ ok: true, value: 32_500n });
    expect(parseMoney('12.345', 'EUR')).toEqual({
      ok: false,
      field: 'amount',
      rule: 'must have at most 2 digits behind the point in EUR',
    });
    expect(parseMoney('1.5', 'JPY')).toMatchObject({ field: 'amount' });
  });

  test.each(['', '.', '1,50', '1.', '.5', '1e3', '+1', '1 000', 'NaN', '--1', '0x10', '١'])(
    '%s is no amount',
    (text) => {
      expect(parseMoney(text, 'EUR')).toMatchObject({ ok: false, field: 'amount' });
    },
  );

  test('is printed with the currency’s decimals, rounded by a rule', () => {
    const half = whole(2_345_000n);
    expect(printMoney(half, 'EUR', 'half-even')).toBe('2.34');
    expect(printMoney(half, 'EUR', 'half-up')).toBe('2.35');
    expect(printMoney(whole(-2_345_000n), 'EUR', 'half-up')).toBe('-2.35');
    expect(printMoney(half, 'KWD', 'half-even')).toBe('2.345');
    expect(printMoney(whole(2_500_000n), 'JPY', 'half-even')).toBe('2');
    expect(printMoney(whole(2_500_000n), 'JPY', 'half-up')).toBe('3');
    expect(printMoney(whole(-4n), 'EUR', 'half-up')).toBe('0.00');
    expect(printUnitCost(ratio(1_000_000n, 3n), 4, 'half-even')).toBe('0.3333');
  });

  test('what is printed is read back as it was', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 18n), 10n ** 18n),
        fc.constantFrom('JPY', 'EUR', 'KWD', 'CLF'),
        (coins, currency) => {
          const micro = coins * 10n ** BigInt(6 - (decimalsOf(currency) ?? 0));
          expect(parseMoney(printMoney(whole(micro), currency, 'half-even'), currency)).toEqual({
            ok: true,
            value: micro,
          });
        },
      ),
    );
  });

  test('an invoice’s total is kept exactly, piece by piece', () => {
    expect(unitCostOf({ total_micro: 10_000_000n }, 3)).toEqual({ numerator: 10_000_000n, denominator: 3n });
  });
});

describe('fractions', () => {
  // IEEE 754-2019, 4.3.1 roundTiesToEven and 4.3.1 roundTiesToAway.
  test.each([
    [5n, 2n, 2n, 3n],
    [7n, 2n, 4n, 4n],
    [-5n, 2n, -2n, -3n],
    [-7n, 2n, -4n, -4n],
    [1n, 3n, 0n, 0n],
    [-2n, 3n, -1n, -1n],
    [0n, 9n, 0n, 0n],
  ])('%d / %d is %d half-even and %d half-up', (numerator, denominator, even, up) => {
    expect([
      divideRounded(numerator, denominator, 'half-even'),
      divideRounded(numerator, denominator, 'half-up'),
    ]).toEqual([even, up]);
  });

  test('are kept in lowest terms with the sign above', () => {
    expect(ratio(6n, -4n)).toEqual({ numerator: -3n, denominator: 2n });
    expect(reduced({ numerator: 0n, denominator: 7n })).toEqual({ numerator: 0n, denominator: 1n });
    expect(toNumber(ratio(-7n, 4n))).toBe(-1.75);
  });

  test('a running sum is the sum', () => {
    const fractions = fc.array(fc.tuple(fc.bigInt(-1000n, 1000n), fc.bigInt(1n, 60n)).map(([n, d]) => ratio(n, d)));
    fc.assert(
      fc.property(fractions, (list) => {
        const sum = emptySum();
        for (const each of list) addTo(sum, each);
        expect(isEqual(totalOf(sum), list.reduce(plus, zero))).toBe(true);
      }),
    );
  });
});

/** Toledo 8217 and Toledo continuous output, byte by byte. */
import { describe, expect, test } from 'vitest';
import { hexOf } from '../../devices/codec/hex.ts';
import { type ConfiguredUnit, type Driver, understand } from '../../devices/driver.ts';
import { toledo8217 } from '../../devices/scales/toledo-8217.ts';
import { toledoContinuous, toledoSum } from '../../devices/scales/toledo-continuous.ts';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Mass and rest, or the state, or the broken rule. */
function said(driver: Driver, bytes: Uint8Array, unit?: ConfiguredUnit) {
  const understood = understand(driver, bytes, { retained: false, ...(unit !== undefined && { unit }) });
  if (!understood.ok) return `${understood.fault.kind} ${understood.fault.place}`;
  return understood.value.map((reading) => {
    if (reading.kind === 'weight') return [reading.mass_mg, reading.stable];
    return reading.kind === 'condition' ? reading.condition : reading.kind;
  });
}

describe('an 8217 answer', () => {
  test.each([
    ['\x0200.538\r', 'kg', [[538_000, true]]],
    ['\x0201.00\r', 'lb', [[453_592, true]]],
    ['\x0299.99N\r', 'lb', [[45_354_701, true]]],
    ['\x02  0.5\r', 'oz', [[14_175, true]]],
    ['\x02012345\r', 'g', [[12_345_000, true]]],
    ['\x0200.000\r', 'kg', [[0, true]]],
    ['\x0200.538\r', undefined, ['fault']],
    ['\x02?@\r', undefined, []],
    ['\x02?A\r', 'kg', ['motion']],
    ['\x02?B\r', 'kg', ['overload']],
    ['\x02?D\r', 'kg', ['underload']],
    ['\x02?H\r', 'kg', []],
    ['\x02?P\r', 'kg', ['zero']],
    ['\x02?`\r', 'kg', []],
    ['\x02?I\r', 'kg', ['motion']],
    ['\x02?c\r', 'kg', ['overload']],
    ['\x02?\x7f\r', 'kg', ['overload']],
    ['\x82?\xc1\x8d', 'kg', ['motion']],
  ] as const)('%j, set to %s, means %j', (text, unit, expected) => {
    expect(said(toledo8217, latin1(text), unit)).toEqual(expected);
  });

  test.each([
    ['\x02\r', 'format weight'],
    ['\x0200.5kg\r', 'format weight'],
    ['\x02-0.538\r', 'format weight'],
    ['\x020.5.3\r', 'format weight'],
    ['\x02?AB\r', 'format weight'],
    ['00.538\r', 'format frame'],
    ['\x0200.538', 'format frame'],
    ['', 'format frame'],
    ['\x02000000000000000.538\r', 'too-long frame'],
  ])('%j is refused', (text, expected) => {
    expect(said(toledo8217, latin1(text), 'kg')).toBe(expected);
  });
});

/** Bytes of a frame with the right checksum, from its words and digits. */
function summed(a: number, b: number, c: number, digits: string): Uint8Array {
  const bytes = [0x02, a, b, c, ...latin1(digits), 0x0d];
  return Uint8Array.from([...bytes, toledoSum(bytes)]);
}

describe('a Toledo continuous frame', () => {
  test('has the checksums that were computed by hand', () => {
    expect(hexOf(summed(0x2d, 0x30, 0x20, '012345000000'))).toBe('022D30203031323334353030303030300D25');
    expect(hexOf(summed(0x2d, 0x38, 0x20, '012345000000'))).toBe('022D38203031323334353030303030300D1D');
    expect(hexOf(summed(0x2d, 0x31, 0x20, '011845000500'))).toBe('022D31203031313834353030303530300D1B');
    expect(hexOf(summed(0x2d, 0x32, 0x20, '000010000000'))).toBe('022D32203030303031303030303030300D31');
  });

  test.each([
    ['XXXX00', 0, '000012', 1_200_000_000],
    ['XXXXX0', 1, '000123', 1_230_000_000],
    ['XXXXXX', 2, '000123', 123_000_000],
    ['XXXXX.X', 3, '000123', 12_300_000],
    ['XXXX.XX', 4, '000123', 1_230_000],
    ['XXX.XXX', 5, '000123', 123_000],
    ['XX.XXXX', 6, '000123', 12_300],
    ['X.XXXXX', 7, '000123', 1_230],
  ])('with the point as %s is exact', (_, code, digits, mass_mg) => {
    expect(said(toledoContinuous, summed(0x28 | code, 0x30, 0x20, `${digits}000000`))).toEqual([[mass_mg, true]]);
  });

  test.each([
    ['pounds', 0x20, 0x20, 453_592],
    ['kilograms', 0x30, 0x20, 1_000_000],
    ['grams', 0x20, 0x21, 1_000],
    ['tonnes', 0x20, 0x22, 1_000_000_000],
    ['ounces', 0x20, 0x23, 28_350],
    ['troy ounces', 0x20, 0x24, 31_103],
    ['pennyweights', 0x20, 0x25, 1_555],
  ])('in %s is exact', (_, b, c, mass_mg) => {
    expect(said(toledoContinuous, summed(0x2d, b, c, '001000000000'))).toEqual([[mass_mg, true]]);
  });

  test.each([
    [0x26, undefined, ['fault']],
    [0x26, 'lb', [[453_592, true]]],
    [0x27, undefined, ['fault']],
    [0x27, 'g', [[1_000, true]]],
    [0x20, 'lb', [[1_000_000, true]]],
  ] as const)('takes the configured unit where word C is %i and tells none', (c, unit, expected) => {
    expect(said(toledoContinuous, summed(0x2d, 0x30, c, '001000000000'), unit)).toEqual(expected);
  });

  test.each([
    [0x31, [[12_345_000, true]], 'net'],
    [0x32, [[-12_345_000, true]], 'negative'],
    [0x33, [[-12_345_000, true]], 'net and negative'],
    [0x38, [[12_345_000, false]], 'motion'],
    [0x3a, [[-12_345_000, false]], 'negative in motion'],
    [0x34, ['overload'], 'out of range'],
    [0x3c, ['overload'], 'out of range in motion'],
    [0x36, ['underload'], 'out of range below zero'],
    [0x70, ['fault'], 'not zeroed'],
  ])('with word B %i means %j: %s', (b, expected, _) => {
    expect(said(toledoContinuous, summed(0x2d, b, 0x20, '012345000000'))).toEqual(expected);
  });

  test('means the same whatever the constant bits and the smallest step', () => {
    for (const a of [0x25, 0x2d, 0x35, 0x3d, 0x0d, 0x6d]) {
      for (const b of [0x30, 0x10]) {
        for (const c of [0x20, 0x00, 0x28, 0x60]) {
          expect(said(toledoContinuous, summed(a, b, c, '012345000000'))).toEqual([[12_345_000, true]]);
        }
      }
    }
  });

  test('reads the words of terminals with bit 6 instead of bit 5 in word A in their own way', () => {
    expect(said(toledoContinuous, summed(0x55, 0x30, 0x30, '012345000000'))).toEqual([[12_345_000, true]]);
    expect(said(toledoContinuous, summed(0x55, 0x30, 0x31, '012345000000'))).toEqual([[5_599_598, true]]);
  });

  test.each([
    ['012345', [[12_345_000, true]]],
    [' 12345     0', [[12_345_000, true]]],
    ['012345>000500', [[12_345_000, true]]],
    [' 012345000500', [[12_345_000, true]]],
    ['000000000000', [[0, true]]],
    ['      000000', ['fault']],
    ['------000000', ['fault']],
    ['-12345000000', ['fault']],
    ['01.345000000', ['fault']],
  ])('with %j between its words and CR means %j', (digits, expected) => {
    expect(said(toledoContinuous, summed(0x2d, 0x30, 0x20, digits))).toEqual(expected);
    expect(said(toledoContinuous, summed(0x2d, 0x30, 0x20, digits).slice(0, -1))).toEqual(expected);
  });

  test.each(['01234', '0123450', '01234500000', '0123450000000', ' 012345>000500'])('with %j is refused', (digits) => {
    expect(said(toledoContinuous, summed(0x2d, 0x30, 0x20, digits))).toMatch(/^(?:format|too-long) /);
  });

  test('with even parity in bit 7 is the same', () => {
    const even = (byte: number) => {
      let ones = 0;
      for (let bits = byte; bits > 0; bits >>= 1) ones += bits & 1;
      return ones % 2 === 0 ? byte : byte | 0x80;
    };
    const frame = summed(0x2d, 0x30, 0x20, '012345000000');
    expect(said(toledoContinuous, frame.map(even))).toEqual([[12_345_000, true]]);
  });

  test('with one wrong bit that counts is never another weight', () => {
    const frame = summed(0x2d, 0x31, 0x20, '011845000500');
    for (let at = 0; at < frame.length; at += 1) {
      for (let bit = 0; bit < 7; bit += 1) {
        const wrong = frame.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
        expect(said(toledoContinuous, wrong)).toMatch(/^(?:checksum|format|trailing) /);
      }
    }
  });

  test('beyond 1000 t is a fault, not a number', () => {
    expect(said(toledoContinuous, summed(0x28, 0x20, 0x22, '999999000000'))).toEqual(['fault']);
  });
});

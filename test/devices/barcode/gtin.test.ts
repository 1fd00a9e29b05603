import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDigitOf, gtinCandidates, gtinOf, hasCheckDigit, upcAOf, upcEOf } from '../../../devices/barcode/gtin.ts';

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''));

describe('check digits', () => {
  test.each([
    ['950600013435', 2],
    ['629104150021', 3],
    ['7351353', 7],
    ['03600029145', 2],
    ['37610425002123456', 9],
  ])('%s is followed by %i', (payload, digit) => {
    expect(checkDigitOf(payload)).toBe(digit);
    expect(hasCheckDigit(`${payload}${digit}`)).toBe(true);
  });

  test('every misread digit is noticed', () => {
    fc.assert(
      fc.property(digits(13), fc.nat(12), fc.integer({ min: 1, max: 9 }), (payload, at, by) => {
        const good = `${payload}${checkDigitOf(payload)}`;
        const misread = `${good.slice(0, at)}${(Number(good[at]) + by) % 10}${good.slice(at + 1)}`;
        return hasCheckDigit(good) && !hasCheckDigit(misread);
      }),
    );
  });
});

describe('GTINs', () => {
  test.each([
    ['73513537', 'GTIN-8', '00000073513537'],
    ['614141999996', 'GTIN-12', '00614141999996'],
    ['9506000134352', 'GTIN-13', '09506000134352'],
    ['19506000134359', 'GTIN-14', '19506000134359'],
    ['00012348', 'GTIN-8', '00000000012348'],
  ])('%s is a %s', (printed, format, gtin14) => {
    expect(gtinOf(printed)).toEqual({ ok: true, value: { printed, format, gtin14 } });
  });

  test.each([
    ['9506000134353', 'INCORRECT_CHECK_DIGIT', 12],
    ['950600013435', 'INCORRECT_CHECK_DIGIT', 11],
    ['95060001343', 'INVALID_LENGTH', 0],
    ['', 'INVALID_LENGTH', 0],
    ['950600O134352', 'NON_DIGIT_CHARACTER', 6],
    ['٩٥٠٦٠٠٠١٣٤٣٥٢', 'NON_DIGIT_CHARACTER', 0],
  ])('%s is refused: %s', (text, code, offset) => {
    expect(gtinOf(text)).toEqual({ ok: false, issue: { code, offset } });
  });

  test('a UPC-A has twelve digits', () => {
    expect(upcAOf('042100005264')).toMatchObject({ ok: true, value: { gtin14: '00042100005264' } });
    expect(upcAOf('9506000134352')).toEqual({ ok: false, issue: { code: 'INVALID_LENGTH', offset: 0 } });
  });
});

describe('UPC-E', () => {
  test.each([
    ['425261', 0, '042100005264'],
    ['1425261', 1, '142100005261'],
    ['14252611', 1, '142100005261'],
    ['123450', 0, '012000003455'],
    ['123451', 0, '012100003454'],
    ['123452', 0, '012200003453'],
    ['123453', 0, '012300000451'],
    ['123454', 0, '012340000053'],
    ['123455', 0, '012345000058'],
    ['123456', 0, '012345000065'],
    ['123459', 0, '012345000096'],
    ['01234565', 0, '012345000065'],
  ])('%s stands for UPC-A %s', (text, number_system, upc_a) => {
    expect(upcEOf(text)).toMatchObject({ ok: true, value: { number_system, upc_a } });
    expect(hasCheckDigit(upc_a)).toBe(true);
  });

  test.each([
    ['2425261', 'INVALID_NUMBER_SYSTEM'],
    ['92345678', 'INVALID_NUMBER_SYSTEM'],
    ['04252613', 'INCORRECT_CHECK_DIGIT'],
    ['42526', 'INVALID_LENGTH'],
    ['425261425', 'INVALID_LENGTH'],
    ['42526x', 'NON_DIGIT_CHARACTER'],
  ])('%s is refused: %s', (text, code) => {
    expect(upcEOf(text)).toMatchObject({ ok: false, issue: { code } });
  });
});

describe('eight digits alone', () => {
  test('are a GTIN-8 when they do not begin with 0 or 1', () => {
    expect(gtinCandidates('73513537')).toEqual(['00000073513537']);
  });
  test('may be a GTIN-8 and a UPC-E at once, GTIN-8 first', () => {
    expect(gtinCandidates('01234565')).toEqual(['00000001234565', '00012345000065']);
  });
  test('may be a UPC-E only', () => {
    expect(gtinCandidates('04252614')).toEqual(['00042100005264']);
  });
  test('may be nothing', () => {
    expect(gtinCandidates('73513538')).toEqual([]);
  });
});

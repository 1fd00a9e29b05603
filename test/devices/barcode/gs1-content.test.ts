/** What may stand in an AI: one fact for every rule that GS1 names, tried through the AI that has it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bracketed } from '../../../devices/barcode/bracketed.ts';
import { checkPairOf } from '../../../devices/barcode/gs1-content.ts';

describe('what is right', () => {
  test.each([
    '(00)395011015300000011',
    '(253)9501101530003ABC',
    '(3910)9781250',
    '(4307)NZ',
    '(4309)02790858483015297971',
    '(4321)1',
    '(4324)2612312359',
    '(4330)002500-',
    '(4331)002500',
    '(423)036056',
    '(7007)260101261231',
    '(7011)2612311030',
    '(7030)999ABC',
    '(7040)1AB_',
    '(7041)APE',
    '(7241)10',
    '(7251)200002292359',
    '(7252)9',
    '(7258)2/3',
    '(8001)12341234512399',
    '(8003)09501101530003',
    '(8006)095011015300030212',
    '(8007)DE89370400440532013000',
    '(8008)261231235959',
    '(8008)26123123',
    '(8010)9501-1/2#A',
    '(8011)1230',
    '(8013)1987654Ad4X4bL5ttr2310c2K',
    '(8030)ab-_1=',
    '(8030)ab',
    '(8110)106141416543213150110120',
    '(8112)001234561234560123456',
    '(4300)Caf%C3%A9+BAR',
  ])('%s', (text) => {
    expect(bracketed(text)).toMatchObject({ ok: true });
  });
});

describe('what is wrong, and where', () => {
  test.each([
    ['(00)395011015300000012', 'INCORRECT_CHECK_DIGIT', 21],
    ['(00)3950110153000000X1', 'NON_DIGIT_CHARACTER', 20],
    ['(10)ab c', 'INVALID_CSET82_CHARACTER', 6],
    ['(10)é', 'INVALID_CSET82_CHARACTER', 4],
    ['(11)261301', 'ILLEGAL_MONTH', 6],
    ['(4326)260200', 'ILLEGAL_DAY', 10],
    ['(3910)0001250', 'NOT_ISO4217', 6],
    ['(426)000', 'NOT_ISO3166', 5],
    ['(423)036999', 'NOT_ISO3166', 8],
    ['(7030)998ABC', 'NOT_ISO3166_OR_999', 6],
    ['(4307)ZZ', 'NOT_ISO3166_ALPHA2', 6],
    ['(4309)18000000010000000000', 'INVALID_LATITUDE', 6],
    ['(4309)00000000003600000001', 'INVALID_LONGITUDE', 16],
    ['(4321)2', 'NOT_ZERO_OR_ONE', 6],
    ['(4324)2612312400', 'ILLEGAL_HOUR', 12],
    ['(4324)2612312360', 'ILLEGAL_MINUTE', 14],
    ['(8008)261231235960', 'ILLEGAL_SECOND', 16],
    ['(4330)002500+', 'NOT_HYPHEN', 12],
    ['(7040)1AB=', 'INVALID_IMPORT_IDX_CHARACTER', 9],
    ['(7041)ZZZ', 'INVALID_PACKAGE_TYPE', 6],
    ['(7241)11', 'INVALID_MEDIA_TYPE', 6],
    ['(7252)3', 'INVALID_BIOLOGICAL_SEX_CODE', 6],
    ['(7258)12/', 'POSITION_IN_SEQUENCE_MALFORMED', 6],
    ['(7258)1/0', 'ILLEGAL_ZERO_PREFIX', 8],
    ['(7258)3/2', 'POSITION_EXCEEDS_END', 6],
    ['(8001)00001234512399', 'ILLEGAL_ZERO_VALUE', 6],
    ['(8001)12341234512329', 'INVALID_WINDING_DIRECTION', 18],
    ['(8003)19501101530003', 'NOT_ZERO', 6],
    ['(8011)0123', 'ILLEGAL_ZERO_PREFIX', 6],
    ['(8014)123456', 'INCORRECT_CHECK_PAIR', 10],
    ['(8006)095011015300030002', 'ZERO_PIECE_NUMBER', 20],
    ['(8006)095011015300030200', 'ZERO_TOTAL_PIECES', 22],
    ['(8006)095011015300030302', 'PIECE_NUMBER_EXCEEDS_TOTAL', 20],
    ['(8007)DE88370400440532013000', 'INCORRECT_IBAN_CHECKSUM', 8],
    ['(8007)XX88370400440532013000', 'ILLEGAL_IBAN_COUNTRY_CODE', 6],
    ['(8007)DE88_70400440532013000', 'INVALID_IBAN_CHARACTER', 10],
    ['(8007)DE8837', 'IBAN_TOO_SHORT', 6],
    ['(8010)9501_', 'INVALID_CSET39_CHARACTER', 10],
    ['(8013)1987654Ad4X4bL5ttr2310c2X', 'INCORRECT_CHECK_PAIR', 29],
    ['(8013)1234OO', 'INVALID_CSET32_CHARACTER', 10],
    ['(8013)1', 'TOO_SHORT_FOR_CHECK_PAIR', 6],
    ['(401)12A', 'TOO_SHORT_FOR_GCP', 5],
    ['(8004)123A', 'INVALID_GCP_PREFIX', 9],
    ['(8030)ab:1', 'INVALID_CSET64_CHARACTER', 8],
    ['(8030)a=bc', 'INVALID_CSET64_CHARACTER', 7],
    ['(8030)abc=', 'INVALID_CSET64_PADDING', 9],
    ['(4300)%4', 'INVALID_PERCENT_SEQUENCE', 6],
    ['(8110)7', 'COUPON_INVALID_GCP_LENGTH', 6],
    ['(8110)0614141654321', 'COUPON_MISSING_SAVE_VALUE_VLI', 19],
    ['(8112)2', 'COUPON_INVALID_FORMAT_CODE', 6],
    ['(8112)0012345612345601234567', 'COUPON_EXCESS_DATA', 27],
    ['(8112)0', 'COUPON_MISSING_FUNDER_VLI', 7],
  ])('%s is refused: %s at %i', (text, code, offset) => {
    expect(bracketed(text)).toMatchObject({ ok: false, issue: { code, offset } });
  });
});

/** A coupon up to its first purchase: prefix 061414, offer 654321, saves 1.50, buys one of family 123. */
const coupon = '0061414654321315011012';

describe('coupons, field by field', () => {
  test.each([
    [`${coupon}3`, undefined],
    [`${coupon}3101101239`, undefined],
    [`${coupon}3101101230061414`, undefined],
    [`${coupon}310110123006141`, 'COUPON_TRUNCATED_2ND_PURCHASE_GCP'],
    [`${coupon}3211012390`, 'COUPON_EXCESS_DATA'],
    [`${coupon}321101239`, undefined],
    [`${coupon}33261231`, undefined],
    [`${coupon}33261331`, 'COUPON_INVALID_EXIPIRATION_DATE'],
    [`${coupon}3326123`, 'COUPON_TOO_SHORT_FOR_EXPIRATION_DATE'],
    [`${coupon}34261231`, undefined],
    [`${coupon}34261232`, 'COUPON_INVALID_START_DATE'],
    [`${coupon}332601014260102`, 'COUPON_EXPIRATION_BEFORE_START'],
    [`${coupon}332601024260102`, undefined],
    [`${coupon}350123456`, undefined],
    [`${coupon}35012345`, 'COUPON_TRUNCATED_SERIAL_NUMBER'],
    [`${coupon}3611234567`, undefined],
    [`${coupon}3601234567`, 'COUPON_INVALID_RETAILER_GCP_OR_GLN_LENGTH'],
    [`${coupon}390000`, undefined],
    [`${coupon}393`, 'COUPON_INVALID_SAVE_VALUE_CODE'],
    [`${coupon}3903`, 'COUPON_INVALID_SAVE_VALUE_APPLIES_TO_ITEM'],
    [`${coupon}3900`, 'COUPON_MISSING_STORE_COUPON_FLAG'],
    [`${coupon}390002`, 'COUPON_INVALID_DONT_MULTIPLY_FLAG'],
    [`${coupon}37`, 'COUPON_EXCESS_DATA'],
    [`${coupon}314`, 'COUPON_INVALID_ADDITIONAL_PURCHASE_RULES_CODE'],
  ])('%s: %s', (value, code) => {
    const read = bracketed(`(8110)${value}`);
    expect(read.ok ? undefined : read.issue.code).toBe(code);
  });
});

describe('the pair of check characters', () => {
  test.each([
    ['1987654Ad4X4bL5ttr2310c', '2K'],
    ['12345678901234567890123', 'NT'],
    ['99999zzzzzzzzzzzzzzzzzz', 'T2'],
    ['', '22'],
  ])('of %s is %s', (payload, pair) => {
    expect(checkPairOf(payload)).toBe(pair);
  });

  test('notices every misread character', () => {
    const letters = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.');
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 23 }), fc.nat(22), letters, (list, place, other) => {
        const at = place % list.length;
        const misread = list.with(at, other).join('');
        return misread === list.join('') || checkPairOf(misread) !== checkPairOf(list.join(''));
      }),
    );
  });
});

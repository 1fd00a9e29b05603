/**
 * North American coupons: AI (8110), GS1 US "North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols",
 * and AI (8112), "GS1 AI (8112) Coupon Data Specification". Both are digits cut into fields, many with a length digit in front.
 */
import { yymmdd } from './gs1-date.ts';
import { type Issue, issue } from './gs1-issue.ts';
import { firstNonDigit } from './gtin.ts';

/** Digits read from the left; the first thing that is wrong stays, and nothing after it is looked at. */
interface Fields {
  readonly digits: string;
  at: number;
  wrong: Issue | undefined;
}

function fieldsOf(digits: string): Fields {
  const stranger = firstNonDigit(digits);
  return { digits, at: 0, wrong: stranger < 0 ? undefined : issue('NON_DIGIT_CHARACTER', stranger) };
}

function fail(fields: Fields, code: string, at: number): void {
  fields.wrong ??= issue(code, at);
}

/** One digit out of `allowed`. Missing and wrong digits have different names; without `invalid`, any digit will do. */
function digit(fields: Fields, missing: string, allowed = '0123456789', invalid = missing): number {
  if (fields.wrong !== undefined) return 0;
  const found = fields.digits.charAt(fields.at);
  if (found === '') fail(fields, missing, fields.at);
  else if (!allowed.includes(found)) fail(fields, invalid, fields.at);
  else fields.at += 1;
  return Number(found);
}

/** So many digits. */
function take(fields: Fields, length: number, truncated: string): string {
  if (fields.wrong !== undefined) return '';
  const taken = fields.digits.slice(fields.at, fields.at + length);
  if (taken.length < length) fail(fields, truncated, fields.at);
  else fields.at += length;
  return taken;
}

/** True, and the marker is passed over, when the next optional field is this one. */
function begins(fields: Fields, marker: string): boolean {
  if (fields.wrong !== undefined || fields.digits.charAt(fields.at) !== marker) return false;
  fields.at += 1;
  return true;
}

function finished(fields: Fields): Issue | undefined {
  if (fields.at < fields.digits.length) fail(fields, 'COUPON_EXCESS_DATA', fields.at);
  return fields.wrong;
}

/** AI (8110). */
export function couponCode(text: string): Issue | undefined {
  const fields = fieldsOf(text);
  const prefix = digit(fields, 'COUPON_MISSING_GCP_VLI', '0123456', 'COUPON_INVALID_GCP_LENGTH');
  take(fields, prefix + 6, 'COUPON_TRUNCATED_GCP');
  take(fields, 6, 'COUPON_TRUNCATED_OFFER_CODE');
  const saving = digit(fields, 'COUPON_MISSING_SAVE_VALUE_VLI', '12345', 'COUPON_INVALID_SAVE_VALUE_LENGTH');
  take(fields, saving, 'COUPON_TRUNCATED_SAVE_VALUE');
  purchase(fields, '1ST');
  if (begins(fields, '1')) {
    const rules = 'ADDITIONAL_PURCHASE_RULES_CODE';
    digit(fields, `COUPON_MISSING_${rules}`, '0123', `COUPON_INVALID_${rules}`);
    purchase(fields, '2ND');
    purchasePrefix(fields, '2ND');
  }
  if (begins(fields, '2')) {
    purchase(fields, '3RD');
    purchasePrefix(fields, '3RD');
  }
  dates(fields);
  if (begins(fields, '5')) serialNumber(fields);
  if (begins(fields, '6')) {
    const retailer = 'RETAILER_GCP_OR_GLN';
    const length = digit(fields, `COUPON_MISSING_${retailer}_VLI`, '1234567', `COUPON_INVALID_${retailer}_LENGTH`);
    take(fields, length + 6, `COUPON_TRUNCATED_${retailer}`);
  }
  if (begins(fields, '9')) {
    digit(fields, 'COUPON_MISSING_SAVE_VALUE_CODE', '01256', 'COUPON_INVALID_SAVE_VALUE_CODE');
    const applies = 'SAVE_VALUE_APPLIES_TO_ITEM';
    digit(fields, `COUPON_MISSING_${applies}`, '012', `COUPON_INVALID_${applies}`);
    digit(fields, 'COUPON_MISSING_STORE_COUPON_FLAG');
    digit(fields, 'COUPON_MISSING_DONT_MULTIPLY_FLAG', '01', 'COUPON_INVALID_DONT_MULTIPLY_FLAG');
  }
  return finished(fields);
}

/** AI (8112). */
export function couponPositiveOffer(text: string): Issue | undefined {
  const fields = fieldsOf(text);
  digit(fields, 'COUPON_MISSING_FORMAT_CODE', '01', 'COUPON_INVALID_FORMAT_CODE');
  const funder = digit(fields, 'COUPON_MISSING_FUNDER_VLI', '0123456', 'COUPON_INVALID_FUNDER_LENGTH');
  take(fields, funder + 6, 'COUPON_TRUNCATED_FUNDER');
  take(fields, 6, 'COUPON_TRUNCATED_OFFER_CODE');
  serialNumber(fields);
  return finished(fields);
}

type Ordinal = '1ST' | '2ND' | '3RD';

/** What has to be bought: length, requirement, its code, family. */
function purchase(fields: Fields, which: Ordinal): void {
  const requirement = `${which}_PURCHASE_REQUIREMENT`;
  const length = digit(fields, `COUPON_MISSING_${requirement}_VLI`, '12345', `COUPON_INVALID_${requirement}_LENGTH`);
  take(fields, length, `COUPON_TRUNCATED_${requirement}`);
  digit(fields, `COUPON_MISSING_${requirement}_CODE`, '012349', `COUPON_INVALID_${requirement}_CODE`);
  take(fields, 3, `COUPON_TRUNCATED_${which}_PURCHASE_FAMILY_CODE`);
}

/** Whose it is; a length digit 9 says: the same company as the first. */
function purchasePrefix(fields: Fields, which: Ordinal): void {
  const name = `${which}_PURCHASE_GCP`;
  const length = digit(fields, `COUPON_MISSING_${name}_VLI`, '01234569', `COUPON_INVALID_${name}_LENGTH`);
  take(fields, length === 9 ? 0 : length + 6, `COUPON_TRUNCATED_${name}`);
}

function dates(fields: Fields): void {
  let expires = '';
  if (begins(fields, '3')) {
    expires = take(fields, 6, 'COUPON_TOO_SHORT_FOR_EXPIRATION_DATE');
    // The reference checks spell it this way, and say that their names stay as they are.
    if (yymmdd(expires) !== undefined) fail(fields, 'COUPON_INVALID_EXIPIRATION_DATE', fields.at - 6);
  }
  if (begins(fields, '4')) {
    const starts = take(fields, 6, 'COUPON_TOO_SHORT_FOR_START_DATE');
    if (yymmdd(starts) !== undefined) fail(fields, 'COUPON_INVALID_START_DATE', fields.at - 6);
    if (expires !== '' && starts > expires) fail(fields, 'COUPON_EXPIRATION_BEFORE_START', fields.at - 6);
  }
}

function serialNumber(fields: Fields): void {
  const length = digit(fields, 'COUPON_MISSING_SERIAL_NUMBER_VLI');
  take(fields, length + 6, 'COUPON_TRUNCATED_SERIAL_NUMBER');
}

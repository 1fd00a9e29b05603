/** Serial Shipping Container Codes: the number that a handling unit is known by everywhere. */

/** Why an SSCC cannot be made. */
export type NoSscc = { readonly rule: string };

export interface SsccSettings {
  /** The GS1 company prefix, 4 to 12 digits. */
  readonly company_prefix: string;
  /** The digit before it, free to use; 0 when absent. */
  readonly extension?: number;
}

/** Eighteen digits of which the last is right. */
export function isSscc(text: string): boolean {
  return /^\d{18}$/.test(text) && text.endsWith(checkDigitOf(text.slice(0, 17)));
}

/**
 * The SSCC of a firm's `number`th handling unit: extension digit, company prefix, the number with leading zeros, check digit. A number
 * that has more digits than the prefix leaves room for has none.
 */
export function ssccOf({ company_prefix, extension = 0 }: SsccSettings, number: number): string | NoSscc {
  const digits = 16 - company_prefix.length;
  const serial = String(number);
  if (serial.length > digits) return { rule: `all numbers of the company prefix ${company_prefix} are used` };
  const first = `${extension}${company_prefix}${serial.padStart(digits, '0')}`;
  return first + checkDigitOf(first);
}

/** GS1 General Specifications 7.9: weights 3 and 1 in turn, beginning and ending with 3; the digit brings the sum to a multiple of ten. */
function checkDigitOf(digits: string): string {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) sum += Number(digits[at]) * (at % 2 === 0 ? 3 : 1);
  return String((10 - (sum % 10)) % 10);
}

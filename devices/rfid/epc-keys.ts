/** The GS1 keys that an EPC stands for, and EPCs made from such keys. */
import { epcSchemes } from './epc-schemes.ts';
import { type Epc, type EpcResult, epcError } from './epc-value.ts';

const keys: ReadonlyMap<string, 'gtin' | 'sscc' | undefined> = new Map(epcSchemes.map((row) => [row.scheme, row.key]));

/** GTIN-14 of an SGTIN: indicator, company prefix, item, check digit. */
export function gtinOf(epc: Epc): string | undefined {
  return keys.get(epc.scheme) === 'gtin' ? withCheckDigit(interleaved(epc)) : undefined;
}

/** SSCC-18: extension, company prefix, serial reference, check digit. */
export function ssccOf(epc: Epc): string | undefined {
  return keys.get(epc.scheme) === 'sscc' ? withCheckDigit(interleaved(epc)) : undefined;
}

/**
 * The SGTIN-96 of one piece. `gtin` has 14 digits with a right check digit; how many of them are the company prefix
 * (6 to 12) cannot be seen from the number and must be known. The serial is checked when the EPC is encoded.
 */
export function sgtinOf(given: {
  readonly gtin: string;
  readonly prefix_digits: number;
  readonly serial: string;
  readonly filter: number;
}): EpcResult<Epc> {
  const { gtin, prefix_digits, serial, filter } = given;
  if (!/^\d{14}$/.test(gtin) || withCheckDigit(gtin.slice(0, 13)) !== gtin) {
    return epcError('reference', 'A GTIN has 14 digits here, the last of them its check digit.');
  }
  if (!Number.isInteger(prefix_digits) || prefix_digits < 6 || prefix_digits > 12) {
    return epcError('company-prefix', 'A company prefix has 6 to 12 digits.');
  }
  const company_prefix = gtin.slice(1, 1 + prefix_digits);
  const reference = gtin.slice(0, 1) + gtin.slice(1 + prefix_digits, 13);
  return { ok: true, value: { scheme: 'sgtin-96', filter, company_prefix, reference, serial } };
}

/** The SSCC-96 of a logistic unit, from its 18 digits. */
export function ssccEpcOf(given: {
  readonly sscc: string;
  readonly prefix_digits: number;
  readonly filter: number;
}): EpcResult<Epc> {
  const { sscc, prefix_digits, filter } = given;
  if (!/^\d{18}$/.test(sscc) || withCheckDigit(sscc.slice(0, 17)) !== sscc) {
    return epcError('reference', 'An SSCC has 18 digits, the last of them its check digit.');
  }
  if (!Number.isInteger(prefix_digits) || prefix_digits < 6 || prefix_digits > 12) {
    return epcError('company-prefix', 'A company prefix has 6 to 12 digits.');
  }
  const company_prefix = sscc.slice(1, 1 + prefix_digits);
  const reference = sscc.slice(0, 1) + sscc.slice(1 + prefix_digits, 17);
  return { ok: true, value: { scheme: 'sscc-96', filter, company_prefix, reference } };
}

/** The first digit of the reference goes before the company prefix, in GTIN and SSCC alike. */
function interleaved({ company_prefix, reference }: Epc): string {
  return reference.slice(0, 1) + company_prefix + reference.slice(1);
}

/** GS1 General Specifications 7.9.1: weights 3 and 1 from the right, filled up to the next ten. */
function withCheckDigit(digits: string): string {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(at) - 48;
    sum += (digits.length - at) % 2 === 1 ? digit * 3 : digit;
  }
  return digits + String((10 - (sum % 10)) % 10);
}

/** GTINs as printed, checked and brought to one length. */

/**
 * The GTIN-14 of a GTIN-8, -12, -13 or -14, or the rule it breaks.
 * Check digit: GS1 General Specifications, section 7.9 (weights 3 and 1 from the right, sum to a multiple of ten).
 */
export function gtin14Of(
  printed: string,
): { readonly ok: true; readonly gtin: string } | { readonly ok: false; readonly rule: string } {
  if (!/^\d{8}$|^\d{12,14}$/.test(printed)) return { ok: false, rule: 'must be 8, 12, 13 or 14 digits' };
  const gtin = printed.padStart(14, '0');
  const expected = checkDigitOf(gtin.slice(0, 13));
  if (Number(gtin[13]) !== expected) {
    return { ok: false, rule: `has the check digit ${gtin[13]}, and ${expected} would be right` };
  }
  return { ok: true, gtin };
}

function checkDigitOf(digits: string): number {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) sum += Number(digits[at]) * (at % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10;
}

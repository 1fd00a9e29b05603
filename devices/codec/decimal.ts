/** Decimal numbers as printed: exact, because the digits and the place of the point are kept apart. */

/** `{ units: 1234, decimals: 2 }` is 12.34, and not the same text as 12.340. */
export interface Decimal {
  /** A safe integer. */
  readonly units: number;
  /** Digits after the point. */
  readonly decimals: number;
}

const digits_max = 15;
const printed = /^(?<sign>[+-]?)(?<whole>\d{1,15})(?:\.(?<fraction>\d{1,15}))?$/;

/** Undefined when it is no decimal number with a point and at most 15 digits. A comma is no point: it also parts thousands. */
export function decimalOf(text: string): Decimal | undefined {
  if (text.length > digits_max + 2) return undefined;
  const parts = printed.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const { sign, whole = '', fraction = '' } = parts;
  if (whole.length + fraction.length > digits_max) return undefined;
  const units = Number(whole + fraction);
  // Subtracting from 0 instead of negating: "-0.00" is plain zero.
  return { units: sign === '-' ? 0 - units : units, decimals: fraction.length };
}

export function printDecimal({ units, decimals }: Decimal): string {
  const digits = String(Math.abs(units)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return `${units < 0 ? '-' : ''}${whole}${fraction}`;
}

/** `decimal` times the fraction `times / by`, to the nearest whole number, halves away from zero; without rounding before. */
export function timesFraction({ units, decimals }: Decimal, times: bigint, by: bigint): bigint {
  const dividend = BigInt(units) * times;
  const divisor = by * 10n ** BigInt(decimals);
  const half = dividend < 0n ? -divisor : divisor;
  return (2n * dividend + half) / (2n * divisor);
}

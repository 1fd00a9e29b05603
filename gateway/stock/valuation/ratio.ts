/** Exact fractions of whole numbers: what a unit cost is when an average does not come out even. Nothing is rounded here. */
import { assert } from '../../base/assert.ts';
import { divideRounded, type RoundingRule } from './rounding.ts';

/** `numerator / denominator`, the denominator above zero; not always in lowest terms (see `reduced`). */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const zero: Ratio = { numerator: 0n, denominator: 1n };

export function whole(value: bigint): Ratio {
  return { numerator: value, denominator: 1n };
}

/** In lowest terms. The denominator is not zero. */
export function ratio(numerator: bigint, denominator: bigint): Ratio {
  assert(denominator !== 0n, 'a fraction has a denominator');
  return reduced(denominator < 0n ? { numerator: -numerator, denominator: -denominator } : { numerator, denominator });
}

export function reduced({ numerator, denominator }: Ratio): Ratio {
  if (denominator === 1n) return { numerator, denominator };
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export function plus(a: Ratio, b: Ratio): Ratio {
  if (a.denominator === b.denominator) {
    return { numerator: a.numerator + b.numerator, denominator: a.denominator };
  }
  return ratio(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function negated({ numerator, denominator }: Ratio): Ratio {
  return { numerator: -numerator, denominator };
}

export function minus(a: Ratio, b: Ratio): Ratio {
  return plus(a, negated(b));
}

/** Times a whole number: what so many pieces cost. */
export function times({ numerator, denominator }: Ratio, factor: number): Ratio {
  return { numerator: numerator * BigInt(factor), denominator };
}

/** Divided by a whole number that is not zero: what one of so many pieces costs. */
export function dividedBy(value: Ratio, divisor: number): Ratio {
  return ratio(value.numerator, value.denominator * BigInt(divisor));
}

/** Times a fraction. */
export function product(a: Ratio, b: Ratio): Ratio {
  return ratio(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function isEqual(a: Ratio, b: Ratio): boolean {
  if (a.denominator === b.denominator) return a.numerator === b.numerator;
  return a.numerator * b.denominator === b.numerator * a.denominator;
}

export function isNegative(value: Ratio): boolean {
  return value.numerator < 0n;
}

/** To a whole number, by a named rule. */
export function rounded(value: Ratio, rule: RoundingRule): bigint {
  return divideRounded(value.numerator, value.denominator, rule);
}

/** To a whole multiple of `step`, by a named rule. */
export function roundedTo(value: Ratio, step: bigint, rule: RoundingRule): bigint {
  return divideRounded(value.numerator, value.denominator * step, rule) * step;
}

/** For percentages and drawings only: the nearest number of the machine. Never for money that is summed. */
export function toNumber({ numerator, denominator }: Ratio): number {
  const scale = 1_000_000_000_000_000n;
  const quotient = numerator / denominator;
  return Number(quotient) + Number(((numerator - quotient * denominator) * scale) / denominator) / Number(scale);
}

/** Greatest common divisor of two whole numbers that are not negative. */
function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger === 0n ? 1n : larger;
}

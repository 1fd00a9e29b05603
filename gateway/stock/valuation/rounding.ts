/** How an exact amount becomes one that can be paid and printed. It happens once, at the report, and the report names the rule. */

/**
 * `half-even`: to the nearest; what lies exactly between goes to the even neighbour (banker's rounding, IEEE 754 roundTiesToEven).
 * `half-up`: to the nearest; what lies exactly between goes away from zero (2.5 → 3, −2.5 → −3: commercial rounding).
 */
export type RoundingRule = 'half-even' | 'half-up';

export const rounding_rules: Readonly<Record<RoundingRule, string>> = {
  'half-even': 'to the nearest; exactly half goes to the even neighbour',
  'half-up': 'to the nearest; exactly half goes away from zero',
};

/** `numerator / denominator` to a whole number by a rule. The denominator is above zero. */
export function divideRounded(numerator: bigint, denominator: bigint, rule: RoundingRule): bigint {
  const isNegative = numerator < 0n;
  const size = isNegative ? -numerator : numerator;
  const floor = size / denominator;
  const twice = (size % denominator) * 2n;
  const goesUp = twice > denominator || (twice === denominator && (rule === 'half-up' || floor % 2n === 1n));
  const rounded = goesUp ? floor + 1n : floor;
  return isNegative ? -rounded : rounded;
}

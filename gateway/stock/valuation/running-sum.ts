/**
 * An exact sum of many fractions. The unit costs of one moving average have denominators of which each divides the next, so that
 * almost every addition needs no common denominator to be looked for; where one does not, a new partial sum begins.
 */
import { plus, type Ratio, zero } from './ratio.ts';

export interface RunningSum {
  numerator: bigint;
  denominator: bigint;
  readonly partials: Ratio[];
}

export function emptySum(): RunningSum {
  return { numerator: 0n, denominator: 1n, partials: [] };
}

export function addTo(sum: RunningSum, { numerator, denominator }: Ratio): void {
  if (denominator === sum.denominator) sum.numerator += numerator;
  else if (denominator % sum.denominator === 0n) {
    sum.numerator = sum.numerator * (denominator / sum.denominator) + numerator;
    sum.denominator = denominator;
  } else if (sum.denominator % denominator === 0n) {
    sum.numerator += numerator * (sum.denominator / denominator);
  } else {
    sum.partials.push({ numerator: sum.numerator, denominator: sum.denominator });
    sum.numerator = numerator;
    sum.denominator = denominator;
  }
}

export function totalOf(sum: RunningSum): Ratio {
  return sum.partials.reduce(plus, plus(zero, { numerator: sum.numerator, denominator: sum.denominator }));
}

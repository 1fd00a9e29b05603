/** The quantile of a distribution of whole numbers: from a guess to the smallest k that reaches the probability. */
import { assert } from '../base/assert.ts';
import type { Tails } from './gamma.ts';
import { tailQuantile } from './normal.ts';

export interface Moments {
  readonly mean: number;
  readonly sd: number;
  readonly skew: number;
}

/** Rounding of a probability near 1; without it the quantile of P(D ≤ k) could be k + 1. */
const rounding = 4.5e-16;

/**
 * The smallest whole k ≥ 0 with P(D ≤ k) ≥ p, for 0 ≤ p < 1. The guess is Cornish and Fisher's; steps double until k lies between
 * them, and halve again, so that a bad guess costs little.
 */
export function smallestWhole({ mean, sd, skew }: Moments, p: number, tailsAt: (k: number) => Tails): number {
  assert(p >= 0 && p < 1, 'p is a probability that can be reached');
  if (p === 0) return 0;
  const reaches = (k: number): boolean => {
    const { below, above } = tailsAt(k);
    return p > 0.5 ? above <= 1 - p + rounding : below >= p * (1 - 64 * rounding);
  };
  const z = p > 0.5 ? tailQuantile(1 - p) : -tailQuantile(p);
  const guess = Math.max(0, Math.floor(mean + sd * (z + (skew * (z * z - 1)) / 6)));
  let low = -1;
  let high = guess;
  if (reaches(guess)) {
    for (let step = 1; high > 0; step *= 2) {
      const lower = Math.max(0, high - step);
      if (!reaches(lower)) {
        low = lower;
        break;
      }
      high = lower;
    }
  } else {
    low = guess;
    for (let step = 1; ; step *= 2) {
      high = low + step;
      if (reaches(high)) break;
      low = high;
    }
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The Poisson distribution: demand that comes one by one and independently, its variance as large as its mean. */
import { assert } from '../base/assert.ts';
import { gammaTerm, incompleteGamma, type Tails } from './gamma.ts';
import { smallestWhole } from './whole-quantile.ts';

/** P(D = k); 0 where k is no whole number from 0 on. */
export function poissonMass(mean: number, k: number): number {
  assert(mean >= 0, 'a mean is not below 0');
  return k >= 0 && Number.isInteger(k) ? gammaTerm(k, mean) : 0;
}

/** P(D ≤ k) and P(D > k), each with all its digits: Q(k + 1, mean) and P(k + 1, mean) of the incomplete gamma function. */
export function poissonTails(mean: number, k: number): Tails {
  assert(mean >= 0, 'a mean is not below 0');
  if (k < 0) return { below: 0, above: 1 };
  const { below, above } = incompleteGamma(Math.floor(k) + 1, mean);
  return { below: above, above: below };
}

/** The smallest whole k with P(D ≤ k) ≥ p, for 0 ≤ p < 1. */
export function poissonQuantile(mean: number, p: number): number {
  return smallestWhole({ mean, sd: Math.sqrt(mean), skew: 1 / Math.sqrt(Math.max(mean, 1e-300)) }, p, (k) =>
    poissonTails(mean, k),
  );
}

/** E[(D − k)⁺] and E[(k − D)⁺] for a whole k: units short, and units over, when k are held. Zipkin (2000), C.2.1. */
export function poissonLoss(mean: number, k: number): { readonly short: number; readonly over: number } {
  assert(Number.isInteger(k), 'whole units are held');
  if (k < 0) return { short: mean - k, over: 0 };
  // Summed away from k on the side of the smaller tail: every term is positive, so no digit is lost.
  let term = poissonMass(mean, k);
  let sum = 0;
  if (k >= mean) {
    for (let j = 1; j === 1 || j * term > sum * 1e-17; j += 1) {
      term *= mean / (k + j);
      sum += j * term;
      if (term === 0) break;
    }
    return { short: sum, over: k - mean + sum };
  }
  for (let j = 1; j <= k; j += 1) {
    term *= (k - j + 1) / mean;
    sum += j * term;
    if (j * term < sum * 1e-17) break;
  }
  return { short: mean - k + sum, over: sum };
}

/** How demand over a lead time is spread: which distribution applies, and its probabilities, losses and quantiles under one form. */
import { assert, never } from '../base/assert.ts';
import { gammaLoss, gammaOf, gammaQuantile, gammaTails, type Tails } from './gamma.ts';
import {
  negativeBinomialLoss,
  negativeBinomialOf,
  negativeBinomialQuantile,
  negativeBinomialTails,
} from './negative-binomial.ts';
import { normalAbove, normalBelow, normalLoss, normalQuantile } from './normal.ts';
import { poissonLoss, poissonQuantile, poissonTails } from './poisson.ts';
import { type Answer, answer, notNegative, type Refusal, refuse } from './refusal.ts';

/** `certain`: demand that does not vary. */
export type DistributionName = 'certain' | 'normal' | 'gamma' | 'poisson' | 'negative-binomial';

/** Demand over some span. `variance` is in units². */
export interface Demand {
  readonly distribution: DistributionName;
  readonly mean: number;
  readonly variance: number;
}

/** Below this mean demand is counted one by one: a bell around 4 pieces would begin below 0. */
export const low_demand_units = 10;
/** Above this coefficient of variation a normal distribution would have more than 1 in 44 days below 0. */
export const normal_cv_max = 0.5;
/** So far above its mean a variance counts as Poisson's, whose variance is its mean. */
export const poisson_ratio_max = 1.1;

/** More pieces than this are not counted one by one, and a gamma distribution of a larger shape is a normal one. */
const whole_units_max = 1e9;
const gamma_shape_max = 1e9;
/** A standard deviation of ten thousand times the mean is no demand that was measured. */
const variance_max = 1e8;

/**
 * Which distribution applies to demand over the lead time, and why in words:
 *
 * 1. no variance: demand is certain;
 * 2. pieces, mean below 10: Poisson where variance / mean ≤ 1.1 (also below 1, where Poisson errs to the safe side), else negative
 *    binomial;
 * 3. a coefficient of variation σ/μ ≤ 0.5: normal;
 * 4. else: negative binomial for pieces, gamma for what is measured (kilograms, litres, metres).
 *
 * Silver, Pyke, Thomas, 6.7 and 7.5 (the rule's cuts of 10 and 0.5 are theirs); the cut of 1.1 is ours.
 */
export function distributionFor(
  mean: number,
  variance: number,
  is_counted: boolean,
): Answer<{ readonly distribution: DistributionName; readonly why: string }> {
  const refusal = refusalOfFigures(mean, variance);
  if (refusal !== undefined) return refusal;
  if (variance === 0) return answer({ distribution: 'certain', why: 'demand does not vary' });
  if (mean === 0) return refuse('variance', 'must be 0 where the mean is 0');
  const ratio = variance / mean;
  const cv = Math.sqrt(variance) / mean;
  if (is_counted && mean < low_demand_units) {
    const few = `few pieces (a mean of ${round(mean)}, below ${low_demand_units})`;
    return ratio <= poisson_ratio_max
      ? answer({ distribution: 'poisson', why: `${few} with a variance of about their mean or less` })
      : answer({ distribution: 'negative-binomial', why: `${few} with a variance of ${round(ratio)} times the mean` });
  }
  if (cv <= normal_cv_max) {
    return answer({
      distribution: 'normal',
      why: `a coefficient of variation of ${round(cv)}, at most ${normal_cv_max}`,
    });
  }
  const why = `a coefficient of variation of ${round(cv)}, above ${normal_cv_max}`;
  // Many pieces that vary by more than half their mean vary by more than Poisson: 0.25·m² > 1.1·m from m = 4.4 on.
  return answer({ distribution: is_counted ? 'negative-binomial' : 'gamma', why });
}

/** The variance may be as large as the square of a quantity. */
function refusalOfFigures(mean: number, variance: number): Refusal | undefined {
  return notNegative({ mean, variance: Math.sign(variance) * Math.sqrt(Math.abs(variance)) });
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A demand of the distribution asked for, or why it cannot have these moments. Poisson's variance is its mean, whatever was measured. */
export function demandOf(distribution: DistributionName, mean: number, variance: number): Answer<Demand> {
  const refusal = refusalOfFigures(mean, variance);
  if (refusal !== undefined) return refusal;
  if (distribution === 'poisson')
    return refusalOfMoments(distribution, mean, mean) ?? answer({ distribution, mean, variance: mean });
  if (distribution === 'certain' || variance === 0) return answer({ distribution: 'certain', mean, variance: 0 });
  return refusalOfMoments(distribution, mean, variance) ?? answer({ distribution, mean, variance });
}

function refusalOfMoments(distribution: DistributionName, mean: number, variance: number): Refusal | undefined {
  if (distribution === 'normal') return undefined;
  if (distribution !== 'gamma' && mean > whole_units_max) {
    return refuse('mean', `must be at most ${whole_units_max} for the ${distribution} distribution`);
  }
  if (distribution === 'poisson') return undefined;
  if (mean === 0) return refuse('mean', `must be above 0 for the ${distribution} distribution`);
  if (distribution === 'negative-binomial' && variance <= mean) {
    return refuse('variance', 'must be above the mean for the negative binomial distribution');
  }
  if (variance > variance_max * mean * mean) {
    return refuse(
      'variance',
      `must be at most ${variance_max} times the square of the mean for the ${distribution} distribution`,
    );
  }
  if (distribution === 'gamma' && mean * mean > gamma_shape_max * variance) {
    return refuse('variance', 'must be larger for the gamma distribution: the normal one says the same');
  }
  return undefined;
}

/** Is only a whole number of units asked for? */
export function isWhole({ distribution }: Demand): boolean {
  return distribution === 'poisson' || distribution === 'negative-binomial';
}

/** P(demand ≤ units) and P(demand > units). */
export function demandTails({ distribution, mean, variance }: Demand, units: number): Tails {
  switch (distribution) {
    case 'certain':
      return units >= mean ? { below: 1, above: 0 } : { below: 0, above: 1 };
    case 'normal': {
      const z = (units - mean) / Math.sqrt(variance);
      return { below: normalBelow(z), above: normalAbove(z) };
    }
    case 'gamma':
      return gammaTails(gammaOf(mean, variance), units);
    case 'poisson':
      return poissonTails(mean, units);
    case 'negative-binomial':
      return negativeBinomialTails(negativeBinomialOf(mean, variance), units);
    default:
      return never(distribution);
  }
}

/** E[(demand − units)⁺]: units short, when so many are held at the start. */
export function expectedShort({ distribution, mean, variance }: Demand, units: number): number {
  switch (distribution) {
    case 'certain':
      return Math.max(0, mean - units);
    case 'normal': {
      const sd = Math.sqrt(variance);
      return sd * normalLoss((units - mean) / sd);
    }
    case 'gamma':
      return gammaLoss(gammaOf(mean, variance), units).short;
    case 'poisson':
      return between(units, (k) => poissonLoss(mean, k).short);
    case 'negative-binomial':
      return between(units, (k) => negativeBinomialLoss(negativeBinomialOf(mean, variance), k).short);
    default:
      return never(distribution);
  }
}

/** Between whole numbers the loss of whole demand is a straight line. */
function between(units: number, lossAt: (k: number) => number): number {
  const whole = Math.floor(units);
  const below = lossAt(whole);
  return units === whole ? below : below + (units - whole) * (lossAt(whole + 1) - below);
}

/** The least stock that meets all demand with probability p, 0 < p < 1: a whole number where demand is. */
export function demandQuantile({ distribution, mean, variance }: Demand, p: number): number {
  assert(p > 0 && p < 1, 'p is a probability that can be reached');
  switch (distribution) {
    case 'certain':
      return mean;
    case 'normal':
      return mean + Math.sqrt(variance) * normalQuantile(p);
    case 'gamma':
      return gammaQuantile(gammaOf(mean, variance), p);
    case 'poisson':
      return poissonQuantile(mean, p);
    case 'negative-binomial':
      return negativeBinomialQuantile(negativeBinomialOf(mean, variance), p);
    default:
      return never(distribution);
  }
}

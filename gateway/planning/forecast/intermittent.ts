/** Forecasts of demand that comes now and then: how much when it comes, apart from how often it comes. */
import { type Fitted, flat, type History } from './fitted.ts';

/** The constant that these methods are used with in practice, and at which the literature compares them. */
export const intermittent_alpha = 0.1;

/**
 * Croston (1972): simple exponential smoothing of the sizes that are not 0 and of the intervals between them, both started with their first
 * (the first interval counts from the period before the history); the forecast is size / interval. It is moved only by a demand, so it
 * never falls while nothing is asked for, and it is about α/2 too high. At least one demand above 0.
 */
export function croston(y: History, alpha: number, horizon: number): Fitted {
  return ratio(y, alpha, 1, horizon);
}

/** Syntetos and Boylan's approximation (2005): Croston's forecast times 1 − α/2, which takes its bias away. */
export function sba(y: History, alpha: number, horizon: number): Fitted {
  return ratio(y, alpha, 1 - alpha / 2, horizon);
}

function ratio(y: History, alpha: number, factor: number, horizon: number): Fitted {
  const errors: number[] = [];
  let size: number | undefined;
  let interval = 1;
  let since = 0;
  for (const value of y) {
    if (size !== undefined) errors.push(value - (factor * size) / interval);
    since += 1;
    if (value === 0) continue;
    if (size === undefined) {
      size = value;
      interval = since;
    } else {
      size += alpha * (value - size);
      interval += alpha * (since - interval);
    }
    since = 0;
  }
  const rate = (factor * (size ?? 0)) / interval;
  return {
    point: flat(rate, horizon),
    errors,
    carry: flat(alpha / interval, Math.max(0, horizon - 1)),
    parameters: { alpha, size: size ?? 0, interval_periods: interval },
  };
}

/**
 * Teunter, Syntetos and Babai (2011): the probability that a period has demand is smoothed every period, the size when there is one; the
 * forecast is their product, and it falls while nothing is asked for, as stock that becomes obsolete needs. Started with the first size and
 * with probability 1 if the first period has demand, else 0. At least one demand above 0.
 */
export function tsb(y: History, constants: { alpha: number; probability_alpha: number }, horizon: number): Fitted {
  const errors: number[] = [];
  let size: number | undefined;
  let probability = (y[0] ?? 0) > 0 ? 1 : 0;
  for (const [t, value] of y.entries()) {
    if (size !== undefined) errors.push(value - probability * size);
    // The first period is where the probability starts from.
    if (t > 0) probability += constants.probability_alpha * ((value > 0 ? 1 : 0) - probability);
    if (value > 0) size = size === undefined ? value : size + constants.alpha * (value - size);
  }
  return {
    point: flat(probability * (size ?? 0), horizon),
    errors,
    carry: flat(constants.probability_alpha * probability, Math.max(0, horizon - 1)),
    parameters: { ...constants, size: size ?? 0, probability },
  };
}

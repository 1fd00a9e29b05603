/** How far off a forecast may be. */
import { normalQuantile } from '../normal.ts';
import { type Answer, answer, openShares } from '../refusal.ts';
import type { Fitted } from './fitted.ts';

export interface Interval {
  /** The share of outcomes that are expected inside, e.g. 0.9. */
  readonly coverage: number;
  /** `normal`: the formula with the errors' variance. `errors`: the middle of the errors there were, of too uneven a demand to be normal. */
  readonly basis: 'normal' | 'errors';
  /** Of the next periods, the next one first; units per period, not below 0. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Standard deviation of the error of each period, and of all periods up to it together. */
  readonly sd: readonly number[];
  readonly sum_sd: readonly number[];
}

/** With fewer errors than this their own middle says little, and the formula is used. */
const errors_min = 20;

/**
 * Where demand is expected with probability `coverage`, made of the errors that the method made on its history one period ahead.
 *
 * `normal`: forecast ± z √(σ² (1 + ψ_1² + … + ψ_{h−1}²)), σ² the mean squared error with a degree of freedom less for each smoothing
 * constant; the sum of `h` periods has σ² Σ_i (1 + ψ_1 + … + ψ_{i−1})² (Hyndman, Koehler, Ord and Snyder 2008, chapter 6).
 * `errors`: forecast + the quantiles (1 ± coverage) / 2 of the errors, the same for every period; for demand that comes now and then,
 * whose errors are skewed. Both take the constants for known, so that the true interval is somewhat wider.
 *
 * Undefined without an error to go by. Refused: a coverage that is not between 0 and 1.
 */
export function intervalOf(fitted: Fitted, coverage: number, basis: Interval['basis']): Answer<Interval | undefined> {
  const refusal = openShares({ coverage });
  if (refusal !== undefined) return refusal;
  const { errors, point } = fitted;
  if (errors.length === 0) return answer(undefined);
  const sigma = sigmaOf(fitted);
  const sd: number[] = [];
  const sum_sd: number[] = [];
  let [squares, reach, sums] = [0, 0, 0];
  for (let h = 1; h <= point.length; h++) {
    const carried = h === 1 ? 1 : (fitted.carry[h - 2] ?? 0);
    squares += carried * carried;
    reach += carried;
    sums += reach * reach;
    sd.push(sigma * Math.sqrt(squares));
    sum_sd.push(sigma * Math.sqrt(sums));
  }
  const byErrors = basis === 'errors' && errors.length >= errors_min;
  const [below, above] = byErrors ? middleOf(errors, coverage) : [0, 0];
  const z = normalQuantile((1 + coverage) / 2);
  const edge = (value: number) => Math.max(0, value);
  return answer({
    coverage,
    basis: byErrors ? 'errors' : 'normal',
    low: point.map((value, i) => edge(byErrors ? value + below : value - z * (sd[i] ?? 0))),
    high: point.map((value, i) => edge(byErrors ? value + above : value + z * (sd[i] ?? 0))),
    sd,
    sum_sd,
  });
}

/** Of the names that a method gives to its parameters, those that were fitted to the history. */
const constants = ['alpha', 'beta', 'gamma', 'phi', 'drift'];

function sigmaOf({ errors, parameters }: Fitted): number {
  const used = constants.filter((name) => parameters[name] !== undefined).length;
  let squares = 0;
  for (const error of errors) squares += error * error;
  return Math.sqrt(squares / Math.max(1, errors.length - used));
}

function middleOf(errors: readonly number[], coverage: number): readonly [number, number] {
  const sorted = new Float64Array(errors).sort();
  return [quantile(sorted, (1 - coverage) / 2), quantile(sorted, (1 + coverage) / 2)];
}

/** Between two neighbours by their distance (Hyndman and Fan's definition 7, as spreadsheets have it). */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  const high = sorted[below + 1] ?? low;
  return low + (place - below) * (high - low);
}

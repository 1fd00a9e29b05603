/** Is there a season, and what is it: classical decomposition by moving averages. */
import type { Fitted, History } from './fitted.ts';
import { mean, packed } from './fitted.ts';

export type SeasonKind = 'additive' | 'multiplicative';

export interface Season {
  readonly kind: SeasonKind;
  /** One a period of the season, the first for the history's first period; their mean is 1, or 0 where they are added. */
  readonly indices: readonly number[];
}

/** 95 % of the normal distribution lie below: the two-sided test of 90 %. */
const z_90 = 1.6448536269514722;

/**
 * The test of the M3 competition's Theta: is the autocorrelation r_m at the season's length beyond what it would be of a series without
 * season, |r_m| > 1.645 √((1 + 2 (r_1² + … + r_{m−1}²)) / n) (Bartlett's formula; Assimakopoulos and Nikolopoulos 2000)? No where the
 * history is not longer than two seasons, or never changes.
 */
export function hasSeason(y: History, period: number): boolean {
  if (period < 2 || y.length <= 2 * period) return false;
  const level = mean(y);
  const away = packed(y).map((value) => value - level);
  let whole = 0;
  for (let t = 0; t < away.length; t++) whole += (away[t] ?? 0) * (away[t] ?? 0);
  if (whole <= 1e-24 * level * level * y.length) return false;
  const correlation = (lag: number) => {
    let sum = 0;
    for (let t = lag; t < away.length; t++) sum += (away[t] ?? 0) * (away[t - lag] ?? 0);
    return sum / whole;
  };
  let squares = 0;
  for (let lag = 1; lag < period; lag++) squares += correlation(lag) ** 2;
  return Math.abs(correlation(period)) > z_90 * Math.sqrt((1 + 2 * squares) / y.length);
}

/**
 * The centred moving average over one season; of an even season the mean of the two that lie half a period off. `undefined` for the
 * half season at each end, where it would need periods that are not there.
 */
export function trendCycle(y: History, period: number): readonly (number | undefined)[] {
  const half = Math.floor(period / 2);
  const trend: (number | undefined)[] = [];
  for (let t = 0; t < y.length; t++)
    trend.push(t < half || t + half >= y.length ? undefined : centredMean(y, t, period));
  return trend;
}

function centredMean(y: History, t: number, period: number): number {
  const half = Math.floor(period / 2);
  let sum = 0;
  for (let k = t - half; k <= t + half; k++) sum += y[k] ?? 0;
  if (period % 2 === 0) sum -= ((y[t - half] ?? 0) + (y[t + half] ?? 0)) / 2;
  return sum / period;
}

/**
 * The indices of the classical decomposition: the mean of demand over trend (or less trend) of each period of the season, scaled so that
 * they average 1 (or 0). Undefined where the history does not cover each period of the season inside its moving average, or where a
 * multiplicative index would not be above 0.
 */
export function seasonOf(y: History, period: number, kind: SeasonKind): Season | undefined {
  const sums = new Array<number>(period).fill(0);
  const counts = new Array<number>(period).fill(0);
  const half = Math.floor(period / 2);
  for (let t = half; t + half < y.length; t++) {
    const trend = centredMean(y, t, period);
    if (kind === 'multiplicative' && trend <= 0) return undefined;
    const value = y[t] ?? 0;
    const phase = t % period;
    sums[phase] = (sums[phase] ?? 0) + (kind === 'multiplicative' ? value / trend : value - trend);
    counts[phase] = (counts[phase] ?? 0) + 1;
  }
  if (counts.some((count) => count === 0)) return undefined;
  const raw = sums.map((sum, phase) => sum / (counts[phase] ?? 1));
  const middle = mean(raw);
  if (kind === 'additive') return { kind, indices: raw.map((value) => value - middle) };
  const indices = raw.map((value) => value / middle);
  return indices.every((index) => index > 1e-10) ? { kind, indices } : undefined;
}

/** The season found by the test, multiplicative where each demand is above 0 and its indices are, else additive; undefined without one. */
export function foundSeason(y: History, period: number): Season | undefined {
  if (!hasSeason(y, period)) return undefined;
  const multiplicative = y.every((value) => value > 0) ? seasonOf(y, period, 'multiplicative') : undefined;
  return multiplicative ?? seasonOf(y, period, 'additive');
}

/** The history as it would be without the season. */
export function withoutSeason(y: History, { kind, indices }: Season): readonly number[] {
  const isAdded = kind === 'additive';
  return y.map((value, t) => {
    const index = indices[t % indices.length] ?? 0;
    return isAdded ? value - index : value / index;
  });
}

/** A forecast of the history without its season, with the season put back; `from` periods lie before its first. */
export function withSeason(fitted: Fitted, { kind, indices }: Season, from: number): Fitted {
  const indexAt = (t: number) => indices[t % indices.length] ?? 0;
  if (kind === 'additive') return { ...fitted, point: fitted.point.map((value, i) => value + indexAt(from + i)) };
  const first = from - fitted.errors.length;
  return {
    ...fitted,
    point: fitted.point.map((value, i) => value * indexAt(from + i)),
    errors: fitted.errors.map((error, i) => error * indexAt(first + i)),
  };
}

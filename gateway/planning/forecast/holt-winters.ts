/** Exponential smoothing with trend and season (Holt 1957, Winters 1960). */
import { type Fitted, type History, mean, packed } from './fitted.ts';
import { leastIn } from './optimiser.ts';
import type { SeasonKind } from './season.ts';

export interface WintersConstants {
  /** Of the level, the trend and the season, each 0 to 1. */
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

export interface WintersStart {
  readonly level: number;
  readonly trend: number;
  /** One a period of the season, the first for the history's first period. */
  readonly season: readonly number[];
}

/**
 * Additive: l_t = α (y_t − s_{t−m}) + (1 − α)(l_{t−1} + b_{t−1}), b_t = β (l_t − l_{t−1}) + (1 − β) b_{t−1},
 * s_t = γ (y_t − l_t) + (1 − γ) s_{t−m}, forecast l_n + h b_n + s. Multiplicative: the same with y / s and y / l, forecast (l_n + h b_n) s;
 * every demand above 0. ψ_j = α (1 + j β), and γ (1 − α) more after each whole season; of the multiplicative form it is that of the
 * additive one as near the last level, as a share of the season's index.
 */
export function wintersWith(
  y: History,
  kind: SeasonKind,
  constants: WintersConstants,
  start: WintersStart,
  horizon: number,
): Fitted {
  const { alpha, beta, gamma } = constants;
  const period = start.season.length;
  const season = [...start.season];
  const errors: number[] = [];
  let { level, trend } = start;
  const isAdded = kind === 'additive';
  for (let t = 0; t < y.length; t++) {
    const value = y[t] ?? 0;
    const phase = t % period;
    const index = season[phase] ?? 0;
    const base = level + trend;
    errors.push(value - (isAdded ? base + index : base * index));
    const next = alpha * (isAdded ? value - index : value / index) + (1 - alpha) * base;
    trend = beta * (next - level) + (1 - beta) * trend;
    level = next;
    season[phase] = gamma * (isAdded ? value - level : value / level) + (1 - gamma) * index;
  }
  const point: number[] = [];
  const carry: number[] = [];
  for (let h = 1; h <= horizon; h++) {
    const index = season[(y.length + h - 1) % period] ?? 0;
    const base = level + h * trend;
    point.push(kind === 'additive' ? base + index : base * index);
    if (h < horizon) carry.push(alpha * (1 + beta * h) + (h % period === 0 ? gamma * (1 - alpha) : 0));
  }
  return { point, errors, carry, parameters: { ...constants, level: start.level, trend: start.trend } };
}

/** The starting values of Winters' paper: level and trend from the first two seasons, the season from the first, about its own line. */
export function wintersStart(y: History, period: number, kind: SeasonKind): WintersStart {
  const first = mean(y.slice(0, period));
  const trend = (mean(y.slice(period, 2 * period)) - first) / period;
  const level = first - (trend * (period + 1)) / 2;
  const season = y.slice(0, period).map((value, i) => {
    const line = level + trend * (i + 1);
    return kind === 'additive' ? value - line : value / line;
  });
  return { level, trend, season };
}

/** The same with α, β and γ of the least sum of squared one-step errors, from those starting values. At least two seasons. */
export function holtWinters(y: History, period: number, kind: SeasonKind, horizon: number): Fitted {
  const start = wintersStart(y, period, kind);
  const [demand, first, season] = [packed(y), packed(start.season), packed(start.season)];
  const least = (x: ArrayLike<number>) => {
    season.set(first);
    return squaresOf(demand, kind, { alpha: x[0] ?? 0, beta: x[1] ?? 0, gamma: x[2] ?? 0 }, start, season);
  };
  const bound = { low: 0, high: 1 };
  const starts = [0.1, 0.5].map((alpha) => [alpha, 0.05, 0.1]);
  const [alpha = 0, beta = 0, gamma = 0] = leastIn([bound, bound, bound], starts, least, 40);
  return wintersWith(y, kind, { alpha, beta, gamma }, start, horizon);
}

/** The sum of squared errors after the first season, which has told the starting values and proves nothing. Writes into `season`. */
function squaresOf(
  y: Float64Array,
  kind: SeasonKind,
  { alpha, beta, gamma }: WintersConstants,
  start: WintersStart,
  season: Float64Array,
): number {
  const isAdded = kind === 'additive';
  let { level, trend } = start;
  let sum = 0;
  let phase = 0;
  for (let t = 0; t < y.length; t++) {
    const value = y[t] ?? 0;
    const index = season[phase] ?? 0;
    const base = level + trend;
    const error = value - (isAdded ? base + index : base * index);
    if (t >= season.length) sum += error * error;
    const next = base + alpha * (isAdded ? error : value / index - base);
    trend += beta * (next - level - trend);
    level = next;
    season[phase] = index + gamma * ((isAdded ? value - level : value / level) - index);
    phase = phase + 1 === season.length ? 0 : phase + 1;
  }
  return sum;
}

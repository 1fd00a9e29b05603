/** Exponential smoothing with a trend (Holt 1957), the trend damped (Gardner and McKenzie 1985) or multiplicative (Pegels 1969). */
import { type Fitted, type History, packed } from './fitted.ts';
import { leastIn } from './optimiser.ts';

export interface HoltConstants {
  /** Of the level, 0 to 1. */
  readonly alpha: number;
  /** Of the trend, 0 to 1: b_t = β (l_t − l_{t−1}) + (1 − β) φ b_{t−1}. */
  readonly beta: number;
  /** What is left of the trend each period; 1 is no damping. */
  readonly phi: number;
  /** l_0 and b_0, before the first period. */
  readonly level: number;
  readonly trend: number;
}

/** l_0 and b_0 as textbooks have them: the first demand, and the second less the first. */
export function textbookStart(y: History): { readonly level: number; readonly trend: number } {
  const [first = 0, second = first] = y;
  return { level: first, trend: second - first };
}

/**
 * l_t = α y_t + (1 − α)(l_{t−1} + φ b_{t−1}), over all periods, the first included; the forecast `h` periods ahead is
 * l_n + (φ + φ² + … + φ^h) b_n. ψ_j = α + α β (φ + … + φ^j).
 */
export function holtWith(y: History, constants: HoltConstants, horizon: number): Fitted {
  const { alpha, beta, phi } = constants;
  let { level, trend } = constants;
  const errors = y.map((value) => {
    const damped = phi * trend;
    const error = value - level - damped;
    level += damped + alpha * error;
    trend = damped + alpha * beta * error;
    return error;
  });
  const point: number[] = [];
  const carry: number[] = [];
  let sum = 0;
  let power = 1;
  for (let h = 1; h <= horizon; h++) {
    power *= phi;
    sum += power;
    point.push(level + sum * trend);
    if (h < horizon) carry.push(alpha + alpha * beta * sum);
  }
  return { point, errors, carry, parameters: { ...constants } };
}

/** φ as Hyndman and Khandakar (2008) bound it: below 0.8 the trend is gone at once, above 0.98 it is not told from an undamped one. */
const phi_bounds = { low: 0.8, high: 0.98 };
const share_bounds = { low: 0, high: 1 };
const rounds = 60;

/**
 * Holt's method with the constants and starting values that make the sum of squared one-step errors least. For given α, β and φ the
 * errors are linear in both starting values, which follow by least squares; only the constants are searched for. At least three periods.
 */
export function holt(y: History, horizon: number): Fitted {
  const demand = packed(y);
  const least = (x: ArrayLike<number>) => startOf(demand, x[0] ?? 0, x[1] ?? 0, 1).least;
  const starts = [0.05, 0.3, 0.6, 0.95].flatMap((alpha) => [0.02, 0.3].map((beta) => [alpha, beta]));
  const [alpha = 0, beta = 0] = leastIn([share_bounds, share_bounds], starts, least, rounds);
  const { level, trend } = startOf(demand, alpha, beta, 1);
  return holtWith(y, { alpha, beta, phi: 1, level, trend }, horizon);
}

/** The same with a damped trend, φ between 0.8 and 0.98. At least four periods. */
export function dampedHolt(y: History, horizon: number): Fitted {
  const demand = packed(y);
  const least = (x: ArrayLike<number>) => startOf(demand, x[0] ?? 0, x[1] ?? 0, x[2] ?? 1).least;
  const starts = [0.05, 0.3, 0.6, 0.95].flatMap((alpha) => [0.02, 0.3].map((beta) => [alpha, beta, 0.95]));
  const [alpha = 0, beta = 0, phi = 1] = leastIn([share_bounds, share_bounds, phi_bounds], starts, least, rounds);
  const { level, trend } = startOf(demand, alpha, beta, phi);
  return holtWith(y, { alpha, beta, phi, level, trend }, horizon);
}

/** What is left of a starting value when it no longer matters. */
const forgotten = 1e-7;

/** The starting values that are best for these constants, and the sum of squared errors that is left. */
function startOf(y: Float64Array, alpha: number, beta: number, phi: number) {
  const first = y[0] ?? 0;
  const slope = alpha * beta;
  // With the start at (first + u, v) the error is `own − p u − q v`; p and q are what (1, 0) and (0, 1) alone would forecast.
  let level = first;
  let trend = 0;
  let levelP = 1;
  let trendP = 0;
  let levelQ = 0;
  let trendQ = 1;
  let oo = 0;
  let op = 0;
  let oq = 0;
  let pp = 0;
  let pq = 0;
  let qq = 0;
  let t = 0;
  for (; t < y.length; t++) {
    const damped = phi * trend;
    const own = (y[t] ?? 0) - level - damped;
    level += damped + alpha * own;
    trend = damped + slope * own;
    const p = levelP + phi * trendP;
    const q = levelQ + phi * trendQ;
    levelP = p - alpha * p;
    trendP = phi * trendP - slope * p;
    levelQ = q - alpha * q;
    trendQ = phi * trendQ - slope * q;
    oo += own * own;
    op += own * p;
    oq += own * q;
    pp += p * p;
    pq += p * q;
    qq += q * q;
    if (Math.abs(p) + Math.abs(q) + Math.abs(trendP) + Math.abs(trendQ) < forgotten) break;
  }
  for (t += 1; t < y.length; t++) {
    const damped = phi * trend;
    const own = (y[t] ?? 0) - level - damped;
    level += damped + alpha * own;
    trend = damped + slope * own;
    oo += own * own;
  }
  const determinant = pp * qq - pq * pq;
  const isSure = determinant > 1e-10 * pp * qq;
  const u = isSure ? (op * qq - oq * pq) / determinant : op / pp;
  const v = isSure ? (oq * pp - op * pq) / determinant : 0;
  return { level: first + u, trend: v, least: oo - u * op - v * oq };
}

/**
 * Exponential Holt, a trend that multiplies: l_t = α y_t + (1 − α) l_{t−1} b_{t−1}, b_t = β l_t / l_{t−1} + (1 − β) b_{t−1}, forecast
 * l_n b_n^h; `trend` is b_0, a factor. Every demand above 0. ψ_j = α + α β j times b_n^j, as near the last level.
 */
export function exponentialHoltWith(y: History, constants: Omit<HoltConstants, 'phi'>, horizon: number): Fitted {
  const { alpha, beta } = constants;
  const errors: number[] = [];
  let { level, trend } = constants;
  for (const value of y) {
    const forecast = level * trend;
    errors.push(value - forecast);
    const next = alpha * value + (1 - alpha) * forecast;
    trend = beta * (next / level) + (1 - beta) * trend;
    level = next;
  }
  const point = Array.from({ length: horizon }, (_, i) => level * trend ** (i + 1));
  const carry = Array.from(
    { length: Math.max(0, horizon - 1) },
    (_, i) => (alpha + alpha * beta * (i + 1)) * trend ** (i + 1),
  );
  return { point, errors, carry, parameters: { ...constants } };
}

/** The same, started with the first demand and the ratio of the second to it, α and β by least squares. At least three periods. */
export function exponentialHolt(y: History, horizon: number): Fitted {
  const [first = 1, second = first] = y;
  const start = { level: first, trend: second / first };
  const least = (x: ArrayLike<number>) =>
    squares(exponentialHoltWith(y, { alpha: x[0] ?? 0, beta: x[1] ?? 0, ...start }, 0).errors);
  const starts = [0.05, 0.3, 0.6, 0.95].flatMap((alpha) => [0.02, 0.3].map((beta) => [alpha, beta]));
  const [alpha = 0, beta = 0] = leastIn([share_bounds, share_bounds], starts, least, rounds);
  return exponentialHoltWith(y, { alpha, beta, ...start }, horizon);
}

function squares(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

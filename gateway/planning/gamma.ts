/**
 * Log-gamma, the incomplete gamma function, and the gamma distribution (for measured goods whose demand is too uneven for the
 * normal distribution). Exact to about 1e-13 of their own size, in both tails.
 */
import { assert } from '../base/assert.ts';
import { tailQuantile } from './normal.ts';

const log_root_2pi = 0.9189385332046728;

/** ln Γ(x) for x > 0: Stirling's series, after moving small x up; a power series near its zeros. Abramowitz and Stegun 6.1.40. */
export function logGamma(x: number): number {
  assert(x > 0, 'the gamma function is asked for above 0');
  if (x >= 0.5 && x <= 2.5) return x < 1.5 ? nearTwo(x - 1) - Math.log1p(x - 1) : nearTwo(x - 2);
  if (x < 15) {
    let product = 1;
    let moved = x;
    while (moved < 15) {
      product *= moved;
      moved += 1;
    }
    return stirling(moved) - Math.log(product);
  }
  return stirling(x);
}

/** ζ(k) − 1 for k from 2 on. */
const zeta_less_one: readonly number[] = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853, 0.0004941886041194645,
  0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5,
  7.637197637899763e-6, 3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7,
  2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8,
  7.45071178983543e-9, 3.725334024788457e-9, 1.862659723513049e-9, 9.313274324196682e-10,
];

/** ln Γ(2 + e) for |e| ≤ 1/2, where ln Γ passes through 0 and must keep its digits. Abramowitz and Stegun 6.1.33. */
function nearTwo(e: number): number {
  let power = -e;
  let sum = (1 - 0.5772156649015329) * e;
  for (const [i, zeta] of zeta_less_one.entries()) {
    power *= -e;
    sum += (zeta * power) / (i + 2);
  }
  return sum;
}

function stirling(x: number): number {
  return (x - 0.5) * Math.log(x) - x + log_root_2pi + stirlingSeries(x);
}

function stirlingSeries(x: number): number {
  const y = 1 / (x * x);
  const series = 1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - (y * 691) / 360360))));
  return series / x;
}

/** ln x! − (x + 1/2) ln x + x − ln √2π, for x > 0: what Stirling's formula leaves of it. Tends to 1/(12x). */
export function stirlingRest(x: number): number {
  return x >= 15 ? stirlingSeries(x) : logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - log_root_2pi;
}

/**
 * x·ln(x/m) + m − x without cancellation where x is close to m. Loader, "Fast and Accurate Computation of Binomial Probabilities"
 * (2000): with it and `stirlingRest`, probabilities keep all digits at any mean.
 */
export function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const v = (x - mean) / (x + mean);
  let sum = (x - mean) * v;
  let term = 2 * x * v;
  for (let j = 3; j < 2_000; j += 2) {
    term *= v * v;
    const next = sum + term / j;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** xᵃ e⁻ˣ / Γ(a + 1), for real a ≥ 0: the Poisson probability of a at mean x, when a is whole. */
export function gammaTerm(a: number, x: number): number {
  if (x === 0) return a === 0 ? 1 : 0;
  if (a === 0) return Math.exp(-x);
  // For a near 0 Stirling's formula says nothing; the direct form loses nothing there.
  if (a < 1) return Math.exp(a * Math.log(x) - x - logGamma(a + 1));
  return Math.exp(-stirlingRest(a) - deviance(a, x)) / Math.sqrt(2 * Math.PI * a);
}

export interface Tails {
  /** P(X ≤ x). */
  readonly below: number;
  /** P(X > x); small ones keep their digits, which 1 − `below` would not. */
  readonly above: number;
}

/**
 * The regularised incomplete gamma function P(a, x) and Q(a, x) = 1 − P, for a > 0, x ≥ 0: a series where x < a + 1, else a
 * continued fraction (Lentz). Abramowitz and Stegun 6.5.29 and 6.5.31.
 */
export function incompleteGamma(a: number, x: number): Tails {
  assert(a > 0 && x >= 0, 'the incomplete gamma function is asked for within its domain');
  if (x === 0) return { below: 0, above: 1 };
  if (x === Number.POSITIVE_INFINITY) return { below: 1, above: 0 };
  if (x < a + 1) {
    const below = Math.min(1, gammaTerm(a, x) * seriesOf(a, x));
    return { below, above: 1 - below };
  }
  const above = Math.min(1, gammaTerm(a, x) * a * fractionOf(a, x));
  return { below: 1 - above, above };
}

/** Σ xⁿ / ((a + 1)…(a + n)), from n = 0. */
function seriesOf(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * 1e-17; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Γ(a, x) / (xᵃ e⁻ˣ). */
function fractionOf(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  // Converges within some √a steps; the bound is far above what any x ≥ a + 1 takes.
  const steps_max = 1_000 + 20 * Math.sqrt(a);
  for (let n = 1; n < steps_max; n += 1) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const change = d * c;
    h *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return h;
}

/** A gamma distribution: mean `shape · scale`, variance `shape · scale²`. */
export interface Gamma {
  readonly shape: number;
  readonly scale: number;
}

export function gammaOf(mean: number, variance: number): Gamma {
  assert(mean > 0 && variance > 0, 'a gamma distribution has a mean and a variance above 0');
  return { shape: (mean * mean) / variance, scale: variance / mean };
}

export function gammaTails({ shape, scale }: Gamma, x: number): Tails {
  return x <= 0 ? { below: 0, above: 1 } : incompleteGamma(shape, x / scale);
}

/** x with P(X ≤ x) = p, 0 < p < 1: Wilson and Hilferty's start, then Newton's steps kept within a bracket. */
export function gammaQuantile({ shape, scale }: Gamma, p: number): number {
  assert(p > 0 && p < 1, 'p is a probability that can be reached');
  const isUpper = p > 0.5;
  const short = isUpper ? 1 - p : p;
  const z = isUpper ? tailQuantile(short) : -tailQuantile(short);
  const guess = shape * (1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3;
  // Near 0 the distribution is xᵃ / Γ(a + 1).
  const small = Math.exp((Math.log(p) + logGamma(shape + 1)) / shape);
  let x = guess > 0 && (shape >= 1 || guess > small) ? guess : small;
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 200 && x > 0; step += 1) {
    const { below, above } = incompleteGamma(shape, x);
    const excess = isUpper ? short - above : below - short;
    if (excess > 0) high = x;
    else low = x;
    const density = (gammaTerm(shape, x) * shape) / x;
    const newton = x - excess / density;
    const isWithin = newton > low && newton < high;
    const next = isWithin ? newton : high === Number.POSITIVE_INFINITY ? 2 * x : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15 * x) return next * scale;
    x = next;
  }
  return x * scale;
}

/** E[(X − x)⁺] and E[(x − X)⁺]: units short, and units over, when x is held. Zipkin (2000), C.2.3. */
export function gammaLoss(distribution: Gamma, x: number): { readonly short: number; readonly over: number } {
  const { shape, scale } = distribution;
  const mean = shape * scale;
  if (x <= 0) return { short: mean - x, over: 0 };
  const y = x / scale;
  const term = gammaTerm(shape, y);
  if (y <= shape) {
    const over = scale * term * overSeries(shape, y);
    return { short: mean - x + over, over };
  }
  const short = Math.max(0, (mean - x) * incompleteGamma(shape, y).above + mean * term);
  return { short, over: x - mean + short };
}

/** Σ n·yⁿ / ((a + 1)…(a + n)): what remains of E[(y − Y)⁺] when its differences are taken by hand. */
function overSeries(a: number, y: number): number {
  let term = 1;
  let sum = 0;
  for (let n = 1; n < 3 || n * term > sum * 1e-17; n += 1) {
    term *= y / (a + n);
    sum += n * term;
  }
  return sum;
}

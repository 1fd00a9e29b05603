/** The negative binomial distribution: demand in whole units that varies more than Poisson's, its variance above its mean. */
import { assert } from '../base/assert.ts';
import { deviance, logGamma, stirlingRest, type Tails } from './gamma.ts';
import { smallestWhole } from './whole-quantile.ts';

/**
 * The number of failures before the n-th success of probability p (n need not be whole): mean n·q/p, variance n·q/p². q = 1 − p is
 * kept beside p because close to Poisson it is small, and 1 − p would have lost its digits.
 */
export interface NegativeBinomial {
  readonly n: number;
  readonly p: number;
  readonly q: number;
}

/** n = m² / (v − m), p = m / v. The variance must be above the mean; equal, it is Poisson's distribution. */
export function negativeBinomialOf(mean: number, variance: number): NegativeBinomial {
  assert(mean > 0 && variance > mean, 'a negative binomial distribution varies more than its mean');
  return { n: (mean * mean) / (variance - mean), p: mean / variance, q: (variance - mean) / variance };
}

/** P(D = k) = Γ(k + n) / (k! Γ(n)) · pⁿ qᵏ; 0 where k is no whole number from 0 on. */
export function negativeBinomialMass({ n, p, q }: NegativeBinomial, k: number): number {
  if (k < 0 || !Number.isInteger(k)) return 0;
  if (k === 0) return Math.exp(n * (p > 0.5 ? Math.log1p(-q) : Math.log(p)));
  return (n / (n + k)) * binomialTerm(n, k, p, q);
}

/** Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) · pᵃ qᵇ for a, b > 0, by Loader's form of it. */
function binomialTerm(a: number, b: number, p: number, q: number): number {
  const sum = a + b;
  if (a < 1e-3) {
    const logs = a * Math.log(p) + b * (q > 0.5 ? Math.log1p(-p) : Math.log(q));
    return Math.exp(logs + logGamma(sum + 1) - logGamma(a + 1) - logGamma(b + 1));
  }
  const rest = stirlingRest(sum) - stirlingRest(a) - stirlingRest(b);
  return Math.exp(rest - deviance(a, sum * p) - deviance(b, sum * q)) * Math.sqrt(sum / (2 * Math.PI * a * b));
}

/**
 * P(D ≤ k) = I_p(n, k + 1) and P(D > k), each with all its digits: whichever of them is the smaller tail is found first. Close to
 * Poisson it is summed; else it is the regularised incomplete beta function by a continued fraction.
 */
export function negativeBinomialTails(distribution: NegativeBinomial, k: number): Tails {
  if (k < 0) return { below: 0, above: 1 };
  const { n, p, q } = distribution;
  const whole = Math.floor(k);
  const isAbove = whole * p >= n * q;
  const tail = Math.min(1, p > 0.5 ? summedTail(distribution, whole, isAbove) : betaTail(distribution, whole, isAbove));
  return isAbove ? { below: 1 - tail, above: tail } : { below: tail, above: 1 - tail };
}

function summedTail(distribution: NegativeBinomial, k: number, isAbove: boolean): number {
  const { n, q } = distribution;
  let term = negativeBinomialMass(distribution, k);
  let sum = isAbove ? 0 : term;
  for (let j = 1; isAbove ? term > sum * 1e-17 : j <= k && term > sum * 1e-17; j += 1) {
    term *= isAbove ? ((n + k + j - 1) / (k + j)) * q : (k - j + 1) / ((n + k - j) * q);
    sum += term;
  }
  return sum;
}

function betaTail({ n, p, q }: NegativeBinomial, k: number, isAbove: boolean): number {
  const b = k + 1;
  // pⁿ qᵇ / B(n, b): the term of both sides.
  const term = binomialTerm(n, b, p, q) * ((n * b) / (n + b));
  if (term === 0) return 0;
  const lead = (n + b) * p - n;
  return term * (isAbove ? betaFraction(b, n, q, p, lead) : betaFraction(n, b, p, q, -lead));
}

/**
 * I_x(a, b) / (xᵃ yᵇ / B(a, b)) with y = 1 − x and lead = a − (a + b)·x, neither of which can be had from x without losing digits.
 * Didonato and Morris, ACM Transactions on Mathematical Software 18 (1992), Algorithm 708; for a lead above −1.
 */
function betaFraction(a: number, b: number, x: number, y: number, lead: number): number {
  const tiny = 1e-300;
  let c = (1 + lead) / (1 + 1 / a);
  let d = 0;
  let f = c;
  // Converges within some √b steps; the bound is far above.
  const steps_max = 1_000 + 20 * Math.sqrt(Math.min(1e9, Math.max(a, b)));
  for (let m = 1; m < steps_max; m += 1) {
    const s = a + 2 * m - 1;
    const w = m * (b - m) * x;
    const before = 1 + (m - 1) / a;
    const alpha = before * (before + b / a) * (a / s) ** 2 * w * x;
    const share = (1 + m / a) / (1 + 1 / a + (2 * m) / a);
    const beta = m + w / s + share * (1 + lead + m * (1 + y));
    d = beta + alpha * d;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = beta + alpha / c;
    if (Math.abs(c) < tiny) c = tiny;
    const change = c * d;
    f *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return 1 / f;
}

/** The smallest whole k with P(D ≤ k) ≥ probability, for 0 ≤ probability < 1. */
export function negativeBinomialQuantile(distribution: NegativeBinomial, probability: number): number {
  const { n, p, q } = distribution;
  const moments = { mean: (n * q) / p, sd: Math.sqrt(n * q) / p, skew: (1 + q) / Math.sqrt(n * q) };
  return smallestWhole(moments, probability, (k) => negativeBinomialTails(distribution, k));
}

/** E[(D − k)⁺] and E[(k − D)⁺] for a whole k: units short, and units over, when k are held. Zipkin (2000), C.2.2. */
export function negativeBinomialLoss(
  distribution: NegativeBinomial,
  k: number,
): { readonly short: number; readonly over: number } {
  assert(Number.isInteger(k), 'whole units are held');
  const { n, p, q } = distribution;
  const mean = (n * q) / p;
  if (k < 0) return { short: mean - k, over: 0 };
  if (Math.sqrt(n * q) / p > summed_max || 1 / p > summed_max) return lossByTails(distribution, k);
  // Summed away from k on the side of the smaller tail, as all terms are positive.
  let term = negativeBinomialMass(distribution, k);
  let sum = 0;
  if (k >= mean) {
    for (let j = 1; term > 0 && (j < 3 || j * term > sum * 1e-17 * p); j += 1) {
      term *= ((n + k + j - 1) / (k + j)) * q;
      sum += j * term;
    }
    return { short: sum, over: k - mean + sum };
  }
  for (let j = 1; j <= k; j += 1) {
    term *= (k - j + 1) / ((n + k - j) * q);
    sum += j * term;
    if (j > 3 && j * term < sum * 1e-18) break;
  }
  return { short: mean - k + sum, over: sum };
}

/** Sums over a wider distribution take too long; the difference of two tails has enough digits left there. */
const summed_max = 2_000;

/** As j·P(D = j) is the mean times the probability of j − 1 with one success more, E[D; D > k] is the mean times a tail of that. */
function lossByTails(distribution: NegativeBinomial, k: number): { readonly short: number; readonly over: number } {
  const { n, p, q } = distribution;
  const mean = (n * q) / p;
  const here = negativeBinomialTails(distribution, k);
  const more = negativeBinomialTails({ n: n + 1, p, q }, k - 1);
  if (k < mean) {
    const over = Math.max(0, k * here.below - mean * more.below);
    return { short: mean - k + over, over };
  }
  const short = Math.max(0, mean * more.above - k * here.above);
  return { short, over: k - mean + short };
}

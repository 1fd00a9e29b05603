/**
 * The standard normal distribution: density, probabilities, quantile, and the loss functions of inventory theory.
 * All are exact to about 1e-15 of their own size, in the tails too: a service level of 0.999999 is a number of the tail.
 */
import { assert } from '../base/assert.ts';

const root_2pi = Math.sqrt(2 * Math.PI);
/** Beyond this the tail is below the smallest double. */
const z_max = 38.6;

/** φ(z), the density. */
export function normalDensity(z: number): number {
  return expOfHalfSquare(Math.abs(z)) / root_2pi;
}

/** Φ(z) = P(Z ≤ z). */
export function normalBelow(z: number): number {
  return normalAbove(-z);
}

/**
 * 1 − Φ(z) = P(Z > z), without the cancellation of subtracting from 1. It is erfc(z/√2)/2; the three rational
 * approximations are those of W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of
 * Computation 23 (1969), scaled to the normal distribution as in his ANORM (Algorithm 715).
 */
export function normalAbove(z: number): number {
  assert(!Number.isNaN(z), 'z is a number');
  const size = Math.abs(z);
  if (size <= 0.67448975) return 0.5 - z * nearZero(size < 1e-16 ? 0 : z * z);
  const tail = size > z_max ? 0 : expOfHalfSquare(size) * (size <= root_32 ? inTheMiddle(size) : farOut(size));
  return z > 0 ? tail : 1 - tail;
}

const root_32 = Math.sqrt(32);

/** (Φ(z) − 1/2) / z as a function of z². */
function nearZero(z2: number): number {
  return ratio(
    z2,
    [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356],
    [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673],
  );
}

function inTheMiddle(z: number): number {
  return ratio(
    z,
    [
      1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
      2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
    ],
    [
      1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
      34900.95272114598, 38912.00328609327, 19685.429676859992,
    ],
  );
}

function farOut(z: number): number {
  const inverse = 1 / (z * z);
  const shape = ratio(
    inverse,
    [
      0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
      2.9112874951168793e-5,
    ],
    [1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5],
  );
  return (1 / root_2pi - inverse * shape) / z;
}

/** exp(−z²/2), with z² split so that the rounding of a large z² does not reach the exponent. */
function expOfHalfSquare(z: number): number {
  const coarse = Math.trunc(z * 16) / 16;
  return Math.exp((-coarse * coarse) / 2) * Math.exp((-(z - coarse) * (z + coarse)) / 2);
}

/** Both polynomials have their highest power first. */
function ratio(x: number, above: readonly number[], below: readonly number[]): number {
  return polynomial(x, above) / polynomial(x, below);
}

function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (const each of coefficients) sum = sum * x + each;
  return sum;
}

/**
 * z with Φ(z) = p: how many standard deviations of safety a cycle service level of p takes; 0 for p = 0.5. At 0 and 1 it is
 * without end (∓Infinity). Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988).
 */
export function normalQuantile(p: number): number {
  assert(p >= 0 && p <= 1, 'p is a probability');
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * centre(0.180625 - q * q);
  const z = tailQuantile(q < 0 ? p : 1 - p);
  return q < 0 ? -z : z;
}

/** z with P(Z > z) = p for p ≤ 0.5: exact where 1 − p would not be. */
export function tailQuantile(p: number): number {
  assert(p >= 0 && p <= 0.5, 'p is the smaller tail');
  if (p === 0) return Number.POSITIVE_INFINITY;
  if (p >= 0.075) return (0.5 - p) * centre(0.180625 - (0.5 - p) ** 2);
  const r = Math.sqrt(-Math.log(p));
  return r <= 5 ? tail(r - 1.6) : farTail(r - 5);
}

function centre(r: number): number {
  return ratio(
    r,
    [
      2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
      133.14166789178438, 3.3871328727963665,
    ],
    [
      5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
      687.1870074920579, 42.31333070160091, 1,
    ],
  );
}

function tail(r: number): number {
  return ratio(
    r,
    [
      0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
      5.769497221460691, 4.630337846156546, 1.4234371107496835,
    ],
    [
      1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
      1.6763848301838038, 2.053191626637759, 1,
    ],
  );
}

function farTail(r: number): number {
  return ratio(
    r,
    [
      2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
      1.7848265399172913, 5.463784911164114, 6.657904643501103,
    ],
    [
      2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
      0.1369298809227358, 0.599832206555888, 1,
    ],
  );
}

/**
 * The standard loss function L(z) = E[(Z − z)⁺] = φ(z) − z·(1 − Φ(z)): units short per standard deviation of demand when z
 * standard deviations are held. Its complement E[(z − Z)⁺] is L(−z) = L(z) + z. Silver, Pyke, Thomas, app. II (there G(k)).
 */
export function normalLoss(z: number): number {
  if (z < 0) return normalLoss(-z) - z;
  return z < recursion_from ? normalDensity(z) - z * normalAbove(z) : tailLosses(z).first;
}

/**
 * The second-order loss function E[((Z − z)⁺)²]/2 = ((z² + 1)·(1 − Φ(z)) − z·φ(z))/2, the integral of L from z on; L₂(z) +
 * L₂(−z) = (z² + 1)/2. Zipkin, Foundations of Inventory Management (2000), C.2.4.
 */
export function normalLossSecond(z: number): number {
  if (z < 0) return (z * z + 1) / 2 - normalLossSecond(-z);
  if (z >= recursion_from) return tailLosses(z).second;
  return ((z * z + 1) * normalAbove(z) - z * normalDensity(z)) / 2;
}

/** From here on the differences above lose digits, and the continued fraction below has converged after as many steps. */
const recursion_from = 4;
const recursion_steps = 40;

/**
 * The iterated integrals Iₙ of the density (I₋₁ = φ, I₀ = 1 − Φ, I₁ = L, I₂ = L₂) obey n·Iₙ = Iₙ₋₂ − z·Iₙ₋₁ and are its smallest
 * solution, so their ratios rₙ = Iₙ / Iₙ₋₁ = 1 / (z + (n + 1)·rₙ₊₁) are run backward. Abramowitz and Stegun 7.2.5 and 26.2.
 */
function tailLosses(z: number): { readonly first: number; readonly second: number } {
  const ratios: [number, number, number] = [0, 0, 0];
  let r = 0;
  for (let n = recursion_steps; n >= 0; n -= 1) {
    r = 1 / (z + (n + 1) * r);
    if (n < 3) ratios[n] = r;
  }
  const [r0, r1, r2] = ratios;
  const first = normalDensity(z) * r0 * r1;
  return { first, second: first * r2 };
}

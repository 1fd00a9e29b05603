/** Where a function that rises or falls through 0 does so. */
import { assert } from '../base/assert.ts';

const steps_max = 200;

/**
 * x between `low` and `high` with f(x) = 0, where f has different signs at the two. Each step is a secant kept within the bracket, or
 * a bisection when the last secant did not halve it: never slower than twice bisection, and exact to the last digits of x.
 */
export function rootBetween(low: number, high: number, f: (x: number) => number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  assert(fa < 0 !== fb < 0, 'the function has different signs at both ends');
  let isSecant = true;
  for (let step = 0; step < steps_max; step += 1) {
    const width = b - a;
    const middle = a + width / 2;
    const secant = a - (fa * width) / (fb - fa);
    const x = isSecant && secant > a && secant < b ? secant : middle;
    if (x <= a || x >= b || Math.abs(width) <= 1e-14 * Math.max(1e-300, Math.abs(a), Math.abs(b))) return middle;
    const fx = f(x);
    if (fx === 0) return x;
    if (fx < 0 === fa < 0) [a, fa] = [x, fx];
    else [b, fb] = [x, fx];
    isSecant = b - a <= width / 2 || !isSecant;
  }
  return a + (b - a) / 2;
}

/** The first of start, 2·start, 4·start … at which f is no longer below 0; undefined when there is none within 2¹⁰⁰⁰. */
export function firstNotBelow(start: number, f: (x: number) => number): number | undefined {
  assert(start > 0, 'doubling begins above 0');
  for (let x = start; Number.isFinite(x); x *= 2) if (f(x) >= 0) return x;
  return undefined;
}

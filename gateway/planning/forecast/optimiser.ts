/** The least value of a function within bounds, by a fixed search: the same input always gives the same answer in the same time. */

const golden = (Math.sqrt(5) - 1) / 2;

/**
 * Where `f` is least on [low, high]: best of `steps` + 1 evenly spaced points, then golden section between its neighbours for `rounds`
 * rounds (Kiefer 1953). A function with several valleys narrower than a step may be answered with one of the others.
 */
export function leastOn(low: number, high: number, f: (x: number) => number, steps = 20, rounds = 24): number {
  const width = (high - low) / steps;
  let best = low;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= steps; i++) {
    const x = low + i * width;
    const value = f(x);
    if (value < least) {
      least = value;
      best = x;
    }
  }
  let a = Math.max(low, best - width);
  let b = Math.min(high, best + width);
  let c = b - golden * (b - a);
  let d = a + golden * (b - a);
  let fc = f(c);
  let fd = f(d);
  for (let round = 0; round < rounds; round++) {
    if (fc < fd) {
      b = d;
      d = c;
      fd = fc;
      c = b - golden * (b - a);
      fc = f(c);
    } else {
      a = c;
      c = d;
      fc = fd;
      d = a + golden * (b - a);
      fd = f(d);
    }
  }
  // At a bound the section only comes near: the grid's own point may be the better one.
  const [x, value] = fc < fd ? [c, fc] : [d, fd];
  return value < least ? x : best;
}

export interface Bound {
  readonly low: number;
  readonly high: number;
}

/** A simplex whose corners differ by less is at its valley's floor: a forecast would no longer change by what anybody sees. */
const flat_share = 1e-5;

/**
 * Where `f` is least within `bounds`: the simplex search of Nelder and Mead (1965) with its usual steps 1, 2, 1/2, 1/2, from the best of
 * `starts`, `rounds` rounds or until the simplex is flat. Points outside are moved onto the bound. `f` must not keep what it is given.
 */
export function leastIn(
  bounds: readonly Bound[],
  starts: readonly (readonly number[])[],
  f: (x: ArrayLike<number>) => number,
  rounds: number,
): readonly number[] {
  const size = bounds.length;
  let first = starts[0] ?? [];
  let lowest = f(first);
  for (const start of starts.slice(1)) {
    const value = f(start);
    if (value < lowest) {
      first = start;
      lowest = value;
    }
  }
  const corners = [
    first,
    ...bounds.map((bound, i) => first.map((value, k) => (k === i ? stepped(value, bound) : value))),
  ];
  const values = corners.map((corner) => f(corner));
  const centre = bounds.map(() => 0);
  /** From the centre of the others by `factor` times the way to the worst corner. */
  const along = (worst: readonly number[], factor: number) =>
    centre.map((value, i) => inside(value + factor * ((worst[i] ?? 0) - value), bounds[i]));
  for (let round = 0; round < rounds; round++) {
    const { best, second, worst } = ranked(values);
    const [least, most] = [values[best] ?? 0, values[worst] ?? 0];
    if (most - least <= flat_share * Math.abs(least)) break;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let k = 0; k <= size; k++) if (k !== worst) sum += corners[k]?.[i] ?? 0;
      centre[i] = sum / size;
    }
    const from = corners[worst] ?? first;
    const take = (corner: readonly number[], value: number) => {
      corners[worst] = [...corner];
      values[worst] = value;
    };
    const reflected = along(from, -1);
    const there = f(reflected);
    if (there < least) {
      const expanded = along(from, -2);
      const further = f(expanded);
      take(further < there ? expanded : reflected, Math.min(further, there));
      continue;
    }
    if (there < (values[second] ?? 0)) {
      take(reflected, there);
      continue;
    }
    const contracted = along(from, there < most ? -0.5 : 0.5);
    const nearer = f(contracted);
    if (nearer < Math.min(there, most)) {
      take(contracted, nearer);
      continue;
    }
    const floor = corners[best] ?? first;
    for (const [k, corner] of corners.entries()) {
      if (k === best) continue;
      corners[k] = corner.map((value, i) => ((floor[i] ?? 0) + value) / 2);
      values[k] = f(corners[k] ?? corner);
    }
  }
  return corners[ranked(values).best] ?? first;
}

/** The places of the least, the last but one, and the greatest of two values or more. */
function ranked(values: readonly number[]): { readonly best: number; readonly second: number; readonly worst: number } {
  const at = (k: number) => values[k] ?? 0;
  let best = 0;
  let worst = 0;
  for (let k = 1; k < values.length; k++) {
    if (at(k) < at(best)) best = k;
    if (at(k) >= at(worst)) worst = k;
  }
  let second = best;
  for (let k = 0; k < values.length; k++) if (k !== worst && at(k) >= at(second)) second = k;
  return { best, second, worst };
}

function inside(value: number, bound: Bound | undefined): number {
  return bound === undefined ? value : Math.min(bound.high, Math.max(bound.low, value));
}

/** A fifth of the bounds' width away, on the side with more room. */
function stepped(value: number, { low, high }: Bound): number {
  const step = (high - low) / 5;
  return value + step <= high ? value + step : value - step;
}

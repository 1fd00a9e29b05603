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
  const first = bestOf(starts, f);
  const corners = [new Float64Array(first), ...bounds.map((bound, i) => steppedAlong(first, i, bound))];
  const values = new Float64Array(corners.map((corner) => f(corner)));
  const centre = new Float64Array(size);
  const [near, far] = [new Float64Array(size), new Float64Array(size)];
  for (let round = 0; round < rounds; round++) {
    const { best, second, worst } = ranked(values);
    const [least, most] = [values[best] ?? 0, values[worst] ?? 0];
    if (most - least <= flat_share * Math.abs(least)) break;
    setCentre(centre, corners, worst);
    const from = corners[worst] ?? near;
    const along = (into: Float64Array, factor: number) => {
      for (let i = 0; i < size; i++) {
        const middle = centre[i] ?? 0;
        into[i] = inside(middle + factor * ((from[i] ?? 0) - middle), bounds[i]);
      }
      return f(into);
    };
    const reflected = along(near, -1);
    if (reflected < least) {
      const expanded = along(far, -2);
      from.set(expanded < reflected ? far : near);
      values[worst] = Math.min(expanded, reflected);
    } else if (reflected < (values[second] ?? 0)) {
      from.set(near);
      values[worst] = reflected;
    } else {
      const contracted = along(far, reflected < most ? -0.5 : 0.5);
      if (contracted < Math.min(reflected, most)) {
        from.set(far);
        values[worst] = contracted;
      } else shrink(corners, values, best, f);
    }
  }
  return Array.from(corners[ranked(values).best] ?? first);
}

function bestOf(starts: readonly (readonly number[])[], f: (x: ArrayLike<number>) => number): readonly number[] {
  let first = starts[0] ?? [];
  let lowest = f(first);
  for (const start of starts.slice(1)) {
    const value = f(start);
    if (value < lowest) {
      first = start;
      lowest = value;
    }
  }
  return first;
}

/** The mean of all corners but the worst. */
function setCentre(centre: Float64Array, corners: readonly Float64Array[], worst: number): void {
  for (let i = 0; i < centre.length; i++) {
    let sum = 0;
    for (let k = 0; k < corners.length; k++) if (k !== worst) sum += corners[k]?.[i] ?? 0;
    centre[i] = sum / centre.length;
  }
}

/** Every corner half of its way to the best. */
function shrink(
  corners: readonly Float64Array[],
  values: Float64Array,
  best: number,
  f: (x: ArrayLike<number>) => number,
): void {
  const floor = corners[best];
  for (const [k, corner] of corners.entries()) {
    if (corner === floor) continue;
    for (let i = 0; i < corner.length; i++) corner[i] = ((floor?.[i] ?? 0) + (corner[i] ?? 0)) / 2;
    values[k] = f(corner);
  }
}

/** The places of the least, the last but one, and the greatest of two values or more. */
function ranked(values: Float64Array): { readonly best: number; readonly second: number; readonly worst: number } {
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

/** A fifth of the bounds' width away in one direction, on the side with more room. */
function steppedAlong(first: readonly number[], i: number, { low, high }: Bound): Float64Array {
  const corner = new Float64Array(first);
  const [value, step] = [first[i] ?? 0, (high - low) / 5];
  corner[i] = value + step <= high ? value + step : value - step;
  return corner;
}

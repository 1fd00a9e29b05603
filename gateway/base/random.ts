/** Chance, passed in. One seed, one history. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number within both limits, inclusive. */
  int(min: number, max: number): number;
}

/** Mulberry32: small, fast, good enough for simulation and jitter; never for secrets. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  return { next, int: (min, max) => min + Math.floor(next() * (max - min + 1)) };
}

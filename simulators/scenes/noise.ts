/** Noise by the million: what sits between a load cell and its number. One stream for each plate, from the plate's own seed. */
import type { Seed } from '../seed.ts';

export interface Noise {
  /** At least 0, below 1. */
  share(): number;
  /** Normally distributed around 0 with deviation 1. */
  normal(): number;
}

/**
 * A counter run through an integer hash, as in `seed.ts`, and the two normal values of Box and Muller that one logarithm gives.
 * About fifteen million values a second.
 */
export function noiseOf(seed: Seed): Noise {
  let state = seed.int(0, 0xffff_ffff);
  let kept = 0;
  let hasKept = false;
  function share(): number {
    state = (state + 0x9e37_79b9) | 0;
    let bits = state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x7feb_352d);
    bits = Math.imul(bits ^ (bits >>> 15), 0x846c_a68b);
    return ((bits ^ (bits >>> 16)) >>> 0) / 4_294_967_296;
  }
  function normal(): number {
    if (hasKept) {
      hasKept = false;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - share()));
    const angle = 2 * Math.PI * share();
    kept = radius * Math.sin(angle);
    hasKept = true;
    return radius * Math.cos(angle);
  }
  return { share, normal };
}

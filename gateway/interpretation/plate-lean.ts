/**
 * How much of the lean that is usual on a plate of its own this very plate shows, learned from its picks of few pieces: one more or
 * less would be told by itself, so what their mass is off is lean, noise and what pieces differ. A bin on a single-point cell shows hardly
 * any; one that touches its neighbour or a cable shows all of it. Each of some shares has a chance by what was seen, and old picks
 * are slowly forgotten, so that a bin which begins to touch something is known again.
 */
import type { MassModel } from './likelihood.ts';
import { normalDensity } from './normal.ts';

/** Shares of the usual lean, and their chance before anything was seen: a plate is not trusted unseen. */
const shares = [0.1, 0.2, 0.4, 0.7, 1] as const;
const chances = [0.08, 0.12, 0.2, 0.25, 0.35] as const;
/** Of what was learned, a pick leaves so much. */
const kept = 0.97;
/** One pick in thirty is a mistake or an odd piece, so many times as far off as usual: it does not speak for long. */
const odd = { share: 0.03, times: 3 };

/** A plate's shares of lean as log likelihoods by what was seen; the same order as `shares`. */
export type PlateLean = readonly number[];

export interface LeanSample {
  /** What one piece weighed in the pick. */
  readonly piece_mg: number;
  readonly pieces: number;
  /** As a share of the mass: the usual lean, and noise of the rests. */
  readonly lean: number;
  readonly noise: number;
}

/** The plate's knowledge after a pick. `mass`: of one piece, as known before it. */
export function leanAfter(before: PlateLean | undefined, mass: MassModel, sample: LeanSample): PlateLean {
  const own = Math.hypot(
    mass.piece_sd_mg / mass.mean_mg / Math.sqrt(sample.pieces),
    mass.mean_sd_mg / mass.mean_mg,
    sample.noise,
  );
  const off = sample.piece_mg / mass.mean_mg - 1;
  const wild = odd.share * normalDensity(off, odd.times * Math.hypot(own, sample.lean));
  return shares.map((share, at) => {
    const told = (1 - odd.share) * normalDensity(off, Math.hypot(own, share * sample.lean)) + wild;
    return kept * (before?.[at] ?? 0) + Math.log(Math.max(Number.MIN_VALUE, told));
  });
}

/** By what factor the lean of a plate is that of others of its kind: the root of the mean square. 0.1 to 1. */
export function leanShare(lean: PlateLean | undefined): number {
  const most = lean === undefined ? 0 : Math.max(...lean);
  let sum = 0;
  let squares = 0;
  for (const [at, share] of shares.entries()) {
    const weight = (chances[at] ?? 0) * Math.exp((lean?.[at] ?? 0) - most);
    sum += weight;
    squares += weight * share * share;
  }
  return Math.sqrt(squares / sum);
}

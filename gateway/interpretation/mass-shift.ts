/**
 * Whether the newest picks of an item are of another mass than those before: its package has changed. The split of the samples that
 * tells both halves apart best is looked for, as in a test for one change point; it counts only where the difference is beyond chance
 * for all splits together, beyond what lots differ by, and where nearly all of the newest lie off on the same side.
 */

import { robustMean, type Weighed, type Weighted } from './robust-mean.ts';

/** So many picks are the least that tell of a package, and of what was before it. */
const recent_min = 4;
const older_min = 5;
/** In standard deviations of the difference of both means; for a few samples as for many, as sixteen splits are tried. */
const beyond_chance = 5;
const recent_max = 16;
/** Lots of one package differ by up to this share. */
const lots_differ = 0.03;
/** Of the newest so many thousandths lie off by a deviation or more on that side. */
const one_side_permille = 800;

/** Index of the first sample of the new package; undefined while nothing tells of one. Samples are oldest first. */
export function changesIn(samples: readonly Weighed[]): number | undefined {
  let found: number | undefined;
  let furthest = beyond_chance;
  const first = Math.max(older_min, samples.length - recent_max);
  for (let from = first; from <= samples.length - recent_min; from += 1) {
    const before = robustMean(samples.slice(0, from));
    const after = robustMean(samples.slice(from));
    const by = after.mean_mg / before.mean_mg - 1;
    const z = Math.abs(by) / Math.hypot(shareOf(before), shareOf(after));
    if (Math.abs(by) < lots_differ || z <= furthest) continue;
    const beyond = samples
      .slice(from)
      .filter(({ piece_mg, sd }) => Math.sign(by) * (piece_mg / before.mean_mg - 1) >= Math.min(sd, Math.abs(by) / 2));
    if (1_000 * beyond.length < one_side_permille * (samples.length - from)) continue;
    found = from;
    furthest = z;
  }
  return found;
}

/** Standard deviation of a mean, as a share of it. */
function shareOf({ mean_mg, weight }: Weighted): number {
  return 1 / (mean_mg * Math.sqrt(weight));
}

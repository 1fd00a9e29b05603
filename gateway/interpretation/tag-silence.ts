/**
 * What the silence of a tag proves. How long a tag is usually silent between two sightings is learned from its own gaps: a tag behind
 * metal or liquid, or of a reader with many antennas, is heard seldom, and its silence means less.
 *
 * The model: gaps are exponential with a rate that is known only from the last few of them, which is a gamma density. A gap longer
 * than t then has the chance (b / (b + t))^k with k the number of gaps and b their sum (Lomax; the posterior predictive of a rate under
 * its conjugate prior). The few gaps keep the tail heavy on purpose: a rate of a minute ago is no promise.
 */
import { toPermille } from './confidence.ts';

/** The last gaps: how many, older ones fading, and their sum. */
export interface Gaps {
  readonly count: number;
  readonly sum_ms: number;
}

const count_max = 6;
/** A tag that just came is believed to have had three gaps of half a second. */
const count_first = 3;
const sum_first_ms = 1_500;

/** Before any silence: how likely it is that a tag leaves within the time in which one decides about it. */
const leaving = 0.02;
/** A tag has left when it is nine times likelier than that it is still there. */
const odds_min = 9;
/** However seldom it was heard: no silence of this many times `absent_ms` is waited for. */
const patience = 30;

/** `mean_ms`: how far apart the reads were by which it was found. */
export function gapsOf(mean_ms: number): Gaps {
  return { count: count_first, sum_ms: Math.max(sum_first_ms, count_first * Math.min(mean_ms, 60_000)) };
}

export function meanGap_ms({ count, sum_ms }: Gaps): number {
  return sum_ms / count;
}

/** Enough gaps of its own to tell how often the tag is heard. */
export function isLearned({ count }: Gaps): boolean {
  return count >= count_max;
}

export function addGap({ count, sum_ms }: Gaps, gap_ms: number): Gaps {
  if (count < count_max) return { count: count + 1, sum_ms: sum_ms + gap_ms };
  return { count, sum_ms: (sum_ms * count) / (count + 1) + (gap_ms * count) / (count + 1) };
}

/** How long a tag must be silent until it has left: never below `absent_ms`, longer for one that is seldom heard. */
export function leaveAfter_ms({ count, sum_ms }: Gaps, absent_ms: number): number {
  const improbable_ms = sum_ms * ((odds_min / leaving) ** (1 / count) - 1);
  return Math.max(absent_ms, Math.min(improbable_ms, patience * absent_ms));
}

/** How sure it is that a tag that was silent for so long has left. */
export function leftPermille({ count, sum_ms }: Gaps, silent_ms: number): number {
  const odds = leaving / (sum_ms / (sum_ms + Math.max(0, silent_ms))) ** count;
  return toPermille(odds / (1 + odds));
}

/** A silence that is over: the tag was heard before it and after it, and how far apart its reads were by then. */
export interface Silence {
  readonly from_ms: number;
  readonly until_ms: number;
  readonly gaps: Gaps;
}

/** Shorter and likelier ones prove nothing. */
const noted_min_ms = 3_000;
const noted_chance_max = 0.2;
/** What happens is judged within a minute or so. */
const noted_max = 4;

/** The newest telling silences, after a further one. What is not known yet to be heard often proves nothing by it. */
export function silencesAfter(before: readonly Silence[], silence: Silence): readonly Silence[] {
  const { from_ms, until_ms, gaps } = silence;
  const silent_ms = until_ms - from_ms;
  if (silent_ms < noted_min_ms || !isLearned(gaps) || silenceChance(gaps, silent_ms) > noted_chance_max) return before;
  return [...before, silence].slice(-noted_max);
}

/** How likely a tag that is where it was is to be silent for so long. 0 to 1. */
export function silenceChance({ count, sum_ms }: Gaps, silent_ms: number): number {
  return (sum_ms / (sum_ms + Math.max(0, silent_ms))) ** count;
}

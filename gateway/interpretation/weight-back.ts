/**
 * A channel that nobody watched for a while, and that is watched again: did what it tells then come about meanwhile, or just now?
 *
 * A stream shows at once what is new. Whoever speaks only of changes, and else once in a long while, does not: what came about while
 * it was away it has said, to nobody, and says again at the next such time. After a short absence that is a rare case of its first
 * word, and what happens now is the usual one.
 */

export interface Watch {
  /** The longest it was silent while it was watched. */
  quiet_ms: number;
  /** Undefined where nobody knows. */
  gap: Absence | undefined;
  /** What it told first since then had only just come about. */
  is_told: boolean;
  /** When the newest absence was over that a word of it has ended, arrival time; absent in older checkpoints. */
  back_ms?: number | undefined;
}

/** Nobody watched it since `from_ms`, and it is watched again since `until_ms`; arrival times. */
interface Absence {
  readonly from_ms: number;
  readonly until_ms: number;
  /** It is back; what comes is another absence. Absent in older checkpoints, and so is the next one. */
  readonly is_back?: boolean;
  /** How long it was away before that one, all together, and said nothing in between. */
  readonly before_ms?: number;
}

/** Who is watched again and had anything new to say would have said it by then, but for what it tells only once in a long while. */
const silent_min_ms = 10_000;
/**
 * Whoever was away for no larger a part of the longest silence, and be it the one that ends now, hardly missed anything. Nobody who
 * speaks only of changes tells the rest oftener than so that an absence of a minute is short.
 */
const away_share_max = 0.7;
const away_short_ms = 60_000;

export function watchOf(): Watch {
  return { quiet_ms: 0, gap: undefined, is_told: false };
}

/** It was not watched since `from_ms` up to now; `is_back`: it is from now on. */
export function noteUnwatched(watch: Watch, from_ms: number, now_ms: number, is_back: boolean): void {
  const { gap } = watch;
  watch.is_told = false;
  if (gap?.is_back === true && !is_back) watch.gap = { from_ms, until_ms: now_ms, is_back, before_ms: awayOf(gap) };
  else watch.gap = { ...gap, from_ms: Math.min(gap?.from_ms ?? from_ms, from_ms), until_ms: now_ms, is_back };
}

function awayOf({ from_ms, until_ms, before_ms = 0 }: Absence): number {
  return before_ms + until_ms - from_ms;
}

/** Nobody knows since when it was not watched. */
export function forgetWatch(watch: Watch): void {
  watch.gap = undefined;
  watch.is_told = false;
  watch.back_ms = undefined;
}

/**
 * It tells a weight. `isRare`: it speaks only of changes.
 *
 * @returns how long it said nothing since it is watched again, ms; undefined when it was watched all the while
 */
export function noteWord(watch: Watch, isRare: boolean, now_ms: number): number | undefined {
  const { gap, quiet_ms } = watch;
  if (gap === undefined) return undefined;
  const silent_ms = now_ms - gap.until_ms;
  const isShort = awayOf(gap) <= Math.max(away_short_ms, away_share_max * Math.max(quiet_ms, silent_ms));
  watch.is_told = isRare && isShort && silent_ms >= silent_min_ms;
  watch.gap = undefined;
  watch.back_ms = gap.is_back === true ? gap.until_ms : undefined;
  return silent_ms;
}

/** What came about unseen did so before it was watched again, however long it was silent then. `seen_ms`: when it was seen to have. */
export function unseenAt({ is_told, back_ms }: Watch, seen_ms: number): number {
  return is_told ? seen_ms : Math.min(seen_ms, back_ms ?? seen_ms);
}

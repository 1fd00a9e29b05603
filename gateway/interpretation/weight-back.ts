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
  /** Nobody watched it since `from_ms`, and it is watched again since `until_ms`; arrival times. Undefined where nobody knows. */
  gap: { readonly from_ms: number; readonly until_ms: number } | undefined;
  /** What it told first since then had only just come about. */
  is_told: boolean;
}

/** Who is watched again and had anything new to say would have said it by then, but for what it tells only once in a long while. */
const silent_min_ms = 10_000;
/** Whoever was away for no larger a part of the longest silence, and be it the one that ends now, hardly missed anything. */
const away_share_max = 0.5;

export function watchOf(): Watch {
  return { quiet_ms: 0, gap: undefined, is_told: false };
}

/** It was not watched since `from_ms`, and is from now on. */
export function noteUnwatched(watch: Watch, from_ms: number, now_ms: number): void {
  watch.gap = { from_ms: Math.min(watch.gap?.from_ms ?? from_ms, from_ms), until_ms: now_ms };
  watch.is_told = false;
}

/** Nobody knows since when it was not watched. */
export function forgetWatch(watch: Watch): void {
  watch.gap = undefined;
  watch.is_told = false;
}

/** It tells a weight. `isRare`: it speaks only of changes. */
export function noteWord(watch: Watch, isRare: boolean, now_ms: number): void {
  const { gap, quiet_ms } = watch;
  if (gap === undefined) return;
  const silent_ms = now_ms - gap.until_ms;
  const isShort = gap.until_ms - gap.from_ms <= away_share_max * Math.max(quiet_ms, silent_ms);
  watch.is_told = isRare && isShort && silent_ms >= silent_min_ms;
  watch.gap = undefined;
}

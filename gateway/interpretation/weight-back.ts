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
  /** Absent in older checkpoints, and before the first one. */
  pauses?: Pauses;
}

/** Nobody watched it since `from_ms`, and it is watched again since `until_ms`; arrival times. */
interface Absence {
  readonly from_ms: number;
  readonly until_ms: number;
  /** It is back; what comes is another absence. Absent in older checkpoints, and so is the next one. */
  readonly is_back?: boolean;
  /** How long it was away before that one, all together, and said nothing in between. */
  readonly before_ms?: number;
  /** It was counted since it is back, as the ledger had it. */
  readonly is_counted?: boolean;
}

/** Pauses between two words of what is seldom heard and was watched meanwhile; ms. */
interface Pauses {
  count: number;
  least_ms: number;
  most_ms: number;
}

/** Whoever speaks every so often, whatever there is to say, has pauses that differ by no more than this factor, a word lost included. */
const regular_max = 2.5;
const regular_pauses = 4;
/** And a word is one of these when it comes a whole number of pauses after the last one heard, give or take so large a part of a pause. */
const regular_off = 0.2;

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
 * It tells a weight. `isRare`: it speaks only of changes, as far as is known; `pause_ms`: since its last word. Nothing is known of an
 * absence that nobody told the end of.
 *
 * @returns how long it said nothing since it is watched again, ms; undefined when it was watched all the while, or nobody knows
 */
export function noteWord(
  watch: Watch,
  isRare: boolean,
  { now_ms, pause_ms }: { readonly now_ms: number; readonly pause_ms: number },
): number | undefined {
  const { gap, quiet_ms } = watch;
  if (gap === undefined) return undefined;
  watch.gap = undefined;
  watch.is_told = false;
  watch.back_ms = undefined;
  if (gap.is_back !== true) return undefined;
  const silent_ms = now_ms - gap.until_ms;
  const isShort = awayOf(gap) <= Math.max(away_short_ms, away_share_max * Math.max(quiet_ms, silent_ms));
  watch.is_told = isRare && isShort && silent_ms >= silent_min_ms && !isRegular(watch, pause_ms);
  if (gap.is_counted !== true) watch.back_ms = gap.until_ms;
  return silent_ms;
}

/** It was watched and said nothing for so long, as whoever is seldom heard does. */
export function notePause(watch: Watch, pause_ms: number): void {
  if (watch.gap !== undefined) return;
  watch.pauses ??= { count: 0, least_ms: pause_ms, most_ms: pause_ms };
  const { pauses } = watch;
  pauses.count += 1;
  pauses.least_ms = Math.min(pauses.least_ms, pause_ms);
  pauses.most_ms = Math.max(pauses.most_ms, pause_ms);
}

/** It speaks every so often, and this is such a word: it may be of anything that happened meanwhile. */
function isRegular({ pauses }: Watch, pause_ms: number): boolean {
  if (pauses === undefined || pauses.count < regular_pauses || pauses.most_ms > regular_max * pauses.least_ms)
    return false;
  const whole_ms = Math.round(pause_ms / pauses.least_ms) * pauses.least_ms;
  return Math.abs(pause_ms - whole_ms) <= regular_off * pauses.least_ms;
}

/** Somebody counted what lies there. As the ledger had it: what its next word tells of came about since. */
export function noteCounted(watch: Watch, isAsBefore: boolean): void {
  if (watch.gap?.is_back === true && isAsBefore) watch.gap = { ...watch.gap, is_counted: true };
}

/** What came about unseen did so before it was watched again, however long it was silent then. `seen_ms`: when it was seen to have. */
export function unseenAt({ is_told, back_ms }: Watch, seen_ms: number): number {
  return is_told ? seen_ms : Math.min(seen_ms, back_ms ?? seen_ms);
}

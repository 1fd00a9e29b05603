/**
 * Pauses that come again and again. A reader that takes stock for three seconds of each minute, a report of each ten seconds, a tag that
 * a fan uncovers now and then: what is silent and then there again as before has not been away, and the next such silence says nothing.
 * One pause may have been a deed; a second one about as long is a rhythm. It is forgotten once it has stayed away for several of its times.
 */
export interface Rhythm {
  /** How many pauses about as long as each other there were, the older ones counting less. */
  readonly count: number;
  /** How long they were, on the mean. */
  readonly pause_ms: number;
  /** When the newest ended, by arrival. */
  readonly at_ms: number;
}

/** Shorter ones are everyday gaps between two reads. What was longer is too long ago to say that nothing happened. */
export const pause_min_ms = 5_000;
const pause_max_ms = 43_200_000;
/** Nothing is waited for longer than this. */
const waited_max_ms = 4_500_000;
/** Two pauses are alike when one is at most so many times the other. */
const alike = 2;
const count_max = 8;
/** The second makes a rhythm. */
export const rhythm_count = 2;
/** Silent for so many of its pauses, it has missed its time: one may be skipped. */
const waited = 2.5;
/** Without such a pause for so many of them, the rhythm is over. */
const kept = 10;

/** A pause ended. `weight`: how much it says by itself; `rhythm_count` for one that chance cannot explain. */
export function notePause(before: Rhythm | undefined, pause_ms: number, at_ms: number, weight = 1): Rhythm | undefined {
  if (pause_ms < pause_min_ms || pause_ms > pause_max_ms) return before;
  if (before === undefined || isOver(before, at_ms - pause_ms) || !isAlike(before, pause_ms)) {
    // A short pause between the long ones is none of theirs, and does not end them.
    if (before !== undefined && pause_ms < before.pause_ms && !isOver(before, at_ms)) return before;
    return { count: weight, pause_ms, at_ms };
  }
  const count = Math.min(count_max, before.count + weight);
  return { count, pause_ms: before.pause_ms + ((pause_ms - before.pause_ms) * weight) / count, at_ms };
}

export function isAlike({ pause_ms }: Rhythm, other_ms: number): boolean {
  return other_ms <= alike * pause_ms && pause_ms <= alike * other_ms;
}

/** For how long a silence is only the usual pause; 0 without a rhythm. */
export function usualSilence_ms(rhythm: Rhythm | undefined, since_ms: number): number {
  if (rhythm === undefined || rhythm.count < rhythm_count || isOver(rhythm, since_ms)) return 0;
  return Math.min(waited_max_ms, waited * rhythm.pause_ms);
}

/** `since_ms`: when the silence began that is to be judged. */
function isOver({ pause_ms, at_ms }: Rhythm, since_ms: number): boolean {
  return since_ms - at_ms > kept * pause_ms;
}

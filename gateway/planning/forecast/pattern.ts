/** What kind of demand it is (Syntetos, Boylan and Croston 2005): how often it comes, and how much its sizes differ. */
import { type Answer, answer, quantities } from '../refusal.ts';

export type Pattern = 'none' | 'smooth' | 'erratic' | 'intermittent' | 'lumpy';

export interface DemandPattern {
  readonly pattern: Pattern;
  /** Average demand interval: periods / periods with demand. Undefined when there was no demand. */
  readonly adi?: number;
  /** Squared coefficient of variation of the sizes that are not 0: variance (n) / mean². */
  readonly cv2?: number;
}

/** Where the expected error of Croston's method and of simple smoothing cross, by Syntetos, Boylan and Croston. */
export const pattern_cuts = { adi: 1.32, cv2: 0.49 } as const;

/**
 * Smooth: often and alike; erratic: often, sizes differ; intermittent: seldom and alike; lumpy: seldom, sizes differ. A value on a cut
 * belongs to the more irregular side. Refused: a history without periods, a demand below 0.
 */
export function demandPattern(history: readonly number[]): Answer<DemandPattern> {
  return quantities('history', history) ?? answer(patternOf(history));
}

/** As `demandPattern`, of a history that is known to be one. */
export function patternOf(history: readonly number[]): DemandPattern {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const value of history) {
    if (value === 0) continue;
    count += 1;
    sum += value;
    squares += value * value;
  }
  if (count === 0) return { pattern: 'none' };
  const adi = history.length / count;
  const level = sum / count;
  // Of values that are all alike the difference of two sums may come out a hair below 0.
  const cv2 = Math.max(0, squares / count - level * level) / (level * level);
  const isOften = adi < pattern_cuts.adi;
  const isAlike = cv2 < pattern_cuts.cv2;
  if (isOften) return { pattern: isAlike ? 'smooth' : 'erratic', adi, cv2 };
  return { pattern: isAlike ? 'intermittent' : 'lumpy', adi, cv2 };
}

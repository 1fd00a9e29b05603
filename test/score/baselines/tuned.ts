/**
 * What the search found for each scenario on development seeds: `npm run score -- --tune` writes this file. Scenarios that are not
 * here use the usual manners.
 */
import type { Manners } from './manners.ts';

export const tuned: Readonly<Record<string, Partial<Manners>>> = {
  'cold store': {
    'last read': {
      absent_ms: 40000,
    },
    'fixed window': {
      window_ms: 180000,
    },
    smurf: {
      epoch_ms: 1000,
      cycles: 20,
      delta: 0.05,
    },
    edgex: {
      threshold_db: 6,
      slope_db_per_ms: -0.008,
      holdoff_ms: 500,
      departed_ms: 90000,
    },
    'intel rsp': {
      threshold_db: 6,
      slope_db_per_ms: -0.0005,
      holdoff_ms: 60000,
      departed_ms: 180000,
    },
    'weight threshold': {
      share: 0.85,
      hold_ms: 3000,
    },
    'block average': {
      block_ms: 400,
      band_mg: 40000,
    },
    'rolling deviation': {
      window_ms: 500,
      active_mg: 500,
    },
  },
  'calm shop': {
    'weight threshold': {
      share: 0.5,
      hold_ms: 6000,
    },
    'block average': {
      block_ms: 80,
      band_mg: 3000,
    },
    'rolling deviation': {
      window_ms: 4000,
      active_mg: 1500,
    },
  },
  'noisy factory': {
    'weight threshold': {
      share: 0.2,
      hold_ms: 6000,
    },
    'block average': {
      block_ms: 80,
      band_mg: 6000,
    },
    'rolling deviation': {
      window_ms: 2000,
      active_mg: 10000,
    },
  },
  'look-alike shelf': {
    'last read': {
      absent_ms: 40000,
    },
    'fixed window': {
      window_ms: 90000,
    },
    smurf: {
      epoch_ms: 1000,
      cycles: 20,
      delta: 0.05,
    },
    edgex: {
      threshold_db: 6,
      slope_db_per_ms: -0.008,
      holdoff_ms: 500,
      departed_ms: 40000,
    },
    'intel rsp': {
      threshold_db: 6,
      slope_db_per_ms: -0.0005,
      holdoff_ms: 60000,
      departed_ms: 90000,
    },
    'weight threshold': {
      share: 0.2,
      hold_ms: 1500,
    },
    'block average': {
      block_ms: 400,
      band_mg: 3000,
    },
    'rolling deviation': {
      window_ms: 4000,
      active_mg: 20000,
    },
  },
  'portal with loiterers': {
    door: {
      quiet_ms: 1500,
      reads_min: 4,
      by: 'first and last',
    },
    'last read': {
      absent_ms: 30000,
    },
    'fixed window': {
      window_ms: 10000,
    },
    smurf: {
      epoch_ms: 1000,
      cycles: 5,
      delta: 0.05,
    },
    edgex: {
      threshold_db: 6,
      slope_db_per_ms: -0.008,
      holdoff_ms: 500,
      departed_ms: 600000,
    },
    'intel rsp': {
      threshold_db: 6,
      slope_db_per_ms: -0.0005,
      holdoff_ms: 60000,
      departed_ms: 30000,
    },
  },
  'busy cross-dock': {
    door: {
      quiet_ms: 1000,
      reads_min: 1,
      by: 'first and last',
    },
    'last read': {
      absent_ms: 20000,
    },
    'fixed window': {
      window_ms: 20000,
    },
    smurf: {
      epoch_ms: 1000,
      cycles: 10,
      delta: 0.2,
    },
    edgex: {
      threshold_db: 6,
      slope_db_per_ms: -0.008,
      holdoff_ms: 500,
      departed_ms: 20000,
    },
    'intel rsp': {
      threshold_db: 6,
      slope_db_per_ms: -0.008,
      holdoff_ms: 0,
      departed_ms: 20000,
    },
  },
  'day of outages': {
    door: {
      quiet_ms: 6000,
      reads_min: 1,
      by: 'first and last',
    },
    'last read': {
      absent_ms: 30000,
    },
    'fixed window': {
      window_ms: 10000,
    },
    smurf: {
      epoch_ms: 1000,
      cycles: 5,
      delta: 0.05,
    },
    edgex: {
      threshold_db: 6,
      slope_db_per_ms: -0.008,
      holdoff_ms: 500,
      departed_ms: 600000,
    },
    'intel rsp': {
      threshold_db: 6,
      slope_db_per_ms: -0.0005,
      holdoff_ms: 60000,
      departed_ms: 30000,
    },
    'weight threshold': {
      share: 0.7,
      hold_ms: 3000,
    },
    'block average': {
      block_ms: 400,
      band_mg: 3000,
    },
    'rolling deviation': {
      window_ms: 4000,
      active_mg: 1500,
    },
  },
};

/** What an item's settings say of its lots, and of the units it is counted in. */
import type { UnitSettings } from '../units.ts';
import type { Tracking } from './lot.ts';

export interface TrackingSettings {
  /** Whether its pieces are told apart by lot or by serial number; not at all when absent. */
  readonly tracking?: Tracking;
  /** Days it may be used from the day it was made, for lots whose expiry nobody tells. */
  readonly shelf_life_days?: number;
  /** So many days before its expiry a lot is shown as expiring. */
  readonly expiry_warn_days?: number;
  /** Units beside the smallest one. */
  readonly units?: readonly UnitSettings[];
}

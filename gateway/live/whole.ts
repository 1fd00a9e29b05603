/** What screens are told whole whenever it has changed. */
import type { Snapshot } from './messages.ts';

export type Whole = Pick<Snapshot, 'sync' | 'health' | 'alerts' | 'associations'>;

export const nothing_yet: Whole = {
  sync: [],
  health: { troubles: [] },
  alerts: { open: 0, alerts: [] },
  associations: { active: 0, revision: 0 },
};

/** How fast each device talks: what its totals grew by within the last bucket, a second. */
import { type LinkState, linkOfDevice } from '../base/link-state.ts';
import type { DeviceActivity } from '../ledger/commit.ts';
import type { DeviceView, Pace } from './messages.ts';

interface Totals {
  readonly frames: number;
  readonly readings: number;
  readonly bytes: number;
  readonly noise_bytes: number;
}

export interface PaceMeter {
  /** Ends the running bucket for all devices; of those not among them nothing is known any more. */
  close(
    at_ms: number,
    devices: readonly DeviceView[],
    activities: ReadonlyMap<string, DeviceActivity>,
    links: ReadonlyMap<string, LinkState>,
  ): void;
  read(device: string): Pace | undefined;
}

export function paceMeter(): PaceMeter {
  let before = new Map<string, Totals>();
  let paces = new Map<string, Pace>();
  let before_ms: number | undefined;
  return {
    close(at_ms, devices, activities, links) {
      const now = new Map<string, Totals>();
      paces = new Map();
      const span_s = before_ms === undefined ? 0 : (at_ms - before_ms) / 1_000;
      for (const { id, connection } of devices) {
        const activity = activities.get(id);
        const link = linkOfDevice(links, connection, id);
        const totals = {
          frames: activity?.frames ?? 0,
          readings: activity?.readings ?? 0,
          bytes: link?.bytes ?? 0,
          noise_bytes: link?.noise_bytes ?? 0,
        };
        now.set(id, totals);
        const last = before.get(id);
        if (last !== undefined && span_s > 0) paces.set(id, paceOf(last, totals, span_s));
      }
      before = now;
      before_ms = at_ms;
    },
    read: (device) => paces.get(device),
  };
}

/** To a tenth. A link that was made anew counts from zero again. */
function paceOf(before: Totals, now: Totals, span_s: number): Pace {
  const each = (of: keyof Totals) => Math.round((Math.max(0, now[of] - before[of]) / span_s) * 10) / 10;
  return { frames: each('frames'), readings: each('readings'), bytes: each('bytes'), noise_bytes: each('noise_bytes') };
}

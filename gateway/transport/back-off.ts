/** How long to wait before the next attempt: doubling, bounded, and spread so that many links never return at once. */
import { limits } from '../base/limits.ts';
import type { Random } from '../base/random.ts';

export interface Waits {
  readonly min_ms: number;
  readonly max_ms: number;
}

export const reconnectWaits: Waits = { min_ms: limits.reconnect_ms_min, max_ms: limits.reconnect_ms_max };
/** A USB device is looked for at a pace of its own, and found soon after it was plugged in. */
export const hidWaits: Waits = { min_ms: limits.reconnect_ms_min, max_ms: limits.hid_search_ms_min };

export interface BackOff {
  /** The next wait in ms, between half and the whole of the current step. */
  next(): number;
  /** Begins anew; call it when a connection has proved itself, not when it merely opened. */
  reset(): void;
}

export function backOff(random: Random, waits: Waits = reconnectWaits): BackOff {
  let step_ms = waits.min_ms;
  return {
    next() {
      const wait_ms = random.int(Math.ceil(step_ms / 2), step_ms);
      step_ms = Math.min(step_ms * 2, waits.max_ms);
      return wait_ms;
    },
    reset() {
      step_ms = waits.min_ms;
    },
  };
}

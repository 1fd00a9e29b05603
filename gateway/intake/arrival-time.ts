/** The one time of arrivals, from a wall clock that may be wrong, be set, or stand while the machine sleeps. */
import type { Clock } from '../base/clock.ts';

/** A wall clock that gains this much on the monotonic one was set, or the machine slept; less is time going by. */
export const leap_ms_min = 5_000;

/**
 * A function that gives the time in whole ms. It never runs backwards, also not behind `floor_ms`, where the ledger stands.
 * While the wall clock is behind, time goes on at half speed until the clock has caught up: it must not stand still, because
 * rules wait for time to pass. `leapt` is called, before the new time is given, when the clock has leapt forward to it.
 */
export function arrivalTime(clock: Clock, floor_ms: number, leapt: (to_ms: number) => void): () => number {
  let from_ms = Math.max(floor_ms, clock.now_ms());
  let from_monotonic_ms = clock.monotonic_ms();
  return () => {
    const now_ms = clock.now_ms();
    const passed_ms = clock.monotonic_ms() - from_monotonic_ms;
    const slow_ms = from_ms + Math.floor(passed_ms / 2);
    if (now_ms < slow_ms) return slow_ms;
    const isLeap = now_ms - from_ms - passed_ms >= leap_ms_min;
    from_ms = now_ms;
    from_monotonic_ms += passed_ms;
    if (isLeap) leapt(now_ms);
    return now_ms;
  };
}

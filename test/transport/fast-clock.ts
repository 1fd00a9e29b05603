/** Time that goes by faster than it is, for limits that are long for people's sake and measured on the monotonic clock too. */
import { type Clock, systemClock } from '../../gateway/base/clock.ts';

export function fastClock(times: number): Clock {
  return {
    now_ms: () => systemClock.now_ms(),
    monotonic_ms: () => systemClock.monotonic_ms() * times,
    after: (wait_ms, then) => systemClock.after(wait_ms / times, then),
  };
}

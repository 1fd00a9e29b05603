/** The system's clock with shortened waits, for real input and output under limits that are long for people's sake. */
import { type Clock, systemClock } from '../../gateway/base/clock.ts';

export function hurriedClock(times: number): Clock {
  return { ...systemClock, after: (wait_ms, then) => systemClock.after(wait_ms / times, then) };
}

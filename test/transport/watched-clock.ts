/** A clock whose wait for silence is fired by hand. */
import { type Clock, systemClock } from '../../gateway/base/clock.ts';

/** No other wait of a test is as long as this. */
export const silence_ms = 54_321;

/** Keeps in `armed` what would be done about each silence that is waited for; all other waits pass as they do. */
export function watchedClock(armed: Set<() => void>): Clock {
  return {
    ...systemClock,
    after(wait_ms, then) {
      if (wait_ms !== silence_ms) return systemClock.after(wait_ms, then);
      armed.add(then);
      return () => armed.delete(then);
    },
  };
}

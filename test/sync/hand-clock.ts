/** A clock that is moved by hand: each timer is fired when the test says so. */
import type { Clock } from '../../gateway/base/clock.ts';

export interface HandClock extends Clock {
  /** The waits asked for so far, fired or not. */
  readonly waits: readonly number[];
  /** Moves on to the earliest timer that `which` picks and fires it; false when there is none. */
  fire(which: (wait_ms: number) => boolean): boolean;
}

interface Timer {
  readonly wait_ms: number;
  readonly due_ms: number;
  readonly then: () => void;
}

export function handClock(): HandClock {
  const timers = new Set<Timer>();
  const waits: number[] = [];
  let now_ms = 1_000_000;
  return {
    waits,
    now_ms: () => now_ms,
    monotonic_ms: () => now_ms,
    after(wait_ms, then) {
      const timer = { wait_ms, due_ms: now_ms + wait_ms, then };
      timers.add(timer);
      waits.push(wait_ms);
      return () => timers.delete(timer);
    },
    fire(which) {
      const [next] = [...timers].filter((timer) => which(timer.wait_ms)).sort((a, b) => a.due_ms - b.due_ms);
      if (next === undefined) return false;
      timers.delete(next);
      now_ms = Math.max(now_ms, next.due_ms);
      next.then();
      return true;
    },
  };
}

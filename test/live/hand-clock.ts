/** Time that passes only when the test says so. */
import type { Clock } from '../../gateway/base/clock.ts';

interface Alarm {
  readonly due_ms: number;
  readonly ring: () => void;
}

export class HandClock implements Clock {
  readonly start_ms: number;
  #passed_ms = 0;
  #alarms: Alarm[] = [];

  constructor(start_ms = 1_764_000_000_000) {
    this.start_ms = start_ms;
  }

  now_ms(): number {
    return this.start_ms + this.#passed_ms;
  }

  monotonic_ms(): number {
    return this.#passed_ms;
  }

  after(wait_ms: number, then: () => void): () => void {
    const alarm = { due_ms: this.#passed_ms + wait_ms, ring: then };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Lets time pass and rings every alarm on its way, in order. */
  pass(by_ms: number): void {
    const end_ms = this.#passed_ms + by_ms;
    for (;;) {
      const next = this.#alarms.reduce<Alarm | undefined>(
        (first, alarm) =>
          alarm.due_ms <= end_ms && (first === undefined || alarm.due_ms < first.due_ms) ? alarm : first,
        undefined,
      );
      if (next === undefined) break;
      this.#alarms = this.#alarms.filter((other) => other !== next);
      this.#passed_ms = Math.max(this.#passed_ms, next.due_ms);
      next.ring();
    }
    this.#passed_ms = end_ms;
  }
}

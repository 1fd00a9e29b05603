/** What is done once every night, on the clock of the site. */
import type { Clock } from './base/clock.ts';
import { limits } from './base/limits.ts';
import { localDay, localDayStart } from './base/site-time.ts';

export interface NightParts {
  /** So long after local midnight. */
  readonly after_midnight_ms: number;
  readonly time_zone: () => string;
  readonly clock: Clock;
  ring(): void;
}

export class EveryNight {
  readonly #parts: NightParts;
  #cancel: () => void = () => {};

  constructor(parts: NightParts) {
    this.#parts = parts;
    this.#until(this.next_ms());
  }

  /** When it is done the next time. */
  next_ms(): number {
    const { clock, time_zone, after_midnight_ms } = this.#parts;
    const zone = time_zone();
    return localDayStart(localDay(clock.now_ms(), zone) + 1, zone) + after_midnight_ms;
  }

  /** Idempotent. */
  stop(): void {
    this.#cancel();
  }

  /** In short waits: a clock that was put right, and a site that moved to another zone, are noticed. */
  #until(night_ms: number): void {
    const { clock, ring } = this.#parts;
    const left_ms = night_ms - clock.now_ms();
    this.#cancel = clock.after(Math.min(limits.plan_look_ms, Math.max(0, left_ms)), () => {
      const isDue = clock.now_ms() >= night_ms;
      if (isDue) ring();
      this.#until(isDue ? this.next_ms() : Math.min(night_ms, this.next_ms()));
    });
  }
}

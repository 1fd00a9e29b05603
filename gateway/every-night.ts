/** What is done once every night, on the clock of the site. */
import type { Clock } from './base/clock.ts';
import { limits } from './base/limits.ts';
import { localDay, localDayStart } from './base/site-time.ts';

export interface NightParts {
  /** So long after local midnight. */
  readonly after_midnight_ms: number;
  readonly time_zone: () => string;
  readonly clock: Clock;
  /** Whether it is made up for, so long after the start, when the gateway was not there at its time; doing it twice in a day must then do nothing. */
  readonly is_made_up?: boolean;
  ring(): void;
}

export class EveryNight {
  readonly #parts: NightParts;
  #cancel: () => void = () => {};

  constructor(parts: NightParts) {
    this.#parts = parts;
    const { clock, after_midnight_ms, is_made_up = false } = parts;
    const next_ms = this.next_ms();
    this.#until(is_made_up ? Math.min(next_ms, clock.now_ms() + after_midnight_ms) : next_ms);
  }

  /** When it is done the next time: this night where that is still to come. */
  next_ms(): number {
    const { clock, time_zone, after_midnight_ms } = this.#parts;
    const [zone, now_ms] = [time_zone(), clock.now_ms()];
    const today = localDay(now_ms, zone);
    const tonight_ms = localDayStart(today, zone) + after_midnight_ms;
    return now_ms < tonight_ms ? tonight_ms : localDayStart(today + 1, zone) + after_midnight_ms;
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

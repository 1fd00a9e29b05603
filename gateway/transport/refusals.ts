/** Refusals in the log: the first of each connection in a minute, because a device that is refused tries again at once. */
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';

const quiet_ms = 60_000;

export class Refusals {
  readonly #clock: Clock;
  readonly #log: Log;
  /** Connections of the settings only, so never more than those. */
  #told = new Set<string>();
  #since_ms = 0;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** `connection` is undefined where the settings do not have it; those share one line a minute. */
  tell(connection: string | undefined, says: string): void {
    const now_ms = this.#clock.monotonic_ms();
    if (now_ms - this.#since_ms >= quiet_ms) {
      this.#told = new Set();
      this.#since_ms = now_ms;
    }
    const key = connection ?? '';
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#log.warn(connection === undefined ? {} : { connection }, says);
  }
}

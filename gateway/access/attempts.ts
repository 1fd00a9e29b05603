/** Wrong tries to sign in, by name and by address: after a few, further ones wait. Nobody is locked out for good. */
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import { networkOf } from './network.ts';

export class Attempts {
  readonly #clock: Clock;
  readonly #counters: Counters;
  /** When there were tries, the oldest first; names and addresses in the order they were last tried. */
  readonly #tried = new Map<string, number[]>();

  constructor(clock: Clock, counters: Counters) {
    this.#clock = clock;
    this.#counters = counters;
  }

  /**
   * Notes a try before its password is looked at, so that many at once are no more than one after the other. How long
   * to wait, in milliseconds, or 0 when it may be looked at.
   */
  begin(name: string, address: string): number {
    const wait_ms = Math.max(
      this.#wait(nameKey(name), limits.sign_in_failures_per_name_max),
      this.#wait(addressKey(address), limits.sign_in_failures_per_address_max),
    );
    if (wait_ms > 0) {
      this.#counters.add('access.sign_ins_throttled');
      return wait_ms;
    }
    this.#note(nameKey(name));
    this.#note(addressKey(address));
    return 0;
  }

  /** It was the right password: the name is as if nobody had tried, and of the address this try does not count. */
  succeeded(name: string, address: string): void {
    this.#tried.delete(nameKey(name));
    this.#tried.get(addressKey(address))?.pop();
  }

  /** Nobody had the time to look at the password: the try does not count. */
  withdraw(name: string, address: string): void {
    for (const key of [nameKey(name), addressKey(address)]) this.#tried.get(key)?.pop();
  }

  #wait(key: string, max: number): number {
    const now_ms = this.#clock.monotonic_ms();
    const recent = (this.#tried.get(key) ?? []).filter((at_ms) => at_ms > now_ms - limits.sign_in_window_ms);
    if (recent.length === 0) this.#tried.delete(key);
    else this.#tried.set(key, recent);
    const [oldest = 0] = recent.slice(-max);
    return recent.length < max ? 0 : Math.max(1, Math.ceil(oldest + limits.sign_in_window_ms - now_ms));
  }

  #note(key: string): void {
    const tries = this.#tried.get(key) ?? [];
    tries.push(this.#clock.monotonic_ms());
    this.#tried.delete(key);
    this.#tried.set(key, tries);
    for (const oldest of this.#tried.keys()) {
      if (this.#tried.size <= limits.sign_in_watched_max) return;
      this.#tried.delete(oldest);
      this.#counters.add('access.sign_in_tries_forgotten');
    }
  }
}

function nameKey(name: string): string {
  return `name ${name}`;
}

function addressKey(address: string): string {
  return `address ${networkOf(address)}`;
}

/**
 * Tells what waits on one channel: at least once, in order, many alerts in one message. What fails is tried again, after longer and
 * longer waits and a bounded number of times; then it is given up, which is shown. In quiet hours everything waits.
 */
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { AlertKind } from '../stock/alert-settings.ts';
import type { Channel, Notice, Outcome, Sender } from './notice.ts';

/** A notice and how often it was tried. */
export interface Parcel {
  readonly event: number;
  readonly tries: number;
  readonly notice: Notice;
}

export interface Settled {
  readonly event: number;
  readonly alert: number;
  readonly state: 'waiting' | 'sent' | 'given-up';
  readonly tries: number;
  readonly says: string;
}

export interface CourierParts {
  readonly id: string;
  readonly channel: Channel;
  readonly sender: () => Sender;
  /** The oldest that wait on this channel, from after this event on. */
  waiting(limit: number, after: number): readonly Parcel[];
  isQuiet(kind: AlertKind): boolean;
  /** Durable when it resolves; until then it is sent again after a crash. */
  settle(settled: readonly Settled[]): Promise<unknown>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
}

export interface ChannelState {
  readonly channel: string;
  /** `quiet`: something waits until the quiet hours are over; `waiting`: the last try failed, the next one comes. */
  readonly state: 'idle' | 'sending' | 'waiting' | 'quiet';
  /** One sentence. */
  readonly says: string;
  readonly last_sent_ms?: number;
}

export class Courier {
  readonly #parts: CourierParts;
  #state: ChannelState['state'] = 'idle';
  #says = 'Everything was told.';
  #last_sent_ms: number | undefined;
  #failures = 0;
  #next_ms = 0;
  #running: Promise<void> | undefined;
  #abort: AbortController | undefined;
  #isOver = false;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  state(): ChannelState {
    const last = this.#last_sent_ms === undefined ? {} : { last_sent_ms: this.#last_sent_ms };
    return { channel: this.#parts.id, state: this.#state, says: this.#says, ...last };
  }

  /** To be called whenever something may be due; does nothing while it is at it, or has to wait. */
  look(): void {
    if (this.#running !== undefined || this.#isOver) return;
    if (this.#parts.clock.monotonic_ms() < this.#next_ms) return;
    this.#running = this.#tell()
      .catch((thrown: unknown) => this.#enter('waiting', `What was told could not be noted: ${messageOf(thrown)}`))
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** Idempotent; resolves when nothing is on its way any more. What was not settled is told again by the next one. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#abort?.abort();
    await this.#running;
  }

  async #tell(): Promise<void> {
    while (!this.#isOver) {
      const { due, quiet } = this.#next();
      if (due.length === 0) {
        if (quiet === 0) this.#enter('idle', 'Everything was told.');
        else this.#enter('quiet', `${quiet} wait until the quiet hours are over.`);
        return;
      }
      this.#enter('sending', `${due.length} are being told.`);
      const outcome = await this.#send(due.map(({ notice }) => notice));
      // A try that we broke off ourselves is none.
      if (this.#isOver && !outcome.ok) return;
      await this.#settle(due, outcome);
      if (!outcome.ok) return;
    }
  }

  /** The oldest that are due, and how many before them wait for the end of quiet hours: these hold back nothing, however many they are. */
  #next(): { readonly due: readonly Parcel[]; readonly quiet: number } {
    const { waiting, isQuiet } = this.#parts;
    const due: Parcel[] = [];
    let quiet = 0;
    for (let after = 0; ; ) {
      const page = waiting(limits.alerts_open_max, after);
      for (const parcel of page) {
        if (isQuiet(parcel.notice.kind)) quiet += 1;
        else due.push(parcel);
        if (due.length === limits.alert_batch_max) return { due, quiet };
      }
      const last = page.at(-1);
      if (last === undefined) return { due, quiet };
      after = last.event;
    }
  }

  async #send(notices: readonly Notice[]): Promise<Outcome> {
    const { channel, sender, clock } = this.#parts;
    const abort = new AbortController();
    this.#abort = abort;
    const cancel = clock.after(limits.alert_send_ms_max, () => abort.abort());
    try {
      return await channel.send(notices, sender(), abort.signal);
    } catch (thrown) {
      return { ok: false, says: messageOf(thrown) };
    } finally {
      cancel();
      this.#abort = undefined;
    }
  }

  async #settle(parcels: readonly Parcel[], outcome: Outcome): Promise<void> {
    const { clock, log, counters, id } = this.#parts;
    const says = outcome.says ?? '';
    const settled = parcels.map(({ event, tries, notice: { alert } }): Settled => {
      const tried = tries + 1;
      const isLast = tried >= limits.alert_tries_max;
      return { event, alert, state: outcome.ok ? 'sent' : isLast ? 'given-up' : 'waiting', tries: tried, says };
    });
    if (outcome.ok) {
      this.#failures = 0;
      this.#last_sent_ms = clock.now_ms();
      counters.add('alerts.told', settled.length);
    } else {
      this.#failures += 1;
      this.#next_ms = clock.monotonic_ms() + this.#wait();
      const given_up = settled.filter(({ state }) => state === 'given-up').length;
      counters.add('alerts.tries_failed');
      counters.add('alerts.given_up', given_up);
      const after = given_up === 0 ? '' : ` ${given_up} alerts are given up.`;
      // Told once, and when something is lost; the counters count the tries.
      if (this.#failures === 1 || given_up > 0) log.warn({ channel: id }, `Alerts cannot be told: ${says}.${after}`);
    }
    await this.#parts.settle(settled);
    if (!outcome.ok) this.#enter('waiting', `It is tried again soon: ${says}.`);
  }

  /** Between half and all of it, so that many gateways do not return in step. */
  #wait(): number {
    const doubled = limits.alert_retry_ms_min * 2 ** Math.min(this.#failures - 1, 20);
    return Math.round(Math.min(doubled, limits.alert_retry_ms_max) * (0.5 + this.#parts.random.next() / 2));
  }

  #enter(state: ChannelState['state'], says: string): void {
    this.#state = state;
    this.#says = says;
  }
}

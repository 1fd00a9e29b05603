/**
 * One target's outbox: the ledger itself, read from a cursor on. One batch is on its way at a time; the cursor moves only
 * over what the upstream has acknowledged, and only forwards.
 */
import { assert, never } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { SyncState } from '../base/sync-state.ts';
import type { LedgerReader } from '../ledger/reader.ts';
import type { Target } from '../stock/site.ts';
import { type Fetch, post } from './post.ts';
import type { Answer, Batch } from './protocol.ts';

export interface OutboxWires {
  readonly reader: Pick<LedgerReader, 'gateway_id' | 'ledger_id' | 'head' | 'movementsAfter' | 'cursor'>;
  /** Writes the cursor; resolves when it is durable. */
  advance(target: string, seq: number): Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
  readonly fetch: Fetch;
}

/** After this many whole batches a size halved by the upstream doubles again. */
const whole_batches_to_grow = 32;

export class Outbox {
  readonly target: Target;
  readonly #wires: OutboxWires;
  readonly #abort = new AbortController();
  #state: SyncState['state'] = 'idle';
  #says = 'has everything';
  #since_ms: number;
  #last_error: string | undefined;
  #acked_seq: number;
  /** Where sending stands: after the cursor, or before it when the upstream has lost what it had. */
  #next_seq: number;
  /** Sent and not settled; sent again as it is. */
  #batch: Batch | undefined;
  #batch_movements_max: number = limits.sync_batch_movements_max;
  #whole_batches = 0;
  /** Tries in a row without the cursor moving. */
  #failures = 0;
  #resume: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(target: Target, wires: OutboxWires) {
    this.target = target;
    this.#wires = wires;
    this.#since_ms = wires.clock.now_ms();
    this.#acked_seq = wires.reader.cursor(target.id);
    this.#next_seq = this.#acked_seq + 1;
  }

  start(): void {
    this.#running = this.#run().catch((thrown) =>
      this.#halt(`stopped by a fault of the gateway: ${messageOf(thrown)}`),
    );
  }

  /** Something was committed. Does not hurry a target that is waiting. */
  wake(): void {
    if (this.#state === 'idle') this.#resume?.();
  }

  /** Idempotent; resolves when nothing is on its way any more. What was sent and not acknowledged is sent again by the next one. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#resume?.();
    await this.#running;
  }

  state(): SyncState {
    return {
      target: this.target.id,
      url: this.target.url,
      acked_seq: this.#acked_seq,
      behind: this.#wires.reader.head() - this.#acked_seq,
      state: this.#state,
      says: this.#says,
      since_ms: this.#since_ms,
      ...(this.#last_error === undefined ? {} : { last_error: this.#last_error }),
    };
  }

  async #run(): Promise<void> {
    const { clock, fetch } = this.#wires;
    const { signal } = this.#abort;
    const head = this.#wires.reader.head();
    assert(
      this.#acked_seq <= head,
      `the cursor of ${this.target.id} is ${this.#acked_seq}, and the ledger ends at ${head}`,
    );
    while (!signal.aborted && this.#state !== 'stopped') {
      const batch = this.#batch ?? this.#gather();
      if (batch === undefined) {
        this.#enter('idle', 'has everything');
        await this.#pause();
        continue;
      }
      this.#batch = batch;
      if (this.#state === 'idle') this.#enter('sending', 'is being told');
      const answer = await post(this.target.url, batch, { clock, fetch, signal });
      if (signal.aborted) return;
      const wait_ms = await this.#settle(batch, answer);
      if (wait_ms > 0) await this.#pause(wait_ms);
    }
  }

  #gather(): Batch | undefined {
    const { reader } = this.#wires;
    const from_seq = this.#next_seq;
    const movements = reader.movementsAfter(from_seq - 1, this.#batch_movements_max);
    if (movements.length === 0) return undefined;
    for (const [at, { seq }] of movements.entries()) {
      assert(seq === from_seq + at, `the ledger has movement ${seq} where ${from_seq + at} must be`);
    }
    const { gateway_id, ledger_id } = reader;
    return { gateway_id, ledger_id, from_seq, to_seq: from_seq + movements.length - 1, movements };
  }

  /** Gives the time to wait before going on, 0 for at once. */
  #settle(batch: Batch, answer: Answer): Promise<number> | number {
    switch (answer.kind) {
      case 'acked':
        return this.#mark(batch, answer.acked_seq, 'it acknowledges nothing of what it got');
      case 'expects':
        return this.#mark(batch, answer.expected_seq - 1, `it refuses what it says it expects (${answer.says})`);
      case 'too-large':
        return this.#halve(batch);
      case 'refused':
        return this.#refused(batch, answer);
      case 'none':
        return this.#failed(answer.says);
      default:
        return never(answer);
    }
  }

  /** The upstream says that it has everything up to `seq`. */
  async #mark(batch: Batch, seq: number, nothing: string): Promise<number> {
    const head = this.#wires.reader.head();
    if (seq > head) {
      this.#halt(
        `has movement ${seq} of this ledger, which ends at ${head}: was an older backup restored here? Nothing is sent until the gateway starts anew with a ledger of its own`,
      );
      return 0;
    }
    if (seq === batch.from_seq - 1) return this.#failed(nothing);
    if (seq < batch.from_seq) {
      this.#wires.counters.add('sync.rewinds');
      this.#moveTo(seq + 1);
      return this.#failed(`it has lost what it had: it is told again from movement ${seq + 1} on`);
    }
    // What lies beyond the batch is sent all the same: a number alone proves no movement that was never sent.
    const fault = await this.#acknowledge(batch, Math.min(seq, batch.to_seq));
    if (fault !== undefined) return this.#failed(fault);
    this.#enter('sending', 'is being told');
    return 0;
  }

  /** Moves cursor and sending past `seq`; gives the reason when the cursor could not be kept. */
  async #acknowledge(batch: Batch, seq: number): Promise<string | undefined> {
    if (seq > this.#acked_seq) {
      try {
        await this.#wires.advance(this.target.id, seq);
      } catch (thrown) {
        return `the ledger could not keep the cursor: ${messageOf(thrown)}`;
      }
      this.#wires.counters.add('sync.acknowledged', seq - this.#acked_seq);
      this.#acked_seq = seq;
      this.#failures = 0;
    }
    this.#moveTo(seq + 1);
    if (seq === batch.to_seq) this.#grow();
    return undefined;
  }

  #moveTo(seq: number): void {
    this.#next_seq = seq;
    this.#batch = undefined;
  }

  #halve(batch: Batch): number {
    this.#whole_batches = 0;
    const count = batch.movements.length;
    if (count === 1) {
      return this.#refuse(`refuses movement ${batch.from_seq}, which alone is larger than it takes`);
    }
    this.#wires.counters.add('sync.halved');
    this.#batch_movements_max = Math.ceil(count / 2);
    this.#batch = undefined;
    return 0;
  }

  #grow(): void {
    this.#whole_batches += 1;
    if (this.#whole_batches < whole_batches_to_grow) return;
    this.#whole_batches = 0;
    this.#batch_movements_max = Math.min(this.#batch_movements_max * 2, limits.sync_batch_movements_max);
  }

  async #refused(batch: Batch, answer: Extract<Answer, { kind: 'refused' }>): Promise<number> {
    const { acked_seq, refused_seq, says } = answer;
    const movement = batch.movements.find(({ seq }) => seq === refused_seq);
    if (acked_seq !== undefined && acked_seq >= batch.from_seq && acked_seq < batch.to_seq) {
      const fault = await this.#acknowledge(batch, acked_seq);
      if (fault !== undefined) return this.#failed(fault);
    }
    if (movement === undefined) return this.#refuse(`refuses what comes after movement ${this.#acked_seq}: ${says}`);
    const { seq, quantity, item, from, to } = movement;
    return this.#refuse(`refuses movement ${seq} (${quantity} ${item} from ${from} to ${to}): ${says}`);
  }

  #refuse(says: string): number {
    this.#wires.counters.add('sync.refusals');
    this.#trouble('refused', says);
    return this.#jittered(limits.reconnect_ms_max);
  }

  #failed(says: string): number {
    this.#failures += 1;
    this.#wires.counters.add('sync.retries');
    this.#trouble('waiting', `is tried again soon: ${says}`);
    const doubled = limits.reconnect_ms_min * 2 ** Math.min(this.#failures - 1, 30);
    return this.#jittered(Math.min(doubled, limits.reconnect_ms_max));
  }

  #halt(says: string): void {
    this.#wires.counters.add('sync.halts');
    this.#trouble('stopped', says);
  }

  /** Between half and all of it, so that many gateways do not return in step. */
  #jittered(wait_ms: number): number {
    return Math.round(wait_ms * (0.5 + this.#wires.random.next() / 2));
  }

  #trouble(state: SyncState['state'], says: string): void {
    this.#last_error = says;
    // Told once, not at every try: the counters count those.
    if (this.#state !== state || this.#says !== says) {
      this.#wires.log.warn(
        { target: this.target.id, url: this.target.url, acked_seq: this.#acked_seq },
        `upstream ${says}`,
      );
    }
    this.#enter(state, says);
  }

  #enter(state: SyncState['state'], says: string): void {
    if (this.#state !== state) this.#since_ms = this.#wires.clock.now_ms();
    this.#state = state;
    this.#says = says;
  }

  /** Until the time is over, or without one until woken; in any case until stopped. */
  #pause(wait_ms?: number): Promise<void> {
    return new Promise((resolve) => {
      let cancel = (): void => undefined;
      this.#resume = () => {
        cancel();
        this.#resume = undefined;
        resolve();
      };
      if (wait_ms !== undefined) cancel = this.#wires.clock.after(wait_ms, () => this.#resume?.());
      if (this.#abort.signal.aborted) this.#resume();
    });
  }
}

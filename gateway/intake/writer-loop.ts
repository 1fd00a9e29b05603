/**
 * The writer's own pace: commit what is there, then see what has come meanwhile. No waiting for more — while one batch
 * commits, the next gathers. Runs in the worker thread, or inline in tests.
 */
import type { Clock } from '../base/clock.ts';
import { GatewayFault } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import { tick_ms } from '../interpretation/interpretation.ts';
import type { PeopleWrite } from '../ledger/people.ts';
import { arrivalTime, leap_ms_min } from './arrival-time.ts';
import { Batch, type BatchResult } from './batch.ts';
import { printHeader, siteHash } from './capture.ts';
import { type CaptureFile, captureInto } from './capture-file.ts';
import type { Surroundings } from './deriver.ts';
import type { Inspected } from './inspection.ts';
import type { FromWriter, WriterStart } from './messages.ts';
import type { Offered } from './offered.ts';

export interface WriterLoop {
  /** Queues offers and sees to it that they are committed soon. */
  offer(items: readonly Offered[]): void;
  /** Tells how devices are, or what was learned of an item, as far as is committed. */
  inspect(number: number, asked: Inspected): void;
  /** Changes people, sessions and the trail at once, between two batches. */
  people(number: number, writes: readonly PeopleWrite[]): void;
  /** Commits what is queued, writes a checkpoint, closes the ledger. */
  stop(): void;
}

export interface WriterLoopOptions {
  readonly start: WriterStart;
  readonly around: Surroundings;
  readonly clock: Clock;
  readonly log: Log;
  tell(message: FromWriter): void;
  /** Calls back when the thread has taken in everything that has already been sent to it. */
  soon(then: () => void): void;
}

/** Opens the ledger, journals the start, tells `ready`. Throws GatewayFault when the ledger cannot be used. */
export function startWriterLoop(options: WriterLoopOptions): WriterLoop {
  const { start, around, clock, log } = options;
  const batch = new Batch(start.directory, around, start.site.journal, log);
  try {
    const capture = start.capture === undefined ? undefined : captureInto(start.capture, log);
    const loop = new Loop(options, batch, capture);
    if (clock.now_ms() < batch.last_at_ms - leap_ms_min) {
      log.warn(
        { clock: new Date(clock.now_ms()).toISOString(), ledger: new Date(batch.last_at_ms).toISOString() },
        'The clock of this machine stands behind the ledger; times go on from the ledger, slowly, until the clock has caught up.',
      );
    }
    loop.open();
    return loop;
  } catch (thrown) {
    batch.abandon();
    throw thrown;
  }
}

class Loop implements WriterLoop {
  readonly #options: WriterLoopOptions;
  readonly #batch: Batch;
  readonly #capture: CaptureFile | undefined;
  readonly #queue: Offered[] = [];
  readonly #time: () => number;
  #leapt_ms: number | undefined;
  /** When this thread last did something, on the monotonic clock. */
  #awake_ms: number;
  #isScheduled = false;
  #isOver = false;
  #isStopped = false;
  #cancelTick: () => void = () => {};

  constructor(options: WriterLoopOptions, batch: Batch, capture: CaptureFile | undefined) {
    this.#options = options;
    this.#batch = batch;
    this.#capture = capture;
    this.#awake_ms = options.clock.monotonic_ms();
    this.#time = arrivalTime(options.clock, batch.last_at_ms, (to_ms) => {
      this.#leapt_ms = to_ms;
    });
  }

  open(): void {
    const { start, tell } = this.#options;
    const { ledger_id, gateway_id } = this.#batch;
    const at_ms = this.#time();
    const isEmpty = this.#batch.state(at_ms).journal.last_n === 0;
    const header = { capture: 1, gateway: gateway_id, site: siteHash(start.site) } as const;
    const capture = this.#capture?.open(printHeader({ ...header, state: isEmpty ? 'empty' : 'running' }));
    const opening: Offered[] = [{ kind: 'leap', at_ms }];
    if (!this.#batch.hasSettings(start.site)) opening.push({ kind: 'settings', at_ms, site: start.site });
    const opened = this.#batch.run([...opening, { kind: 'started', at_ms }]);
    this.#capture?.add(opened);
    const state = this.#batch.state(this.#time());
    tell({ kind: 'ready', state, ledger_id, gateway_id, ...(capture === undefined ? {} : { capture }) });
    this.#awaitTick();
  }

  offer(items: readonly Offered[]): void {
    for (const item of items) this.#queue.push(item);
    this.#schedule();
  }

  inspect(number: number, asked: Inspected): void {
    this.#options.tell({ kind: 'inspected', number, found: this.#batch.inspect(asked) });
  }

  people(number: number, writes: readonly PeopleWrite[]): void {
    this.#guard(() => this.#options.tell({ kind: 'people-written', number, isWritten: this.#batch.people(writes) }));
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#cancelTick();
    while (this.#queue.length > 0 && !this.#isOver) this.#commitNext();
    this.#guard(() => this.#close());
    if (this.#isOver) this.#batch.abandon();
    this.#isOver = true;
    this.#options.tell({ kind: 'stopped' });
  }

  /** Ticks run up to the very end that the capture tells, or a replay would go further than we did. */
  #close(): void {
    const now_ms = this.#passTime();
    this.#capture?.end(this.#batch.state(now_ms).journal.last_n, Math.max(now_ms, this.#batch.last_at_ms));
    this.#batch.close();
  }

  #commitNext(): void {
    this.#isScheduled = false;
    this.#guard(() => {
      const taken = this.#queue.splice(0, limits.batch_frames_max);
      if (taken.length > 0) this.#report(this.#batch.run(taken), taken.length);
      this.#awake_ms = this.#options.clock.monotonic_ms();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.soon(() => this.#commitNext());
  }

  #awaitTick(): void {
    this.#cancelTick = this.#options.clock.after(tick_ms, () =>
      this.#guard(() => {
        // A process that was stopped heard nobody meanwhile: that time has passed, but not as silence of the devices.
        const now_ms = this.#time();
        if (this.#options.clock.monotonic_ms() - this.#awake_ms >= leap_ms_min) this.#leapt_ms = now_ms;
        this.#awake_ms = this.#options.clock.monotonic_ms();
        // Frames that wait are older than now: their times come first, then the clock's.
        if (this.#queue.length === 0) this.#passTime();
        this.#awaitTick();
      }),
    );
  }

  #passTime(): number {
    const now_ms = this.#time();
    if (this.#leapt_ms !== undefined) this.#report(this.#batch.run([{ kind: 'leap', at_ms: this.#leapt_ms }]), 0);
    this.#leapt_ms = undefined;
    const result = this.#batch.idle(now_ms);
    if (result !== undefined) this.#report(result, 0);
    return now_ms;
  }

  #report({ commit, rows, feedback, commands, answers }: BatchResult, settled: number): void {
    this.#capture?.add({ rows });
    this.#options.tell({ kind: 'committed', settled, commit, feedback, commands, answers });
  }

  /** Runs a step unless it is over; a fault of the environment ends everything, a mistake of ours ends the thread. */
  #guard(step: () => void): void {
    if (this.#isOver) return;
    try {
      step();
    } catch (thrown) {
      if (!(thrown instanceof GatewayFault)) throw thrown;
      this.#isOver = true;
      this.#cancelTick();
      this.#options.tell({ kind: 'failed', code: thrown.code, says: thrown.message });
    }
  }
}

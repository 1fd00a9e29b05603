/** Planning beside a running gateway: its thread, begun when it is first needed, and the plan of every night. */
import { Worker } from 'node:worker_threads';
import type { Clock } from './base/clock.ts';
import { messageOf } from './base/faults.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';
import { localDay, localDayStart } from './base/site-time.ts';
import type { PlanAsk, PlanReply, Plans } from './live/routes/plans.ts';
import type { FromPlanning, PlanningStart, ToPlanning } from './planning-talk.ts';

/** One that can be asked; a worker thread, in the gateway. */
export interface PlanningThread {
  post(message: ToPlanning): void;
  onMessage(hear: (message: FromPlanning) => void): void;
  /** However it ended, with words for people. */
  onEnd(then: (says: string) => void): void;
  end(): Promise<unknown>;
}

export interface PlanningParts {
  start(): PlanningThread;
  readonly time_zone: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

/** `script` is the thread as built. */
export function planningThread(
  directory: string,
  script = new URL('./planning-thread.js', import.meta.url),
): PlanningThread {
  const workerData: PlanningStart = { directory };
  const resourceLimits = { maxOldGenerationSizeMb: limits.plan_memory_mb_max };
  const worker = new Worker(script, { workerData, resourceLimits });
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (hear) => worker.on('message', hear),
    onEnd(then) {
      worker.on('error', (thrown) => then(messageOf(thrown)));
      worker.on('exit', () => then('It ended.'));
    },
    end: () => worker.terminate(),
  };
}

type Settle = (reply: PlanReply) => void;

export class PlanningBeside implements Plans {
  readonly #parts: PlanningParts;
  readonly #waiting = new Map<number, Settle>();
  #thread: PlanningThread | undefined;
  #number = 0;
  #cancelNight: () => void = () => {};

  constructor(parts: PlanningParts) {
    this.#parts = parts;
    this.#untilNight(this.#nextNight());
  }

  begin(): Promise<PlanReply> {
    return this.ask({ kind: 'begin', origin_ms: this.#parts.clock.now_ms() });
  }

  ask(ask: PlanAsk): Promise<PlanReply> {
    const thread = this.#running();
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve) => {
      const late = () => settle({ ok: false, says: 'The planning thread does not answer yet; ask again.' });
      const cancel = this.#parts.clock.after(limits.plan_answer_ms_max, late);
      const settle: Settle = (reply) => {
        cancel();
        this.#waiting.delete(number);
        resolve(reply);
      };
      this.#waiting.set(number, settle);
      thread.post({ number, ask });
    });
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#cancelNight();
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
    this.#refuseAll('The gateway is stopping.');
  }

  #running(): PlanningThread {
    if (this.#thread !== undefined) return this.#thread;
    const thread = this.#parts.start();
    this.#thread = thread;
    const gone = (says: string) => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      this.#parts.log.warn({ says }, 'the planning thread ended');
      this.#refuseAll(`The planning thread ended: ${says}`);
    };
    thread.onMessage((message) => {
      if (message.kind === 'failed') gone(message.says);
      else this.#waiting.get(message.number)?.({ ok: true, answer: message.answer });
    });
    thread.onEnd(gone);
    return thread;
  }

  #refuseAll(says: string): void {
    for (const settle of [...this.#waiting.values()]) settle({ ok: false, says });
  }

  #nextNight(): number {
    const { clock, time_zone } = this.#parts;
    const zone = time_zone();
    return localDayStart(localDay(clock.now_ms(), zone) + 1, zone) + limits.plan_after_midnight_ms;
  }

  /** In short waits: a clock that was put right, and a site that moved to another zone, are noticed. */
  #untilNight(night_ms: number): void {
    const { clock, log } = this.#parts;
    const left_ms = night_ms - clock.now_ms();
    this.#cancelNight = clock.after(Math.min(limits.plan_look_ms, Math.max(0, left_ms)), () => {
      const isDue = clock.now_ms() >= night_ms;
      if (isDue) void this.begin().then((reply) => reply.ok || log.warn({ says: reply.says }, 'no plan tonight'));
      this.#untilNight(isDue ? this.#nextNight() : Math.min(night_ms, this.#nextNight()));
    });
  }
}

/** Planning beside a running gateway: its thread, begun when it is first needed, and the plan of every night. */
import { type AskedThread, Asker, askedThread } from './asked-thread.ts';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';
import { EveryNight } from './every-night.ts';
import type { PlanAnswer, PlanAsk, PlanReply, Plans } from './live/routes/plans.ts';

export type PlanningThread = AskedThread<PlanAsk, PlanAnswer>;

export interface PlanningParts {
  start(): PlanningThread;
  readonly time_zone: () => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
}

/** `script` is the thread as built. */
export function planningThread(
  directory: string,
  script = new URL('./planning-thread.js', import.meta.url),
): PlanningThread {
  return askedThread({ directory }, script, limits.plan_memory_mb_max);
}

export class PlanningBeside implements Plans {
  readonly #parts: PlanningParts;
  readonly #asker: Asker<PlanAsk, PlanAnswer>;
  readonly #night: EveryNight;

  constructor(parts: PlanningParts) {
    this.#parts = parts;
    this.#asker = new Asker({ ...parts, name: 'The planning thread', answer_ms_max: limits.plan_answer_ms_max });
    this.#night = new EveryNight({
      ...parts,
      after_midnight_ms: limits.plan_after_midnight_ms,
      ring: () =>
        void this.begin().then((reply) => reply.ok || parts.log.warn({ says: reply.says }, 'no plan tonight')),
    });
  }

  begin(): Promise<PlanReply> {
    return this.ask({ kind: 'begin', origin_ms: this.#parts.clock.now_ms() });
  }

  ask(ask: PlanAsk): Promise<PlanReply> {
    return this.#asker.ask(ask);
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#night.stop();
    return this.#asker.close();
  }
}

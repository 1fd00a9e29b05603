/** Planning beside a running gateway: its thread, begun when it is first needed, and the plan of every night. */
import { type AskedThread, Asker, askedThread } from './asked-thread.ts';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';
import { EveryNight } from './every-night.ts';
import { ForecastKeeper, type ForecastKeeping } from './forecast-keeper.ts';
import type { PlanAnswer, PlanAsk, PlanReply, Plans } from './live/routes/plans.ts';

export type PlanningThread = AskedThread<PlanAsk, PlanAnswer>;

export interface PlanningParts {
  start(): PlanningThread;
  readonly time_zone: () => string;
  /** Where forecasts are kept; without it none are. */
  readonly forecasts?: ForecastKeeping;
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
  readonly #keeper: ForecastKeeper | undefined;
  readonly #night: EveryNight;

  constructor(parts: PlanningParts) {
    this.#parts = parts;
    this.#asker = new Asker({ ...parts, name: 'The planning thread', answer_ms_max: limits.plan_answer_ms_max });
    const { forecasts, time_zone, clock, log } = parts;
    if (forecasts !== undefined)
      this.#keeper = new ForecastKeeper({ ...forecasts, ask: (ask) => this.ask(ask), time_zone, clock, log });
    this.#night = new EveryNight({
      ...parts,
      after_midnight_ms: limits.plan_after_midnight_ms,
      ring: () =>
        void this.begin().then((reply) => reply.ok || parts.log.warn({ says: reply.says }, 'no plan tonight')),
    });
  }

  async begin(): Promise<PlanReply> {
    const reply = await this.ask({ kind: 'begin', origin_ms: this.#parts.clock.now_ms() });
    if (reply.ok) this.#keeper?.keep();
    return reply;
  }

  ask(ask: PlanAsk): Promise<PlanReply> {
    return this.#asker.ask(ask);
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#night.stop();
    this.#keeper?.stop();
    return this.#asker.close();
  }
}

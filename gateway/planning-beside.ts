/** Planning beside a running gateway: its thread, begun when it is first needed, and the plan of every night. */
import { type AskedThread, Asker, askedThread } from './asked-thread.ts';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';
import { localDay, localDayStart } from './base/site-time.ts';
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
  #cancelNight: () => void = () => {};

  constructor(parts: PlanningParts) {
    this.#parts = parts;
    this.#asker = new Asker({ ...parts, name: 'The planning thread', answer_ms_max: limits.plan_answer_ms_max });
    this.#untilNight(this.#nextNight());
  }

  begin(): Promise<PlanReply> {
    return this.ask({ kind: 'begin', origin_ms: this.#parts.clock.now_ms() });
  }

  ask(ask: PlanAsk): Promise<PlanReply> {
    return this.#asker.ask(ask);
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#cancelNight();
    return this.#asker.close();
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

/** Reporting beside a running gateway: its thread, begun when it is first needed. */
import { type AskedThread, Asker, askedThread } from './asked-thread.ts';
import type { Clock } from './base/clock.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';
import type { Books, BooksReply } from './live/routes/valuation.ts';
import type { ReportingAnswer, ReportingAsk } from './reporting-talk.ts';

export type ReportingThread = AskedThread<ReportingAsk, ReportingAnswer>;

export interface ReportingParts {
  start(): ReportingThread;
  readonly clock: Clock;
  readonly log: Log;
}

/** `script` is the thread as built. */
export function reportingThread(
  directory: string,
  script = new URL('./reporting-thread.js', import.meta.url),
): ReportingThread {
  return askedThread({ directory }, script, limits.report_memory_mb_max);
}

export class ReportingBeside implements Books {
  readonly #asker: Asker<ReportingAsk, ReportingAnswer>;

  constructor(parts: ReportingParts) {
    this.#asker = new Asker({ ...parts, name: 'The reporting thread', answer_ms_max: limits.plan_answer_ms_max });
  }

  ask(ask: ReportingAsk): Promise<BooksReply> {
    return this.#asker.ask(ask);
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#asker.close();
  }
}

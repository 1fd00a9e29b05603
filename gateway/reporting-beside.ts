/** Reporting beside a running gateway: its thread, begun when it is first needed. */
import { type AskedThread, Asker, askedThread } from './asked-thread.ts';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';
import type { Plans } from './live/routes/plans.ts';
import type { Books, BooksReply } from './live/routes/valuation.ts';
import type { ReportingAnswer, ReportingAsk } from './reporting-talk.ts';
import { reportKind, reportKinds } from './reports/registry.ts';
import type { PlannedItem } from './reports/report.ts';

export type ReportingThread = AskedThread<ReportingAsk, ReportingAnswer>;

export interface ReportingParts {
  start(): ReportingThread;
  /** Whose last plan some reports are made of. */
  readonly plans: Pick<Plans, 'ask'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
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
  readonly #plans: Pick<Plans, 'ask'>;

  constructor(parts: ReportingParts) {
    this.#plans = parts.plans;
    this.#asker = new Asker({ ...parts, name: 'The reporting thread', answer_ms_max: limits.plan_answer_ms_max });
  }

  reports() {
    return reportKinds.map(({ name, title, says, definition, columns }) => ({
      name,
      title,
      says,
      definition,
      columns,
    }));
  }

  async ask(ask: Parameters<Books['ask']>[0], gone?: AbortSignal): Promise<BooksReply> {
    const isOfPlan = ask.kind === 'report' && reportKind(ask.name)?.needs?.includes('plan') === true;
    const plan = isOfPlan ? await this.#lastPlan() : undefined;
    return this.#asker.ask(plan === undefined || ask.kind !== 'report' ? ask : { ...ask, plan }, gone);
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#asker.close();
  }

  /** Undefined while there is none. */
  async #lastPlan(): Promise<readonly PlannedItem[] | undefined> {
    const reply = await this.#plans.ask({ kind: 'rows', asked: { limit: limits.plan_items_max } });
    return reply.ok ? reply.answer.rows : undefined;
  }
}

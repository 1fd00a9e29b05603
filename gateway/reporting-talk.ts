/** What the reporting thread is asked, and what it answers; several questions at a time, each a step further in turn. */
import type { Asked, Told } from './asked-thread.ts';
import type { BooksReply } from './live/routes/valuation.ts';
import type { BooksAsk, Reporter } from './reports/reporter.ts';

export type ReportingAsk = BooksAsk;
export type ReportingAnswer = Extract<BooksReply, { ok: true }>['answer'];
export type ToReporting = Asked<ReportingAsk>;
export type FromReporting = Told<ReportingAnswer>;

interface Waiting {
  readonly number: number;
  readonly steps: Generator<undefined, ReportingAnswer>;
}

/** All that is being answered, one step of each at a time. */
export class Turns {
  readonly #reporter: Reporter;
  readonly #tell: (message: FromReporting) => void;
  #waiting: Waiting[] = [];

  constructor(reporter: Reporter, tell: (message: FromReporting) => void) {
    this.#reporter = reporter;
    this.#tell = tell;
  }

  get isBusy(): boolean {
    return this.#waiting.length > 0;
  }

  take({ number, ask }: ToReporting): void {
    this.#waiting.push({ number, steps: this.#reporter.answer(ask) });
  }

  step(): void {
    const left: Waiting[] = [];
    for (const each of this.#waiting) {
      const step = each.steps.next();
      if (step.done === true) this.#tell({ kind: 'answer', number: each.number, answer: step.value });
      else left.push(each);
    }
    this.#waiting = left;
  }
}

/** What the reporting thread is asked, and what it answers; several questions at a time, each a step further in turn. */
import type { Told, ToThread } from './asked-thread.ts';
import type { BooksReply } from './live/routes/valuation.ts';
import type { BooksAsk, Reporter } from './reports/reporter.ts';
import { abandon } from './reports/shared-work.ts';

export type ReportingAsk = BooksAsk;
export type ReportingAnswer = Extract<BooksReply, { ok: true }>['answer'];
export type ToReporting = ToThread<ReportingAsk>;
export type FromReporting = Told<ReportingAnswer>;

interface Waiting {
  readonly number: number;
  readonly steps: Generator<undefined, ReportingAnswer>;
}

/** All that is being answered, one step of each at a time. */
export class Turns {
  readonly #reporter: Pick<Reporter, 'answer'>;
  readonly #tell: (message: FromReporting) => void;
  #waiting: Waiting[] = [];

  constructor(reporter: Pick<Reporter, 'answer'>, tell: (message: FromReporting) => void) {
    this.#reporter = reporter;
    this.#tell = tell;
  }

  get isBusy(): boolean {
    return this.#waiting.length > 0;
  }

  take(message: ToReporting): void {
    const { number } = message;
    if ('ask' in message) {
      this.#waiting.push({ number, steps: this.#reporter.answer(message.ask) });
      return;
    }
    for (const each of this.#waiting) if (each.number === number) abandon(each.steps);
    this.#waiting = this.#waiting.filter((each) => each.number !== number);
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

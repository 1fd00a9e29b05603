/** A worker thread that answers what it is asked, begun when it is first needed; who asks is answered in time, also when the thread is gone. */
import { Worker } from 'node:worker_threads';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import { messageOf } from './base/faults.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';

/** What a thread is started with. */
export interface ThreadStart {
  readonly directory: string;
}

export interface Asked<Ask> {
  readonly number: number;
  readonly ask: Ask;
}

/** Nobody waits for the answer any more. */
export interface Dropped {
  readonly number: number;
  readonly dropped: true;
}

export type ToThread<Ask> = Asked<Ask> | Dropped;

export type Told<Answer> =
  | { readonly kind: 'answer'; readonly number: number; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly says: string };

/** One that can be asked; a worker thread, in the gateway. */
export interface AskedThread<Ask, Answer> {
  post(message: ToThread<Ask>): void;
  onMessage(hear: (message: Told<Answer>) => void): void;
  /** However it ended, with words for people. */
  onEnd(then: (says: string) => void): void;
  end(): Promise<unknown>;
}

/** `script` is the thread as built. */
export function askedThread<Ask, Answer>(
  workerData: ThreadStart,
  script: URL,
  memory_mb_max: number,
): AskedThread<Ask, Answer> {
  const worker = new Worker(script, { workerData, resourceLimits: { maxOldGenerationSizeMb: memory_mb_max } });
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

export type Reply<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly says: string };

export interface AskerParts<Ask, Answer> {
  start(): AskedThread<Ask, Answer>;
  /** For people: `The planning thread`. */
  readonly name: string;
  readonly answer_ms_max: number;
  readonly clock: Clock;
  readonly log: Log;
  /** `asked.refused`, `asked.dropped`. */
  readonly counters: Counters;
}

type Settle<Answer> = (reply: Reply<Answer>) => void;

/**
 * Asks a thread. Who waits too long is told to ask again, and the work goes on for a while so that it is there then; who has gone
 * away frees it at once. So many are at work at a time: for a further one what nobody waits for gives way, else it is refused.
 */

export class Asker<Ask, Answer> {
  readonly #parts: AskerParts<Ask, Answer>;
  readonly #waiting = new Map<number, Settle<Answer>>();
  /** Answered that it takes longer, and still worked at; with what ends their time. */
  readonly #left = new Map<number, () => void>();
  #thread: AskedThread<Ask, Answer> | undefined;
  #number = 0;

  constructor(parts: AskerParts<Ask, Answer>) {
    this.#parts = parts;
  }

  /** `gone`: whoever asks has gone away. */
  ask(ask: Ask, gone?: AbortSignal): Promise<Reply<Answer>> {
    const { clock, name, answer_ms_max, counters } = this.#parts;
    const thread = this.#running();
    if (!this.#hasRoom()) {
      counters.add('asked.refused');
      const says = `${name} is asked ${limits.asked_at_once_max} things already; ask again.`;
      return Promise.resolve({ ok: false, says });
    }
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve) => {
      const late = () => {
        this.#left.set(
          number,
          clock.after(limits.asked_left_ms_max, () => this.#drop(number)),
        );
        settle({ ok: false, says: `${name} does not answer yet; ask again.` });
      };
      const leave = () => {
        settle({ ok: false, says: 'Whoever asked has gone away.' });
        this.#drop(number);
      };
      const cancel = clock.after(answer_ms_max, late);
      const settle: Settle<Answer> = (reply) => {
        cancel();
        gone?.removeEventListener('abort', leave);
        this.#waiting.delete(number);
        resolve(reply);
      };
      this.#waiting.set(number, settle);
      thread.post({ number, ask });
      if (gone?.aborted === true) leave();
      else gone?.addEventListener('abort', leave);
    });
  }

  /** Idempotent. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
    this.#refuseAll('The gateway is stopping.');
  }

  #hasRoom(): boolean {
    if (this.#waiting.size + this.#left.size < limits.asked_at_once_max) return true;
    for (const oldest of this.#left.keys()) {
      this.#drop(oldest);
      return true;
    }
    return false;
  }

  #drop(number: number): void {
    this.#forget(number);
    this.#parts.counters.add('asked.dropped');
    this.#thread?.post({ number, dropped: true });
  }

  #forget(number: number): void {
    this.#left.get(number)?.();
    this.#left.delete(number);
  }

  #running(): AskedThread<Ask, Answer> {
    if (this.#thread !== undefined) return this.#thread;
    const { start, name, log } = this.#parts;
    const thread = start();
    this.#thread = thread;
    const gone = (says: string) => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      log.warn({ says }, `${name} ended`);
      this.#refuseAll(`${name} ended: ${says}`);
    };
    thread.onMessage((message) => {
      if (message.kind === 'failed') return gone(message.says);
      this.#forget(message.number);
      this.#waiting.get(message.number)?.({ ok: true, answer: message.answer });
    });
    thread.onEnd(gone);
    return thread;
  }

  #refuseAll(says: string): void {
    for (const number of [...this.#left.keys()]) this.#forget(number);
    for (const settle of [...this.#waiting.values()]) settle({ ok: false, says });
  }
}

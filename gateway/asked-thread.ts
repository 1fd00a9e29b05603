/** A worker thread that answers what it is asked, begun when it is first needed; who asks is answered in time, also when the thread is gone. */
import { Worker } from 'node:worker_threads';
import type { Clock } from './base/clock.ts';
import { messageOf } from './base/faults.ts';
import type { Log } from './base/log.ts';

/** What a thread is started with. */
export interface ThreadStart {
  readonly directory: string;
}

export interface Asked<Ask> {
  readonly number: number;
  readonly ask: Ask;
}

export type Told<Answer> =
  | { readonly kind: 'answer'; readonly number: number; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly says: string };

/** One that can be asked; a worker thread, in the gateway. */
export interface AskedThread<Ask, Answer> {
  post(message: Asked<Ask>): void;
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
}

type Settle<Answer> = (reply: Reply<Answer>) => void;

export class Asker<Ask, Answer> {
  readonly #parts: AskerParts<Ask, Answer>;
  readonly #waiting = new Map<number, Settle<Answer>>();
  #thread: AskedThread<Ask, Answer> | undefined;
  #number = 0;

  constructor(parts: AskerParts<Ask, Answer>) {
    this.#parts = parts;
  }

  ask(ask: Ask): Promise<Reply<Answer>> {
    const { clock, name, answer_ms_max } = this.#parts;
    const thread = this.#running();
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve) => {
      const late = () => settle({ ok: false, says: `${name} does not answer yet; ask again.` });
      const cancel = clock.after(answer_ms_max, late);
      const settle: Settle<Answer> = (reply) => {
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
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
    this.#refuseAll('The gateway is stopping.');
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
      if (message.kind === 'failed') gone(message.says);
      else this.#waiting.get(message.number)?.({ ok: true, answer: message.answer });
    });
    thread.onEnd(gone);
    return thread;
  }

  #refuseAll(says: string): void {
    for (const settle of [...this.#waiting.values()]) settle({ ok: false, says });
  }
}

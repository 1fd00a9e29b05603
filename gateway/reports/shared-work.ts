/** Work in steps that several may wait for, and what came of it: whoever asks for the same helps it on instead of doing it again. */

export interface Made<Result> {
  readonly result: Result;
  readonly made_ms: number;
  /** How long it was worked at. */
  readonly lasted_ms: number;
}

/** A result that took longer than this is given again for ten times as long, though more has happened since; it says of when it is. */
const quick_ms = 2_000;

export interface WorkClock {
  now_ms(): number;
  monotonic_ms(): number;
}

interface Running<Result> {
  readonly generator: Generator<undefined, Result>;
  worked_ms: number;
  /** How many wait for it. */
  waiting: number;
}

export class SharedWork<Result> {
  readonly #clock: WorkClock;
  readonly #kept_max: number;
  readonly #kept = new Map<string, Made<Result>>();
  readonly #running = new Map<string, Running<Result>>();

  constructor(clock: WorkClock, kept_max: number) {
    this.#clock = clock;
    this.#kept_max = kept_max;
  }

  /** What came of it last, however old. */
  last(key: string): Made<Result> | undefined {
    return this.#kept.get(key);
  }

  /** Gives way after each step. `isCurrent` says whether a result still holds; `exact` takes no other one. */
  *take(
    key: string,
    begin: () => Generator<undefined, Result>,
    isCurrent: (result: Result) => boolean,
    exact = false,
  ): Generator<undefined, Made<Result>> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && (isCurrent(kept.result) || (!exact && this.#isRecent(kept)))) {
      this.#keep(key, kept);
      return kept;
    }
    let running = this.#running.get(key);
    if (running === undefined) {
      running = { generator: begin(), worked_ms: 0, waiting: 0 };
      this.#running.set(key, running);
    }
    running.waiting += 1;
    try {
      return yield* this.#until(key, running);
    } finally {
      running.waiting -= 1;
      // The last who waited for it was dropped: so is the work.
      if (running.waiting === 0 && this.#running.get(key) === running) {
        this.#running.delete(key);
        abandon(running.generator);
      }
    }
  }

  *#until(key: string, running: Running<Result>): Generator<undefined, Made<Result>> {
    for (;;) {
      // Somebody else may have taken the last step meanwhile.
      const done = this.#running.get(key) === running ? undefined : this.#kept.get(key);
      if (done !== undefined) return done;
      const began_ms = this.#clock.monotonic_ms();
      const step = running.generator.next();
      running.worked_ms += this.#clock.monotonic_ms() - began_ms;
      if (step.done === true) {
        const made = { result: step.value, made_ms: this.#clock.now_ms(), lasted_ms: Math.round(running.worked_ms) };
        this.#running.delete(key);
        this.#keep(key, made);
        return made;
      }
      yield;
    }
  }

  #isRecent({ made_ms, lasted_ms }: Made<Result>): boolean {
    return lasted_ms > quick_ms && this.#clock.now_ms() - made_ms <= 10 * lasted_ms;
  }

  #keep(key: string, made: Made<Result>): void {
    this.#kept.delete(key);
    this.#kept.set(key, made);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#kept_max) return;
      this.#kept.delete(oldest);
    }
  }
}

/** Ends work that nobody waits for, and what it waits for itself. */
export function abandon(steps: Generator<undefined, unknown>): void {
  const over = new Error('nobody waits for it any more');
  try {
    steps.throw(over);
  } catch (thrown) {
    if (thrown !== over) throw thrown;
  }
}

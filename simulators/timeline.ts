/** What people do one after another, many at once, in simulated time: nothing here waits for a real clock. */

/** A piece of behaviour that says, step by step, how long what it has just begun takes, in ms. */
export type Doing = Generator<number, void, void>;

interface Waiting {
  readonly at_ms: number;
  readonly doing: Doing;
}

export class Timeline {
  #now_ms = 0;
  /** Soonest first; what is due at the same time keeps the order it came in. */
  readonly #waiting: Waiting[] = [];

  /** Ms since the beginning. */
  get now_ms(): number {
    return this.#now_ms;
  }

  begin(doing: Doing, in_ms = 0): void {
    this.#await(doing, this.#now_ms + in_ms);
  }

  /** Runs everything due until then, in order. Large and small strides give the same history. */
  advance(to_ms: number): void {
    for (let next = this.#waiting[0]; next !== undefined && next.at_ms <= to_ms; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#now_ms = next.at_ms;
      const step = next.doing.next();
      if (step.done !== true) this.#await(next.doing, this.#now_ms + Math.max(0, Math.round(step.value)));
    }
    this.#now_ms = Math.max(this.#now_ms, to_ms);
  }

  #await(doing: Doing, at_ms: number): void {
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1]?.at_ms ?? 0) > at_ms) at -= 1;
    this.#waiting.splice(at, 0, { at_ms, doing });
  }
}

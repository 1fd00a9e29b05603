/** What all that happens in a scene share: one time line, the lines that reach the gateway in order, and the truth. */
import type { Seed } from '../seed.ts';
import { Timeline } from '../timeline.ts';
import type { SceneEvent, SceneFrame, SceneLine, TrueEvent } from './scene.ts';

/** Lines are handed over in strides of this length; it changes nothing in them. */
const stride_ms = 200;

export interface HallTimes {
  readonly start_ms: number;
  readonly end_ms: number;
}

export class Hall {
  readonly seed: Seed;
  readonly times: HallTimes;
  readonly timeline = new Timeline();
  /** On their way to the gateway, soonest first; what arrives at the same time keeps the order it was sent in. */
  #lines: SceneLine[] = [];
  #told: (event: TrueEvent) => void = () => {};

  constructor(seed: Seed, times: HallTimes) {
    this.seed = seed;
    this.times = times;
  }

  /** Wall time. */
  get at_ms(): number {
    return this.times.start_ms + this.timeline.now_ms;
  }

  /** Sends a frame now; it arrives `in_ms` later. */
  send(frame: Omit<SceneFrame, 'kind' | 'at_ms'>, in_ms = 0): void {
    this.#add({ kind: 'frame', at_ms: this.at_ms + in_ms, ...frame });
  }

  /** Takes a frame that knows itself when it arrives. */
  deliver(frame: SceneFrame): void {
    this.#add(frame);
  }

  note(event: Omit<SceneEvent, 'kind' | 'at_ms'>): void {
    this.#add({ kind: 'event', at_ms: this.at_ms, ...event });
  }

  /** Tells what has just happened. */
  happened(event: Omit<TrueEvent, 'at_ms' | 'place'>): void {
    this.#told({ at_ms: this.at_ms, place: 'elsewhere', ...event });
  }

  *play(told: (event: TrueEvent) => void): Generator<SceneLine, void, void> {
    this.#told = told;
    const length_ms = this.times.end_ms - this.times.start_ms;
    for (let until_ms = 0; until_ms <= length_ms; until_ms += stride_ms) {
      this.timeline.advance(until_ms);
      yield* this.#due(this.times.start_ms + until_ms);
    }
  }

  #add(line: SceneLine): void {
    const lines = this.#lines;
    let at = lines.length;
    while (at > 0 && (lines[at - 1]?.at_ms ?? 0) > line.at_ms) at -= 1;
    if (at === lines.length) lines.push(line);
    else lines.splice(at, 0, line);
  }

  *#due(until_ms: number): Generator<SceneLine, void, void> {
    const first_later = this.#lines.findIndex(({ at_ms }) => at_ms > until_ms);
    const due = first_later === -1 ? this.#lines : this.#lines.slice(0, first_later);
    this.#lines = first_later === -1 ? [] : this.#lines.slice(first_later);
    yield* due;
  }
}

/** The talk with an RFID module on a serial line: set it up step by step, keep it reading, notice its silence. */
import type { Session, SessionStep } from '../driver.ts';

const missed_max = 3;
const pause_ms_max = 10_000;
/** What a module says over and over, such as a hot antenna, is news once a minute. */
const same_news_ms = 60_000;

/** One request on the way to reading. */
export interface ModuleStep {
  readonly send: Uint8Array;
  /** What its answer is recognised by. */
  readonly command: number;
  /** For a person: "its version". */
  readonly asks: string;
  /** The module may be silent, or refuse: on to the next step all the same. */
  readonly may_fail?: true;
}

/** What a frame is to the one who talks to the module. */
export type ModuleSaid =
  /** The answer to a request; `refusal` says why it was not done. */
  | { readonly as: 'answer'; readonly command: number; readonly refusal?: string }
  /** Tags: news. `more`: the answer goes on in another frame. */
  | { readonly as: 'tags'; readonly more?: true }
  /** A sign of life that says nothing of tags: not journaled. */
  | { readonly as: 'alive' }
  /** Anything else worth keeping. */
  | { readonly as: 'news' };

export interface ModuleTalk {
  /** For a person: "M100 module". */
  readonly name: string;
  /** The last one makes it read; a module that streams is then heard without asking. */
  readonly steps: readonly ModuleStep[];
  /** A module that has to be asked for tags again and again; absent: it streams. */
  readonly poll?: { readonly send: Uint8Array; readonly every_ms: number };
  /** How long an answer may take. */
  readonly answer_ms: number;
  /** A streaming module that says nothing for so long has stopped. */
  readonly silence_ms: number;
  /** May throw nothing; a frame that makes no sense is news, to be kept with its reason. */
  said(frame: Uint8Array): ModuleSaid;
}

type Status = NonNullable<SessionStep['status']>;

/** A silent module is not a lost port: the link is `greeting` with the reason in words, and is tried with growing pauses. */
export class ModuleSession implements Session {
  readonly #talk: ModuleTalk;
  /** The step whose answer is awaited; past the last one the module reads. */
  #step = 0;
  #deadline_ms = 0;
  #missed = 0;
  #pausing = false;
  #asked_ms = 0;
  /** A question for tags is on its way. */
  #is_asked = false;
  #is_ready = false;
  #news: { readonly frame: Uint8Array; readonly at_ms: number } | undefined;

  constructor(talk: ModuleTalk) {
    this.#talk = talk;
  }

  opened(now_ms: number): SessionStep {
    return this.#begin(now_ms, { state: 'greeting', says: `Asked the ${this.#talk.name} who it is.` });
  }

  heard(frame: Uint8Array, now_ms: number): SessionStep {
    const said = this.#talk.said(frame);
    const step = this.#talk.steps[this.#step];
    if (this.#pausing) return this.#out(now_ms, [], said.as === 'tags');
    if (step === undefined) return this.#heardReading(frame, said, now_ms);
    const is_last = this.#step === this.#talk.steps.length - 1;
    // Some modules do not answer the request to read but simply begin.
    const has_begun = is_last && (said.as === 'tags' || said.as === 'alive');
    if (has_begun || said.as === 'answer') this.#missed = 0;
    if (has_begun) return this.#next(now_ms, said.as === 'tags');
    if (said.as !== 'answer') return this.#out(now_ms, [], said.as === 'tags' || this.#isNews(frame, said, now_ms));
    if (said.command !== step.command) return this.#out(now_ms, [], false);
    if (said.refusal !== undefined && step.may_fail !== true) {
      return { send: [], deliver: true, status: { state: 'refused', says: said.refusal } };
    }
    return this.#next(now_ms, false);
  }

  waited(now_ms: number): SessionStep {
    if (now_ms < this.#deadline_ms) return this.#out(now_ms, [], false);
    if (this.#pausing) return this.#begin(now_ms);
    const step = this.#talk.steps[this.#step];
    if (step?.may_fail === true) return this.#next(now_ms, false);
    const { poll } = this.#talk;
    if (step === undefined && poll !== undefined && !this.#is_asked) return this.#ask(now_ms);
    return this.#silent(now_ms, step?.asks ?? 'tags');
  }

  #heardReading(frame: Uint8Array, said: ModuleSaid, now_ms: number): SessionStep {
    const { poll, silence_ms, answer_ms } = this.#talk;
    this.#missed = 0;
    this.#is_asked = said.as === 'tags' && said.more === true;
    if (poll === undefined) this.#deadline_ms = now_ms + silence_ms;
    else if (this.#is_asked) this.#deadline_ms = now_ms + answer_ms;
    else this.#deadline_ms = Math.max(now_ms, this.#asked_ms + poll.every_ms);
    if (said.as === 'tags') return this.#out(now_ms, [], true);
    return this.#out(now_ms, [], this.#isNews(frame, said, now_ms));
  }

  #ask(now_ms: number): SessionStep {
    const { poll, answer_ms } = this.#talk;
    this.#asked_ms = now_ms;
    this.#is_asked = true;
    this.#deadline_ms = now_ms + answer_ms;
    return this.#out(now_ms, poll === undefined ? [] : [poll.send], false);
  }

  #begin(now_ms: number, status?: Status): SessionStep {
    this.#step = 0;
    this.#pausing = false;
    this.#is_asked = false;
    return this.#send(now_ms, false, status);
  }

  #next(now_ms: number, deliver: boolean): SessionStep {
    this.#step += 1;
    if (this.#step < this.#talk.steps.length) return this.#send(now_ms, deliver);
    this.#missed = 0;
    const status: Status | undefined = this.#is_ready
      ? undefined
      : { state: 'ready', says: `The ${this.#talk.name} is taking inventory.` };
    this.#is_ready = true;
    if (this.#talk.poll !== undefined)
      return { ...this.#ask(now_ms), deliver, ...(status !== undefined && { status }) };
    this.#deadline_ms = now_ms + this.#talk.silence_ms;
    return this.#out(now_ms, [], deliver, status);
  }

  #send(now_ms: number, deliver: boolean, status?: Status): SessionStep {
    const step = this.#talk.steps[this.#step];
    this.#deadline_ms = now_ms + this.#talk.answer_ms;
    return this.#out(now_ms, step === undefined ? [] : [step.send], deliver, status);
  }

  /**
   * An answer may be lost on the way, so the same is asked again; a module that streams and has stopped may just have
   * finished its rounds, so it is set up again at once. One that stays silent is given pauses.
   */
  #silent(now_ms: number, asked: string): SessionStep {
    this.#missed += 1;
    if (this.#missed < missed_max) {
      if (this.#step < this.#talk.steps.length) return this.#send(now_ms, false);
      return this.#talk.poll === undefined ? this.#begin(now_ms) : this.#ask(now_ms);
    }
    this.#pausing = true;
    this.#deadline_ms = now_ms + Math.min(pause_ms_max, this.#talk.answer_ms * 2 ** (this.#missed - missed_max));
    if (this.#missed !== missed_max) return this.#out(now_ms, [], false);
    this.#is_ready = false;
    const says = `The ${this.#talk.name} does not answer when asked for ${asked}; check that it is on, the baud rate and the cable.`;
    return this.#out(now_ms, [], false, { state: 'greeting', says });
  }

  #isNews(frame: Uint8Array, said: ModuleSaid, now_ms: number): boolean {
    if (said.as !== 'news') return false;
    const last = this.#news;
    const is_same =
      last !== undefined && last.frame.length === frame.length && frame.every((byte, at) => byte === last.frame[at]);
    if (is_same && now_ms - last.at_ms < same_news_ms) return false;
    this.#news = { frame: frame.slice(), at_ms: now_ms };
    return true;
  }

  #out(now_ms: number, send: readonly Uint8Array[], deliver: boolean, status?: Status): SessionStep {
    return {
      send,
      deliver,
      wake_in_ms: Math.max(0, this.#deadline_ms - now_ms),
      ...(status !== undefined && { status }),
    };
  }
}

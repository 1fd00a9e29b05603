/** The talk with a scale that is asked: a question at a steady pace, taking what comes, asking less often while nobody answers. */
import type { DeviceCommand, Session, SessionSettings, SessionStep } from '../driver.ts';
import { OrderBook, type Outcomes, type ScaleOrders } from './scale-orders.ts';

const poll_ms_min = 50;
const poll_ms_max = 60_000;
/** At 9600 baud an answer takes 25 ms on the wire; a busy terminal may take some hundred more. */
const answer_ms_max = 1_000;
/** What a scale that may be silent has to answer in before it is asked again. */
const silence_ms = 300;
const missed_max = 3;
const pause_ms_max = 10_000;

/** What a frame is to the one who asked. */
export type Heard =
  /** It answers the question. `unit`: what the weight in it is shown in. */
  | { readonly as: 'answer'; readonly unit?: string }
  /** Nobody asked for it; it is news. */
  | { readonly as: 'unasked' }
  /** Said when a scale is switched on: it is there, so no need to wait out a pause. */
  | { readonly as: 'switched-on' }
  /** A step of the talk before the answer, and what it is answered with; no news. */
  | { readonly as: 'step'; readonly reply: Uint8Array }
  /** It is there but has no answer now; it is asked again in its time. No news. */
  | { readonly as: 'busy' }
  /** The question is not understood; the next one is tried, where the family has another. */
  | { readonly as: 'refused' };

export interface Talk {
  /** What the family calls its protocol at the scale's menu. */
  readonly protocol: string;
  readonly poll_ms: number;
  /** Ways to ask for the weight, the best one first; never empty. */
  readonly questions: readonly Uint8Array[];
  /** True where a scale that has answered once may have nothing more to say. */
  readonly may_be_silent?: true;
  readonly orders?: ScaleOrders;
  heard(frame: Uint8Array): Heard;
}

/**
 * A silent scale is not a lost port: the link is `greeting` with the reason in words until it answers, and is asked with
 * growing pauses. Every frame but the steps of the talk is delivered, also what nobody asked for, so that nothing unread
 * is lost.
 */
export function polledSession(talk: Talk, settings: SessionSettings): Session {
  return new PolledSession(talk, settings);
}

class PolledSession implements Session {
  readonly #talk: Talk;
  readonly #poll_ms: number;
  /** Which question is asked; it goes round. */
  #question = 0;
  #refused = 0;
  #asked_ms = 0;
  #isWaiting = false;
  #missed = 0;
  #unit: string | undefined;
  #isReady = false;
  readonly #orders: OrderBook;

  constructor(talk: Talk, settings: SessionSettings) {
    this.#talk = talk;
    this.#orders = new OrderBook(talk.orders ?? {});
    this.#poll_ms = Math.min(poll_ms_max, Math.max(poll_ms_min, settings.poll_ms ?? talk.poll_ms));
  }

  opened(now_ms: number): SessionStep {
    return { ...this.#ask(now_ms), status: { state: 'greeting', says: 'Asked the scale for its weight.' } };
  }

  /** Sent when the question that is open has its answer: most scales listen to one thing at a time. */
  told(command: DeviceCommand, number: number, now_ms: number): SessionStep {
    const idle = { send: [], deliver: false, wake_in_ms: this.#untilNext(now_ms) };
    if (!this.#isReady) return { ...idle, outcomes: [{ number, ok: false, says: 'The scale does not answer.' }] };
    const refused = this.#orders.take(command, number);
    return this.#ordering(idle, refused, now_ms);
  }

  heard(frame: Uint8Array, now_ms: number): SessionStep {
    const done = this.#orders.heard(frame);
    // The answer to an order is news like any other: what was tared is journaled with it.
    const step = done.length > 0 ? { send: [], deliver: true } : this.#heard(frame, now_ms);
    return this.#ordering(step, done, now_ms);
  }

  #heard(frame: Uint8Array, now_ms: number): SessionStep {
    const heard = this.#talk.heard(frame);
    switch (heard.as) {
      case 'answer':
        return this.#answered(now_ms, heard.unit);
      case 'busy':
        return { ...this.#answered(now_ms, undefined), deliver: false };
      case 'refused':
        return this.#tryNext(now_ms);
      case 'step':
        return { send: [heard.reply], deliver: false, wake_in_ms: this.#untilNext(now_ms) };
      case 'switched-on':
        this.#missed = 0;
        return { send: [], deliver: true, wake_in_ms: this.#untilNext(now_ms) };
      case 'unasked':
        return { send: [], deliver: true, wake_in_ms: this.#untilNext(now_ms) };
    }
  }

  waited(now_ms: number): SessionStep {
    const done = this.#orders.waited(now_ms);
    const until_ms = this.#orders.until_ms;
    if (until_ms !== undefined) return { send: [], deliver: false, wake_in_ms: Math.max(0, until_ms - now_ms) };
    if (done.length > 0) return this.#ordering({ send: [], deliver: false }, done, now_ms);
    return this.#waited(now_ms);
  }

  /** The step, with the orders that can be sent after it; while one waits for its answer, nothing is asked. */
  #ordering(step: SessionStep, done: Outcomes, now_ms: number): SessionStep {
    const isAsking = this.#isWaiting && !this.#mayBeSilent();
    const { send, outcomes } = isAsking ? { send: [], outcomes: [] } : this.#orders.next(now_ms);
    const all = [...done, ...outcomes];
    const until_ms = this.#orders.until_ms;
    const wake_in_ms = until_ms === undefined ? this.#untilNext(now_ms) : Math.max(0, until_ms - now_ms);
    return { ...step, send: [...step.send, ...send], wake_in_ms, ...(all.length > 0 && { outcomes: all }) };
  }

  #waited(now_ms: number): SessionStep {
    const left_ms = this.#untilNext(now_ms);
    if (left_ms > 0) return { send: [], deliver: false, wake_in_ms: left_ms };
    const isMissing = this.#isWaiting && !this.#mayBeSilent();
    if (isMissing) this.#missed += 1;
    if (isMissing && this.#missed % missed_max === 0) this.#question += 1;
    const step = this.#ask(now_ms);
    if (!isMissing || this.#missed !== missed_max) return step;
    this.#isReady = false;
    const says = `The scale has not answered ${missed_max} questions; check that it is on and set to ${this.#talk.protocol}, and the baud rate.`;
    return { ...step, status: { state: 'greeting', says }, outcomes: this.#orders.gone() };
  }

  #ask(now_ms: number): SessionStep {
    const { questions } = this.#talk;
    const at = this.#question % questions.length;
    this.#asked_ms = now_ms;
    this.#isWaiting = true;
    return { send: questions.slice(at, at + 1), deliver: false, wake_in_ms: this.#patience() };
  }

  #answered(now_ms: number, unit: string | undefined): SessionStep {
    this.#isWaiting = false;
    this.#missed = 0;
    this.#refused = 0;
    const status = this.#news(unit);
    return { send: [], deliver: true, wake_in_ms: this.#untilNext(now_ms), ...(status !== undefined && { status }) };
  }

  /** Asks in another way; when all are refused, that is the answer. */
  #tryNext(now_ms: number): SessionStep {
    this.#refused += 1;
    if (this.#refused >= this.#talk.questions.length) return this.#answered(now_ms, undefined);
    this.#question += 1;
    return this.#ask(now_ms);
  }

  /** What there is to say about the link after this answer. */
  #news(unit: string | undefined): SessionStep['status'] {
    const before = this.#unit;
    this.#unit = unit ?? before;
    if (!this.#isReady) {
      this.#isReady = true;
      return { state: 'ready', says: 'The scale answers.' };
    }
    if (before === undefined || this.#unit === before) return undefined;
    return { state: 'ready', says: `The scale answers; its unit was changed from ${before} to ${this.#unit}.` };
  }

  #untilNext(now_ms: number): number {
    return Math.max(0, this.#asked_ms + (this.#isWaiting ? this.#patience() : this.#poll_ms) - now_ms);
  }

  /** How long to wait for an answer before asking again. */
  #patience(): number {
    if (this.#mayBeSilent()) return Math.max(silence_ms, this.#poll_ms);
    const wait_ms = Math.max(answer_ms_max, this.#poll_ms);
    const doublings = Math.max(0, this.#missed - missed_max + 1);
    return Math.max(wait_ms, Math.min(pause_ms_max, wait_ms * 2 ** doublings));
  }

  #mayBeSilent(): boolean {
    return this.#isReady && this.#talk.may_be_silent === true;
  }
}

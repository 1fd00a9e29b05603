/** The talk with a scale that is asked: a question at a steady pace, taking what comes, asking less often while nobody answers. */
import type { Session, SessionSettings, SessionStep } from '../driver.ts';

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
  heard(frame: Uint8Array): Heard;
}

/**
 * A silent scale is not a lost port: the link is `greeting` with the reason in words until it answers, and is asked with
 * growing pauses. Every frame but the steps of the talk is delivered, also what nobody asked for, so that nothing unread
 * is lost.
 */
export function polledSession(talk: Talk, settings: SessionSettings): Session {
  const poll_ms = Math.min(poll_ms_max, Math.max(poll_ms_min, settings.poll_ms ?? talk.poll_ms));
  let question = 0;
  let refused = 0;
  let asked_ms = 0;
  let isWaiting = false;
  let missed = 0;
  let unit: string | undefined;
  let isReady = false;

  function ask(now_ms: number): SessionStep {
    asked_ms = now_ms;
    isWaiting = true;
    const send = talk.questions.slice(question % talk.questions.length).slice(0, 1);
    return { send, deliver: false, wake_in_ms: patience() };
  }
  /** How long to wait for an answer before asking again. */
  function patience(): number {
    if (isReady && talk.may_be_silent === true) return Math.max(silence_ms, poll_ms);
    const wait_ms = Math.max(answer_ms_max, poll_ms);
    const doublings = Math.max(0, missed - missed_max + 1);
    return Math.max(wait_ms, Math.min(pause_ms_max, wait_ms * 2 ** doublings));
  }
  function untilNext(now_ms: number): number {
    return Math.max(0, asked_ms + (isWaiting ? patience() : poll_ms) - now_ms);
  }
  /** What there is to say about the link after this answer. */
  function news(now_in: string | undefined): SessionStep['status'] {
    const before = unit;
    unit = now_in ?? unit;
    if (!isReady) {
      isReady = true;
      return { state: 'ready', says: 'The scale answers.' };
    }
    if (before === undefined || unit === before) return undefined;
    return { state: 'ready', says: `The scale answers; its unit was changed from ${before} to ${unit}.` };
  }
  function answered(now_ms: number, now_in: string | undefined): SessionStep {
    isWaiting = false;
    missed = 0;
    refused = 0;
    const status = news(now_in);
    return { send: [], deliver: true, wake_in_ms: untilNext(now_ms), ...(status !== undefined && { status }) };
  }
  function tryNext(now_ms: number): SessionStep {
    refused += 1;
    if (refused >= talk.questions.length) return { ...answered(now_ms, undefined), deliver: true };
    question += 1;
    return ask(now_ms);
  }

  return {
    opened(now_ms) {
      return { ...ask(now_ms), status: { state: 'greeting', says: 'Asked the scale for its weight.' } };
    },
    heard(frame, now_ms) {
      const heard = talk.heard(frame);
      switch (heard.as) {
        case 'answer':
          return answered(now_ms, heard.unit);
        case 'refused':
          return tryNext(now_ms);
        case 'step':
          return { send: [heard.reply], deliver: false, wake_in_ms: untilNext(now_ms) };
        case 'busy':
          return { ...answered(now_ms, undefined), deliver: false };
        case 'switched-on':
          missed = 0;
          return { send: [], deliver: true, wake_in_ms: untilNext(now_ms) };
        case 'unasked':
          return { send: [], deliver: true, wake_in_ms: untilNext(now_ms) };
      }
    },
    waited(now_ms) {
      if (untilNext(now_ms) > 0) return { send: [], deliver: false, wake_in_ms: untilNext(now_ms) };
      if (isWaiting && !(isReady && talk.may_be_silent === true)) missed += 1;
      if (missed > 0 && missed % missed_max === 0) question += 1;
      const step = ask(now_ms);
      if (missed !== missed_max) return step;
      isReady = false;
      const says = `The scale has not answered ${missed_max} questions; check that it is on and set to ${talk.protocol}, and the baud rate.`;
      return { ...step, status: { state: 'greeting', says } };
    },
  };
}

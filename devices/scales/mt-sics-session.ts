/** The talk with an MT-SICS scale: ask `SI` at a steady pace, take what comes, ask less often while nobody answers. */
import type { Session, SessionSettings, SessionStep } from '../driver.ts';

const poll_ms_default = 250;
const poll_ms_min = 50;
const poll_ms_max = 60_000;
/** At 9600 baud an answer takes 25 ms on the wire; a busy terminal may take some hundred more. */
const answer_ms_max = 1_000;
const missed_max = 3;
const pause_ms_max = 10_000;

const ask = new TextEncoder().encode('SI\r\n');
const answer = /^(?:S [A-Z+-]|E[A-Z]$)/;
const switchedOn = /^I4 A "/;
const unitOfWeight = /^S [SD] +[^ ]+ +([^ ]+) *$/;

/**
 * A silent scale is not a lost port: the link is `greeting` with the reason in words until it answers, and is asked with
 * growing pauses. Every line is delivered, also what nobody asked for, so that nothing unread is lost.
 */
export function mtSicsSession(settings: SessionSettings): Session {
  const poll_ms = Math.min(poll_ms_max, Math.max(poll_ms_min, settings.poll_ms ?? poll_ms_default));
  let asked_ms = 0;
  let isWaiting = false;
  let missed = 0;
  let unit: string | undefined;
  let isReady = false;

  function question(now_ms: number): SessionStep {
    asked_ms = now_ms;
    isWaiting = true;
    return { send: [ask], deliver: false, wake_in_ms: patience() };
  }
  /** How long to wait for an answer before asking again. */
  function patience(): number {
    const wait_ms = Math.max(answer_ms_max, poll_ms);
    const doublings = Math.max(0, missed - missed_max + 1);
    return Math.max(wait_ms, Math.min(pause_ms_max, wait_ms * 2 ** doublings));
  }
  function untilNext(now_ms: number): number {
    return Math.max(0, asked_ms + (isWaiting ? patience() : poll_ms) - now_ms);
  }
  /** What there is to say about the link after this answer. */
  function news(line: string): SessionStep['status'] {
    const before = unit;
    unit = unitOfWeight.exec(line)?.[1] ?? unit;
    if (!isReady) {
      isReady = true;
      return { state: 'ready', says: 'The scale answers.' };
    }
    if (before === undefined || unit === before) return undefined;
    return { state: 'ready', says: `The scale answers; its unit was changed from ${before} to ${unit}.` };
  }

  return {
    opened(now_ms) {
      return { ...question(now_ms), status: { state: 'greeting', says: 'Asked the scale for its weight.' } };
    },
    heard(frame, now_ms) {
      const line = String.fromCharCode(...frame.subarray(0, 64));
      // A scale just switched on says so unasked: no need to wait out the pause.
      if (switchedOn.test(line)) missed = 0;
      if (!answer.test(line)) return { send: [], deliver: true, wake_in_ms: untilNext(now_ms) };
      isWaiting = false;
      missed = 0;
      const status = news(line);
      return { send: [], deliver: true, wake_in_ms: untilNext(now_ms), ...(status !== undefined && { status }) };
    },
    waited(now_ms) {
      if (untilNext(now_ms) > 0) return { send: [], deliver: false, wake_in_ms: untilNext(now_ms) };
      if (isWaiting) missed += 1;
      const step = question(now_ms);
      if (missed !== missed_max) return step;
      isReady = false;
      const says = `The scale has not answered ${missed_max} questions; check that it is on and set to MT-SICS, and the baud rate.`;
      return { ...step, status: { state: 'greeting', says } };
    },
  };
}

/** The talk with an MT-SICS scale: `SI` asks for the weight of now, at rest or not. */
import type { Session, SessionSettings } from '../driver.ts';
import { polledSession, type Talk } from './polled-session.ts';

const answer = /^(?:S [A-Z+-]|E[A-Z]$)/;
const switchedOn = /^I4 A "/;
const unitOfWeight = /^S [SD] +[^ ]+ +([^ ]+) *$/;

const talk: Talk = {
  protocol: 'MT-SICS',
  poll_ms: 250,
  questions: [new TextEncoder().encode('SI\r\n')],
  heard(frame) {
    const line = String.fromCharCode(...frame.subarray(0, 64));
    if (switchedOn.test(line)) return { as: 'switched-on' };
    if (!answer.test(line)) return { as: 'unasked' };
    const unit = unitOfWeight.exec(line)?.[1];
    return { as: 'answer', ...(unit !== undefined && { unit }) };
  },
};

export function mtSicsSession(settings: SessionSettings): Session {
  return polledSession(talk, settings);
}

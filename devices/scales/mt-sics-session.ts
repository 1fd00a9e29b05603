/** The talk with an MT-SICS scale: `SI` asks for the weight of now, at rest or not. */
import type { Session, SessionSettings } from '../driver.ts';
import { polledSession, type Talk } from './polled-session.ts';
import type { Order } from './scale-orders.ts';

const answer = /^(?:S [A-Z+-]|E[A-Z]$)/;
const switchedOn = /^I4 A "/;
const unitOfWeight = /^S [SD] +[^ ]+ +([^ ]+) *$/;

const reasons: Readonly<Record<string, string>> = {
  I: 'busy, or not at rest in time',
  L: 'the scale cannot do it',
  '+': 'above its range',
  '-': 'below its range',
};

/** `T` and `Z` wait for rest, some scales for a long time. */
function order(command: 'T' | 'Z', done: string): Order {
  return {
    bytes: new TextEncoder().encode(`${command}\r\n`),
    answer: {
      wait_ms_max: 10_000,
      outcome(frame) {
        const line = String.fromCharCode(...frame.subarray(0, 64));
        if (/^E[A-Z]$/.test(line)) return { ok: false, says: `${line}: the scale does not know or take the command.` };
        if (!line.startsWith(`${command} `)) return undefined;
        if (/^[AS](?: |$)/.test(line.slice(2))) return { ok: true, says: done };
        return { ok: false, says: `Not done: ${reasons[line.slice(2)] ?? `the scale says ${line.slice(0, 20)}`}.` };
      },
    },
  };
}

const talk: Talk = {
  protocol: 'MT-SICS',
  poll_ms: 250,
  questions: [new TextEncoder().encode('SI\r\n')],
  orders: { tare: order('T', 'Tared.'), zero: order('Z', 'Set to zero.') },
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

/** A scale by the cash-register protocol: ENQ, ACK, DC1, weight. */
import { type CasAnswer, casEnq, dc1, enq } from '../devices/scales/cas-enq.ts';
import type { Dialect } from './serial-scale.ts';
import type { Display, Weighing } from './weighing.ts';

const frame_bytes = 15;

export function casScale(weighing: Weighing): Dialect {
  const say = (answer: CasAnswer) => casEnq.frame.encode(answer);
  let isAsked = false;
  return {
    by_line: false,
    sumAt: (frame) => (frame.length === frame_bytes ? frame_bytes - 3 : undefined),
    answer(command, at_ms) {
      const byte = command.charCodeAt(0);
      const wasAsked = isAsked;
      isAsked = byte === enq;
      if (byte === enq) return say({ kind: 'ack' });
      if (byte !== dc1 || !wasAsked) return say({ kind: 'nak' });
      return say(weightOf(weighing.display(at_ms)));
    },
  };
}

/** It has no sign for underload: it shows zero below its range as overflow too. */
function weightOf(display: Display): CasAnswer {
  if (display.shows !== 'weight') return { kind: 'overflow', rest: 'U' };
  return { kind: 'weight', rest: display.moving ? 'U' : 'S', mass: display };
}

/** Scales that send lines: A&D and CAS, Ohaus, Sartorius and Adam. */
import { type AdStGsLine, adStGs } from '../devices/scales/ad-st-gs.ts';
import { type AdamLine, adam } from '../devices/scales/adam.ts';
import { type OhausLine, ohaus } from '../devices/scales/ohaus.ts';
import { type SartoriusLine, sartoriusSbi } from '../devices/scales/sartorius-sbi.ts';
import type { Dialect } from './serial-scale.ts';
import type { Display, Weighing } from './weighing.ts';

const nothing = new Uint8Array();
const noSum = () => undefined;

function ended(line: Uint8Array): Uint8Array {
  return Uint8Array.from([...line, 0x0d, 0x0a]);
}

/** An indicator in stream mode. */
export function adScale(weighing: Weighing): Dialect {
  const line = (display: Display): AdStGsLine => {
    if (display.shows !== 'weight') return { kind: 'out-of-range', side: display.shows === 'over' ? '+' : '-' };
    return {
      kind: 'status',
      rest: display.moving ? 'US' : 'ST',
      type: display.net ? 'NT' : 'GS',
      mass: { amount: display.amount, unit: display.unit },
    };
  };
  return {
    by_line: true,
    sumAt: noSum,
    answer(command, at_ms) {
      if (command === 'Z') weighing.zero(at_ms);
      if (command === 'T') weighing.tare(at_ms);
      return nothing;
    },
    speak: (at_ms) => ended(adStGs.frame.encode(line(weighing.display(at_ms)))),
  };
}

/** A newer one: it knows IP and P. Z and T are silent. */
export function ohausScale(weighing: Weighing): Dialect {
  const line = (display: Display): OhausLine => {
    if (display.shows !== 'weight') return { kind: 'error', number: display.shows === 'over' ? '8.3' : '8.4' };
    const { moving, net, amount, unit } = display;
    return { kind: 'weight', mass: { amount, unit }, rest: moving ? '?' : '', legend: net ? 'N' : 'G' };
  };
  return {
    by_line: true,
    sumAt: noSum,
    answer(command, at_ms) {
      switch (command) {
        case 'IP':
        case 'P':
          return ended(ohaus.frame.encode(line(weighing.display(at_ms))));
        case 'Z':
          weighing.zero(at_ms);
          return nothing;
        case 'T':
          weighing.tare(at_ms);
          return nothing;
        default:
          return ended(ohaus.frame.encode({ kind: 'refusal', code: 'ES' }));
      }
    },
  };
}

/** In 22 characters. Unknown commands are ignored. */
export function sartoriusScale(weighing: Weighing): Dialect {
  const line = (display: Display): SartoriusLine => {
    if (display.shows !== 'weight') return { kind: 'code', code: display.shows === 'over' ? 'H' : 'L' };
    const { moving, amount, unit } = display;
    if (!moving) return { kind: 'weight', id: 'N', mass: { amount, unit } };
    const digits = (Math.abs(amount.units) / 10 ** amount.decimals).toFixed(amount.decimals);
    return { kind: 'moving', id: 'N', digits: `${amount.units < 0 ? '-' : '+'} ${digits}` };
  };
  return {
    by_line: true,
    sumAt: noSum,
    answer(command, at_ms) {
      switch (command) {
        case '\x1bP':
          return ended(sartoriusSbi.frame.encode(line(weighing.display(at_ms))));
        case '\x1bV':
          weighing.zero(at_ms);
          return nothing;
        case '\x1bT':
        case '\x1bU':
          weighing.tare(at_ms);
          return nothing;
        default:
          return nothing;
      }
    },
  };
}

/** One that prints its display to P, and keeps silent about the same value twice. */
export function adamScale(weighing: Weighing): Dialect {
  let printed = '';
  const line = (display: Display): AdamLine => {
    if (display.shows !== 'weight') return { kind: 'display', shows: display.shows === 'over' ? 'OL' : 'LO' };
    return { kind: 'gross', label: '', mass: { amount: display.amount, unit: display.unit } };
  };
  return {
    by_line: true,
    sumAt: noSum,
    answer(command, at_ms) {
      if (command === 'Z') weighing.zero(at_ms);
      if (command === 'T') weighing.tare(at_ms);
      if (command !== 'P') return nothing;
      const text = adam.frame.encode(line(weighing.display(at_ms)));
      const wasPrinted = printed;
      printed = String.fromCharCode(...text);
      return printed === wasPrinted ? nothing : ended(text);
    },
  };
}

/**
 * Checkout and bench scales by the Mettler-Toledo 8217 protocol, also sold as "8213", "Toledo" or "USB-COM Toledo": `W` is
 * answered with STX, the displayed weight and CR at rest, and with STX, `?`, a status byte and CR when there is none to
 * give. After the Mettler-Toledo DIVA and PS2 service manuals and the Brecknell and Rice Lake manuals that repeat it.
 *
 * The unit is nowhere on the wire: set `unit` of the device to what the scale shows. Most are set to 7 data bits, even
 * parity, 1 stop bit; a port left at 8 bits without parity is read as well, as the parity bit is ignored.
 */
import type { Codec } from '../codec/codec.ts';
import { fault } from '../codec/codec.ts';
import type { Decimal } from '../codec/decimal.ts';
import { printDecimal } from '../codec/decimal.ts';
import { type ConfiguredUnit, driver, type SessionSettings } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { polledSession, type Talk } from './polled-session.ts';
import { condition, displayedDecimal, shown } from './printed-mass.ts';
import type { Order } from './scale-orders.ts';
import { toledo8217Examples } from './toledo-8217-examples.ts';

const stx = 0x02;
const cr = 0x0d;
/** STX, blanks, eight characters of a high-resolution weight, N, CR. */
const bytes_max = 16;

export type Toledo8217Answer =
  | { readonly kind: 'weight'; readonly amount: Decimal; readonly net: boolean }
  /** Bits 0 to 6 of the status byte; bit 6 is always set. */
  | { readonly kind: 'status'; readonly bits: number };

/** Bits of the status byte. */
export const statusBit = { motion: 1, over: 2, under: 4, off_zero: 8, at_zero: 16, net: 32, always: 64 } as const;

const weight = /^ {0,6}(?<digits>[0-9.]{1,8})(?<net>N?)$/;

const frame: Codec<Toledo8217Answer> = {
  decode(bytes) {
    if (bytes.length > bytes_max) return fault('too-long', 'frame', `must be at most ${bytes_max} bytes`);
    const text = String.fromCharCode(...bytes.map((byte) => byte & 0x7f));
    if (text.charCodeAt(0) !== stx || text.charCodeAt(text.length - 1) !== cr) {
      return fault('format', 'frame', 'must begin with STX and end with CR');
    }
    const body = text.slice(1, -1);
    if (body.startsWith('?') && body.length === 2) {
      return { ok: true, value: { kind: 'status', bits: body.charCodeAt(1) } };
    }
    const found = weight.exec(body)?.groups;
    const amount = displayedDecimal(found?.digits ?? '');
    if (found === undefined || amount === undefined) {
      return fault('format', 'weight', 'must be a weight, with or without N, or ? and a status byte');
    }
    return { ok: true, value: { kind: 'weight', amount, net: found.net === 'N' } };
  },
  encode(answer) {
    if (answer.kind === 'status') return Uint8Array.of(stx, 0x3f, answer.bits, cr);
    const digits = printDecimal(answer.amount).padStart(6, '0');
    const text = `${digits}${answer.net ? 'N' : ''}`;
    return Uint8Array.of(stx, ...new TextEncoder().encode(text), cr);
  },
  sample(chance) {
    if (chance.int(0, 2) === 0) return { kind: 'status', bits: statusBit.always + chance.int(0, 63) };
    const amount = { units: chance.int(0, 99_999), decimals: chance.int(0, 4) };
    return { kind: 'weight', amount, net: chance.int(0, 1) === 1 };
  },
  fields: [
    { name: 'weight.amount', says: 'The displayed weight, at rest and not below zero, without a unit' },
    { name: 'weight.net', says: 'N after the weight: a tare is taken off' },
    {
      name: 'status.bits',
      says: 'Bit 0 motion, 1 over capacity, 2 under zero, 3 outside the range of zero, 4 at zero, 5 net, 6 always 1',
    },
  ],
};

/** Answered with the status byte, which shows whether it was done. */
function order(byte: number, bit: number, done: string): Order {
  return {
    bytes: Uint8Array.of(byte),
    answer: {
      wait_ms_max: 2_000,
      outcome(bytes) {
        const decoded = frame.decode(bytes);
        if (!decoded.ok || decoded.value.kind !== 'status') return undefined;
        if ((decoded.value.bits & bit) !== 0) return { ok: true, says: done };
        return { ok: false, says: 'Not done: the scale moves, is out of range, or does not allow it.' };
      },
    },
  };
}

const talk: Talk = {
  protocol: 'the 8217 protocol',
  poll_ms: 200,
  questions: [Uint8Array.of(0x57)],
  orders: { tare: order(0x54, statusBit.net, 'Tared.'), zero: order(0x5a, statusBit.at_zero, 'Set to zero.') },
  heard: () => ({ as: 'answer' }),
};

export const toledo8217 = driver<Toledo8217Answer>({
  id: 'toledo-8217',
  title: 'Mettler-Toledo 8217 scale, asked with W (often 9600 baud 7E1; the unit is configured)',
  family: 'scale',
  wires: ['serial', 'tcp'],
  says: 'weights, motion, over- and underload',
  caveats: [
    'The unit is nowhere on the wire: set `unit` to what the scale shows. A unit key that is pressed cannot be noticed.',
    'Serial port: often 9600 baud, 7E1; a port at 8N1 is read as well.',
    'There is no checksum: a digit turned by a bad line is another weight.',
  ],
  framing: { by: 'start-end', start: stx, end: cr, bytes_max, seven_bits: true },
  frame,
  readings: (answer, { unit }) => (answer.kind === 'weight' ? [weighed(answer.amount, unit)] : stateOf(answer.bits)),
  session: (settings: SessionSettings) => polledSession(talk, settings),
  commands: ['tare', 'zero'],
  examples: toledo8217Examples,
});

/** The scale gives a weight at rest only. */
function weighed(amount: Decimal, unit: ConfiguredUnit | undefined): Reading {
  if (unit !== undefined) return shown({ amount, unit }, true);
  return condition(
    'fault',
    'The scale does not say in which unit it weighs: set "unit" of this device to what it shows.',
  );
}

function stateOf(bits: number): readonly Reading[] {
  if ((bits & statusBit.over) !== 0) return [condition('overload', 'Above the weighing range.')];
  if ((bits & statusBit.under) !== 0) return [condition('underload', 'Below zero; is the platter in place?')];
  if ((bits & statusBit.motion) !== 0) return [condition('motion', 'Not at rest, no weight for now.')];
  return (bits & statusBit.at_zero) === 0 ? [] : [condition('zero', 'At zero.')];
}

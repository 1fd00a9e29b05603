/**
 * The continuous output of Mettler-Toledo terminals and of the many that imitate it: STX, three status words, six digits
 * of weight, six of tare, CR, and from some a checksum that makes the low seven bits of all bytes sum to 0. After the
 * manuals of Mettler-Toledo (8530, IND445), KERN, Rockwell, Cardinal, Fairbanks, Liden and Triner.
 *
 * They disagree about every constant bit, so none is checked. Two decide what others mean: Liden sets bit 6 of word A and
 * clears bit 5, the reverse of all others; its word C then has pounds in bit 0 and bit 4 always set. Often 4800 or 9600
 * baud with 7 data bits and even parity; bit 7 is ignored, so that 8 data bits do too.
 */
import { type Codec, type Decoded, fault } from '../codec/codec.ts';
import type { Decimal } from '../codec/decimal.ts';
import { type ConfiguredUnit, driver } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { listeningSession } from './listening-session.ts';
import { type MassUnit, tooHeavy } from './mass.ts';
import { condition, displayedDecimal, shown, signed } from './printed-mass.ts';
import { toledoContinuousExamples } from './toledo-continuous-examples.ts';

const stx = 0x02;
const cr = 0x0d;
const status_words = 3;
/** STX, status, mark, weight, tare, CR, checksum. */
const bytes_max = 1 + status_words + 1 + 6 + 6 + 1 + 1;

export interface ToledoFrame {
  /** Words A, B and C, seven bits each. */
  readonly status: readonly [a: number, b: number, c: number];
  /** Six characters without sign and decimal point; in an overload they may be anything. */
  readonly weight: string;
  /** Six more, absent in the short form. */
  readonly tare?: string;
  /** What Cardinal puts between weight and tare, and Toledo do Brasil before the weight. */
  readonly mark?: '>' | ' ';
  /** Whether a checksum was sent; one that is wrong makes no frame. */
  readonly has_sum: boolean;
}

/** Bits of word B. */
export const wordB = {
  net: 1,
  negative: 2,
  out_of_range: 4,
  motion: 8,
  kilograms: 16,
  always: 32,
  unzeroed: 64,
} as const;
const wordC = { units: 7, lb_of_liden: 1, expanded: 16 } as const;
const unitOfC: readonly (MassUnit | undefined)[] = [undefined, 'g', 't', 'oz', 'ozt', 'dwt'];

const body = /^(?:(?<short>[ -~]{6})|(?<blank> ?)(?<weight>[ -~]{6})(?<mark>>?)(?<tare>[ -~]{6}))$/;
const digits = /^ *[0-9]{1,6}$/;

const frame: Codec<ToledoFrame> = {
  decode(bytes) {
    if (bytes.length > bytes_max) return fault('too-long', 'frame', `must be at most ${bytes_max} bytes`);
    const seven = bytes.map((byte) => byte & 0x7f);
    const end = seven.indexOf(cr, 1 + status_words);
    if (seven[0] !== stx || end < 0) return fault('format', 'frame', 'must begin with STX and have a CR');
    const has_sum = end < seven.length - 1;
    if (end + 2 < seven.length) return fault('trailing', 'frame', 'must end with CR or one byte after it');
    if (has_sum && (seven.reduce((sum, byte) => sum + byte, 0) & 0x7f) !== 0) {
      return fault('checksum', 'sum', 'must make the low seven bits of all bytes sum to 0');
    }
    const [, a = 0, b = 0, c = 0] = seven;
    return bodyOf(String.fromCharCode(...seven.subarray(1 + status_words, end)), { status: [a, b, c], has_sum });
  },
  encode({ status, weight, tare = '', mark, has_sum }) {
    const text = `${mark === ' ' ? ' ' : ''}${weight}${mark === '>' ? '>' : ''}${tare}`;
    const bytes = [stx, ...status, ...new TextEncoder().encode(text), cr];
    return Uint8Array.from(has_sum ? [...bytes, toledoSum(bytes)] : bytes);
  },
  sample(chance) {
    const status = [chance.int(0, 31), chance.int(0, 127), chance.int(0, 127)] as const;
    const six = () => String(chance.int(0, 999_999)).padStart(6, '0');
    const mark = ([undefined, '>', ' '] as const)[chance.int(0, 2)];
    return {
      status: [0x20 | status[0], status[1], status[2]],
      weight: six(),
      ...(chance.int(0, 2) > 0 && { tare: six(), ...(mark !== undefined && { mark }) }),
      has_sum: chance.int(0, 1) === 1,
    };
  },
  fields: [
    { name: 'status.a', says: 'Bits 0 to 2: place of the decimal point; bits 3 and 4: smallest step' },
    {
      name: 'status.b',
      says: 'Bit 0 net, 1 negative, 2 out of range, 3 motion, 4 kilograms instead of pounds, 6 not zeroed since power-up',
    },
    { name: 'status.c', says: 'Bits 0 to 2: other units; bit 3 print key; bit 4 ten times finer' },
    { name: 'weight', says: 'Six digits without sign and point' },
    { name: 'tare', says: 'Six digits, absent in the short form' },
    { name: 'sum', says: 'Checksum, where sent' },
  ],
};

/** The byte that makes the low seven bits of all sum to 0. */
export function toledoSum(bytes: readonly number[]): number {
  return -bytes.reduce((sum, byte) => sum + byte, 0) & 0x7f;
}

function bodyOf(text: string, head: Pick<ToledoFrame, 'status' | 'has_sum'>): Decoded<ToledoFrame> {
  const found = body.exec(text)?.groups;
  if (found === undefined || (found.blank === ' ' && found.mark === '>')) {
    return fault('format', 'weight', 'must be six characters, or twelve with the tare');
  }
  const mark = found.mark === '>' ? '>' : found.blank === ' ' ? ' ' : undefined;
  const weight = found.short ?? found.weight ?? '';
  const tare = found.tare === undefined ? {} : { tare: found.tare };
  return { ok: true, value: { ...head, weight, ...tare, ...(mark !== undefined && { mark }) } };
}

export const toledoContinuous = driver<ToledoFrame>({
  id: 'toledo-continuous',
  title: 'Toledo continuous output, with or without checksum (often 7E1 at 4800 or 9600 baud)',
  family: 'scale',
  wires: ['serial', 'tcp'],
  says: 'weights, over- and underload',
  caveats: [
    'Serial port: often 4800 or 9600 baud, 7E1; bit 7 is ignored.',
    'Makers disagree about every constant bit, so none is checked.',
    'Where no checksum is sent, a digit turned by a bad line is another weight; where one is, it has seven bits, and a wrong one that looks like the next beginning passes for none.',
  ],
  framing: {
    by: 'start-end',
    start: stx,
    end: cr,
    bytes_max,
    seven_bits: true,
    // Fairbanks clears bit 5 of word B, so that a negative weight in pounds is the same byte as STX.
    any_bytes: status_words,
    sum_after: 'maybe',
  },
  frame,
  readings: (value, { unit }) => [readingOf(value, unit)],
  session: () => listeningSession({ tare: { bytes: Uint8Array.of(0x54) }, zero: { bytes: Uint8Array.of(0x5a) } }),
  commands: ['tare', 'zero'],
  examples: toledoContinuousExamples,
});

function readingOf({ status: [a, b, c], weight }: ToledoFrame, configured: ConfiguredUnit | undefined): Reading {
  const isNegative = (b & wordB.negative) !== 0;
  if ((b & wordB.out_of_range) !== 0) {
    return isNegative
      ? condition('underload', 'Below the weighing range; is the pan in place?')
      : condition('overload', 'Out of the weighing range.');
  }
  if ((b & wordB.unzeroed) !== 0) {
    return condition('fault', 'Not zeroed since it was switched on: empty it and press its zero key.');
  }
  const isLiden = (a & 0x60) === 0x40;
  if (!isLiden && (c & wordC.expanded) !== 0) {
    return condition('fault', 'Shows ten times finer, so that the place of its point is uncertain: end this display.');
  }
  const unit = unitOf(b, c, isLiden) ?? configured;
  if (unit === undefined) {
    return condition(
      'fault',
      'The scale does not say in which unit it weighs: set "unit" of this device to what it shows.',
    );
  }
  const amount = digits.test(weight) ? amountOf(weight, a & 7, isNegative) : undefined;
  if (amount === undefined) return condition('fault', `The scale sent "${weight}" in place of six digits.`);
  if (tooHeavy({ amount, unit }) !== undefined) {
    return condition('fault', 'More than 1000 t: check the decimal point in the settings of the scale.');
  }
  return shown({ amount, unit }, (b & wordB.motion) === 0);
}

/** Codes 0 and 1 stand for zeros that are not sent, 3 to 7 for as many decimals less 2. */
function amountOf(weight: string, code: number, isNegative: boolean): Decimal | undefined {
  const whole = displayedDecimal(`${weight.trim()}${'0'.repeat(Math.max(0, 2 - code))}`);
  if (whole === undefined) return undefined;
  return { units: signed(isNegative ? '-' : '+', whole.units), decimals: Math.max(0, code - 2) };
}

function unitOf(b: number, c: number, isLiden: boolean): MassUnit | undefined {
  if (isLiden) return (c & wordC.lb_of_liden) === 0 ? 'kg' : 'lb';
  const other = c & wordC.units;
  if (other === 0) return (b & wordB.kilograms) === 0 ? 'lb' : 'kg';
  return unitOfC[other];
}

/**
 * CAS PD-II and AP-1 and Ohaus Aviator scales set to the cash-register protocol that begins with ENQ (CAS "type 6", Samsung
 * ER): ENQ is answered with ACK or NAK, then DC1 with SOH STX, state, sign, weight, unit, BCC, ETX EOT. BCC is the
 * exclusive or of all between STX and itself. After the CAS PD-II and AP-1 and the Ohaus Aviator 7000 manuals.
 */
import { type Codec, fault } from '../codec/codec.ts';
import type { Decimal } from '../codec/decimal.ts';
import { printDecimal } from '../codec/decimal.ts';
import { Misfit } from '../codec/misfit.ts';
import { driver } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { casEnqExamples } from './cas-enq-examples.ts';
import { polledSession, type Talk } from './polled-session.ts';
import { condition, displayedDecimal, type PrintedMass, shown, signed, unitNamed } from './printed-mass.ts';

const soh = 0x01;
const stx = 0x02;
const etx = 0x03;
const eot = 0x04;
export const enq = 0x05;
const ack = 0x06;
export const dc1 = 0x11;
const nak = 0x15;
/** State, sign, six characters of weight, two of unit. */
const body_bytes = 10;
/** SOH, STX, body, BCC, ETX, EOT. */
const bytes_max = body_bytes + 5;

export type CasAnswer =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak' }
  | { readonly kind: 'weight'; readonly rest: 'S' | 'U'; readonly mass: PrintedMass }
  | { readonly kind: 'overflow'; readonly rest: 'S' | 'U' };

const body = /^(?<rest>[SU])(?<sign>[ \-F])(?<weight>[ 0-9.F]{6})(?<unit>[A-Za-z ]{2})$/;

const frame: Codec<CasAnswer> = {
  decode(bytes) {
    if (bytes.length === 1 && bytes[0] === ack) return { ok: true, value: { kind: 'ack' } };
    if (bytes.length === 1 && bytes[0] === nak) return { ok: true, value: { kind: 'nak' } };
    if (bytes.length !== bytes_max) return fault('format', 'frame', `must be ACK, NAK or ${bytes_max} bytes`);
    const [first, second] = bytes;
    if (first !== soh || second !== stx || bytes[bytes_max - 2] !== etx || bytes[bytes_max - 1] !== eot) {
      return fault('format', 'frame', 'must begin with SOH STX and end with ETX EOT');
    }
    const block = bytes.subarray(2, 2 + body_bytes);
    if (casBcc(block) !== bytes[2 + body_bytes]) {
      return fault('checksum', 'bcc', 'must be the exclusive or of all between STX and itself');
    }
    const answer = answerOf(String.fromCharCode(...block));
    return answer instanceof Misfit ? { ok: false, fault: answer.fault } : { ok: true, value: answer };
  },
  encode(answer) {
    if (answer.kind === 'ack' || answer.kind === 'nak') return Uint8Array.of(answer.kind === 'ack' ? ack : nak);
    const block = new TextEncoder().encode(bodyText(answer));
    return Uint8Array.of(soh, stx, ...block, casBcc(block), etx, eot);
  },
  sample(chance) {
    const rest = chance.int(0, 1) === 0 ? 'S' : 'U';
    switch (chance.int(0, 5)) {
      case 0:
        return { kind: 'ack' };
      case 1:
        return { kind: 'nak' };
      case 2:
        return { kind: 'overflow', rest };
      default: {
        const unit = (['kg', 'lb', 'g', 'oz'] as const)[chance.int(0, 3)] ?? 'kg';
        const amount: Decimal = { units: chance.int(-99_999, 99_999), decimals: chance.int(0, 4) };
        return { kind: 'weight', rest, mass: { amount, unit } };
      }
    }
  },
  fields: [
    { name: 'ack', says: 'Answer to ENQ: a weight is there' },
    { name: 'nak', says: 'Answer to ENQ: none for now' },
    { name: 'rest', says: 'S stable, U not' },
    { name: 'mass', says: 'Sign, weight with its point in six characters, unit in two' },
    { name: 'overflow', says: 'F in place of the sign and of the digits' },
  ],
};

/** BCC of what stands between STX and it. */
export function casBcc(block: Uint8Array): number {
  return block.reduce((all, byte) => all ^ byte, 0);
}

function answerOf(text: string): CasAnswer | Misfit {
  const found = body.exec(text)?.groups;
  if (found === undefined) return new Misfit('format', 'must be state, sign, weight and unit');
  const rest = found.rest === 'S' ? 'S' : 'U';
  const { sign, weight = '' } = found;
  if (sign === 'F' || weight.includes('F')) return { kind: 'overflow', rest };
  const unit = unitNamed((found.unit ?? '').trim());
  const amount = displayedDecimal(weight.trim());
  if (amount === undefined) return new Misfit('format', 'must be a number with a decimal point', 'mass.amount');
  if (unit === undefined) return new Misfit('unsupported', 'must be kg, g, lb or oz', 'mass.unit');
  return { kind: 'weight', rest, mass: { amount: { ...amount, units: signed(sign, amount.units) }, unit } };
}

function bodyText(answer: Extract<CasAnswer, { rest: string }>): string {
  if (answer.kind === 'overflow') return `${answer.rest}FFFFFFFkg`;
  const { amount, unit } = answer.mass;
  const digits = printDecimal({ ...amount, units: Math.abs(amount.units) }).padStart(6);
  return `${answer.rest}${amount.units < 0 ? '-' : ' '}${digits}${unit.padStart(2)}`;
}

const talk: Talk = {
  protocol: 'the protocol that begins with ENQ',
  poll_ms: 250,
  questions: [Uint8Array.of(enq)],
  heard(bytes) {
    if (bytes.length > 1) {
      const decoded = frame.decode(bytes);
      const unit = decoded.ok && decoded.value.kind === 'weight' ? decoded.value.mass.unit : undefined;
      return { as: 'answer', ...(unit !== undefined && { unit }) };
    }
    return bytes[0] === ack ? { as: 'step', reply: Uint8Array.of(dc1) } : { as: 'busy' };
  },
};

export const casEnq = driver<CasAnswer>({
  id: 'cas-enq',
  title: 'CAS and Ohaus Aviator scale, asked with ENQ and DC1',
  family: 'scale',
  wires: ['serial', 'tcp'],
  says: 'weights, overload',
  caveats: [
    'The scale must be set to the protocol that begins with ENQ (CAS type 6).',
    'It has no sign for underload: some show zero below their range as overload too.',
  ],
  // BCC may be any byte, also that of EOT.
  framing: { by: 'start-end', start: soh, end: eot, bytes_max, any_bytes: body_bytes + 2, alone: [ack, nak] },
  frame,
  readings(answer): readonly Reading[] {
    switch (answer.kind) {
      case 'ack':
      case 'nak':
        return [];
      case 'overflow':
        return [condition('overload', 'Above the weighing range.')];
      case 'weight':
        return [shown(answer.mass, answer.rest === 'S')];
    }
  },
  session: (settings) => polledSession(talk, settings),
  examples: casEnqExamples,
});

/**
 * Scales by the NCI protocol (Weigh-Tronix SCP-01, "ECR"): Avery Weigh-Tronix, Salter Brecknell, Fairbanks, Ohaus and
 * Adam MDW models among others. `W` CR is answered with LF, weight and unit, CR LF, status, CR ETX; where there is no
 * weight to give, with the status alone, or with bars in place of the digits. After the manuals of NCI (6702, 7800),
 * Mettler-Toledo (DIVA, ECR), Ohaus (Aviator 7000), Fairbanks and Adam (MDW).
 *
 * Two to four status bytes, some after an S: their number depends on the model and its mood, so a frame ends with ETX and
 * nothing else. The constant bits of the status are not checked. Often 7 data bits with even parity; bit 7 is ignored.
 */
import { type Codec, type Decoded, fault } from '../codec/codec.ts';
import { Misfit } from '../codec/misfit.ts';
import { driver } from '../driver.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import { nciEcrExamples } from './nci-ecr-examples.ts';
import { polledSession, type Talk } from './polled-session.ts';
import { condition, displayedDecimal, type PrintedMass, partsOf, printedMassField, shown } from './printed-mass.ts';

const lf = 0x0a;
const etx = 0x03;
const bytes_max = 64;

/** Status bytes as sent, seven bits each. */
interface WithStatus {
  readonly status: readonly number[];
  /** An S stands before them. */
  readonly has_s: boolean;
}

export type NciAnswer =
  | ({ readonly kind: 'weight'; readonly mass: PrintedMass } & WithStatus)
  /** The display shows upper, lower or middle bars. */
  | ({ readonly kind: 'bars'; readonly bars: '^' | '_' | '-' } & WithStatus)
  | ({ readonly kind: 'status' } & WithStatus)
  | { readonly kind: 'unknown-command' };

/** Bits of the first three status bytes. */
export const nciBit = {
  motion: [0, 1],
  at_zero: [0, 2],
  memory: [0, 4],
  settings: [0, 8],
  under: [1, 1],
  over: [1, 2],
  program: [1, 4],
  calibration: [1, 8],
  zero_error: [2, 8],
} as const;
/** What every status byte has besides its flags. */
export const nciAlways = 0x30;

const massField = printedMassField('Displayed weight and unit');
const bars = /^ ?(?:(?<over>\^{2,9})|(?<under>_{2,9})|(?<zero>-{2,9})) ?[A-Za-z]{0,3} ?$/;
const poundsAndOunces = /^ {0,5}(?<pounds>[0-9]{1,5}) ?lb {1,3}(?<ounces>[0-9.]{1,6}) ?oz ?$/i;

const frame: Codec<NciAnswer> = {
  decode(bytes) {
    if (bytes.length > bytes_max) return fault('too-long', 'frame', `must be at most ${bytes_max} bytes`);
    const text = String.fromCharCode(...bytes.map((byte) => byte & 0x7f));
    if (!text.startsWith('\n') || !text.endsWith('\r\x03')) {
      return fault('format', 'frame', 'must begin with LF and end with CR ETX');
    }
    const [first = '', second, ...others] = text.slice(1, -2).split('\r\n');
    if (others.length > 0) return fault('format', 'frame', 'must have a weight and a status, or a status alone');
    if (first === '?' && second === undefined) return { ok: true, value: { kind: 'unknown-command' } };
    const status = statusOf(second ?? first);
    if (status instanceof Misfit) return { ok: false, fault: status.under('status').fault };
    return second === undefined ? { ok: true, value: { kind: 'status', ...status } } : withWeight(first, status);
  },
  encode(answer) {
    const text =
      answer.kind === 'unknown-command' ? '?' : `${weightText(answer)}${answer.has_s ? 'S' : ''}${statusText(answer)}`;
    return new TextEncoder().encode(`\n${text}\r\x03`);
  },
  sample(chance) {
    const status = Array.from({ length: chance.int(2, 4) }, () => nciAlways + chance.int(0, 15));
    const head = { status, has_s: chance.int(0, 3) === 0 };
    switch (chance.int(0, 5)) {
      case 0:
        return { kind: 'status', ...head };
      case 1:
        return { kind: 'bars', bars: (['^', '_', '-'] as const)[chance.int(0, 2)] ?? '^', ...head };
      case 2:
        return { kind: 'unknown-command' };
      default:
        return { kind: 'weight', mass: massField.sample(chance), ...head };
    }
  },
  fields: [
    { name: 'mass', says: 'Displayed weight and unit, also as pounds and ounces' },
    { name: 'bars', says: '^ over capacity, _ under capacity, - error of zero, in place of the digits' },
    {
      name: 'status',
      says: 'Byte 1: bit 0 motion, 1 at zero, 2 and 3 memory errors; byte 2: 0 under, 1 over, 2 program error, 3 not calibrated; byte 3: 2 net, 3 error of zero',
    },
    { name: '?', says: 'Alone: the command is not known' },
  ],
};

function statusOf(text: string): WithStatus | Misfit {
  const has_s = text.startsWith('S');
  const status = Array.from(has_s ? text.slice(1) : text, (character) => character.charCodeAt(0));
  if (status.length < 2 || status.length > 4) return new Misfit('format', 'must be two to four bytes');
  return status.every((byte) => byte >= 0x20) ? { status, has_s } : new Misfit('format', 'must be no control bytes');
}

function withWeight(text: string, status: WithStatus): Decoded<NciAnswer> {
  if (text.length > 24) return fault('too-long', 'mass', 'must be at most 24 characters');
  const shownBars = bars.exec(text)?.groups;
  if (shownBars !== undefined) {
    const kind = shownBars.over !== undefined ? '^' : shownBars.under !== undefined ? '_' : '-';
    return { ok: true, value: { kind: 'bars', bars: kind, ...status } };
  }
  const mass = ouncesOf(text) ?? massField.read(text);
  if (mass instanceof Misfit) return { ok: false, fault: mass.under('mass').fault };
  return { ok: true, value: { kind: 'weight', mass, ...status } };
}

/** Pounds and ounces as ounces, exactly; undefined for a weight in one unit. */
function ouncesOf(text: string): PrintedMass | undefined {
  const found = poundsAndOunces.exec(text)?.groups;
  const ounces = displayedDecimal(found?.ounces ?? '');
  if (found === undefined || ounces === undefined) return undefined;
  const units = Number(found.pounds) * 16 * 10 ** ounces.decimals + ounces.units;
  return { amount: { units, decimals: ounces.decimals }, unit: 'oz' };
}

function weightText(answer: Exclude<NciAnswer, { kind: 'unknown-command' }>): string {
  if (answer.kind === 'status') return '';
  if (answer.kind === 'bars') return `${answer.bars.repeat(7)}lb\r\n`;
  const { sign, digits, unit } = partsOf(massField.write(answer.mass));
  return `${sign === '-' ? '-' : ''}${digits.padStart(7, '0')}${unit}\r\n`;
}

function statusText({ status }: WithStatus): string {
  return String.fromCharCode(...status);
}

const talk: Talk = {
  protocol: 'the NCI or ECR protocol',
  poll_ms: 250,
  questions: [new TextEncoder().encode('W\r')],
  orders: {
    zero: {
      bytes: new TextEncoder().encode('Z\r'),
      answer: {
        wait_ms_max: 2_000,
        outcome(bytes) {
          const decoded = frame.decode(bytes);
          if (!decoded.ok || decoded.value.kind === 'weight' || decoded.value.kind === 'bars') return undefined;
          if (decoded.value.kind === 'status' && has(decoded.value, nciBit.at_zero)) {
            return { ok: true, says: 'Set to zero.' };
          }
          return { ok: false, says: 'Not done: the scale moves, is out of range, or does not know the command.' };
        },
      },
    },
  },
  heard(bytes) {
    const decoded = frame.decode(bytes);
    const unit = decoded.ok && decoded.value.kind === 'weight' ? decoded.value.mass.unit : undefined;
    return { as: 'answer', ...(unit !== undefined && { unit }) };
  },
};

export const nciEcr = driver<NciAnswer>({
  id: 'nci-ecr',
  title: 'NCI (Weigh-Tronix SCP-01, ECR) scale, asked with W',
  family: 'scale',
  wires: ['serial', 'tcp'],
  says: 'weights, motion, over- and underload',
  caveats: [
    'Serial port: often 7E1; bit 7 is ignored.',
    'The number of status bytes depends on the model; their constant bits are not checked.',
    'There is no checksum: a digit turned by a bad line is another weight.',
  ],
  framing: { by: 'start-end', start: lf, end: etx, bytes_max, seven_bits: true, start_inside: true },
  frame,
  readings(answer): readonly Reading[] {
    switch (answer.kind) {
      case 'unknown-command':
        return [condition('fault', '?: the scale does not know the command; is it set to NCI or ECR?')];
      case 'bars':
        return [barred(answer.bars)];
      case 'status':
        return stateOf(answer, undefined);
      case 'weight': {
        const isStable = !has(answer, nciBit.motion);
        const state = stateOf(answer, answer.mass).find(({ condition: is }) => is !== 'motion' && is !== 'zero');
        return [state ?? shown(answer.mass, isStable)];
      }
    }
  },
  session: (settings) => polledSession(talk, settings),
  commands: ['zero'],
  examples: nciEcrExamples,
});

function barred(shows: '^' | '_' | '-'): ConditionReading {
  switch (shows) {
    case '^':
      return condition('overload', 'Above the weighing range.');
    case '_':
      return condition('underload', 'Below the weighing range; is the platter in place?');
    case '-':
      return zeroError();
  }
}

function zeroError(): ConditionReading {
  return condition('fault', 'No zero was found: empty the scale and switch it off and on.');
}

function has({ status }: WithStatus, [byte, bit]: readonly [number, number]): boolean {
  return ((status[byte] ?? 0) & bit) !== 0;
}

/** What the status says against a weight, the worst first. Some set "under" beside a weight below zero, which is one. */
function stateOf(answer: WithStatus, mass: PrintedMass | undefined): readonly ConditionReading[] {
  if (has(answer, nciBit.memory)) return [condition('fault', 'The scale reports an error of its memory.')];
  if (has(answer, nciBit.settings)) return [condition('fault', 'The scale reports an error of its stored settings.')];
  if (has(answer, nciBit.program)) return [condition('fault', 'The scale reports an error of its program.')];
  if (has(answer, nciBit.calibration)) return [condition('fault', 'The scale has to be calibrated before it weighs.')];
  if (has(answer, nciBit.over)) return [barred('^')];
  if (has(answer, nciBit.under) && !((mass?.amount.units ?? 0) < 0)) return [barred('_')];
  if (has(answer, nciBit.zero_error)) return [zeroError()];
  if (has(answer, nciBit.motion)) return [condition('motion', 'Not at rest, no weight for now.')];
  return has(answer, nciBit.at_zero) ? [condition('zero', 'At zero.')] : [];
}

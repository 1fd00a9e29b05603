/**
 * Ohaus scales and balances in their own language (Ranger, Defender, Scout, Navigator, Explorer): `IP` CR LF, on older ones
 * `P`, is answered with a line of sign, value, unit, `?` while it moves, and what is shown: G gross, N net. After the
 * Ohaus RS232, Ranger, Defender 3000, Defender 5000 and Scout II manuals. Defenders are set to 9600 baud 8N1.
 */
import { type LineValueOf, lineForm, lines, oneOfWords, spaced, type TextField } from '../codec/line.ts';
import { driver } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { ohausExamples } from './ohaus-examples.ts';
import { polledSession, type Talk } from './polled-session.ts';
import { condition, partsOf, printedMassField, shown } from './printed-mass.ts';
import type { Order } from './scale-orders.ts';

const bytes_max = 64;
// Capitals alone after the value are what is shown, gross or tare, with the unit missing.
const massField = printedMassField('Value and unit as displayed', ['G', 'T']);
const restField = oneOfWords('? while it moves', ['', '?']);

const errorNumber: TextField<string> = {
  says: 'Number of the error',
  read: (text) => text,
  write: (number) => number,
  sample: (chance) => `8.${chance.int(1, 6)}`,
};

const forms = [
  spaced(
    lineForm(
      'weight',
      /^(?<mass>[+-]? ?[0-9.]{1,10} [A-Za-z%]{1,5}) ?(?<rest>\??) ?(?<legend>[A-Z]{0,5}(?:\/[A-Z])?)(?: ?[0-9:]{8})?$/,
      {
        mass: massField,
        rest: restField,
        legend: oneOfWords('G gross, N net; T and PT are tares, TOTAL a sum', [
          '',
          'G',
          'N',
          'NET',
          'B/G',
          'GROSS',
          'T',
          'PT',
          'TOTAL',
        ]),
      },
      ({ mass, rest, legend }) => {
        const { sign, digits, unit } = partsOf(mass);
        return `${sign === '-' ? '-' : ' '} ${digits.padStart(7)} ${unit.padEnd(5)}${rest.padEnd(1)}${legend.padEnd(3)}`;
      },
    ),
  ),
  spaced(
    lineForm(
      'printed',
      /^(?<what>[GTN]) (?<mass>[+-]? ?[0-9.]{1,10} [A-Za-z%]{1,5}) ?(?<rest>\??)$/,
      {
        what: oneOfWords('G gross, T tare, N net: a line of the print key', ['G', 'T', 'N']),
        mass: massField,
        rest: restField,
      },
      ({ what, mass, rest }) => {
        const { sign, digits, unit } = partsOf(mass);
        return `${what}             ${sign === '-' ? '-' : ' '}${digits.padStart(7)} ${unit.padEnd(2)} ${rest}`;
      },
    ),
  ),
  spaced(
    lineForm(
      'heading',
      /^SCALE: ?(?<scale>[0-9])$/,
      { scale: oneOfWords('Which scale', ['1', '2']) },
      ({ scale }) => `SCALE: ${scale}`,
    ),
  ),
  spaced(
    lineForm(
      'refusal',
      /^(?<code>[A-Z]{2})$/,
      { code: oneOfWords('ES unknown command or no rest in time, OK done', ['ES', 'OK']) },
      ({ code }) => code,
    ),
  ),
  spaced(
    lineForm(
      'error',
      /^(?:Err|Error):? ?(?<number>[0-9.]{1,5})$/,
      { number: errorNumber },
      ({ number }) => `Err ${number}`,
    ),
  ),
];

export type OhausLine = LineValueOf<(typeof forms)[number]>;

/** Older ones are silent, newer ones say OK; all say ES to what they do not do. */
function order(command: 'T' | 'Z'): Order {
  return {
    bytes: new TextEncoder().encode(`${command}\r\n`),
    answer: {
      wait_ms_max: 500,
      silence_is_done: true,
      outcome(bytes) {
        const decoded = frame.decode(bytes);
        if (!decoded.ok || decoded.value.kind !== 'refusal') return undefined;
        return decoded.value.code === 'OK'
          ? { ok: true, says: 'OK: the scale took the command.' }
          : { ok: false, says: 'ES: the scale does not know the command, or found no rest.' };
      },
    },
  };
}

const talk: Talk = {
  protocol: 'the Ohaus command set',
  poll_ms: 250,
  questions: ['IP\r\n', 'P\r\n'].map((command) => new TextEncoder().encode(command)),
  orders: { tare: order('T'), zero: order('Z') },
  heard(bytes) {
    const decoded = frame.decode(bytes);
    if (!decoded.ok) return { as: 'unasked' };
    const line = decoded.value;
    if (line.kind === 'refusal') return { as: line.code === 'ES' ? 'refused' : 'unasked' };
    return { as: 'answer', ...('mass' in line && { unit: line.mass.unit }) };
  },
};

const frame = lines<OhausLine>(forms, bytes_max);

export const ohaus = driver<OhausLine>({
  id: 'ohaus',
  title: 'Ohaus scale, asked with IP or P',
  family: 'scale',
  wires: ['serial', 'tcp'],
  says: 'weights, overload',
  caveats: [
    'Serial port: Defenders are set to 9600 baud, 8N1.',
    'A line has no checksum: a digit turned by a bad line is another weight.',
  ],
  framing: { by: 'line', bytes_max },
  frame,

  readings(line): readonly Reading[] {
    switch (line.kind) {
      case 'weight':
        return isLoad(line.legend) ? [shown(line.mass, line.rest === '')] : [];
      case 'printed':
        // The print key sends gross, tare and net together; what is displayed is the net.
        return line.what === 'N' ? [shown(line.mass, line.rest === '')] : [];
      case 'heading':
        return [];
      case 'refusal':
        return line.code === 'OK'
          ? []
          : [condition('fault', 'ES: the scale does not know the command, or found no rest.')];
      case 'error':
        return [errorState(line.number)];
    }
  },

  session: (settings) => polledSession(talk, settings),
  commands: ['tare', 'zero'],
  examples: ohausExamples,
});

function isLoad(legend: string): boolean {
  return legend !== 'T' && legend !== 'PT' && legend !== 'TOTAL';
}

function errorState(number: string): Reading {
  switch (number) {
    case '8.3':
      return condition('overload', 'Err 8.3: above the weighing range.');
    case '8.4':
      return condition('underload', 'Err 8.4: below the weighing range; is the pan in place?');
    default:
      return condition('fault', `Err ${number}: see the manual of the scale.`);
  }
}

/**
 * Adam Equipment scales: `P` CR LF (AZextra, Highland, Cruiser), on others `G` (CPWplus), is answered with one line, or with
 * the lines of a printed slip. After the Adam AZextra, CPWplus, CBC and Highland manuals. 4800 or 9600 baud 8N1, as set;
 * set the text to English. Adam's MDW speaks NCI.
 *
 * A slip holds gross, net and tare, so the gross is taken wherever there is one, and what is not what lies there now
 * (sums, unit weights, memories) is left out. An AZextra says nothing until its weight has changed, and beeps when asked
 * for the same again, hence the slow pace; its silence is not its absence. The lines of P say nothing of rest.
 */
import { type LineValueOf, lineForm, lines, oneOfWords, spaced, type TextField } from '../codec/line.ts';
import { driver } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { adamExamples } from './adam-examples.ts';
import { polledSession, type Talk } from './polled-session.ts';
import { condition, partsOf, printedMassField, shown } from './printed-mass.ts';
import { isTare, outOfRange, rangeForm, readingsOf, statusForm } from './status-line.ts';

const bytes_max = 64;
const massField = printedMassField('Value and unit as displayed');

const restOfLine: TextField<string> = {
  says: 'Left out',
  read: (text) => text,
  write: (text) => text,
  sample: (chance) => String(chance.int(0, 9_999)),
};

const forms = [
  spaced(
    lineForm(
      'display',
      /^-{0,3} ?(?<shows>OL|LO|Err ?[0-9]{1,2}) ?-{0,3}$/,
      { shows: { ...restOfLine, says: 'OL, LO or Err and a number', sample: (chance) => `Err ${chance.int(1, 20)}` } },
      ({ shows }) => shows,
    ),
  ),
  rangeForm,
  statusForm,
  spaced(
    lineForm(
      'gross',
      /^(?:(?<label>G|GS|GW|G\/W|GROSS|Gross Wt)\.?:? ?)?(?<mass>[+-]? ?[0-9.]{1,10} ?[A-Za-z%]{1,5})$/,
      { label: oneOfWords('Gross, or nothing', ['', 'G', 'GS', 'GW', 'G/W', 'GROSS', 'Gross Wt']), mass: massField },
      ({ label, mass }) => {
        const { sign, digits, unit } = partsOf(mass);
        return `${label.padEnd(8)} ${sign} ${digits.padStart(8)} ${unit}`;
      },
    ),
  ),
  spaced(
    lineForm(
      'other',
      /^(?<label>N|NT|NW|N\/W|NET|Net Wt|T|TW|TARE|Tare Wt|Unit Wt|U\/W|Wt|PCS|No|Total|TOTAL|Date|Time|ID)(?:\.?:? |\.:?|:)(?<rest>[ -~]{0,40})$/,
      {
        label: oneOfWords('Net, tare, unit weight, pieces, counters, sums, date and time', [
          'N',
          'NT',
          'NW',
          'N/W',
          'NET',
          'Net Wt',
          'T',
          'TW',
          'TARE',
          'Tare Wt',
          'Unit Wt',
          'U/W',
          'Wt',
          'PCS',
          'No',
          'Total',
          'TOTAL',
          'Date',
          'Time',
          'ID',
        ]),
        rest: restOfLine,
      },
      ({ label, rest }) => `${label} ${rest}`,
    ),
  ),
];

export type AdamLine = LineValueOf<(typeof forms)[number]>;

const frame = lines<AdamLine>(forms, bytes_max);

const talk: Talk = {
  protocol: 'print on command (P), in English',
  poll_ms: 5_000,
  questions: ['P\r\n', 'G\r\n'].map((command) => new TextEncoder().encode(command)),
  may_be_silent: true,
  orders: {
    tare: { bytes: new TextEncoder().encode('T\r\n') },
    zero: { bytes: new TextEncoder().encode('Z\r\n') },
  },
  heard(bytes) {
    const decoded = frame.decode(bytes);
    if (!decoded.ok) return { as: 'unasked' };
    const line = decoded.value;
    return { as: 'answer', ...((line.kind === 'gross' || line.kind === 'status') && { unit: line.mass.unit }) };
  },
};

export const adam = driver<AdamLine>({
  id: 'adam',
  title: 'Adam Equipment scale, asked with P or G (many are set to 4800 baud)',
  family: 'scale',
  wires: ['serial', 'tcp'],
  says: 'weights, overload',
  caveats: [
    'Serial port: 4800 or 9600 baud, 8N1, as set. Set the text to English.',
    'An AZextra says nothing until its weight has changed, so its silence is not its absence.',
    'Its lines say nothing of rest; the gateway judges. A line has no checksum: a digit turned by a bad line is another weight.',
  ],
  framing: { by: 'line', bytes_max },
  frame,

  readings(line): readonly Reading[] {
    switch (line.kind) {
      case 'status':
        return isTare(line.type) ? [] : readingsOf(line);
      case 'out-of-range':
        return [outOfRange(line.side)];
      case 'gross':
        return [shown(line.mass)];
      case 'other':
        return [];
      case 'display':
        return [displayed(line.shows)];
    }
  },

  session: (settings) => polledSession(talk, settings),
  commands: ['tare', 'zero'],
  examples: adamExamples,
});

function displayed(shows: string): Reading {
  switch (shows) {
    case 'OL':
      return outOfRange('+');
    case 'LO':
      return condition('underload', 'LO: below the weighing range; is the pan in place?');
    default:
      return condition('fault', `${shows}: see the manual of the scale.`);
  }
}

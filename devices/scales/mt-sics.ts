/**
 * Mettler-Toledo balances and terminals by the Standard Interface Command Set (MT-SICS, levels 0 and 1): ASCII lines
 * ended by CR LF, upper-case commands, weight answers `S S     100.00 g`. The unit is on the wire with every weight, so
 * one changed at the keys changes nothing here: each is converted exactly, and the session says that it changed.
 */
import { type LineValueOf, lineForm, lines, oneOfWords, type TextField } from '../codec/line.ts';
import { Misfit } from '../codec/misfit.ts';
import { driver } from '../driver.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import { massField, milligramsOf } from './mass.ts';
import { mtSicsExamples } from './mt-sics-examples.ts';
import { mtSicsSession } from './mt-sics-session.ts';

/** The longest line is `I4 A` with a serial number; a weight takes 18 bytes. */
const bytes_max = 128;
const channel = '1';

const rest = oneOfWords('S at rest, D dynamic: still moving', ['S', 'D']);
/** I: understood but not executable now. L: not executable at all. + and -: above and below the weighing range. */
const whyNot = oneOfWords('I busy or no rest in time, L not executable, + overload, - underload', ['I', 'L', '+', '-']);

const serialNumber: TextField<string> = {
  says: 'Serial number',
  read: (text) => (text.length <= 40 ? text : new Misfit('too-long', 'must have at most 40 characters')),
  write: (value) => value,
  sample: (chance) => `B${chance.int(0, 999_999_999)}`,
};

const forms = [
  lineForm(
    'weight',
    /^S (?<rest>[A-Z]) +(?<mass>[^ ]+ +[^ ]+) *$/,
    { rest, mass: massField('Net weight, right-aligned in ten places, and its unit') },
    ({ rest, mass }) => `S ${rest} ${alignedMass(mass)}`,
  ),
  lineForm('no-weight', /^S (?<why>[IL+-])$/, { why: whyNot }, ({ why }) => `S ${why}`),
  lineForm(
    'tared',
    /^(?<command>TI?) (?<rest>[A-Z]) +(?<mass>[^ ]+ +[^ ]+) *$/,
    { command: oneOfWords('T or TI', ['T', 'TI']), rest, mass: massField('The tare now stored') },
    ({ command, rest, mass }) => `${command} ${rest} ${alignedMass(mass)}`,
  ),
  lineForm(
    'zeroed',
    /^(?<command>ZI?) (?<answer>[ASD])$/,
    {
      command: oneOfWords('Z or ZI', ['Z', 'ZI']),
      answer: oneOfWords('A done, S done at rest, D done while moving', ['A', 'S', 'D']),
    },
    ({ command, answer }) => `${command} ${answer}`,
  ),
  lineForm(
    'not-done',
    /^(?<command>[TZ]I?) (?<why>[IL+-])$/,
    { command: oneOfWords('T, TI, Z or ZI', ['T', 'TI', 'Z', 'ZI']), why: whyNot },
    ({ command, why }) => `${command} ${why}`,
  ),
  lineForm(
    'error',
    /^(?<code>E[A-Z])$/,
    { code: oneOfWords('ES unknown command, ET transmission error, EL wrong parameter', ['ES', 'ET', 'EL']) },
    ({ code }) => code,
  ),
  lineForm('restart', /^I4 A "(?<serial>[^"]*)"$/, { serial: serialNumber }, ({ serial }) => `I4 A "${serial}"`),
];

export type MtSicsLine = LineValueOf<(typeof forms)[number]>;

function alignedMass(mass: string): string {
  const gap = mass.indexOf(' ');
  return `${mass.slice(0, gap).padStart(10)}${mass.slice(gap)}`;
}

export const mtSics = driver<MtSicsLine>({
  id: 'mt-sics',
  title: 'Mettler-Toledo scale, MT-SICS',
  family: 'scale',
  wires: ['serial', 'tcp'],
  says: 'weights, motion, over- and underload',
  caveats: [
    'Serial port: often 9600 baud, 8N1.',
    'A line has no checksum: a digit turned by a bad line is another weight.',
  ],
  framing: { by: 'line', bytes_max },
  frame: lines<MtSicsLine>(forms, bytes_max),

  readings(line): readonly Reading[] {
    switch (line.kind) {
      case 'weight':
        return [{ kind: 'weight', channel, mass_mg: milligramsOf(line.mass), stable: line.rest === 'S' }];
      case 'no-weight':
        return [noWeight(line.why)];
      case 'tared':
        return [condition('zero', 'Tared: weights are net of a new tare.')];
      case 'zeroed':
        return [condition('zero', 'Set to zero.')];
      case 'not-done':
        return [];
      case 'error':
        return [condition('fault', errors[line.code])];
      case 'restart':
        return [
          { kind: 'condition', condition: 'restarted', says: `Switched on or reset, serial number ${line.serial}.` },
        ];
    }
  },

  session: mtSicsSession,
  commands: ['tare', 'zero'],
  examples: mtSicsExamples,
});

const errors = {
  ES: 'ES: the scale does not know the command; is it set to MT-SICS?',
  ET: 'ET: the scale received a damaged command; check baud rate, parity and cable.',
  EL: 'EL: the scale cannot execute the command with this parameter.',
} as const;

function noWeight(why: 'I' | 'L' | '+' | '-'): ConditionReading {
  switch (why) {
    case 'I':
      return condition('motion', 'S I: busy or not at rest, no weight for now.');
    case 'L':
      return condition('fault', 'S L: the scale cannot give its weight; is it in a menu, or in another application?');
    case '+':
      return condition('overload', 'S +: above the weighing range.');
    case '-':
      return condition('underload', 'S -: below the weighing range; is the pan in place?');
  }
}

function condition(is: ConditionReading['condition'], says: string): ConditionReading {
  return { kind: 'condition', channel, condition: is, says };
}

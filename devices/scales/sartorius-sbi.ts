/**
 * Sartorius and Minebea Intec balances by the Sartorius Balance Interface (SBI): lines of 16 characters, or of 22 with six
 * letters in front that say what the value is. ESC P asks for one. After the Sartorius manuals of the GC, LE, Master, ME,
 * CP, FB, Combics, Entris II and Quintix series. Older ones are set to 1200 baud 7O1.
 *
 * The unit stands there only while the value is at rest: a value without unit is motion, not a number. Digits in brackets
 * are the ones that are not verified; they count.
 */
import { type LineValueOf, lineForm, lines, oneOfWords, spaced, type TextField } from '../codec/line.ts';
import { Misfit } from '../codec/misfit.ts';
import { driver } from '../driver.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import { polledSession, type Talk } from './polled-session.ts';
import { condition, partsOf, printedMassField, shown } from './printed-mass.ts';
import { sartoriusSbiExamples } from './sartorius-sbi-examples.ts';

const bytes_max = 32;
/** Values of what lies on the balance; all others are results, tares and counters. */
const loads = ['', 'N', 'N1', 'G', 'G#'];

const plainMass = printedMassField('Sign, value and unit as displayed');
const massField = { ...plainMass, read: (text: string) => plainMass.read(text.replaceAll(/[[\]]/g, '')) };

const idField: TextField<string> = {
  says: 'What the value is: N net, G# gross, T1 tare, Qnt pieces, …; empty in lines of 16 characters',
  read: (text) => (text.length <= 6 ? text : new Misfit('too-long', 'must have at most six characters')),
  write: (id) => id,
  sample: (chance) => ['', 'N', 'G#', 'T1', 'Qnt', 'W.Diff'][chance.int(0, 5)] ?? '',
};

const errorField: TextField<string> = {
  says: 'Error and its number',
  read: (text) => text,
  write: (error) => error,
  sample: (chance) => `Err ${chance.int(10, 199)}`,
};

const numberField: TextField<string> = {
  says: 'Digits without a unit',
  read: (text) => text,
  write: (digits) => digits,
  sample: (chance) => `+ ${chance.int(0, 9_999)}.${chance.int(0, 999)}`,
};

/** 22 characters with letters in front, else 16; without CR LF. */
function line(id: string, text: string): string {
  return `${id === '' ? '' : id.padEnd(6)}${text}`;
}

const codes = ['H', 'HH', 'High', 'L', 'LL', 'Low', 'C', 'Cal.Ext.', 'Cal.Int.', '--'] as const;

const forms = [
  spaced(
    lineForm(
      'code',
      /^(?:Stat ?)?(?<code>HH?|High|LL?|Low|C|Cal\.Ext\.|Cal\.Int\.|--)$/,
      { code: oneOfWords('H, HH, High overload; L, LL, Low underload; C, Cal. adjustment; -- no value yet', codes) },
      ({ code }) => `Stat        ${code.padEnd(8)}`,
    ),
  ),
  spaced(
    lineForm(
      'error',
      /^(?:Stat ?)?(?<error>(?:E|Err|ERR) ?[0-9*]{1,3}|(?:APP|DIS|PRT)\.ERR?)$/,
      { error: errorField },
      ({ error }) => `Stat     ${error.padEnd(11)}`,
    ),
  ),
  spaced(
    lineForm(
      'weight',
      /^(?:(?<id>[A-Za-z*][A-Za-z0-9#.*%]{0,5}|x-Net|x-Res)(?: |(?=[+-])))?(?<mass>[+-]? ?[0-9.[\]]{1,12} ?[A-Za-z%]{1,3})$/,
      { id: idField, mass: massField },
      ({ id, mass }) => {
        const { sign, digits, unit } = partsOf(mass);
        return line(id, `${sign} ${digits.padStart(8)} ${unit.padEnd(3)}`);
      },
    ),
  ),
  spaced(
    lineForm(
      'moving',
      /^(?:(?<id>[A-Za-z*][A-Za-z0-9#.*%]{0,5}|x-Net|x-Res)(?: |(?=[+-])))?(?<digits>[+-]? ?[0-9.[\]]{1,12})$/,
      { id: idField, digits: numberField },
      ({ id, digits }) => line(id, `${digits.slice(0, 1)} ${digits.slice(2).padStart(8)}    `),
    ),
  ),
  spaced(lineForm('blank', /^(?<nothing>)$/, { nothing: oneOfWords('A dark display', ['']) }, () => '              ')),
];

export type SartoriusLine = LineValueOf<(typeof forms)[number]>;

const frame = lines<SartoriusLine>(forms, bytes_max);

const talk: Talk = {
  protocol: 'SBI',
  poll_ms: 250,
  questions: [new TextEncoder().encode('\x1bP\r\n')],
  orders: {
    tare: { bytes: new TextEncoder().encode('\x1bT\r\n') },
    zero: { bytes: new TextEncoder().encode('\x1bV\r\n') },
  },
  heard(bytes) {
    const decoded = frame.decode(bytes);
    if (!decoded.ok) return { as: 'unasked' };
    return { as: 'answer', ...(decoded.value.kind === 'weight' && { unit: decoded.value.mass.unit }) };
  },
};

export const sartoriusSbi = driver<SartoriusLine>({
  id: 'sartorius-sbi',
  title: 'Sartorius balance, SBI (older ones 1200 baud 7O1)',
  family: 'scale',
  wires: ['serial', 'tcp'],
  says: 'weights, motion, over- and underload',
  caveats: [
    'Serial port: older ones 1200 baud, 7O1.',
    'The unit stands there only at rest: a value without unit is motion, not a number.',
    'A line has no checksum: a digit turned by a bad line is another weight.',
  ],
  framing: { by: 'line', bytes_max },
  frame,

  readings(value): readonly Reading[] {
    switch (value.kind) {
      case 'weight':
        return loads.includes(value.id) ? [shown(value.mass, true)] : [];
      case 'moving':
        return loads.includes(value.id) ? [condition('motion', 'A value without unit: not at rest.')] : [];
      case 'code':
        return [coded(value.code)];
      case 'error':
        return [condition('fault', `${value.error}: see the manual of the balance.`)];
      case 'blank':
        return [condition('fault', 'The display is dark; is the balance in standby?')];
    }
  },

  session: (settings) => polledSession(talk, settings),
  commands: ['tare', 'zero'],
  examples: sartoriusSbiExamples,
});

function coded(code: (typeof codes)[number]): ConditionReading {
  if (code.startsWith('H')) return condition('overload', `${code}: above the weighing range.`);
  if (code.startsWith('L')) return condition('underload', `${code}: below the weighing range; is the pan in place?`);
  if (code === '--') return condition('motion', 'No value for now.');
  return condition('fault', `${code}: the balance is being adjusted.`);
}

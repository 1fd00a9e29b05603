/** The lines that begin with ST or US and OL, which A&D's indicators introduced and half the trade sends. */
import { lineForm, oneOfWords, spaced, type TextField } from '../codec/line.ts';
import type { Reading } from '../reading.ts';
import { condition, type PrintedMass, partsOf, printedMassField, shown } from './printed-mass.ts';

/** ST at rest, US not, QT pieces at rest, WT says nothing of rest, HD held on the display. */
export const restField = oneOfWords('ST stable, US unstable, QT stable count, WT neither, HD held', [
  'ST',
  'US',
  'QT',
  'WT',
  'HD',
]);

/** As displayed: gross or net; TR, T and PT are tares. */
const typeField = oneOfWords('Gross, net, tare or preset tare', [
  'GS',
  'NT',
  'TR',
  'PT',
  'G',
  'N',
  'T',
  'GROSS',
  'NET',
]);

/**
 * `ST,GS,+0012.345kg`, with or without blanks and commas: second header, value and unit. Indicators call the tonne `t`.
 */
export const statusForm = spaced(
  lineForm(
    'status',
    /^(?<rest>[A-Z]{2}),(?<type>GS|NT|TR|PT|GROSS|NET|G|N|T)(?: ?, ?| ?)(?<mass>[+-]? ?[0-9.]{1,12},? ?[A-Za-z%]{0,3})$/,
    { rest: restField, type: typeField, mass: printedMassField('Value and unit as displayed') },
    ({ rest, type, mass }) => {
      const { sign, digits, unit } = partsOf(mass);
      return `${rest},${type},${sign}${digits.padStart(7, '0')}${unit.padStart(2)}`;
    },
  ),
);

/** The side of the range: a minus before digits, blanks or bars that stand for none. */
const sideField: TextField<'+' | '-'> = {
  says: 'Below the range after -, else above it',
  read: (text) => (text === '-' ? '-' : '+'),
  write: (side) => side,
  sample: (chance) => (chance.int(0, 1) === 0 ? '+' : '-'),
};

/** `OL,GS,+9999999kg`, `OL,-999999.9  g`; LO from A&D's batching indicators. What stands for the digits is no number. */
export const rangeForm = lineForm(
  'out-of-range',
  /^(?:OL|LO)(?:, ?(?:GS|NT|TR|PT|GROSS|NET|HI|OK|LO|--|[GNT]) ?(?=[,+-]|$))?(?:,[\s\S]{2}(?=,))?,? ?(?<side>[+-]?)[ -~]{0,20}$/,
  { side: sideField },
  ({ side }) => `OL,GS,${side}9999999kg`,
);

export interface StatusLine {
  readonly rest: 'ST' | 'US' | 'QT' | 'WT' | 'HD';
  readonly mass: PrintedMass;
}

export function isTare(type: string): boolean {
  return type === 'TR' || type === 'T' || type === 'PT';
}

/** A held value is no longer what lies there. */
export function readingsOf({ rest, mass }: StatusLine): readonly Reading[] {
  if (rest === 'HD') return [];
  return [shown(mass, rest === 'WT' ? undefined : rest !== 'US')];
}

export function outOfRange(side: '+' | '-'): Reading {
  return side === '-'
    ? condition('underload', 'OL: below the weighing range; is the pan in place?')
    : condition('overload', 'OL: above the weighing range.');
}

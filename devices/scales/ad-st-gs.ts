/**
 * Scales and indicators that send lines beginning with ST, US or OL: A&D balances (standard format, 2-letter header and
 * signed value), A&D indicators and their many clones (`ST,GS,+0012.345kg`), and CAS indicators (22 bytes, with a device
 * number and a byte of lamps). After the manuals of A&D (EK-L, GC, FG, GH, AD-4329, AD-4402, AD-4406), CAS (CI, NT and PDI
 * series), Triner and Tiger. Set the scale to send continuously ("stream").
 *
 * A&D balances are set to 2400 baud 7E1 when they leave the factory, CAS indicators to 9600 8N1. Lamps are dialect and are
 * not read. `t` is a tola on A&D balances and a tonne on indicators: refused where it could be either.
 */
import { type LineValueOf, lineForm, lines, oneOfWords, spaced, type TextField } from '../codec/line.ts';
import { Misfit } from '../codec/misfit.ts';
import { driver } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { adStGsExamples } from './ad-st-gs-examples.ts';
import { listeningSession } from './listening-session.ts';
import { type PrintedMass, partsOf, printedMassField } from './printed-mass.ts';
import { isTare, outOfRange, rangeForm, readingsOf, restField, statusForm } from './status-line.ts';

const bytes_max = 40;
const anyMass = printedMassField('Value and unit as displayed');

/** Eight characters of value, one of anything (a blank, or the state of relays), two of unit. */
const casMass: TextField<PrintedMass> = {
  ...anyMass,
  read: (text) => anyMass.read(`${text.slice(0, 8)} ${text.slice(9)}`),
  sample(chance) {
    const unit = (['kg', 'g', 't', 'lb'] as const)[chance.int(0, 3)] ?? 'kg';
    return { amount: { units: chance.int(-99_999, 99_999), decimals: chance.int(unit === 't' ? 3 : 0, 4) }, unit };
  },
};

/** A byte as its number. */
function byteField(says: string, min: number, max: number): TextField<number> {
  return {
    says,
    read: (text) => (text.length === 1 ? text.charCodeAt(0) : new Misfit('format', 'must be one byte')),
    write: (byte) => String.fromCharCode(byte),
    sample: (chance) => chance.int(min, max),
  };
}

const forms = [
  rangeForm,
  lineForm(
    'cas',
    /^(?<rest>[A-Z]{2}),(?<type>GS|NT|TR),(?<device>[\s\S])(?<lamps>[\s\S]),(?<mass>[ +\-0-9.]{8}[\s\S][A-Za-z ]{2})$/,
    {
      rest: restField,
      type: oneOfWords('Gross, net or tare', ['GS', 'NT', 'TR']),
      device: byteField('Number of the indicator: 1 is 0x31', 0x31, 0x3f),
      lamps: byteField('Lamps of the indicator; not read', 0x80, 0xff),
      mass: casMass,
    },
    ({ rest, type, device, lamps, mass }) => {
      const { sign, digits, unit } = partsOf(mass);
      const value = `${sign === '-' ? '-' : '0'}${digits.padStart(7, '0')}`;
      return `${rest},${type},${device}${lamps},${value} ${unit.padStart(2)}`;
    },
  ),
  statusForm,
  spaced(
    lineForm(
      'standard',
      /^(?<rest>[A-Z]{2}),(?:(?:HI|OK|LO|--),)?(?<mass>[+-] ?[0-9.]{1,12} ?[A-Za-z%]{1,3})$/,
      { rest: restField, mass: printedMassField('Signed value and unit, three places', ['t']) },
      ({ rest, mass }) => {
        const { sign, digits, unit } = partsOf(mass);
        return `${rest},${sign}${digits.padStart(8, '0')}${unit.padStart(3)}`;
      },
    ),
  ),
];

export type AdStGsLine = LineValueOf<(typeof forms)[number]>;

export const adStGs = driver<AdStGsLine>({
  id: 'ad-st-gs',
  title: 'A&D, CAS and other scales that send lines with ST, US and OL',
  family: 'scale',
  wires: ['serial', 'tcp'],
  says: 'weights, over- and underload',
  caveats: [
    'Set the scale to send continuously. A&D balances leave the factory at 2400 baud 7E1, CAS indicators at 9600 8N1.',
    'The unit `t` is a tola on balances and a tonne on indicators: it is refused where it could be either.',
    'A line has no checksum: a digit turned by a bad line is another weight.',
  ],
  framing: { by: 'line', bytes_max },
  frame: lines<AdStGsLine>(forms, bytes_max, 'latin1'),

  readings(line): readonly Reading[] {
    switch (line.kind) {
      case 'cas':
      case 'status':
        return isTare(line.type) ? [] : readingsOf(line);
      case 'standard':
        return readingsOf(line);
      case 'out-of-range':
        return [outOfRange(line.side)];
    }
  },

  session: () =>
    listeningSession({
      tare: { bytes: new TextEncoder().encode('T\r\n') },
      zero: { bytes: new TextEncoder().encode('Z\r\n') },
    }),
  commands: ['tare', 'zero'],
  examples: adStGsExamples,
});

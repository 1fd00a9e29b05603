/** Number and unit as scales print them on their lines, in all the ways they do. */
import { type Decimal, decimalOf, printDecimal } from '../codec/decimal.ts';
import type { TextField } from '../codec/line.ts';
import { Misfit } from '../codec/misfit.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import { type MassUnit, milligramsOf, tooHeavy } from './mass.ts';

/** Serial scales have one pan. */
export const channel = '1';

/** What a scale shows; pieces and percent are no masses. */
export interface PrintedMass {
  readonly amount: Decimal;
  readonly unit: MassUnit | 'pcs' | '%';
}

/** By the name in small letters: dialects of one family differ in capitals. */
const named: Readonly<Record<string, PrintedMass['unit']>> = {
  g: 'g',
  kg: 'kg',
  mg: 'mg',
  t: 't',
  ct: 'ct',
  lb: 'lb',
  lbs: 'lb',
  oz: 'oz',
  ozt: 'ozt',
  dwt: 'dwt',
  gn: 'GN',
  pc: 'pcs',
  pcs: 'pcs',
  '%': '%',
};

const digits_max = 9;
const parts = /^(?<sign>[+-]?) *(?<digits>[0-9.]{1,10}),? *(?<unit>[A-Za-z%]{0,5})$/;

/** Undefined for a name that stands for no unit, or for several. */
export function unitNamed(name: string): PrintedMass['unit'] | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(named, key) ? named[key] : undefined;
}

/** A number as on a display, without blanks: `0.5`, `.5`, `13.`. Undefined when it is none, or has more than nine digits. */
export function displayedDecimal(text: string): Decimal | undefined {
  if (text.length > digits_max + 2) return undefined;
  const whole = text.startsWith('.') ? `0${text}` : text;
  return decimalOf(whole.endsWith('.') ? whole.slice(0, -1) : whole);
}

/**
 * A sign, blanks, a number, blanks or a comma, and a unit: `+  4.876kg`, `-0012.345,kg`, `000013. Kg`. A name that means
 * several units, or none, is refused: `ambiguous` lists those of this family, as units or as printed.
 */
export function printedMassField(says: string, ambiguous: readonly string[] = []): TextField<PrintedMass> {
  return {
    says,
    read(text) {
      const found = text.length > 40 ? undefined : parts.exec(text.trim())?.groups;
      const amount = displayedDecimal(found?.digits ?? '');
      if (found === undefined || amount === undefined) {
        return new Misfit('format', 'must be a number with a decimal point, and its unit', 'amount');
      }
      const name = found.unit ?? '';
      const unit = unitNamed(name);
      if (unit === undefined) {
        return new Misfit('unsupported', `must be in one of ${Object.keys(named).join(', ')}`, 'unit');
      }
      if (ambiguous.includes(unit) || ambiguous.includes(name)) {
        return new Misfit('unsupported', `must be no ${name}, which means several things here`, 'unit');
      }
      const mass = { amount: { ...amount, units: signed(found.sign, amount.units) }, unit };
      return unit === 'pcs' || unit === '%' ? mass : (tooHeavy({ ...mass, unit }) ?? mass);
    },
    write: ({ amount, unit }) => `${printDecimal(amount)} ${unit}`,
    sample(chance) {
      const units = Object.values(named).filter((unit) => !ambiguous.includes(unit));
      const unit = units[chance.int(0, units.length - 1)] ?? 'g';
      // Whole tonnes of six digits would leave the range.
      return { amount: { units: chance.int(-99_999, 99_999), decimals: chance.int(unit === 't' ? 3 : 0, 4) }, unit };
    },
  };
}

/** Zero has no sign. */
export function signed(sign: string | undefined, units: number): number {
  return sign === '-' ? 0 - units : units;
}

/** The text of a printed mass apart: sign, digits and unit, for printing them where a family has them. */
export function partsOf(mass: string): { readonly sign: '+' | '-'; readonly digits: string; readonly unit: string } {
  const gap = mass.indexOf(' ');
  const sign = mass.startsWith('-') ? '-' : '+';
  return { sign, digits: mass.slice(sign === '-' ? 1 : 0, gap), unit: mass.slice(gap + 1) };
}

/** What the shown mass means. Pieces and percent are a state: the gateway counts by itself, from the mass. */
export function shown({ amount, unit }: PrintedMass, stable?: boolean): Reading {
  if (unit === 'pcs') return condition('fault', 'The scale shows pieces instead of a mass; switch it to weighing.');
  if (unit === '%') return condition('fault', 'The scale shows percent instead of a mass; switch it to weighing.');
  const mass_mg = milligramsOf({ amount, unit });
  return { kind: 'weight', channel, mass_mg, ...(stable !== undefined && { stable }) };
}

export function condition(is: ConditionReading['condition'], says: string): ConditionReading {
  return { kind: 'condition', channel, condition: is, says };
}

/** Mass as scales print it, number and unit, and its exact value in milligrams. */
import { type Decimal, decimalOf, printDecimal, timesFraction } from '../codec/decimal.ts';
import type { TextField } from '../codec/line.ts';
import { Misfit } from '../codec/misfit.ts';

/**
 * Milligrams in one unit, as a fraction `[times, by]`. Avoirdupois and troy units from the international pound of
 * 453.592 37 g (1959) and its grain, a 7000th of it; the metric carat is 200 mg. Taels are left out: there are several.
 */
const mg_in = {
  g: [1_000n, 1n],
  kg: [1_000_000n, 1n],
  mg: [1n, 1n],
  ug: [1n, 1_000n],
  t: [1_000_000_000n, 1n],
  ct: [200n, 1n],
  lb: [45_359_237n, 100n],
  oz: [28_349_523_125n, 1_000_000n],
  ozt: [311_034_768n, 10_000n],
  dwt: [155_517_384n, 100_000n],
  GN: [6_479_891n, 100_000n],
} as const;

export type MassUnit = keyof typeof mg_in;

export interface Mass {
  readonly amount: Decimal;
  readonly unit: MassUnit;
}

/** A thousand tonnes: far above any scale this gateway stands beside, far below the largest safe integer. */
const mass_mg_max = 1_000_000_000_000n;

/** Milligrams in one unit as a fraction, `[times, by]`. */
export function milligramsIn(unit: MassUnit): readonly [bigint, bigint] {
  return mg_in[unit];
}

/** To the nearest milligram, halves away from zero. */
export function milligramsOf(mass: Mass): number {
  return Number(exactMilligrams(mass));
}

/** Of a number with a binary point. Undefined for what is no number, and for what no scale can have meant. */
export function milligramsOfNumber(value: number, unit: MassUnit): number | undefined {
  const [times, by] = mg_in[unit];
  const mass_mg = Math.round((value * Number(times)) / Number(by)) + 0;
  return Math.abs(mass_mg) <= Number(mass_mg_max) ? mass_mg : undefined;
}

function exactMilligrams({ amount, unit }: Mass): bigint {
  const [times, by] = mg_in[unit];
  return timesFraction(amount, times, by);
}

/** Why no scale can have meant this mass; undefined when one can. */
export function tooHeavy(mass: Mass): Misfit | undefined {
  const mass_mg = exactMilligrams(mass);
  return mass_mg > mass_mg_max || mass_mg < -mass_mg_max ? new Misfit('range', 'must be within 1000 t') : undefined;
}

/** Number and unit with blanks between them, e.g. `   100.00 g`. An unknown unit is refused, never guessed. */
export function massField(says: string): TextField<Mass> {
  return {
    says,
    read(text) {
      const gap = text.indexOf(' ');
      const number = gap < 0 ? text : text.slice(0, gap);
      const unit = gap < 0 ? '' : text.slice(gap).trimStart();
      const amount = decimalOf(number);
      if (amount === undefined) return new Misfit('format', 'must be a number with a decimal point', 'amount');
      if (!isMassUnit(unit)) return new Misfit('unsupported', `must be in one of ${units.join(', ')}`, 'unit');
      return tooHeavy({ amount, unit }) ?? { amount, unit };
    },
    write: ({ amount, unit }) => `${printDecimal(amount)} ${unit}`,
    sample(chance) {
      const unit = units[chance.int(0, units.length - 1)] ?? 'g';
      // A million tonnes without decimals would leave the range.
      const decimals = chance.int(unit === 't' ? 3 : 0, 5);
      return { amount: { units: chance.int(-999_999, 999_999), decimals }, unit };
    },
  };
}

const units = Object.keys(mg_in).filter(isMassUnit);

function isMassUnit(text: string): text is MassUnit {
  return Object.hasOwn(mg_in, text);
}

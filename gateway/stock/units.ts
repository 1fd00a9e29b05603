/**
 * Units that people count in beside an item's smallest one: a box of 12, a pound of 453.59237 g. Conversions are exact fractions; what is no
 * whole number of the smallest unit does not convert, and is refused.
 */
import { isEqual, type Ratio, ratio, toNumber, whole } from './valuation/ratio.ts';

/** One `name` is `of` smallest units: a whole number, a decimal or a fraction as text: `12`, `453.59237`, `1/3`. */
export interface UnitSettings {
  readonly name: string;
  readonly of: string;
}

export interface UnitItem {
  readonly id: string;
  /** The smallest one. */
  readonly unit: string;
  readonly units?: readonly UnitSettings[];
}

export type Converted =
  | { readonly ok: true; readonly quantity: number }
  /** The rule that the unit or the number breaks. */
  | { readonly ok: false; readonly field: 'unit' | 'quantity'; readonly rule: string };

const decimal = /^(\d{1,12})(?:\.(\d{1,9}))?$/;
const fraction = /^(\d{1,12})\/(\d{1,12})$/;

/** What a text such as `453.59237` or `1/3` says; undefined when it is no number above zero. */
export function unitRatio(text: string): Ratio | undefined {
  const [, over, under] = fraction.exec(text) ?? [];
  if (over !== undefined && under !== undefined) {
    return BigInt(under) === 0n || BigInt(over) === 0n ? undefined : ratio(BigInt(over), BigInt(under));
  }
  const [, ones, behind = ''] = decimal.exec(text) ?? [];
  if (ones === undefined) return undefined;
  const digits = BigInt(ones + behind);
  return digits === 0n ? undefined : ratio(digits, 10n ** BigInt(behind.length));
}

/** So many of a unit in the item's smallest unit. Without a unit it is the smallest one. */
export function toSmallest(item: UnitItem, quantity: number, unit: string | undefined): Converted {
  const of = ratioOf(item, unit);
  if (of === undefined) {
    const names = [item.unit, ...(item.units ?? []).map(({ name }) => name)];
    return { ok: false, field: 'unit', rule: `${item.id} has no unit ${unit}; it has ${names.join(', ')}` };
  }
  const { numerator, denominator } = ratio(BigInt(quantity) * of.numerator, of.denominator);
  if (denominator !== 1n) {
    const exact = `${numerator}/${denominator}`;
    const rule = `${quantity} ${unit} are ${exact} ${item.unit}, which is no whole number of them`;
    return { ok: false, field: 'quantity', rule };
  }
  const pieces = Number(numerator);
  if (Number.isSafeInteger(pieces)) return { ok: true, quantity: pieces };
  return { ok: false, field: 'quantity', rule: `${quantity} ${unit} are more ${item.unit} than can be counted` };
}

export interface InUnit {
  readonly unit: string;
  /** Exact: `9/4`, or a whole number. */
  readonly quantity: string;
  /** Whole ones of the unit, and what is left over in the smallest unit; where the unit is a whole number of it. */
  readonly whole?: number;
  readonly rest?: number;
}

/** A quantity in each unit of its item, the smallest one first. */
export function inUnits(item: UnitItem, quantity: number): InUnit[] {
  return [item.unit, ...(item.units ?? []).map(({ name }) => name)].flatMap((unit) => {
    const of = ratioOf(item, unit);
    if (of === undefined) return [];
    const { numerator, denominator } = ratio(BigInt(quantity) * of.denominator, of.numerator);
    const told = { unit, quantity: denominator === 1n ? `${numerator}` : `${numerator}/${denominator}` };
    if (of.denominator !== 1n) return [told];
    const size = toNumber(of);
    return [{ ...told, whole: Math.trunc(quantity / size), rest: quantity % size }];
  });
}

function ratioOf({ unit: smallest, units = [] }: UnitItem, unit: string | undefined): Ratio | undefined {
  if (unit === undefined || unit === smallest) return whole(1n);
  const found = units.find(({ name }) => name === unit);
  return found === undefined ? undefined : unitRatio(found.of);
}

/** Two names for one size are allowed; one name for two sizes, or a name of the smallest unit for another size, is not. */
export function unitFault(
  item: UnitItem,
  at: number,
): { readonly field: 'name' | 'of'; readonly rule: string } | undefined {
  const unit = item.units?.[at];
  if (unit === undefined) return undefined;
  const of = unitRatio(unit.of);
  if (of === undefined) return { field: 'of', rule: 'must be a number above zero: "12", "453.59237" or "1/3"' };
  if (unit.name === item.unit && !isEqual(of, whole(1n))) {
    return { field: 'of', rule: `must be 1, for ${item.unit} is the smallest unit` };
  }
  const first = item.units?.findIndex(({ name }) => name === unit.name);
  return first === at ? undefined : { field: 'name', rule: `is the name of units[${first}] too` };
}

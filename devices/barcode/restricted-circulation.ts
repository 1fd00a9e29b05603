/**
 * Restricted circulation numbers: GTIN-13 beginning 02 or 20 to 29 whose meaning each GS1 member organisation fixes for its region,
 * usually an item with its weight or price (GS1 General Specifications, sections 2.1.11 to 2.1.12 and 7.9.2 to 7.9.4).
 */
import { checkDigitOf } from './gtin.ts';

export type Measure =
  | { readonly kind: 'weight'; readonly mass_mg: number; readonly kilograms: string }
  | { readonly kind: 'price'; readonly price: string }
  | { readonly kind: 'count'; readonly count: number };

export interface RestrictedNumber {
  readonly region: string;
  readonly measure: Measure;
  /** The number with its measure zeroed and its check digits made anew: what the item is known by. Fourteen digits. */
  readonly item_gtin: string;
}

interface Rule {
  readonly kind: Measure['kind'];
  /** Digits of the measure, at the end before the check digit. */
  readonly digits: 4 | 5 | 6;
  readonly decimals: number;
  /** True when a check digit of its own stands before the measure. */
  readonly checked: boolean;
}

type Rules = Readonly<Record<string, Rule>>;

function rule(kind: Rule['kind'], digits: Rule['digits'], decimals: number, checked = false): Rule {
  return { kind, digits, decimals, checked };
}

/** Estonia, Latvia and Lithuania share numbers and rules: "Variable measure in Latvia", GS1 Latvia. Finland has the same: GS1 Finland. */
const weights_by_decimals: Rules = { 23: rule('weight', 4, 3), 24: rule('weight', 4, 2), 25: rule('weight', 4, 1) };

/** GS1 Sweden, variable weight numbers; goods sold in Norway follow them too. */
const swedish: Rules = {
  20: rule('price', 4, 2),
  21: rule('price', 4, 1),
  22: rule('price', 4, 0),
  ...weights_by_decimals,
};

/** GS1 Denmark, "GTIN-13 pris" and "GTIN-13 vægt". */
const danish: Rules = {
  21: rule('price', 6, 2),
  22: rule('price', 6, 2),
  23: rule('price', 6, 2),
  24: rule('price', 6, 2),
  26: rule('weight', 6, 3),
  27: rule('weight', 5, 3),
  28: rule('weight', 6, 3),
};

/** GS1 Germany, "Globale Artikelnummer GTIN in der Anwendung". */
const german: Rules = {
  22: rule('price', 5, 2, true),
  23: rule('price', 5, 2, true),
  25: rule('count', 5, 0, true),
  26: rule('count', 5, 0, true),
  28: rule('weight', 5, 3, true),
  29: rule('weight', 5, 3, true),
};

/** GS1 UK, "How to barcode variable measure items". */
const british: Rules = { 20: rule('price', 4, 2, true) };

const regions: Readonly<Record<string, Rules>> = {
  baltics: weights_by_decimals,
  estonia: weights_by_decimals,
  ee: weights_by_decimals,
  latvia: weights_by_decimals,
  lv: weights_by_decimals,
  lithuania: weights_by_decimals,
  lt: weights_by_decimals,
  finland: weights_by_decimals,
  fi: weights_by_decimals,
  sweden: swedish,
  se: swedish,
  norway: swedish,
  no: swedish,
  denmark: danish,
  dk: danish,
  germany: german,
  de: german,
  'great britain': british,
  'united kingdom': british,
  gb: british,
};

/** The regions whose rules are known, by name and by ISO 3166 code, in small letters. */
export const regionNames: readonly string[] = Object.keys(regions);

/** True when the region's rules are known; capital letters make no difference. */
export function isRegion(region: string): boolean {
  return regionNames.includes(region.toLowerCase());
}

/**
 * What a GTIN-14 says by the rules of a region: undefined when it is no restricted number there, `false` when the measure's own
 * check digit does not fit.
 */
export function restrictedNumber(gtin14: string, region: string): RestrictedNumber | false | undefined {
  const rules = isRegion(region) ? regions[region.toLowerCase()] : undefined;
  const found = gtin14.startsWith('02') ? rules?.[gtin14.slice(1, 3)] : undefined;
  if (found === undefined) return undefined;
  const value_at = 13 - found.digits;
  const digits = gtin14.slice(value_at, 13);
  const item_digits = value_at - (found.checked ? 1 : 0);
  if (found.checked && gtin14.charAt(item_digits) !== measureCheckDigitOf(digits)) return false;
  const zeros = '0'.repeat(found.digits);
  const payload = gtin14.slice(0, item_digits) + (found.checked ? measureCheckDigitOf(zeros) : '') + zeros;
  return { region, measure: measureOf(found, digits), item_gtin: `${payload}${checkDigitOf(payload)}` };
}

function measureOf({ kind, decimals }: Rule, digits: string): Measure {
  const number = Number(digits);
  if (kind === 'count') return { kind, count: number };
  const whole = String(Number(digits.slice(0, digits.length - decimals)));
  const decimal = decimals === 0 ? whole : `${whole}.${digits.slice(digits.length - decimals)}`;
  if (kind === 'price') return { kind, price: decimal };
  return { kind, mass_mg: number * 10 ** (6 - decimals), kilograms: decimal };
}

/** How a digit counts: multiplied, and for the signed weights its carry added or taken off. */
const weighted = {
  'two-minus': (digit: number) => 2 * digit - Math.floor((2 * digit) / 10),
  three: (digit: number) => 3 * digit,
  'five-plus': (digit: number) => 5 * digit + Math.floor((5 * digit) / 10),
  'five-minus': (digit: number) => 5 * digit - Math.floor((5 * digit) / 10),
} as const;

/** The check digit of a price or weight of four or five digits (GS1 General Specifications, sections 7.9.3 and 7.9.4). */
export function measureCheckDigitOf(digits: string): string {
  const weights =
    digits.length === 4
      ? (['two-minus', 'two-minus', 'three', 'five-minus'] as const)
      : (['five-plus', 'two-minus', 'five-minus', 'five-plus', 'two-minus'] as const);
  const sum = weights.reduce((total, weight, at) => total + (weighted[weight](digits.charCodeAt(at) - 48) % 10), 0);
  if (digits.length === 4) return String((sum * 3) % 10);
  const wanted = (10 - (sum % 10)) % 10;
  return String([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].findIndex((digit) => weighted['five-minus'](digit) % 10 === wanted));
}

/** What a warehouse wants to know of a list of AIs. */
import { encodeBracketed } from './bracketed.ts';
import type { AiValue } from './element-string.ts';
import { isoDateOf } from './gs1-date.ts';

export interface Gs1Facts {
  readonly sscc?: string;
  readonly lot?: string;
  readonly serial?: string;
  /** YYMMDD as printed. */
  readonly expiry?: string;
  readonly quantity?: number;
  readonly net_mass_mg?: number;
}

/** The first value of each AI counts; a repeated one with another value has its warning elsewhere. */
export function factsOf(ais: readonly AiValue[]): Gs1Facts {
  const facts: {
    sscc?: string;
    lot?: string;
    serial?: string;
    expiry?: string;
    quantity?: number;
    net_mass_mg?: number;
  } = {};
  for (const { ai, value } of ais) {
    switch (ai) {
      case '00':
        facts.sscc ??= value;
        break;
      case '10':
        facts.lot ??= value;
        break;
      case '17':
        facts.expiry ??= value;
        break;
      case '21':
        facts.serial ??= value;
        break;
      case '30':
      case '37':
        facts.quantity ??= Number(value);
        break;
      case '7003':
        facts.expiry ??= value.slice(0, 6);
        break;
      default:
        // 310n: kilograms with n decimals.
        if (ai.startsWith('310')) facts.net_mass_mg ??= Number(value) * 10 ** (6 - Number(ai.charAt(3)));
    }
  }
  return facts;
}

/** The GTIN of the thing itself, else that of what it contains. */
export function gtinsIn(ais: readonly AiValue[]): readonly string[] {
  for (const wanted of ['01', '03', '02']) {
    const found = ais.find(({ ai }) => ai === wanted);
    if (found !== undefined) return [found.value];
  }
  return [];
}

/** A location in GS1 form: AI (414), with (254) where it has one, as printed below its bar code; undefined when the code is about goods. */
export function locationIn(ais: readonly AiValue[]): string | undefined {
  const gln = ais.find(({ ai }) => ai === '414');
  if (gln === undefined || ais.some(({ ai }) => ['00', '01', '02', '03'].includes(ai))) return undefined;
  return encodeBracketed([gln, ...ais.filter(({ ai }) => ai === '254').slice(0, 1)]);
}

const date_ais: ReadonlySet<string> = new Set(['11', '12', '13', '15', '16', '17', '7006']);

/** ISO dates by AI, seen from a year. */
export function datesIn(ais: readonly AiValue[], reference_year: number): Readonly<Record<string, string>> {
  const dates: Record<string, string> = {};
  for (const { ai, value } of ais) {
    const date = date_ais.has(ai) || ai === '7003' ? isoDateOf(value.slice(0, 6), reference_year) : undefined;
    if (date !== undefined) dates[ai] ??= date;
  }
  return dates;
}

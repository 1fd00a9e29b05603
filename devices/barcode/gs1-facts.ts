/** What a warehouse wants to know of a list of AIs. */
import { encodeBracketed } from './bracketed.ts';
import type { AiValue } from './element-string.ts';

export interface Gs1Facts {
  readonly sscc?: string;
  readonly lot?: string;
  readonly serial?: string;
  /** YYMMDD as printed. */
  readonly expiry?: string;
  readonly quantity?: number;
  readonly net_mass_mg?: number;
}

type Facts = { -readonly [Name in keyof Gs1Facts]: Gs1Facts[Name] };

/**
 * Puts what the AIs say into `facts`, which every scan makes anew: a copy would cost as much as the finding. The first value of
 * each AI counts; a repeated one with another value has its warning elsewhere.
 */
export function addFacts(facts: Facts, ais: readonly AiValue[]): void {
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
      default: {
        const net_mass_mg = netMassOf(ai, value);
        if (net_mass_mg !== undefined) facts.net_mass_mg ??= net_mass_mg;
      }
    }
  }
}

/**
 * Net weight in whole milligrams, whatever its unit; undefined for other AIs. A pound is 453.59237 g, a troy ounce 31.1034768 g.
 * (357n) is left out: its ounces are of weight or of volume, and nothing in the code says which.
 */
function netMassOf(ai: string, value: string): number | undefined {
  const decimals = Number(ai.charAt(3));
  if (ai.startsWith('310')) return Number(value) * 10 ** (6 - decimals);
  if (ai.startsWith('320')) return Math.round((Number(value) * 45_359_237) / 10 ** (decimals + 2));
  if (ai.startsWith('356')) return Math.round((Number(value) * 311_034_768) / 10 ** (decimals + 4));
  return undefined;
}

/** The GTIN of the thing itself, else that of what it contains. */
export function gtinsIn(ais: readonly AiValue[]): readonly string[] {
  let content: string | undefined;
  let made_to_order: string | undefined;
  for (const { ai, value } of ais) {
    if (ai === '01') return [value];
    if (ai === '02') content ??= value;
    if (ai === '03') made_to_order ??= value;
  }
  const found = made_to_order ?? content;
  return found === undefined ? [] : [found];
}

/** A location in GS1 form: AI (414), with (254) where it has one, as printed below its bar code; undefined when the code is about goods. */
export function locationIn(ais: readonly AiValue[]): string | undefined {
  let gln: AiValue | undefined;
  for (const each of ais) if (each.ai === '414') gln ??= each;
  if (gln === undefined || ais.some(({ ai }) => ['00', '01', '02', '03'].includes(ai))) return undefined;
  return encodeBracketed([gln, ...ais.filter(({ ai }) => ai === '254').slice(0, 1)]);
}

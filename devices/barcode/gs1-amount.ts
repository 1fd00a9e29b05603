/** Measures and money in the values of AIs: whole numbers, and how many of their digits are decimals. Nothing is rounded. */
import type { AiValue } from './element-string.ts';
import { aiOf } from './gs1-ai.ts';

/** `value` divided by ten to the power of `decimals`, in what the AI's title says: (3102)002004 is 2004 with two decimals, 20.04 kg. */
export interface Amount {
  readonly title: string;
  /** At most fifteen digits, so that a double holds it exactly. */
  readonly value: number;
  readonly decimals: number;
  /** Three digits of ISO 4217, where the AI names a currency. */
  readonly currency?: string;
}

/** The amounts by AI. The first of a repeated AI counts. AIs without one are left out; undefined when none has one. */
export function amountsIn(ais: readonly AiValue[]): Readonly<Record<string, Amount>> | undefined {
  let amounts: Record<string, Amount> | undefined;
  for (const { ai: name, value } of ais) {
    const ai = hasDecimals(name) ? aiOf(name) : undefined;
    if (ai === undefined) continue;
    amounts ??= {};
    const { title } = ai;
    const decimals = Number(name.charAt(3));
    amounts[name] ??=
      ai.parts[0]?.kind === 'currency'
        ? { title, value: Number(value.slice(3)), decimals, currency: value.slice(0, 3) }
        : { title, value: Number(value), decimals };
  }
  return amounts;
}

/** Measures are AIs 31nn to 36nn, money and percentages 390n to 395n; n at the end is the number of decimals. */
function hasDecimals(ai: string): boolean {
  return ai.length === 4 && ((ai >= '3100' && ai < '3700') || (ai >= '3900' && ai < '3960'));
}

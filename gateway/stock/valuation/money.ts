/** Exact money: whole millionths of the currency's unit. Parsed at the edge, rounded to the currency's decimals when told. */
import { type Currency, decimalsOf } from './currency.ts';
import { dividedBy, type Ratio, roundedTo, whole } from './ratio.ts';
import { type Answer, answer, refuse } from './refusal.ts';
import type { RoundingRule } from './rounding.ts';

/** Millionths of the currency's unit: 12.34 EUR are 12,340,000 whatever the currency's own decimals are. */
export const micro_per_unit = 1_000_000n;
const micro_decimals = 6;

/** What was paid for some pieces: for each, or for all together where the invoice says it so. Never below zero. */
export type Cost = { readonly unit_micro: bigint } | { readonly total_micro: bigint };

/**
 * An amount as people write it, to millionths: `1234.5`, `-0.07`. Digits, at most one point, at most one leading minus; no
 * separators of thousands and no comma, since `1,234` means two things in two countries.
 *
 * @param decimals_max digits allowed behind the point; the currency's own when absent. Unit costs may have up to six.
 */
export function parseMoney(text: string, currency: Currency, decimals_max?: number): Answer<bigint> {
  const own = decimalsOf(currency);
  if (own === undefined) return refuse('currency', 'must be a currency code of ISO 4217, such as EUR');
  const allowed = decimals_max ?? own;
  if (!Number.isSafeInteger(allowed) || allowed < 0 || allowed > micro_decimals) {
    return refuse('decimals_max', `must be a whole number from 0 to ${micro_decimals}`);
  }
  const parts = /^(-?)(\d{1,24})(?:\.(\d{1,24}))?$/.exec(text);
  if (parts === null) return refuse('amount', 'must be digits with at most one point, such as 1234.50');
  const decimals = parts[3] ?? '';
  if (decimals.length > allowed) {
    return refuse('amount', `must have at most ${allowed} digits behind the point in ${currency}`);
  }
  const size = BigInt(parts[2] ?? '0') * micro_per_unit + BigInt(decimals.padEnd(micro_decimals, '0'));
  return answer(parts[1] === '-' ? -size : size);
}

/**
 * An exact amount, rounded by a named rule to the currency's own decimals and printed: `1234.50`. The currency stands beside it
 * in a column of its own. A code that is no currency is printed with two decimals.
 *
 * @param value_micro an exact number of millionths
 */
export function printMoney(value_micro: Ratio, currency: Currency, rule: RoundingRule): string {
  const decimals = decimalsOf(currency) ?? 2;
  return printDecimal(roundedMoney(value_micro, currency, rule), decimals);
}

/** An exact unit cost with more digits than can be paid, as costs are often told: at most six behind the point. */
export function printUnitCost(value_micro: Ratio, decimals: number, rule: RoundingRule): string {
  const digits = Math.min(micro_decimals, Math.max(0, Math.trunc(decimals)));
  return printDecimal(roundedTo(value_micro, 10n ** BigInt(micro_decimals - digits), rule), digits);
}

/** Millionths, rounded to what the currency can pay. */
export function roundedMoney(value_micro: Ratio, currency: Currency, rule: RoundingRule): bigint {
  const decimals = decimalsOf(currency) ?? 2;
  return roundedTo(value_micro, 10n ** BigInt(micro_decimals - decimals), rule);
}

/** The exact cost of one piece in millionths. */
export function unitCostOf(cost: Cost, quantity: number): Ratio {
  return 'unit_micro' in cost ? whole(cost.unit_micro) : dividedBy(whole(cost.total_micro), quantity);
}

function printDecimal(micro: bigint, decimals: number): string {
  const sign = micro < 0n ? '-' : '';
  const digits = String(micro < 0n ? -micro : micro).padStart(micro_decimals + 1, '0');
  const behind = digits.slice(-micro_decimals).slice(0, decimals);
  return `${sign}${digits.slice(0, -micro_decimals)}${decimals === 0 ? '' : `.${behind}`}`;
}

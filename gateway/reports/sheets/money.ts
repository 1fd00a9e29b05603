/** Amounts in reports: whole millionths, printed once. */
import { moneyText } from '../books/value-told.ts';
import type { ReportSources } from '../report.ts';

/** Decimal text in the site's currency. */
export function printed(micro: bigint, { context }: ReportSources): string {
  return moneyText(micro, context);
}

/** What so many of an item are worth, at what one on hand is worth. */
export function worth(quantity: number, unit_money: number): bigint {
  return BigInt(Math.round(quantity * unit_money * 1_000_000));
}

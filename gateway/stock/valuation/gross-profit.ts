/** Gross profit: what was earned with the goods sold, less what they cost. */
import type { Currency } from './currency.ts';
import type { FlowTotals } from './flow.ts';
import { roundedMoney } from './money.ts';
import { outOf } from './period-flows.ts';
import type { RoundingRule } from './rounding.ts';

export const gross_profit_formulas = {
  cost_of_sales: 'cost of goods sold = value of sales − value of customer returns, with what later events corrected',
  gross_profit: 'gross profit = revenue − cost of goods sold',
  margin: 'margin = gross profit / revenue',
  losses: 'losses = scrap + count losses − count gains + other issues: not in the cost of goods sold, told beside it',
} as const;

export interface GrossProfitRow {
  readonly item: string;
  /** Sold less returned. */
  readonly quantity: number;
  /** Absent where nobody told what it was sold for. */
  readonly revenue_micro?: bigint;
  /** Rounded to the currency's decimals, in millionths. */
  readonly cost_of_sales_micro: bigint;
  readonly gross_profit_micro?: bigint;
  /** Absent where there was no revenue. */
  readonly margin_permille?: number;
  readonly losses_micro: bigint;
  /** Pieces sold without a known cost: the row is not the whole truth while there are any. */
  readonly unvalued: number;
}

export interface GrossProfit {
  readonly currency: Currency;
  readonly rounding: RoundingRule;
  readonly rows: readonly GrossProfitRow[];
  /** Sums of the rows that tell a revenue. */
  readonly total: {
    readonly revenue_micro: bigint;
    readonly cost_of_sales_micro: bigint;
    readonly gross_profit_micro: bigint;
    readonly margin_permille?: number;
  };
  /** Items sold of which no revenue was told; they are in no total. */
  readonly items_without_revenue: number;
}

/**
 * @param flows of each item, in the period (see `periodFlows`) or from the beginning
 * @param revenue_micro of each item, less what was paid back, in millionths
 */
export function grossProfit(
  flows: ReadonlyMap<string, FlowTotals>,
  revenue_micro: ReadonlyMap<string, bigint>,
  { currency, rounding }: { readonly currency: Currency; readonly rounding: RoundingRule },
): GrossProfit {
  const rows = [...flows].map(([item, totals]) => rowOf(item, totals, revenue_micro.get(item), { currency, rounding }));
  const told = rows.filter((row) => row.revenue_micro !== undefined);
  const revenue = told.reduce((sum, row) => sum + (row.revenue_micro ?? 0n), 0n);
  const cost_of_sales_micro = told.reduce((sum, row) => sum + row.cost_of_sales_micro, 0n);
  const gross_profit_micro = revenue - cost_of_sales_micro;
  return {
    currency,
    rounding,
    rows,
    total: {
      revenue_micro: revenue,
      cost_of_sales_micro,
      gross_profit_micro,
      ...marginOf(gross_profit_micro, revenue),
    },
    items_without_revenue: rows.filter((row) => row.revenue_micro === undefined && row.quantity !== 0).length,
  };
}

function rowOf(
  item: string,
  totals: FlowTotals,
  revenue_micro: bigint | undefined,
  { currency, rounding }: { readonly currency: Currency; readonly rounding: RoundingRule },
): GrossProfitRow {
  const sold = outOf(totals, 'sale', 'customer-return');
  const lost = outOf(totals, 'scrap', 'count-loss', 'count-gain', 'mass-loss', 'mass-gain', 'other-issue');
  const cost_of_sales_micro = roundedMoney(sold.value_micro, currency, rounding);
  const row = {
    item,
    quantity: sold.quantity,
    cost_of_sales_micro,
    losses_micro: roundedMoney(lost.value_micro, currency, rounding),
    unvalued: totals.get('sale')?.unvalued ?? 0,
  };
  if (revenue_micro === undefined) return row;
  const gross_profit_micro = revenue_micro - cost_of_sales_micro;
  return { ...row, revenue_micro, gross_profit_micro, ...marginOf(gross_profit_micro, revenue_micro) };
}

/** In thousandths, to the nearest, for people to read. */
function marginOf(gross_profit_micro: bigint, revenue_micro: bigint): { readonly margin_permille?: number } {
  if (revenue_micro <= 0n) return {};
  return { margin_permille: Math.round(Number((gross_profit_micro * 100_000n) / revenue_micro) / 100) };
}

/** What is proposed to be ordered, by supplier, with exact values. */
import { parseMoney, printMoney } from '../../stock/valuation/money.ts';
import { whole } from '../../stock/valuation/ratio.ts';
import type { PlanRow } from './plan-row.ts';

export interface PurchaseLine {
  readonly item: string;
  readonly name: string;
  readonly unit: string;
  readonly quantity: number;
  /** As the settings have it. */
  readonly unit_cost?: string;
  readonly value?: string;
  readonly stock_out_day?: string;
}

export interface PurchaseOrder {
  /** Absent for items without a supplier. */
  readonly supplier?: string;
  readonly lines: readonly PurchaseLine[];
  /** Of the lines that have one. */
  readonly value: string;
  readonly lines_without_cost: number;
}

/** Quantity times unit cost, rounded once to the currency's decimals (half to even); undefined without a cost. */
export function orderValue(quantity: number, unit_cost: string | undefined, currency: string): string | undefined {
  const micro = valueMicro(quantity, unit_cost, currency);
  return micro === undefined ? undefined : printMoney(whole(micro), currency, 'half-even');
}

function valueMicro(quantity: number, unit_cost: string | undefined, currency: string): bigint | undefined {
  const cost = unit_cost === undefined ? undefined : parseMoney(unit_cost, currency, 6);
  return cost?.ok && Number.isSafeInteger(quantity) ? cost.value * BigInt(quantity) : undefined;
}

/** Suppliers by id, those without one last; lines as the rows stand. Totals are sums of the rounded lines, so that a column adds up. */
export function purchaseList(
  rows: Iterable<PlanRow>,
  unitCostOf: (item: string) => string | undefined,
  currency: string,
): readonly PurchaseOrder[] {
  const orders = new Map<string, PurchaseLine[]>();
  for (const { item, name, unit, proposed = 0, supplier = '', stock_out_day } of rows) {
    if (proposed <= 0) continue;
    const unit_cost = unitCostOf(item);
    const value = orderValue(proposed, unit_cost, currency);
    const line = {
      item,
      name,
      unit,
      quantity: proposed,
      ...(unit_cost === undefined ? {} : { unit_cost }),
      ...(value === undefined ? {} : { value }),
      ...(stock_out_day === undefined ? {} : { stock_out_day }),
    };
    const lines = orders.get(supplier);
    if (lines === undefined) orders.set(supplier, [line]);
    else lines.push(line);
  }
  const named = [...orders].sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1));
  return named.map(([supplier, lines]) => ({
    ...(supplier === '' ? {} : { supplier }),
    lines,
    value: printMoney(
      whole(lines.reduce((sum, { value }) => sum + rounded(value, currency), 0n)),
      currency,
      'half-even',
    ),
    lines_without_cost: lines.filter(({ value }) => value === undefined).length,
  }));
}

function rounded(value: string | undefined, currency: string): bigint {
  const parsed = value === undefined ? undefined : parseMoney(value, currency, 6);
  return parsed?.ok ? parsed.value : 0n;
}

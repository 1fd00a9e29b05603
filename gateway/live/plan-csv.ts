/** Plans for a spreadsheet. */
import type { z } from 'zod';

import { amountOf, type Table } from '../base/csv.ts';

import type { planRow, purchaseOrder } from './plan-schemas.ts';

const columns = [
  'item',
  'name',
  'unit',
  'class',
  'supplier',
  'abc',
  'xyz',
  'pattern',
  'method',
  'on_hand',
  'on_order',
  'position',
  'demand_per_day',
  'lead_time_days',
  'safety_stock',
  'reorder_point',
  'order_quantity',
  'proposed',
  'proposed_value',
  'is_below_reorder',
  'days_left',
  'stock_out_day',
] as const;

export function planTable(rows: readonly z.infer<typeof planRow>[]): Table {
  const lines = rows.map((row) => {
    const cells = columns.map((column) => (column === 'proposed_value' ? amountOf(row[column]) : row[column]));
    return [...cells, row.missing.join('; ')];
  });
  return { header: [...columns, 'missing'], lines };
}

export function purchaseTable(orders: readonly z.infer<typeof purchaseOrder>[], currency: string): Table {
  const lines = orders.flatMap(({ supplier, lines: each }) =>
    each.map(({ item, name, quantity, unit, unit_cost, value, stock_out_day }) => [
      supplier,
      item,
      name,
      quantity,
      unit,
      amountOf(unit_cost),
      amountOf(value),
      value === undefined ? undefined : currency,
      stock_out_day,
    ]),
  );
  const header = ['supplier', 'item', 'name', 'quantity', 'unit', 'unit_cost', 'value', 'currency', 'stock_out_day'];
  return { header, lines };
}

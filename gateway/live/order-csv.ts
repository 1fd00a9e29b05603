/** Purchase orders as a spreadsheet writes and reads them: one row a line, rows of one supplier and reference together one order. */
import { amountOf, type Table } from '../base/csv.ts';
import { limits } from '../base/limits.ts';
import type { OrderDraft, OrderLineDraft, PurchaseOrder } from '../work/purchase-order.ts';
import { type LineFault, readCsv } from './csv-text.ts';

const columns = ['supplier', 'reference', 'item', 'quantity', 'unit_cost', 'due_day', 'location'] as const;

export type ReadOrders =
  | {
      readonly ok: true;
      readonly orders: readonly OrderDraft[];
      /** For each order the line of the file that each of its lines stands on. */
      readonly lines: readonly (readonly number[])[];
    }
  | { readonly ok: false; readonly faults: readonly LineFault[] };

export function readOrders(text: string): ReadOrders {
  const read = readCsv(text, {
    columns,
    needed: ['supplier', 'item', 'quantity'],
    rows_max: limits.orders_import_lines_max,
  });
  if (!read.ok) return read;
  const orders = new Map<string, { head: Omit<OrderDraft, 'lines'>; lines: OrderLineDraft[]; at: number[] }>();
  const faults: LineFault[] = [];
  for (const { line, cells } of read.rows) {
    const rule = (column: string, says: string) => faults.push({ line, column, rule: says });
    const [supplier, item, amount] = [cells.get('supplier'), cells.get('item'), cells.get('quantity')];
    const [reference, location, unit_cost, due_day] = ['reference', 'location', 'unit_cost', 'due_day'].map((each) =>
      cells.get(each),
    );
    const quantity = /^\d{1,13}$/.test(amount ?? '') ? Number(amount) : 0;
    if (supplier === undefined) rule('supplier', 'is missing');
    if (item === undefined) rule('item', 'is missing');
    if (quantity < 1) rule('quantity', 'must be a whole number above zero');
    if (unit_cost !== undefined && !/^\d{1,15}(\.\d{1,6})?$/.test(unit_cost))
      rule('unit_cost', 'must be digits with at most one point and six digits behind it, such as 12.34');
    if (due_day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(due_day))
      rule('due_day', 'must be a day such as 2026-12-25');
    if (supplier === undefined || item === undefined) continue;
    const name = `${supplier}\n${reference ?? ''}`;
    const order = orders.get(name) ?? {
      head: {
        supplier,
        ...(reference === undefined ? {} : { reference }),
        ...(location === undefined ? {} : { location }),
      },
      lines: [],
      at: [],
    };
    if (location !== order.head.location) rule('location', 'differs from that of the other lines of the order');
    orders.set(name, order);
    order.at.push(line);
    order.lines.push({
      item,
      quantity,
      ...(unit_cost === undefined ? {} : { unit_cost }),
      ...(due_day === undefined ? {} : { due_day }),
    });
  }
  if (faults.length > 0) return { ok: false, faults };
  const all = [...orders.values()];
  return { ok: true, orders: all.map(({ head, lines }) => ({ ...head, lines })), lines: all.map(({ at }) => at) };
}

export function ordersTable(orders: readonly PurchaseOrder[]): Table {
  const header = ['order', 'state', ...columns, 'ordered', 'received', 'damaged', 'refused'];
  const lines = orders.flatMap((order) =>
    order.lines.map((line) => [
      order.id,
      order.state,
      order.party,
      order.reference,
      line.item,
      line.quantity,
      amountOf(line.unit_cost),
      line.due_day ?? order.due_day,
      order.location,
      new Date(order.ordered_ms).toISOString(),
      line.received,
      line.damaged,
      line.refused,
    ]),
  );
  return { header, lines };
}

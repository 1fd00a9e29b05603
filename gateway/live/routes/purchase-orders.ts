import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { OrderDraft } from '../../work/purchase-order.ts';
import type { LineFault } from '../csv-text.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { ordersTable, readOrders } from '../order-csv.ts';
import type { Problem } from '../problem.ts';
import { type AnyRoute, fileFormat, idText, isFile, no, nothing, ok, route } from '../route.ts';
import { at_ms } from '../schemas.ts';
import {
  day,
  key,
  line_number,
  money,
  numberParams,
  purchaseOrder,
  quantity,
  reason,
  reference,
  version,
  worked,
  workProblems,
} from '../work-schemas.ts';
import { documentFilter, pageOf } from './documents.ts';

const over_permille = z
  .int()
  .min(0)
  .max(1_000)
  .meta({ description: 'How much more than ordered is taken in: 50 is 5 %; as in the settings when absent' });
const lineDraft = z.strictObject({
  item: idText,
  quantity,
  unit_cost: money.exactOptional(),
  is_consigned: z
    .boolean()
    .exactOptional()
    .meta({ description: "It stays the supplier's until it is used; as the supplier is set when absent" }),
  due_day: day.exactOptional(),
});
const draft = z.strictObject({
  supplier: idText.meta({ description: 'One of `suppliers` in the settings' }),
  reference: reference.exactOptional(),
  location: idText.exactOptional().meta({ description: 'Where it is to be taken in' }),
  due_day: day.exactOptional(),
  ordered_ms: at_ms.exactOptional().meta({ description: 'When it was ordered, where that was before now' }),
  over_permille: over_permille.exactOptional(),
  lines: z.array(lineDraft).min(1).max(limits.document_lines_max),
  reason: reason.exactOptional(),
});
const change = z.strictObject({
  key,
  version,
  reason: reason.min(1),
  reference: reference.exactOptional(),
  due_day: day.exactOptional(),
  over_permille: over_permille.exactOptional(),
  lines: z
    .array(
      z.strictObject({
        line: line_number,
        quantity: quantity.exactOptional(),
        unit_cost: money.exactOptional(),
        due_day: day.exactOptional(),
        is_cut: z.boolean().exactOptional().meta({ description: 'Nothing more of the line is awaited' }),
      }),
    )
    .min(1)
    .max(limits.document_lines_max)
    .exactOptional(),
  more: z.array(lineDraft).min(1).max(limits.document_lines_max).exactOptional().meta({ description: 'Further lines' }),
});

interface Import {
  readonly key?: string;
  readonly orders: readonly OrderDraft[];
  /** Of the file it came from. */
  readonly lines?: readonly (readonly number[])[];
}
const imports: z.ZodType<Import> = z.strictObject({
  key,
  orders: z.array(draft).min(1).max(limits.orders_import_max),
});

export function purchaseOrderRoutes(sources: WorkSources): AnyRoute[] {
  const { documents } = sources;
  const changes = {
    method: 'post',
    needs: 'order-goods',
    query: nothing,
    result: worked,
    problems: workProblems,
  } as const;
  return [
    route({
      method: 'get',
      path: '/purchase-orders',
      id: 'listPurchaseOrders',
      says: 'What was ordered, newest first',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject({
        ...documentFilter,
        format: fileFormat('this page for a spreadsheet'),
      }),
      result: z.strictObject({ orders: z.array(purchaseOrder), next: z.string().exactOptional() }),
      alsoCsv: 'data',
      problems: {},
      answer({ query: { format, ...asked } }) {
        const { found, ...next } = pageOf(documents, asked, 'purchase-order');
        const orders = found.flatMap(({ document }) => (document.kind === 'purchase-order' ? [document] : []));
        const body = ok({ orders, ...next });
        return isFile(format) ? { ...body, table: ordersTable(orders) } : body;
      },
    }),
    route({
      ...changes,
      path: '/purchase-orders',
      id: 'openPurchaseOrder',
      says: 'Order from a supplier; answered when it is durable',
      params: nothing,
      body: z.strictObject({ key, ...draft.shape }),
      answer: ({ body: { key: given, ...order }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'open-order', order } }),
    }),
    route({
      ...changes,
      path: '/purchase-orders/import',
      id: 'importPurchaseOrders',
      says: 'Take many orders over, all of them or none; also as text/csv or .xlsx with the columns supplier, reference, item, quantity, unit_cost, due_day, location',
      params: nothing,
      body: imports,
      body_bytes_max: limits.orders_import_bytes_max,
      fromCsv: imported,
      async answer({ body: { key: given, orders, lines }, by }) {
        const done = await doWork(sources, { by, ...keyed(given), act: { act: 'import-orders', orders } });
        return done.ok || lines === undefined ? done : no(byLine(done.problem, lines));
      },
    }),
    route({
      ...changes,
      path: '/purchase-orders/{id}/change',
      id: 'changePurchaseOrder',
      says: 'Change quantities, days and costs of an open order, or add lines to it',
      params: numberParams,
      body: change,
      answer: ({ params: { id }, body: { key: given, ...to }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'change-order', change: { id, ...to } } }),
    }),
    route({
      ...changes,
      path: '/purchase-orders/{id}/close',
      id: 'closePurchaseOrder',
      says: 'Nothing more is awaited: an order of which nothing has come is cancelled by it',
      params: numberParams,
      body: z.strictObject({ key, version, reason: reason.min(1) }),
      answer: ({ params: { id }, body: { key: given, ...closing }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'close-order', closing: { id, ...closing } } }),
    }),
  ];
}

export function keyed(given: string | undefined): { readonly key?: string } {
  return given === undefined ? {} : { key: given };
}

function imported(
  text: string,
): { readonly ok: true; readonly body: Import } | { readonly ok: false; readonly problem: Problem } {
  const read = readOrders(text);
  return read.ok ? { ok: true, body: { orders: read.orders, lines: read.lines } } : no(rowsRefused(read.faults));
}

/** Files that are not taken over name each broken rule by its line. */
export function rowsRefused(faults: readonly LineFault[]): Problem {
  const [first] = faults;
  const errors = faults
    .slice(0, limits.associations_faults_max)
    .map(({ line, column, rule }) => ({ in: 'body' as const, field: `line ${line}: ${column}`, rule }));
  const count = faults.length === 1 ? 'One rule is broken' : `${faults.length} rules are broken`;
  return {
    status: 422,
    title: 'Not possible',
    code: 'rows-refused',
    detail: `${count}, and nothing was taken over. line ${first?.line}: ${first?.column} ${first?.rule}`,
    errors,
  };
}

/** Of `orders.2.lines.0.item` the line of the file. */
function byLine(problem: Problem, lines: readonly (readonly number[])[]): Problem {
  const [error] = problem.errors ?? [];
  const place = /^orders\.(\d{1,6})\.(?:lines\.(\d{1,6})\.)?(\w{1,40})$/.exec(error?.field ?? '');
  if (error === undefined || place === null) return problem;
  const [, order, line = '0', column = ''] = place;
  const at = lines[Number(order)]?.[Number(line)];
  return at === undefined ? problem : rowsRefused([{ line: at, column, rule: error.rule }]);
}

import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { awaited } from '../../work/purchase-order.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { saidOfLot } from '../lot-schemas.ts';
import { massSaid } from '../mass-schemas.ts';
import { type AnyRoute, idText, nothing, ok, page_rows_default, pageLimit, route, wholeNumber } from '../route.ts';
import { at_ms } from '../schemas.ts';
import {
  day,
  key,
  line_number,
  money,
  numberParams,
  quantity,
  reason,
  receipt,
  reference,
  version,
  worked,
  workProblems,
} from '../work-schemas.ts';
import { documentFilter, pageOf } from './documents.ts';
import { keyed } from './purchase-orders.ts';

const pieces = z.int().min(0).max(1_000_000_000_000);
const came = z.strictObject({
  item: idText.exactOptional().meta({ description: 'Either this or `code`' }),
  code: idText
    .exactOptional()
    .meta({ description: 'What is on the label: an id, a GTIN, a code, or what nobody knows' }),
  order_line: line_number.exactOptional(),
  sound: pieces.exactOptional(),
  damaged: pieces.exactOptional(),
  damaged_to: z
    .enum(['quarantine', 'scrap'])
    .exactOptional()
    .meta({ description: 'Where damaged goods go; `quarantine` when absent' }),
  refused: pieces.exactOptional().meta({ description: 'Sent back at the door; books nothing' }),
  unit_cost: money.exactOptional().meta({ description: 'Where no order says it' }),
  is_consigned: z
    .boolean()
    .exactOptional()
    .meta({ description: "It stays the supplier's until it is used; as the order says when absent" }),
  mass_mg: massSaid.exactOptional(),
  lot: z
    .strictObject(saidOfLot)
    .exactOptional()
    .meta({ description: 'Of an item that is tracked: a line is of one lot, or of one piece by its serial' }),
  is_unasked: z.boolean().exactOptional().meta({ description: 'Take it in though it is not on the order' }),
});
const lines = z.array(came).min(1).max(limits.document_lines_max);
const came_ms = at_ms.exactOptional().meta({ description: 'When it came, where that was before now' });
const from = {
  order: idText.exactOptional().meta({ description: 'The purchase order it is of, `PO-12`' }),
  supplier: idText.exactOptional().meta({ description: 'Where there is no order' }),
  location: idText
    .exactOptional()
    .meta({ description: "Where it is taken in; the order's or the settings' when absent" }),
  reference: reference.exactOptional(),
};
const expected = z.array(z.strictObject({ item: idText, quantity, order_line: line_number.exactOptional() }));

const awaitedLine = z.strictObject({
  order: z.string(),
  line: z.int(),
  supplier: z.string(),
  reference: z.string().exactOptional(),
  item: z.string(),
  awaited: z.int(),
  ordered: z.int(),
  unit_cost: z.string().exactOptional(),
  due_day: z.string().exactOptional(),
  is_late: z.boolean().meta({ description: 'Its day is over' }),
});

export function receiptRoutes(sources: WorkSources, today: () => string): AnyRoute[] {
  const { documents } = sources;
  const changes = {
    method: 'post',
    needs: 'receive-goods',
    query: nothing,
    result: worked,
    problems: workProblems,
  } as const;
  return [
    route({
      method: 'get',
      path: '/expected-receipts',
      id: 'listExpectedReceipts',
      says: 'Lines of open orders that are still to come, of the newest order first',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject({
        supplier: idText.optional(),
        item: idText.optional(),
        limit: pageLimit.meta({ description: 'Orders of a page' }),
        cursor: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: '`next` of the page before' }),
      }),
      result: z.strictObject({ lines: z.array(awaitedLine), next: z.string().exactOptional() }),
      problems: {},
      answer({ query: { supplier, item, limit = page_rows_default, cursor } }) {
        const asked = { open: 'true' as const, party: supplier, item, limit, cursor };
        const { found, ...next } = pageOf(documents, asked, 'purchase-order');
        const day_now = today();
        const open = found.flatMap(({ document: order }) =>
          order.kind !== 'purchase-order'
            ? []
            : order.lines
                .filter((line) => awaited(line) > 0 && (item === undefined || line.item === item))
                .map((line) => ({ order, line, due_day: line.due_day ?? order.due_day })),
        );
        return ok({
          lines: open.map(({ order, line, due_day }) => ({
            order: order.id,
            line: line.line,
            supplier: order.party,
            ...(order.reference === undefined ? {} : { reference: order.reference }),
            item: line.item,
            awaited: awaited(line),
            ordered: line.quantity,
            ...(line.unit_cost === undefined ? {} : { unit_cost: line.unit_cost }),
            ...(due_day === undefined ? {} : { due_day }),
            is_late: due_day !== undefined && due_day < day_now,
          })),
          ...next,
        });
      },
    }),
    route({
      method: 'get',
      path: '/receipts',
      id: 'listReceipts',
      says: 'Deliveries, newest first',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject(documentFilter),
      result: z.strictObject({ receipts: z.array(receipt), next: z.string().exactOptional() }),
      problems: {},
      answer({ query }) {
        const { found, ...next } = pageOf(documents, query, 'receipt');
        return ok({
          receipts: found.flatMap(({ document }) => (document.kind === 'receipt' ? [document] : [])),
          ...next,
        });
      },
    }),
    route({
      ...changes,
      path: '/receipts',
      id: 'openReceipt',
      says: 'Begin to take a delivery in, or announce one',
      params: nothing,
      body: z.strictObject({
        key,
        ...from,
        due_day: day.exactOptional(),
        lines: expected.min(1).max(limits.document_lines_max).exactOptional().meta({
          description: 'What is to come; of an order all that is still awaited when absent',
        }),
        is_announced: z.boolean().exactOptional().meta({ description: 'Nothing is here yet' }),
        reason: reason.exactOptional(),
      }),
      answer: ({ body: { key: given, ...opening }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'open-receipt', opening } }),
    }),
    route({
      ...changes,
      path: '/receipts/{id}/receive',
      id: 'receive',
      says: 'Take goods in: sound, damaged, refused, unknown; all lines or none',
      params: numberParams,
      body: z.strictObject({
        key,
        version: version.exactOptional().meta({ description: 'Need not be said: what comes adds up' }),
        at_ms: came_ms,
        lines,
        reason: reason.exactOptional(),
      }),
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'receive', receiving: { id, ...said } } }),
    }),
    route({
      ...changes,
      path: '/receipts/{id}/close',
      id: 'closeReceipt',
      says: 'Everything has been counted: what is short or over is written down, and the task to put it away is made',
      params: numberParams,
      body: z.strictObject({ key, version, reason: reason.exactOptional() }),
      answer: ({ params: { id }, body: { key: given, ...closing }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'close-receipt', closing: { id, ...closing } } }),
    }),
    route({
      ...changes,
      path: '/deliveries',
      id: 'deliver',
      says: 'Take a whole delivery in at once: opened, received and closed; all of it or nothing',
      params: nothing,
      body: z.strictObject({
        key,
        ...from,
        version: version.exactOptional().meta({ description: 'Of the order, as it was seen' }),
        at_ms: came_ms,
        lines,
        reason: reason.exactOptional(),
      }),
      answer: ({ body: { key: given, ...delivery }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'deliver', delivery } }),
    }),
  ];
}

import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { massSaid } from '../mass-schemas.ts';
import { productionOrder } from '../production-schemas.ts';
import { type AnyRoute, idText, nothing, ok, route } from '../route.ts';
import {
  day,
  key,
  line_number,
  numberParams,
  quantity,
  reason,
  reference,
  version,
  worked,
  workProblems,
} from '../work-schemas.ts';
import { documentFilter, pageOf } from './documents.ts';
import { keyed } from './purchase-orders.ts';

const many = limits.document_lines_max;
const seen = version.exactOptional().meta({ description: 'Need not be said: what is reported adds up' });
const some = z.int().min(0).max(1_000_000_000_000).exactOptional();
const lot = z
  .strictObject({
    lot: idText.exactOptional(),
    serial: idText.exactOptional(),
    expiry: day.exactOptional(),
    made_on: day.exactOptional(),
    supplier_lot: idText.exactOptional(),
  })
  .exactOptional()
  .meta({ description: 'Which lot, or which one piece, of an item that is tracked' });
const issued = z.strictObject({
  key,
  version: seen,
  lines: z
    .array(
      z.strictObject({
        line: line_number,
        quantity,
        place: idText.meta({ description: 'From where, or back to where' }),
        mass_mg: massSaid.exactOptional(),
        lot,
      }),
    )
    .min(1)
    .max(many),
});
const reported = z.strictObject({
  key,
  version: seen,
  good: some.meta({ description: 'So many were made and are good' }),
  scrapped: some.meta({ description: 'So many were made and are not fit for use; they used material all the same' }),
  to: idText.exactOptional().meta({ description: 'Where the good ones are; as the order says when absent' }),
  mass_mg: massSaid.exactOptional(),
  lot,
  consumed: z
    .array(
      z.strictObject({
        line: line_number.exactOptional(),
        item: idText.exactOptional().meta({ description: 'Instead of a line: what nobody planned' }),
        quantity,
        from: idText.exactOptional().meta({ description: 'Where it is made when absent' }),
        mass_mg: massSaid.exactOptional(),
        lot,
      }),
    )
    .min(1)
    .max(many)
    .exactOptional(),
  by_products: z
    .array(
      z.strictObject({
        item: idText,
        quantity,
        to: idText.exactOptional(),
        mass_mg: massSaid.exactOptional(),
        lot,
      }),
    )
    .min(1)
    .max(many)
    .exactOptional(),
  is_backflushed: z
    .boolean()
    .exactOptional()
    .meta({ description: 'Lines that `consumed` does not name are used as planned; as the order says when absent' }),
  is_over: z.boolean().exactOptional().meta({ description: 'More than ordered are good' }),
  is_last: z.boolean().exactOptional().meta({ description: 'Nothing more is made: the order is closed' }),
  reason: reason.exactOptional(),
});

export function productionOrderRoutes(sources: WorkSources): AnyRoute[] {
  const shared = { method: 'post', query: nothing, result: worked, problems: workProblems } as const;
  const orders = { ...shared, needs: 'order-production' } as const;
  const makes = { ...shared, needs: 'make-goods', params: numberParams } as const;
  return [
    route({
      method: 'get',
      path: '/production-orders',
      id: 'listProductionOrders',
      says: 'What is to be made, newest first',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject(documentFilter),
      result: z.strictObject({ orders: z.array(productionOrder), next: z.string().exactOptional() }),
      problems: {},
      answer({ query }) {
        const { found, ...next } = pageOf(sources.documents, query, 'production-order');
        return ok({
          orders: found.flatMap(({ document }) => (document.kind === 'production-order' ? [document] : [])),
          ...next,
        });
      },
    }),
    route({
      ...orders,
      path: '/production-orders',
      id: 'openProductionOrder',
      says: 'So many of an item are to be made, by its bill of material or of the components that are named',
      params: nothing,
      body: z.strictObject({
        key,
        item: idText,
        quantity,
        reference: reference.exactOptional(),
        due_day: day.exactOptional(),
        location: idText.exactOptional().meta({ description: 'Where it is made; as in the settings when absent' }),
        to: idText.exactOptional().meta({ description: 'Where it goes; as in the settings when absent' }),
        components: z
          .array(z.strictObject({ item: idText, quantity }))
          .min(1)
          .max(many)
          .exactOptional()
          .meta({ description: 'For the whole order, instead of those of the bill' }),
        is_backflushed: z.boolean().exactOptional().meta({ description: 'As the bill says when absent' }),
        reason: reason.exactOptional(),
      }),
      answer: ({ body: { key: given, ...draft }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'open-production', draft } }),
    }),
    route({
      ...makes,
      path: '/production-orders/{id}/issue',
      id: 'issueMaterial',
      says: 'Material goes from its place to where the order is made',
      body: issued,
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'issue-material', issuing: { id, ...said } } }),
    }),
    route({
      ...makes,
      path: '/production-orders/{id}/bring-back',
      id: 'bringBackMaterial',
      says: 'Material that was issued and not used goes back to a place',
      body: issued,
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'return-material', issuing: { id, ...said } } }),
    }),
    route({
      ...makes,
      path: '/production-orders/{id}/report',
      id: 'reportProduction',
      says: 'What was used and what was made of it, by-products and what is not fit for use included',
      body: reported,
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'report-production', reporting: { id, ...said } },
        }),
    }),
    route({
      ...makes,
      needs: 'correct',
      path: '/production-orders/{id}/undo',
      id: 'undoProduction',
      says: 'Take a report back: what it used is there again, what it made is not',
      body: z.strictObject({ key, version, report: line_number, reason: reason.min(1) }),
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'undo-production', undoing: { id, ...said } } }),
    }),
    route({
      ...orders,
      path: '/production-orders/{id}/close',
      id: 'closeProductionOrder',
      says: 'Nothing more is made; cancelled where nothing was',
      params: numberParams,
      body: z.strictObject({ key, version, reason: reason.min(1) }),
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'close-production', ending: { id, ...said } } }),
    }),
  ];
}

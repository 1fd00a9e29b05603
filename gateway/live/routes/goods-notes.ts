import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { returned, scrapped } from '../goods-note-schemas.ts';
import { massSaid } from '../mass-schemas.ts';
import { type AnyRoute, idText, nothing, ok, route } from '../route.ts';
import { key, money, quantity, reason, reference, worked, workProblems } from '../work-schemas.ts';
import { documentFilter, pageOf } from './documents.ts';
import { keyed } from './purchase-orders.ts';

const many = limits.document_lines_max;
const mass_mg = massSaid.exactOptional();
const of = idText.exactOptional().meta({ description: 'The shipment or order it went or came with' });

export function goodsNoteRoutes(sources: WorkSources): AnyRoute[] {
  const { documents } = sources;
  const lists = {
    method: 'get',
    needs: 'see-stock',
    params: nothing,
    query: z.strictObject(documentFilter),
    problems: {},
  } as const;
  const notes = { method: 'post', params: nothing, query: nothing, result: worked, problems: workProblems } as const;
  return [
    route({
      ...lists,
      path: '/returns',
      id: 'listReturns',
      says: 'What came back, and what went back to suppliers, newest first',
      result: z.strictObject({ returns: z.array(returned), next: z.string().exactOptional() }),
      answer({ query }) {
        const { found, ...next } = pageOf(documents, query, 'return');
        return ok({
          returns: found.flatMap(({ document }) => (document.kind === 'return' ? [document] : [])),
          ...next,
        });
      },
    }),
    route({
      ...notes,
      path: '/returns/from-customer',
      id: 'returnFromCustomer',
      says: 'Goods came back: fit for stock, for quarantine, or for scrap',
      needs: 'ship-goods',
      body: z.strictObject({
        key,
        customer: idText,
        of,
        reference: reference.exactOptional(),
        location: idText
          .exactOptional()
          .meta({ description: 'Where they are taken in; as in the settings when absent' }),
        lines: z
          .array(
            z.strictObject({ item: idText, quantity, condition: z.enum(['stock', 'quarantine', 'scrap']), mass_mg }),
          )
          .min(1)
          .max(many),
        reason: reason.min(1),
      }),
      answer: ({ body: { key: given, ...goods }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'return-from-customer', goods } }),
    }),
    route({
      ...notes,
      path: '/returns/to-supplier',
      id: 'returnToSupplier',
      says: 'Goods go back to their supplier',
      needs: 'scrap-goods',
      body: z.strictObject({
        key,
        supplier: idText,
        of,
        reference: reference.exactOptional(),
        lines: z
          .array(z.strictObject({ item: idText, quantity, from: idText, unit_cost: money.exactOptional(), mass_mg }))
          .min(1)
          .max(many),
        reason: reason.min(1),
      }),
      answer: ({ body: { key: given, ...goods }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'return-to-supplier', goods } }),
    }),
    route({
      ...lists,
      path: '/scraps',
      id: 'listScraps',
      says: 'What was scrapped, and why, newest first',
      result: z.strictObject({ scraps: z.array(scrapped), next: z.string().exactOptional() }),
      answer({ query }) {
        const { found, ...next } = pageOf(documents, query, 'scrap');
        return ok({ scraps: found.flatMap(({ document }) => (document.kind === 'scrap' ? [document] : [])), ...next });
      },
    }),
    route({
      ...notes,
      path: '/scraps',
      id: 'scrap',
      says: 'Goods are scrapped',
      needs: 'scrap-goods',
      body: z.strictObject({
        key,
        location: idText,
        lines: z
          .array(z.strictObject({ item: idText, quantity, mass_mg }))
          .min(1)
          .max(many),
        reason: reason.min(1),
      }),
      answer: ({ body: { key: given, ...goods }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'scrap', goods } }),
    }),
  ];
}

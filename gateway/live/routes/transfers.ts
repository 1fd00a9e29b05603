import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { massSaid } from '../mass-schemas.ts';
import { type AnyRoute, idText, nothing, ok, route } from '../route.ts';
import {
  day,
  key,
  line_number,
  numberParams,
  quantity,
  reason,
  reference,
  transfer,
  version,
  worked,
  workProblems,
} from '../work-schemas.ts';
import { documentFilter, pageOf } from './documents.ts';
import { keyed } from './purchase-orders.ts';

const many = limits.document_lines_max;
const carrying = z.strictObject({
  key,
  version: version.exactOptional().meta({ description: 'Need not be said: what is carried adds up' }),
  lines: z
    .array(z.strictObject({ line: line_number, quantity, mass_mg: massSaid.exactOptional() }))
    .min(1)
    .max(many)
    .exactOptional()
    .meta({ description: 'All that there is when absent' }),
});

export function transferRoutes(sources: WorkSources): AnyRoute[] {
  const changes = {
    method: 'post',
    needs: 'ship-goods',
    query: nothing,
    result: worked,
    problems: workProblems,
  } as const;
  return [
    route({
      method: 'get',
      path: '/transfers',
      id: 'listTransfers',
      says: 'Goods on the way between two places of the site, newest first',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject(documentFilter),
      result: z.strictObject({ transfers: z.array(transfer), next: z.string().exactOptional() }),
      problems: {},
      answer({ query }) {
        const { found, ...next } = pageOf(sources.documents, query, 'transfer');
        return ok({
          transfers: found.flatMap(({ document }) => (document.kind === 'transfer' ? [document] : [])),
          ...next,
        });
      },
    }),
    route({
      ...changes,
      path: '/transfers',
      id: 'openTransfer',
      says: 'Goods are to go from one place to another',
      params: nothing,
      body: z.strictObject({
        key,
        from: idText,
        to: idText,
        via: idText.exactOptional().meta({ description: 'Where they are meanwhile; `transit` when absent' }),
        reference: reference.exactOptional(),
        due_day: day.exactOptional(),
        lines: z
          .array(z.strictObject({ item: idText, quantity }))
          .min(1)
          .max(many),
        reason: reason.exactOptional(),
      }),
      answer: ({ body: { key: given, ...draft }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'open-transfer', draft } }),
    }),
    route({
      ...changes,
      path: '/transfers/{id}/send',
      id: 'sendTransfer',
      says: 'Goods have left and are on the way',
      params: numberParams,
      body: carrying,
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'send', carrying: { id, ...said } } }),
    }),
    route({
      ...changes,
      path: '/transfers/{id}/arrive',
      id: 'arriveTransfer',
      says: 'Goods have arrived; the last of them closes the transfer',
      params: numberParams,
      body: carrying,
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'arrive', carrying: { id, ...said } } }),
    }),
    route({
      ...changes,
      path: '/transfers/{id}/close',
      id: 'closeTransfer',
      // It writes off what was lost on the way.
      needs: 'scrap-goods',
      says: 'Nothing more arrives: what was sent and is not here is given up as a count difference',
      params: numberParams,
      body: z.strictObject({ key, version, reason: reason.min(1) }),
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'close-transfer', ending: { id, ...said } } }),
    }),
  ];
}

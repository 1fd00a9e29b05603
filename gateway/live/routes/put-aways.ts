import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { saidOfLot } from '../lot-schemas.ts';
import { massSaid } from '../mass-schemas.ts';
import { type AnyRoute, idText, nothing, ok, route } from '../route.ts';
import {
  key,
  line_number,
  numberParams,
  putAway,
  quantity,
  reason,
  version,
  worked,
  workProblems,
} from '../work-schemas.ts';
import { documentFilter, pageOf } from './documents.ts';
import { keyed } from './purchase-orders.ts';

export function putAwayRoutes(sources: WorkSources): AnyRoute[] {
  const changes = {
    method: 'post',
    needs: 'move-stock',
    query: nothing,
    result: worked,
    problems: workProblems,
  } as const;
  return [
    route({
      method: 'get',
      path: '/put-aways',
      id: 'listPutAways',
      says: 'Goods that are to be brought to their places, the newest task first',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject(documentFilter),
      result: z.strictObject({ put_aways: z.array(putAway), next: z.string().exactOptional() }),
      problems: {},
      answer({ query }) {
        const { found, ...next } = pageOf(sources.documents, query, 'put-away');
        const put_aways = found.flatMap(({ document }) => (document.kind === 'put-away' ? [document] : []));
        return ok({ put_aways, ...next });
      },
    }),
    route({
      ...changes,
      path: '/put-aways',
      id: 'openPutAway',
      says: 'Make a task of bringing goods to their places; closing a receipt makes one by itself',
      params: nothing,
      body: z.strictObject({
        key,
        from: idText.meta({ description: 'Where they stand' }),
        lines: z
          .array(
            z.strictObject({
              item: idText,
              quantity,
              to: idText.exactOptional().meta({ description: 'Proposed by the gateway when absent' }),
            }),
          )
          .min(1)
          .max(limits.document_lines_max),
      }),
      answer: ({ body: { key: given, ...opening }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'open-put-away', opening } }),
    }),
    route({
      ...changes,
      path: '/put-aways/{id}/put',
      id: 'putAway',
      says: 'Goods are in their place; the last of them closes the task',
      params: numberParams,
      body: z.strictObject({
        key,
        version: version.exactOptional(),
        lines: z
          .array(
            z.strictObject({
              line: line_number,
              quantity,
              to: idText.exactOptional().meta({ description: 'The proposed place when absent' }),
              mass_mg: massSaid.exactOptional(),
              lot: z.strictObject(saidOfLot).exactOptional().meta({ description: 'Of an item that is tracked' }),
            }),
          )
          .min(1)
          .max(limits.document_lines_max),
      }),
      answer: ({ params: { id }, body: { key: given, ...put }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'put-away', putting: { id, ...put } } }),
    }),
    route({
      ...changes,
      path: '/put-aways/{id}/stop',
      id: 'stopPutAway',
      says: 'What is left stays where it is',
      params: numberParams,
      body: z.strictObject({ key, version, reason: reason.min(1) }),
      answer: ({ params: { id }, body: { key: given, ...stop }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'stop-put-away', stop: { id, ...stop } } }),
    }),
  ];
}

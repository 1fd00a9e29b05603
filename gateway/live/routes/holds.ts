/** Holds: put stock out of use, look at it, release it; and what of an item is left to use. */
import { z } from 'zod';
import type { TimeSources } from '../at-time.ts';
import { availabilityOf, availableView } from '../availability.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idParams, idText, no, nothing, ok, route } from '../route.ts';
import {
  hold,
  key,
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

const why = reason.min(1);
const state = z
  .enum(['quarantine', 'blocked'])
  .meta({ description: '`quarantine`: until it was looked at; `blocked`: it was, and may not be used' });

export function holdRoutes(sources: WorkSources, time: TimeSources): AnyRoute[] {
  const changes = { method: 'post', query: nothing, result: worked, problems: workProblems } as const;
  return [
    route({
      method: 'get',
      path: '/holds',
      id: 'listHolds',
      says: 'Stock that may not be used, the newest hold first; `open=true` for what holds now',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject(documentFilter),
      result: z.strictObject({ holds: z.array(hold), next: z.string().exactOptional() }),
      problems: {},
      answer({ query }) {
        const { found, ...next } = pageOf(sources.documents, query, 'hold');
        return ok({ holds: found.flatMap(({ document }) => (document.kind === 'hold' ? [document] : [])), ...next });
      },
    }),
    route({
      ...changes,
      path: '/holds',
      id: 'openHold',
      says: 'Put stock of an item on hold: all of it, a lot, what lies at a location, or so many pieces',
      needs: 'hold-stock',
      params: nothing,
      body: z.strictObject({
        key,
        item: idText,
        lot: z.string().min(1).max(64).exactOptional().meta({ description: 'Or the serial; all lots when absent' }),
        location: idText.exactOptional().meta({ description: 'It and all that are in it; everywhere when absent' }),
        quantity: quantity.exactOptional().meta({ description: 'So many pieces, whichever; all when absent' }),
        state,
        reason: why,
        reference: reference.exactOptional(),
      }),
      answer: ({ body: { key: given, ...draft }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'open-hold', hold: draft } }),
    }),
    route({
      ...changes,
      path: '/holds/{id}/change',
      id: 'changeHold',
      says: 'From quarantine to blocked, or back',
      needs: 'release-holds',
      params: numberParams,
      body: z.strictObject({ key, version, state, reason: why }),
      answer: ({ params: { id }, body: { key: given, ...change }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'change-hold', change: { id, ...change } } }),
    }),
    route({
      ...changes,
      path: '/holds/{id}/release',
      id: 'releaseHold',
      says: 'What was held may be used again, or so many pieces of it',
      needs: 'release-holds',
      params: numberParams,
      body: z.strictObject({ key, version, reason: why, quantity: quantity.exactOptional() }),
      answer: ({ params: { id }, body: { key: given, ...release }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'release-hold', release: { id, ...release } } }),
    }),
    route({
      method: 'get',
      path: '/items/{id}/availability',
      id: 'getAvailability',
      says: 'What of an item may be used: on hand, less what is on hold and what has expired; on the move is told apart',
      needs: 'see-stock',
      params: idParams,
      query: nothing,
      result: availableView,
      problems: { 404: 'There is no such item' },
      answer({ params: { id } }) {
        const item = time.state.site.items.find((each) => each.id === id);
        return item === undefined ? no(notFound(`There is no item ${id}.`)) : ok(availabilityOf(time, item));
      },
    }),
  ];
}

import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import type { Site } from '../../stock/site.ts';
import { siteIndexOf } from '../../stock/site-index.ts';
import { promisableOn, promiseDays, standOf } from '../../work/promise.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idParams, idText, no, nothing, ok, route } from '../route.ts';
import {
  day,
  key,
  numberParams,
  quantity,
  reason,
  reference,
  reservation,
  version,
  worked,
  workProblems,
} from '../work-schemas.ts';
import { documentFilter, pageOf } from './documents.ts';
import { keyed } from './purchase-orders.ts';

const whole = z.int();
const dated = z.array(z.strictObject({ day: z.string(), units: whole, document: z.string() })).readonly();
const promise = z.strictObject({
  item: z.string(),
  on_hand: whole.meta({ description: 'At places of the site, without what is on its way and what is in quarantine' }),
  held: whole,
  promisable: whole.meta({ description: 'What can be promised for now' }),
  undated: whole.meta({ description: 'On order and overdue, or due on no day: it cannot be promised' }),
  receipts: dated,
  promises: dated,
  days: z
    .array(
      z.strictObject({
        day: z.string(),
        receipts: whole,
        promises: whole,
        left: whole.meta({ description: 'Below zero where too much was promised' }),
        promisable: whole.meta({
          description: 'What can be promised anew for this day: the least that is left on it or later',
        }),
      }),
    )
    .readonly(),
});

export interface PromiseSources extends WorkSources {
  readonly reader: LedgerReader;
  readonly site: () => Site;
  /** The local day. */
  readonly today: () => string;
}

export function reservationRoutes(sources: PromiseSources): AnyRoute[] {
  const { reader, documents } = sources;
  const changes = {
    method: 'post',
    needs: 'promise-goods',
    query: nothing,
    result: worked,
    problems: workProblems,
  } as const;
  return [
    route({
      method: 'get',
      path: '/promises/{id}',
      id: 'getPromise',
      says: 'What can be promised of an item, by days: available to promise',
      needs: 'see-stock',
      params: idParams,
      query: nothing,
      result: promise,
      problems: { 404: 'There is no such item' },
      answer({ params: { id } }) {
        const site = sources.site();
        if (!site.items.some((each) => each.id === id)) return no(notFound(`There is no item ${id}.`));
        const today = sources.today();
        const levels = reader.levels({ item: id }).map(({ location, quantity: units }) => [location, units] as const);
        const open = documents.documents({ item: id, open: true, limit: limits.documents_open_max });
        const stand = standOf(
          id,
          levels,
          open.map(({ document }) => document),
          { index: siteIndexOf(site), today },
        );
        const { on_hand, held, undated, receipts, promises } = stand;
        const promisable = promisableOn(stand, today);
        return ok({
          item: id,
          on_hand,
          held,
          promisable,
          undated,
          receipts,
          promises,
          days: promiseDays(stand, today),
        });
      },
    }),
    route({
      method: 'get',
      path: '/reservations',
      id: 'listReservations',
      says: 'What is promised to whom, newest first',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject(documentFilter),
      result: z.strictObject({ reservations: z.array(reservation), next: z.string().exactOptional() }),
      problems: {},
      answer({ query }) {
        const { found, ...next } = pageOf(documents, query, 'reservation');
        const reservations = found.flatMap(({ document }) => (document.kind === 'reservation' ? [document] : []));
        return ok({ reservations, ...next });
      },
    }),
    route({
      ...changes,
      path: '/reservations',
      id: 'reserve',
      says: 'Promise stock to somebody, never more than can be promised unless that is said',
      params: nothing,
      body: z.strictObject({
        key,
        customer: idText,
        reference: reference.exactOptional(),
        due_day: day.exactOptional().meta({ description: 'When it is needed; now when absent' }),
        lines: z
          .array(z.strictObject({ item: idText, quantity }))
          .min(1)
          .max(limits.document_lines_max),
        is_backorder: z.boolean().exactOptional().meta({ description: 'Promise it though it is not there by then' }),
        reason: reason.exactOptional(),
      }),
      answer: ({ body: { key: given, ...draft }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'reserve', draft } }),
    }),
    route({
      ...changes,
      path: '/reservations/{id}/release',
      id: 'releaseReservation',
      says: 'The stock is nobody\u2019s any more',
      params: numberParams,
      body: z.strictObject({ key, version, reason: reason.min(1) }),
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'release', ending: { id, ...said } } }),
    }),
  ];
}

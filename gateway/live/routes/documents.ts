import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { DocumentFilter, DocumentQueries, StoredDocument } from '../../ledger/documents.ts';
import type { DocumentKind } from '../../work/document.ts';
import { shownEvent, shownTo } from '../count-shown.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, page_rows_default, pageLimit, route, wholeNumber } from '../route.ts';
import { document, documentEvent, documentKinds, numberParams } from '../work-schemas.ts';

export const documentFilter = {
  open: z.enum(['true', 'false']).optional().meta({ description: 'Only what is open, or only what is closed' }),
  state: idText.optional(),
  item: idText.optional(),
  location: idText.optional(),
  party: idText.optional().meta({ description: 'Supplier or customer' }),
  reference: idText.optional(),
  of: idText.optional().meta({ description: 'What came of this document' }),
  limit: pageLimit,
  cursor: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: '`next` of the page before' }),
};

const query = z.strictObject({ kind: z.enum(documentKinds).optional(), ...documentFilter });
const eventsQuery = z.strictObject({
  limit: pageLimit,
  cursor: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: '`next` of the page before' }),
});
const next = z.string().exactOptional().meta({ description: 'The cursor of the next page; absent on the last' });

/** A page of documents, newest first, and the cursor of the next one. */
export function pageOf(
  documents: DocumentQueries,
  asked: { readonly [Name in keyof typeof documentFilter]?: z.infer<(typeof documentFilter)[Name]> },
  of: DocumentKind | undefined,
): { readonly found: readonly StoredDocument[]; readonly next?: string } {
  const { open, state, item, location, party, reference, of: origin, limit = page_rows_default, cursor } = asked;
  const filter: DocumentFilter = {
    ...(of === undefined ? {} : { kinds: [of] }),
    ...(open === undefined ? {} : { open: open === 'true' }),
    ...(state === undefined ? {} : { states: [state] }),
    ...(item === undefined ? {} : { item }),
    ...(location === undefined ? {} : { location }),
    ...(party === undefined ? {} : { party }),
    ...(reference === undefined ? {} : { reference }),
    ...(origin === undefined ? {} : { of: origin }),
    ...(cursor === undefined ? {} : { before: cursor }),
    limit,
  };
  const { found, hasMore } = documents.documentPage(filter, limits.page_bytes_max);
  const last = found.at(-1);
  return { found, ...(last !== undefined && hasMore ? { next: String(last.number) } : {}) };
}

export function documentRoutes(documents: DocumentQueries): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/documents',
      id: 'listDocuments',
      says: 'Orders, receipts and tasks, newest first',
      needs: 'see-stock',
      params: nothing,
      query,
      result: z.strictObject({ documents: z.array(document), next }),
      problems: {},
      answer({ query: { kind, ...asked }, visit }) {
        const { found, ...more } = pageOf(documents, asked, kind);
        return ok({ documents: found.map((each) => shownTo(visit, each.document)), ...more });
      },
    }),
    route({
      method: 'get',
      path: '/documents/{id}',
      id: 'getDocument',
      says: 'An order, a receipt or a task',
      needs: 'see-stock',
      params: numberParams,
      query: nothing,
      result: document,
      problems: { 404: 'There is no such document' },
      answer({ params: { id }, visit }) {
        const found = documents.document(id);
        return found === undefined ? no(notFound(`There is no document ${id}.`)) : ok(shownTo(visit, found));
      },
    }),
    route({
      method: 'get',
      path: '/documents/{id}/events',
      id: 'listDocumentEvents',
      says: 'What became of a document, oldest first',
      needs: 'see-stock',
      params: numberParams,
      query: eventsQuery,
      result: z.strictObject({ events: z.array(documentEvent), next }),
      problems: { 404: 'There is no such document' },
      answer({ params: { id }, query: { limit = page_rows_default, cursor = 0 }, visit }) {
        const found = documents.document(id);
        if (found === undefined) return no(notFound(`There is no document ${id}.`));
        const page = documents.eventPage(id, cursor, limit, limits.page_bytes_max);
        const events = page.found.map((each) => shownEvent(visit, found, each));
        const last = events.at(-1);
        return ok(last !== undefined && page.hasMore ? { events, next: String(last.number) } : { events });
      },
    }),
  ];
}

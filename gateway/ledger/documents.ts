/** Orders, receipts and tasks as the ledger keeps them: each as it now is, and every change of it, numbered densely. */
import type { Database } from 'better-sqlite3';
import {
  aboutOf,
  type Document,
  type DocumentChange,
  type DocumentEvent,
  type DocumentKind,
} from '../work/document.ts';

/** A change with its place in the ledger, dense from 1. */
export interface StoredDocumentEvent extends DocumentEvent {
  readonly number: number;
}

export interface DocumentFilter {
  readonly kinds?: readonly DocumentKind[];
  readonly open?: boolean;
  readonly states?: readonly string[];
  readonly item?: string;
  readonly location?: string;
  /** Of an import: the hash of what stands in its file. */
  readonly content?: string;
  readonly party?: string;
  readonly reference?: string;
  /** That came of this one. */
  readonly of?: string;
  /** Only documents that were opened before this one: the cursor of a page, newest first. */
  readonly before?: number;
  readonly limit: number;
}

/** A document with the place it was opened at, for pages. */
export interface StoredDocument {
  readonly number: number;
  readonly document: Document;
}

/** Which version of a document it is, by its newest change. */
export interface DocumentStamp {
  readonly id: string;
  readonly event: number;
}

export interface DocumentQueries {
  document(id: string): Document | undefined;
  /** Newest first, without what stands in them. */
  stamps(filter: DocumentFilter): DocumentStamp[];
  /** Newest first. */
  documents(filter: DocumentFilter): StoredDocument[];
  /** The same, and no more of them than their text has room for; one in any case. */
  documentPage(filter: DocumentFilter, bytes_max: number): Page<StoredDocument>;
  /** Oldest first, from after `number`. */
  documentEvents(id: string, after: number, limit: number): StoredDocumentEvent[];
  /** The same, bounded likewise. */
  eventPage(id: string, after: number, limit: number, bytes_max: number): Page<StoredDocumentEvent>;
}

export interface Page<Row> {
  readonly found: Row[];
  /** There are more behind it. */
  readonly hasMore: boolean;
}

interface EventRow {
  readonly number: number;
  readonly body: string;
}

/** Writes changes in their order, inside the caller's transaction, and forgets the oldest closed documents beyond `closed_max`. */
export function documentWriter(
  database: Database,
  closed_max: number,
): { write(changes: readonly DocumentChange[]): void; readonly last: number } {
  const event = database.prepare<[number, string, string]>(
    'INSERT INTO document_event (number, document, body) VALUES (?, ?, ?)',
  );
  const numberOf = database.prepare<[string], { number: number }>('SELECT number FROM document WHERE id = ?');
  type Value = string | number | null;
  const put = database.prepare<Value[]>(
    `INSERT INTO document (number, id, kind, state, is_open, party, location, reference, of, due_day, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (number) DO UPDATE SET state = excluded.state, is_open = excluded.is_open, party = excluded.party,
       location = excluded.location, reference = excluded.reference, of = excluded.of, due_day = excluded.due_day, body = excluded.body`,
  );
  const about = database.prepare<[string, string, number]>(
    'INSERT OR IGNORE INTO document_about (what, name, number) VALUES (?, ?, ?)',
  );
  const counted = database.prepare<[], { count: number }>('SELECT COUNT(*) AS count FROM document WHERE is_open = 0');
  const oldest = database.prepare<[number], { number: number; id: string }>(
    'SELECT number, id FROM document WHERE is_open = 0 ORDER BY number LIMIT ?',
  );
  const forget = [
    database.prepare<[number]>('DELETE FROM document_about WHERE number = ?'),
    database.prepare<[number]>('DELETE FROM document WHERE number = ?'),
  ];
  const forgetEvents = database.prepare<[string]>('DELETE FROM document_event WHERE document = ?');
  let closed = counted.get()?.count ?? 0;
  let last =
    database.prepare<[], { last: number | null }>('SELECT MAX(number) AS last FROM document_event').get()?.last ?? 0;
  return {
    get last() {
      return last;
    },
    write(changes) {
      const latest = new Map<string, { number: number; document: Document }>();
      for (const { document, event: told } of changes) {
        last += 1;
        event.run(last, document.id, JSON.stringify(told));
        const number = latest.get(document.id)?.number ?? numberOf.get(document.id)?.number ?? last;
        latest.set(document.id, { number, document });
      }
      for (const { number, document } of latest.values()) {
        const { id, kind, state, party, location, reference, of, due_day } = document;
        const heads = [party, location, reference, of, due_day].map((each) => each ?? null);
        put.run(number, id, kind, state, document.closed === undefined ? 1 : 0, ...heads, JSON.stringify(document));
        const { items, locations, contents } = aboutOf(document);
        for (const item of items) about.run('item', item, number);
        for (const place of locations) about.run('location', place, number);
        for (const content of contents) about.run('content', content, number);
        if (document.closed !== undefined) closed += 1;
      }
      if (closed <= closed_max) return;
      for (const { number, id } of oldest.all(closed - closed_max)) {
        for (const each of forget) each.run(number);
        forgetEvents.run(id);
        closed -= 1;
      }
    },
  };
}

export function documentQueries(database: Database): DocumentQueries {
  const one = database.prepare<[string], { body: string }>('SELECT body FROM document WHERE id = ?');
  const events = database.prepare<[string, number, number], EventRow>(
    'SELECT number, body FROM document_event WHERE document = ? AND number > ? ORDER BY number LIMIT ?',
  );
  const storedOf = ({ number, body }: EventRow): StoredDocument => ({ number, document: JSON.parse(body) });
  return {
    documentPage(filter, bytes_max) {
      const { sql, values } = newestFirst({ ...filter, limit: filter.limit + 1 });
      const rows = database.prepare<(string | number)[], EventRow>(sql).iterate(...values);
      return pageOf(rows, storedOf, { limit: filter.limit, bytes_max });
    },
    eventPage: (id, after, limit, bytes_max) =>
      pageOf(events.iterate(id, after, limit + 1), eventOf, { limit, bytes_max }),
    document(id) {
      const row = one.get(id);
      return row === undefined ? undefined : JSON.parse(row.body);
    },
    stamps(filter) {
      const newest = '(SELECT MAX(number) FROM document_event WHERE document_event.document = document.id) AS event';
      const { sql, values } = newestFirst(filter, `id, ${newest}`);
      return database.prepare<(string | number)[], DocumentStamp>(sql).all(...values);
    },
    documents(filter) {
      const { sql, values } = newestFirst(filter);
      return database
        .prepare<(string | number)[], EventRow>(sql)
        .all(...values)
        .map(storedOf);
    },
    documentEvents: (id, after, limit) => events.all(id, after, limit).map(eventOf),
  };
}

function pageOf<Row>(
  rows: Iterable<EventRow>,
  rowOf: (row: EventRow) => Row,
  { limit, bytes_max }: { readonly limit: number; readonly bytes_max: number },
): Page<Row> {
  const found: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += Buffer.byteLength(row.body);
    if (found.length === limit || (bytes > bytes_max && found.length > 0)) return { found, hasMore: true };
    found.push(rowOf(row));
  }
  return { found, hasMore: false };
}

/** Of what is stored, what `verify` and a start compare with what the journal derives. */
export interface DocumentCheck {
  documentEventsAfter(number: number, limit: number): StoredDocumentEvent[];
  document(id: string): Document | undefined;
  openDocuments(): Document[];
}

export function documentCheck(database: Database): DocumentCheck {
  const after = database.prepare<[number, number], EventRow>(
    'SELECT number, body FROM document_event WHERE number > ? ORDER BY number LIMIT ?',
  );
  const open = database.prepare<[], { body: string }>('SELECT body FROM document WHERE is_open = 1 ORDER BY number');
  return {
    documentEventsAfter: (number, limit) => after.all(number, limit).map(eventOf),
    document: documentQueries(database).document,
    openDocuments: () => open.all().map(({ body }): Document => JSON.parse(body)),
  };
}

/** What the documents became after event `number`: `PO-1@3`. */
export function versionsAfter(database: Database, number: number): string[] {
  const events = documentCheck(database).documentEventsAfter(number, Number.MAX_SAFE_INTEGER);
  return events.map(({ document, version }) => `${document}@${version}`);
}

/** What an item or a location is about is looked up first: a site has thousands of them. */
function newestFirst(
  filter: DocumentFilter,
  columns = 'number, body',
): { readonly sql: string; readonly values: (string | number)[] } {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...given: (string | number)[]) => {
    conditions.push(condition);
    values.push(...given);
  };
  for (const what of ['item', 'location', 'content'] as const) {
    const name = filter[what];
    if (name !== undefined)
      add('number IN (SELECT number FROM document_about WHERE what = ? AND name = ?)', what, name);
  }
  const { kinds, open, states, party, reference, of, before, limit } = filter;
  // Few have one reference or origin; the plus keeps SQLite from walking all documents of a kind instead.
  const few = reference === undefined && of === undefined ? '' : '+';
  if (kinds !== undefined) add(`${few}kind IN (${kinds.map(() => '?').join(', ')})`, ...kinds);
  if (states !== undefined) add(`${few}state IN (${states.map(() => '?').join(', ')})`, ...states);
  if (open !== undefined) add(`${few}is_open = ?`, open ? 1 : 0);
  if (party !== undefined) add(`${few}party = ?`, party);
  if (reference !== undefined) add('reference = ?', reference);
  if (of !== undefined) add('of = ?', of);
  if (before !== undefined) add('number < ?', before);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  values.push(limit);
  return { sql: `SELECT ${columns} FROM document${where} ORDER BY number DESC LIMIT ?`, values };
}

function eventOf({ number, body }: EventRow): StoredDocumentEvent {
  const event: DocumentEvent = JSON.parse(body);
  return { ...event, number };
}

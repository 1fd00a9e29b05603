/** What open documents bring and take, and what lies where, in one view of the ledger: for material requirements. */
import type { Database } from 'better-sqlite3';
import { limits } from '../base/limits.ts';
import type { OpenLine, OpenWork } from '../stock/open-work.ts';
import type { Document } from '../work/document.ts';
import { leftToMake, leftToUse } from '../work/production.ts';
import { awaited } from '../work/purchase-order.ts';
import { documentQueries } from './documents.ts';
import { tableVersion } from './migrations.ts';

/** @param isApart whether a location is of work in process, and so not on hand */
export function openWork(database: Database, isApart: (location: string) => boolean): OpenWork {
  const head = database.prepare<[], { seq: number | null }>('SELECT MAX(seq) AS seq FROM movement').get()?.seq ?? 0;
  if (tableVersion(database) < 6) return { events: 0, head_seq: head, levels: new Map(), lines: [] };
  return database.transaction(() => {
    const events = database
      .prepare<[], { number: number | null }>('SELECT MAX(number) AS number FROM document_event')
      .get();
    const levels = new Map<string, { location: string; quantity: number }[]>();
    const all = database.prepare<[], { item: string; location: string; quantity: number }>(
      'SELECT item, location, quantity FROM level',
    );
    for (const { item, location, quantity } of all.iterate()) {
      const own = levels.get(item);
      if (own === undefined) levels.set(item, [{ location, quantity }]);
      else own.push({ location, quantity });
    }
    const lines = [...openDocuments(database)].flatMap((document) => [...linesOf(document, isApart)]);
    const seq = database.prepare<[], { seq: number | null }>('SELECT MAX(seq) AS seq FROM movement').get()?.seq ?? 0;
    return { events: events?.number ?? 0, head_seq: seq, levels, lines };
  })();
}

function* openDocuments(database: Database): Generator<Document> {
  const { documents } = documentQueries(database);
  const kinds = ['purchase-order', 'production-order', 'reservation', 'shipment'] as const;
  let before = Number.MAX_SAFE_INTEGER;
  for (let left = limits.documents_open_max; left > 0; ) {
    const page = documents({ kinds, open: true, before, limit: Math.min(left, limits.page_rows_max) });
    for (const { document } of page) yield document;
    left -= page.length;
    before = page.at(-1)?.number ?? 0;
    if (page.length < limits.page_rows_max) return;
  }
}

function* linesOf(document: Document, isApart: (location: string) => boolean): Generator<OpenLine> {
  const { id, opened, due_day } = document;
  const dated = { opened_ms: opened.at_ms, ...(due_day === undefined ? {} : { day: due_day }) };
  switch (document.kind) {
    case 'purchase-order':
      for (const line of document.lines) {
        const day = line.due_day ?? due_day;
        const when = { opened_ms: document.ordered_ms, ...(day === undefined ? {} : { day }) };
        if (awaited(line) > 0)
          yield { kind: 'receipt', item: line.item, quantity: awaited(line), id: `${id}/${line.line}`, ...when };
      }
      return;
    case 'production-order':
      if (leftToMake(document) === 0) return;
      yield { kind: 'receipt', item: document.item, quantity: leftToMake(document), id, ...dated };
      for (const line of document.lines) {
        const { units, issued } = leftToUse(line);
        const quantity = units - (isApart(document.location) ? issued : 0);
        const need = { kind: 'need', of: 'production', product: document.item } as const;
        if (quantity > 0) yield { ...need, item: line.item, quantity, id: `${id}/${line.line}`, ...dated };
      }
      return;
    case 'reservation':
      for (const { item, quantity, line } of document.lines)
        yield { kind: 'need', of: 'customer', item, quantity, id: `${id}/${line}`, ...dated };
      return;
    case 'shipment':
      for (const { item, quantity, shipped, line } of document.lines)
        if (quantity > shipped)
          yield { kind: 'need', of: 'customer', item, quantity: quantity - shipped, id: `${id}/${line}`, ...dated };
      return;
    default:
  }
}

/** What reports read of the ledger: its own connection, item by item, nothing kept. See `item-history.ts` for why pages are a view that does not move. */
import { limits } from '../base/limits.ts';
import type { Count } from '../stock/count.ts';
import type { Evidence, MovementKind, MovementWork } from '../stock/movement.ts';
import type { OwnerPart } from '../stock/owner.ts';
import type { Site } from '../stock/site.ts';
import { leftToUse } from '../work/production.ts';
import { openForReading } from './database.ts';
import { documentQueries, type StoredDocument } from './documents.ts';
import { forecastReader } from './forecasts.ts';
import { type MassRowMoved, massBooks } from './mass-queries.ts';
import { readPeriods } from './periods.ts';

type Raw = [
  number,
  string,
  MovementKind,
  number,
  string,
  string,
  number,
  number,
  string,
  string | null,
  string | null,
  string | null,
  string | null,
];

type RawOf = [string, ...Raw];

function plainOf(item: string, raw: Raw, moved: MassRowMoved | undefined) {
  const [seq, id, kind, quantity, from, to, at_ms, arrived_ms, rule, reverses, work, owners] = raw;
  const bare = { seq, id, kind, item, quantity, from, to, at_ms, arrived_ms, rule };
  const plain = moved === undefined ? bare : { ...bare, moved };
  const parts: readonly OwnerPart[] | undefined = owners === null ? undefined : JSON.parse(owners);
  const row = parts === undefined ? plain : { ...plain, owners: parts };
  const told = reverses === null ? row : { ...row, reverses };
  if (work === null) return told;
  const part: MovementWork = JSON.parse(work);
  return { ...told, work: part };
}

/** Throws GatewayFault when there is no ledger in the directory. Read as `BookSource` by `gateway/reports`. */
export function booksOf(directory: string) {
  const database = openForReading(directory);
  // The rows of an item lie all over the table: without a map each costs a call of the system. Its pages are the system's to take back.
  database.pragma(`mmap_size = ${limits.report_mapped_bytes_max}`);
  const masses = massBooks(database);
  const rowOf = (item: string, raw: Raw) => plainOf(item, raw, raw[12] === null ? undefined : masses.moved(raw[1]));
  const head = database.prepare<[], { seq: number | null }>('SELECT MAX(seq) AS seq FROM movement');
  const settings = database.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'site'");
  // From one item to the next through the index: as many steps as items, not as movements.
  const allItems = database
    .prepare<[], [string | null]>(
      `WITH RECURSIVE each(item) AS (
         SELECT MIN(item) FROM movement
         UNION ALL SELECT (SELECT MIN(item) FROM movement WHERE item > each.item) FROM each WHERE each.item IS NOT NULL
       ) SELECT item FROM each`,
    )
    .raw(true);
  const someItems = database
    .prepare<[number, number], [string]>('SELECT DISTINCT item FROM movement WHERE seq > ? AND seq <= ? ORDER BY item')
    .raw(true);
  const page = database
    .prepare<[string, number, number, number], Raw>(
      `SELECT seq, id, kind, quantity, from_location, to_location, at_ms, arrived_ms, rule, reverses, work, owners, mass
       FROM movement INDEXED BY movement_by_item WHERE item = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
    )
    .raw(true);
  const produced = database
    .prepare<[string, number], RawOf>(
      `SELECT item, seq, id, kind, quantity, from_location, to_location, at_ms, arrived_ms, rule, reverses, work, owners, mass
       FROM movement INDEXED BY movement_of_production
       WHERE json_extract(work, '$.document') = ? AND json_extract(work, '$.report') IS NOT NULL AND seq <= ? ORDER BY seq`,
    )
    .raw(true);
  const takenBack = database
    .prepare<[string, number], RawOf>(
      `SELECT item, seq, id, kind, quantity, from_location, to_location, at_ms, arrived_ms, rule, reverses, work, owners, mass
       FROM movement WHERE reverses = ? AND seq <= ?`,
    )
    .raw(true);
  const counts = database.prepare<[string, number], { body: string }>(
    `SELECT body FROM counts AS c WHERE item = ?
     AND NOT EXISTS (SELECT 1 FROM movement WHERE reverses = json_extract(c.body, '$.id')) ORDER BY number DESC LIMIT ?`,
  );
  const newest = database.prepare<[], { number: number | null }>('SELECT MAX(number) AS number FROM counts');
  const since = database
    .prepare<[number], [string]>('SELECT DISTINCT item FROM counts WHERE number > ? ORDER BY item')
    .raw(true);
  const sourced = database
    .prepare<[number, number, number], [number, number, number, string, string]>(
      `SELECT seq, at_ms, quantity, rule, evidence FROM movement WHERE seq > ? AND seq <= ? AND reverses IS NULL ORDER BY seq LIMIT ?`,
    )
    .raw(true);
  let noted: { readonly text: string; readonly site: Site } | undefined;
  return {
    head: () => head.get()?.seq ?? 0,
    site(): Site | undefined {
      const text = settings.get()?.value;
      if (text === undefined) return undefined;
      if (noted?.text !== text) noted = { text, site: JSON.parse(text) };
      return noted.site;
    },
    periods: () => readPeriods(database),
    items: (after_seq: number, until_seq: number): string[] =>
      after_seq === 0
        ? allItems.all().flatMap(([item]) => (item === null ? [] : [item]))
        : someItems.all(after_seq, until_seq).map(([item]) => item),
    rows: (asked: { item: string; after_seq: number; until_seq: number; limit: number }) =>
      page.all(asked.item, asked.after_seq, asked.until_seq, asked.limit).map((raw) => rowOf(asked.item, raw)),
    production: (document: string, until_seq: number) =>
      produced
        .all(document, until_seq)
        .map(([item, ...raw]) => rowOf(item, raw))
        .flatMap((row) => [row, ...takenBack.all(row.id, until_seq).map(([item, ...raw]) => rowOf(item, raw))])
        .sort((a, b) => a.seq - b.seq),
    /** The newest, the oldest of them first. */
    counts: (item: string, limit: number) =>
      counts
        .all(item, limit)
        .toReversed()
        .map(({ body }) => {
          const { id, location, counted, before, at_ms, by }: Count = JSON.parse(body);
          return { id, item, location, counted, before, at_ms, by };
        }),
    counted: () => newest.get()?.number ?? 0,
    countedAfter: (number: number) => since.all(number).map(([item]) => item),
    /** A page of movements with the devices of their evidence. */
    sources: (after_seq: number, until_seq: number, limit: number) =>
      sourced.all(after_seq, until_seq, limit).map(([seq, at_ms, quantity, rule, evidence]) => {
        const read: Evidence[] = JSON.parse(evidence);
        return { seq, at_ms, quantity, rule, devices: read.map(({ device }) => device) };
      }),
    awaited: (limit: number) =>
      documentQueries(database)
        .documents({ kinds: ['purchase-order'], open: true, limit })
        .flatMap(awaitedOf),
    inProcess: (limit: number) =>
      documentQueries(database)
        .documents({ kinds: ['production-order'], open: true, limit })
        .flatMap(inProcessOf),
    masses: masses.begun,
    /** Forecasts of an item as they were said, the oldest first. */
    said: (item: string) => forecastReader(database).of(item),
    close: () => database.close(),
  };
}

function inProcessOf({ document }: StoredDocument) {
  if (document.kind !== 'production-order') return [];
  const { location, lines } = document;
  return lines.flatMap((line) => {
    const { units } = leftToUse(line);
    return units === 0 ? [] : [{ item: line.item, location, units }];
  });
}

function awaitedOf({ document }: StoredDocument) {
  if (document.kind !== 'purchase-order') return [];
  const { id, reference, party, due_day, lines } = document;
  return lines
    .filter(({ quantity, received, is_cut }) => is_cut !== true && received < quantity)
    .map(({ item, quantity, received, unit_cost, due_day: own_day = due_day }) => ({
      order: id,
      ...(reference === undefined ? {} : { reference }),
      supplier: party,
      item,
      ordered: quantity,
      received,
      ...(own_day === undefined ? {} : { due_day: own_day }),
      ...(unit_cost === undefined ? {} : { unit_cost }),
    }));
}

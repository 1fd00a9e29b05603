/** Reading the ledger through a connection that cannot write; its answers never wait for the writer. */
import type { Database } from 'better-sqlite3';
import { assert } from '../base/assert.ts';
import type { MovementMass } from '../stock/catch-weight/catch-weight.ts';
import type { Level } from '../stock/levels.ts';
import type { LotPart } from '../stock/lots/lot.ts';
import type { Evidence, MovementKind, MovementWork } from '../stock/movement.ts';
import type { OwnerPart } from '../stock/owner.ts';
import type { StoredQuestion } from '../work/question.ts';
import { associationQueries } from './associations.ts';
import type { DeviceActivity, StoredMovement } from './commit.ts';
import { openForReading } from './database.ts';
import { type DocumentQueries, documentQueries } from './documents.ts';
import { type LotQueries, lotQueries } from './lots.ts';
import { massMoved, massQuery } from './mass-queries.ts';
import { type NameTable, nameTableOf } from './names.ts';
import { ownerQuery } from './owners.ts';
import { type Past, pastOf } from './past.ts';
import type { JournalRow, LedgerReader, MovementFilter, QuarantineRow } from './reader.ts';
import { decodeSegment } from './segment.ts';
import { tellingQueries } from './tellings.ts';

interface MovementRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: MovementKind;
  readonly item: string;
  readonly quantity: number;
  readonly from_location: string;
  readonly to_location: string;
  readonly at_ms: number;
  readonly arrived_ms: number;
  readonly confidence_permille: number;
  readonly rule: string;
  readonly settings_revision: number;
  readonly why: string;
  readonly evidence: string;
  readonly reverses: string | null;
  /** Not there in ledgers of earlier table versions. */
  readonly work?: string | null;
  readonly lots?: string | null;
  readonly owners?: string | null;
  readonly mass?: string | null;
}

/** Throws GatewayFault when there is no ledger in the directory. */
export function readerOf(directory: string): LedgerReader {
  const database = openForReading(directory);
  const names = nameTableOf(database);
  const meta = database.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?');
  let past: Past | undefined;
  let documents: DocumentQueries | undefined;
  let lots: LotQueries | undefined;
  let owned: ReturnType<typeof ownerQuery> | undefined;
  let masses: ReturnType<typeof massQuery> | undefined;
  return {
    ledger_id: meta.get('ledger_id')?.value ?? '',
    gateway_id: meta.get('gateway_id')?.value ?? '',
    ...movementQueries(database),
    ...questionQueries(database),
    ...associationQueries(database),
    ...tellingQueries(database),
    levels: levelsOf(database),
    frame: framesOf(database, names),
    quarantine(limit, before_n = Number.MAX_SAFE_INTEGER) {
      return database
        .prepare<
          [number, number],
          Omit<QuarantineRow, 'device' | 'topic'> & { device: string | null; topic: string | null }
        >('SELECT n, at_ms, device, topic, reason, data FROM quarantine WHERE n < ? ORDER BY n DESC LIMIT ?')
        .all(before_n, limit)
        .map(({ device, topic, ...row }) => ({
          ...row,
          ...(device === null ? {} : { device }),
          ...(topic === null ? {} : { topic }),
        }));
    },
    devices() {
      return database
        .prepare<[], { body: string }>('SELECT body FROM device_activity ORDER BY device')
        .all()
        .map((row): DeviceActivity => JSON.parse(row.body));
    },
    cursor(target) {
      return (
        database.prepare<[string], { seq: number }>('SELECT seq FROM cursor WHERE target = ?').get(target)?.seq ?? 0
      );
    },
    get documents() {
      documents ??= documentQueries(database);
      return documents;
    },
    get past() {
      past ??= pastOf(database, names);
      return past;
    },
    owned: (filter) => {
      owned ??= ownerQuery(database);
      return owned(filter);
    },
    masses: (filter) => {
      masses ??= massQuery(database);
      return masses(filter);
    },
    get lots() {
      lots ??= lotQueries(database);
      return lots;
    },
    close: () => database.close(),
  };
}

/** Queries over movements, for any connection that can read. */
export function movementQueries(
  database: Database,
): Pick<LedgerReader, 'head' | 'movement' | 'movements' | 'movementsAfter'> {
  const head = database.prepare<[], { seq: number | null }>('SELECT MAX(seq) AS seq FROM movement');
  const after = database.prepare<[number, number], MovementRow>(
    'SELECT * FROM movement WHERE seq > ? ORDER BY seq LIMIT ?',
  );
  const one = database.prepare<[string], MovementRow>('SELECT * FROM movement WHERE id = ?');
  let moved: ReturnType<typeof massMoved> | undefined;
  const movementOf = (row: MovementRow): StoredMovement => {
    const movement = plainOf(row);
    if (movement.mass === undefined) return movement;
    moved ??= massMoved(database);
    const found = moved(row.id);
    return found === undefined ? movement : { ...movement, moved: found };
  };
  return {
    head: () => head.get()?.seq ?? 0,
    movement(id) {
      const row = one.get(id);
      return row === undefined ? undefined : movementOf(row);
    },
    // As they were booked: what was found of their masses may change with what is learned later.
    movementsAfter: (seq, limit) => after.all(seq, limit).map(plainOf),
    movements(filter) {
      const { sql, values } = newestFirst(filter);
      return database
        .prepare<(string | number)[], MovementRow>(sql)
        .all(...values)
        .map(movementOf);
    },
  };
}

/**
 * Each walks one index backwards, so a page costs the same at a hundred rows and at a hundred million. With both an item and
 * a location it is the item's: a site has thousands of items, and half of all movements end in one outside location.
 */
function newestFirst(filter: MovementFilter): { readonly sql: string; readonly values: (string | number)[] } {
  const { item, location, to, limit, before_seq = Number.MAX_SAFE_INTEGER } = filter;
  if (to !== undefined) {
    // What is brought to a place is mostly of few items: its own index is the shorter one.
    const of = item === undefined ? '' : ' AND +item = ?';
    return {
      sql: `SELECT * FROM movement WHERE to_location = ? AND seq < ?${of} ORDER BY seq DESC LIMIT ?`,
      values: [to, before_seq, ...(item === undefined ? [] : [item]), limit],
    };
  }
  if (item !== undefined) {
    // The plus keeps SQLite from taking the locations' indexes instead.
    const side = location === undefined ? '' : ' AND (+from_location = ? OR +to_location = ?)';
    const sides = location === undefined ? [] : [location, location];
    return {
      sql: `SELECT * FROM movement WHERE item = ? AND seq < ?${side} ORDER BY seq DESC LIMIT ?`,
      values: [item, before_seq, ...sides, limit],
    };
  }
  if (location === undefined) {
    return { sql: 'SELECT * FROM movement WHERE seq < ? ORDER BY seq DESC LIMIT ?', values: [before_seq, limit] };
  }
  const arm = (column: string) =>
    `SELECT * FROM (SELECT * FROM movement WHERE ${column} = ? AND seq < ? ORDER BY seq DESC LIMIT ?)`;
  return {
    sql: `${arm('from_location')} UNION ALL ${arm('to_location')} ORDER BY seq DESC LIMIT ?`,
    values: [location, before_seq, limit, location, before_seq, limit, limit],
  };
}

function plainOf(row: MovementRow): StoredMovement {
  const { from_location, to_location, reverses, work = null, lots = null, owners = null, mass = null, ...rest } = row;
  const evidence: readonly Evidence[] = JSON.parse(row.evidence);
  const movement = { ...rest, from: from_location, to: to_location, evidence };
  const taken = reverses === null ? movement : { ...movement, reverses };
  if (work === null && lots === null && owners === null && mass === null) return taken;
  const part: MovementWork | undefined = work === null ? undefined : JSON.parse(work);
  const parts: readonly LotPart[] | undefined = lots === null ? undefined : JSON.parse(lots);
  const whose: readonly OwnerPart[] | undefined = owners === null ? undefined : JSON.parse(owners);
  const weighs: MovementMass | undefined = mass === null ? undefined : JSON.parse(mass);
  return {
    ...taken,
    ...(part === undefined ? {} : { work: part }),
    ...(parts === undefined ? {} : { lots: parts }),
    ...(whose === undefined ? {} : { owners: whose }),
    ...(weighs === undefined ? {} : { mass: weighs }),
  };
}

function questionQueries(database: Database): Pick<LedgerReader, 'question' | 'questions'> {
  const one = database.prepare<[string], { body: string }>('SELECT body FROM question WHERE id = ?');
  const order = 'ORDER BY at_ms DESC, id DESC LIMIT ?';
  const all = database.prepare<[number, string, number], { body: string }>(
    `SELECT body FROM question WHERE (at_ms, id) < (?, ?) ${order}`,
  );
  const some = database.prepare<[string, number, string, number], { body: string }>(
    `SELECT body FROM question WHERE state = ? AND (at_ms, id) < (?, ?) ${order}`,
  );
  return {
    question(id) {
      const row = one.get(id);
      return row === undefined ? undefined : JSON.parse(row.body);
    },
    questions({ state, before, limit }) {
      const { at_ms, id } = before ?? { at_ms: Number.MAX_SAFE_INTEGER, id: '' };
      const rows = state === undefined ? all.all(at_ms, id, limit) : some.all(state, at_ms, id, limit);
      return rows.map((row): StoredQuestion => JSON.parse(row.body));
    },
  };
}

function levelsOf(database: Database): LedgerReader['levels'] {
  const where = (condition: string) =>
    database.prepare<string[], Level>(
      `SELECT item, location, quantity FROM level ${condition} ORDER BY location, item`,
    );
  const all = where('');
  const ofItem = where('WHERE item = ?');
  const at = where('WHERE location = ?');
  const one = where('WHERE item = ? AND location = ?');
  return ({ item, location }) => {
    if (item === undefined) return location === undefined ? all.all() : at.all(location);
    return location === undefined ? ofItem.all(item) : one.all(item, location);
  };
}

/** Segments never change, and whoever looks at one frame looks at its neighbours next: the last one is kept. */
function framesOf(database: Database, names: NameTable): LedgerReader['frame'] {
  const place = database.prepare<[number], { n_first: number; n_last: number; at_ms: number }>(
    'SELECT n_first, n_last, at_ms FROM journal WHERE n_first <= ? ORDER BY n_first DESC LIMIT 1',
  );
  const packed = database.prepare<[number], { rows: Buffer }>('SELECT rows FROM journal WHERE n_first = ?');
  const evidence = database.prepare<[number], { at_ms: number | null; row: Buffer | null }>(
    'SELECT at_ms, row FROM evidence WHERE n = ?',
  );
  let kept_segment: { readonly n_first: number; readonly rows: Buffer } | undefined;

  function rowOf(n: number, n_first: number, at_ms: number): JournalRow | undefined {
    const segment = kept_segment?.n_first === n_first ? kept_segment : packed.get(n_first);
    if (segment === undefined) return undefined;
    kept_segment = { n_first, rows: segment.rows };
    for (const row of decodeSegment(segment.rows, n_first, at_ms, names, n)) return row;
    return undefined;
  }

  return (n) => {
    const found = place.get(n);
    if (found !== undefined && n <= found.n_last) return rowOf(n, found.n_first, found.at_ms);
    const kept = evidence.get(n);
    if (kept === undefined || kept.row === null) return undefined;
    assert(kept.at_ms !== null, `evidence ${n} has no time`);
    for (const row of decodeSegment(kept.row, n, kept.at_ms, names)) return row;
    return undefined;
  };
}

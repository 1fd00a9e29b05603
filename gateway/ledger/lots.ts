/**
 * What is known of lots, as the ledger keeps it: where each lies, its master record and how that came to be, which movements carried it,
 * and which presumptions were corrected. Of the lot `unknown` no level is kept: it is what the known ones leave of a level.
 */
import type { Database } from 'better-sqlite3';
import { keyOf } from '../stock/lots/lot.ts';
import type { LotCorrection } from '../stock/lots/lot-correction.ts';
import type { LotLevel } from '../stock/lots/lot-levels.ts';
import type { LotEvent, LotRecord } from '../stock/lots/lot-record.ts';
import type { StoredMovement } from './commit.ts';
import { type LotProduction, lotProduction } from './lot-production.ts';

/** Everything that a batch says of lots. Levels are absolute; zero removes the row. */
export interface LotWrite {
  readonly levels: readonly LotLevel[];
  readonly corrections: readonly LotCorrection[];
  readonly events: readonly LotEvent[];
}

/** A correction with its number, dense from 1, and the last movement booked before or with it. */
export interface StoredLotCorrection extends LotCorrection {
  readonly number: number;
  readonly seq: number;
}

export interface LotFilter {
  readonly item?: string;
  /** Lots that expire on this local day or before. */
  readonly expires_by?: string;
  /** Only lots of which something lies in the house. */
  readonly here?: boolean;
  /** Only lots after this one in the list: the cursor of a page. */
  readonly after?: { readonly item: string; readonly lot: string };
  readonly limit: number;
}

/** One thing that happened to a lot: pieces of it moved, or were found to be others. */
export interface LotStep {
  readonly seq: number;
  /** Absent for a movement. */
  readonly correction?: StoredLotCorrection;
  readonly quantity: number;
}

export interface LotQueries extends LotProduction {
  /** By item, then lot. */
  list(filter: LotFilter): LotRecord[];
  record(item: string, lot: string): LotRecord | undefined;
  /** Newest first. */
  events(item: string, lot: string, limit: number): LotEvent[];
  /** Of known lots, those that are not zero; ordered by location, then item, then lot. */
  levels(filter: { readonly item?: string; readonly location?: string; readonly lot?: string }): LotLevel[];
  /**
   * How many pieces of a lot ended up at each location, by all movements and corrections: below zero where they came from. Not zero,
   * ordered by location; they sum to zero.
   */
  places(item: string, lot: string): { readonly location: string; readonly quantity: number }[];
  /** What a lot went through, newest first; of a page after another, only what came before `before_seq`. */
  steps(item: string, lot: string, limit: number, before_seq?: number): LotStep[];
}

/** Gives a function that notes which lots a movement carried, inside the caller's transaction. */
export function lotCarrier(database: Database): (movement: StoredMovement) => void {
  const carried = database.prepare<[string, string, number, string, string, number]>(
    'INSERT INTO movement_lot VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (item, lot, seq) DO UPDATE SET quantity = quantity + excluded.quantity',
  );
  return ({ seq, item, from, to, lots = [] }) => {
    for (const part of lots) carried.run(item, keyOf(part), seq, from, to, part.quantity);
  };
}

/** Gives a function that writes what a batch says of lots, inside the caller's transaction. */
export function lotWriter(database: Database): (lots: LotWrite, seq: number) => void {
  const level = database.prepare<[string, string, string, number]>(
    'INSERT INTO lot_level VALUES (?, ?, ?, ?) ON CONFLICT (location, item, lot) DO UPDATE SET quantity = excluded.quantity',
  );
  const none = database.prepare<[string, string, string]>(
    'DELETE FROM lot_level WHERE location = ? AND item = ? AND lot = ?',
  );
  const record = database.prepare<[string, string, string | null, string]>(
    'INSERT INTO lot VALUES (?, ?, ?, ?) ON CONFLICT (item, lot) DO UPDATE SET expiry = excluded.expiry, body = excluded.body',
  );
  const event = database.prepare<[string, string, string]>('INSERT INTO lot_event (item, lot, body) VALUES (?, ?, ?)');
  const correction = database.prepare<[string, string, string, number, string]>(
    'INSERT INTO lot_correction (item, was, became, seq, body) VALUES (?, ?, ?, ?, ?)',
  );
  return ({ levels, corrections, events }, seq) => {
    for (const { location, item, lot, quantity } of levels) {
      if (quantity === 0) none.run(location, item, lot);
      else level.run(location, item, lot, quantity);
    }
    for (const each of events) {
      const { item, lot, expiry } = each.record;
      record.run(item, lot, expiry ?? null, JSON.stringify(each.record));
      event.run(item, lot, JSON.stringify(each));
    }
    for (const each of corrections) correction.run(each.item, each.was, each.is, seq, JSON.stringify(each));
  };
}

export function lotQueries(database: Database): LotQueries {
  const one = database.prepare<[string, string], { body: string }>('SELECT body FROM lot WHERE item = ? AND lot = ?');
  const events = database.prepare<[string, string, number], { body: string }>(
    'SELECT body FROM lot_event WHERE item = ? AND lot = ? ORDER BY number DESC LIMIT ?',
  );
  const carried = database.prepare<[string, string, number, number], { seq: number; quantity: number }>(
    'SELECT seq, quantity FROM movement_lot WHERE item = ? AND lot = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
  );
  const corrected = database.prepare<
    [string, string, number, number, string, string, number, number, number],
    { number: number; seq: number; body: string }
  >(
    `SELECT * FROM (SELECT number, seq, body FROM lot_correction WHERE item = ? AND was = ? AND seq < ? ORDER BY seq DESC LIMIT ?)
     UNION SELECT * FROM (SELECT number, seq, body FROM lot_correction WHERE item = ? AND became = ? AND seq < ? ORDER BY seq DESC LIMIT ?)
     ORDER BY seq DESC, number DESC LIMIT ?`,
  );
  const flows = database.prepare<[string, string], { from: string; to: string; quantity: number }>(
    `SELECT from_location AS "from", to_location AS "to", SUM(quantity) AS quantity FROM movement_lot
     WHERE item = ? AND lot = ? GROUP BY from_location, to_location`,
  );
  const changes = database.prepare<[string, string, string, string], { was: string; body: string }>(
    `SELECT was, body FROM lot_correction WHERE item = ? AND was = ?
     UNION ALL SELECT was, body FROM lot_correction WHERE item = ? AND became = ?`,
  );
  return {
    ...lotProduction(database),
    places(item, lot) {
      const places = new Map<string, number>();
      const add = (location: string, quantity: number) => {
        places.set(location, (places.get(location) ?? 0) + quantity);
      };
      for (const { from, to, quantity } of flows.all(item, lot)) {
        add(from, -quantity);
        add(to, quantity);
      }
      for (const { was, body } of changes.all(item, lot, item, lot)) {
        const { location, other, quantity }: LotCorrection = JSON.parse(body);
        const gone = was === lot ? quantity : -quantity;
        add(location, -gone);
        add(other, gone);
      }
      return [...places]
        .filter(([, quantity]) => quantity !== 0)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([location, quantity]) => ({ location, quantity }));
    },
    list: (filter) => listOf(database, filter),
    record(item, lot) {
      const row = one.get(item, lot);
      return row === undefined ? undefined : JSON.parse(row.body);
    },
    events: (item, lot, limit) => events.all(item, lot, limit).map(({ body }): LotEvent => JSON.parse(body)),
    levels: (filter) => levelsOf(database, filter),
    steps(item, lot, limit, before_seq = Number.MAX_SAFE_INTEGER) {
      const moved: LotStep[] = carried.all(item, lot, before_seq, limit);
      const changed = corrected
        .all(item, lot, before_seq, limit, item, lot, before_seq, limit, limit)
        .map(({ body, number, seq }): LotStep => {
          const correction: LotCorrection = JSON.parse(body);
          return { seq, quantity: correction.quantity, correction: { ...correction, number, seq } };
        });
      // What a movement showed to be wrong is told after it, so it stands before it in a list of the newest first.
      return [...changed, ...moved].sort((a, b) => b.seq - a.seq).slice(0, limit);
    },
  };
}

function listOf(database: Database, { item, expires_by, here, after, limit }: LotFilter): LotRecord[] {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...given: string[]) => {
    conditions.push(condition);
    values.push(...given);
  };
  if (item !== undefined) add('item = ?', item);
  if (expires_by !== undefined) add('expiry <= ?', expires_by);
  if (after !== undefined) add('(item, lot) > (?, ?)', after.item, after.lot);
  if (here === true) {
    add('EXISTS (SELECT 1 FROM lot_level AS l WHERE l.item = lot.item AND l.lot = lot.lot AND l.quantity > 0)');
  }
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  values.push(limit);
  return database
    .prepare<(string | number)[], { body: string }>(`SELECT body FROM lot${where} ORDER BY item, lot LIMIT ?`)
    .all(...values)
    .map(({ body }): LotRecord => JSON.parse(body));
}

function levelsOf(
  database: Database,
  filter: { readonly item?: string; readonly location?: string; readonly lot?: string },
): LotLevel[] {
  const conditions: string[] = [];
  const values: string[] = [];
  for (const column of ['item', 'location', 'lot'] as const) {
    const value = filter[column];
    if (value === undefined) continue;
    conditions.push(`${column} = ?`);
    values.push(value);
  }
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return database
    .prepare<string[], LotLevel>(
      `SELECT item, location, lot, quantity FROM lot_level${where} ORDER BY location, item, lot`,
    )
    .all(...values);
}

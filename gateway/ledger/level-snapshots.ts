/**
 * All levels as they stood after some movement, now and then, so that those of any past second are a short way from one. A
 * snapshot adds nothing that the movements do not say: it may be thinned, and is made anew when the tables are brought up to date.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { limits } from '../base/limits.ts';
import { applyMovement, type Level, type Levels, listLevels } from '../stock/levels.ts';

/** One line a level would be mostly repetition: by location, then item. */
type Packed = readonly (readonly [location: string, items: readonly (readonly [item: string, quantity: number])[]])[];

interface Step {
  readonly seq: number;
  readonly item: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
}

const step_columns = 'seq, item, quantity, from_location AS "from", to_location AS "to"';

/**
 * How many movements lie between two snapshots: of a site with very many levels more, so that snapshots never cost the
 * writer or the disk more than a small part of what the movements themselves do.
 */
export function snapshotEvery(levels: number): number {
  return Math.max(limits.level_snapshot_movements, Math.ceil(levels / 4));
}

/** Gives a function that is called in every commit, after levels were written, and makes a snapshot when one is due. */
export function snapshotWriter(database: Database): (seq: number) => void {
  const write = insertion(database);
  const levels = database.prepare<[], Level>('SELECT location, item, quantity FROM level ORDER BY location, item');
  const count = database.prepare<[], { count: number }>('SELECT COUNT(*) AS count FROM level');
  const last = database.prepare<[], { seq: number | null }>('SELECT MAX(seq) AS seq FROM level_snapshot');
  let last_seq = last.get()?.seq ?? 0;
  return (seq) => {
    if (seq - last_seq < limits.level_snapshot_movements) return;
    if (seq - last_seq < snapshotEvery(count.get()?.count ?? 0)) return;
    write(seq, levels.all());
    last_seq = seq;
  };
}

/** Makes the snapshots that a ledger of an earlier table version does not have, in one pass over its movements. */
export function makeSnapshots(database: Database): void {
  const write = insertion(database);
  const levels: Levels = new Map();
  let every: number = limits.level_snapshot_movements;
  const page = database.prepare<[number, number], Step>(
    `SELECT ${step_columns} FROM movement WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  for (let seq = 0; ; ) {
    const steps = page.all(seq, every);
    for (const step of steps) applyMovement(levels, step);
    if (steps.length < every) return;
    seq = steps.at(-1)?.seq ?? seq;
    const list = listLevels(levels);
    write(seq, list);
    every = snapshotEvery(list.length);
  }
}

/**
 * Gives the levels after movement `seq`: those of now where nothing moved since, else those of the last snapshot before it and what
 * moved since then. Of one item only its part of the snapshot and its part of the index are read.
 */
export function levelsAfter(
  database: Database,
): (seq: number, filter: { readonly item?: string; readonly location?: string }) => Level[] {
  const head = database.prepare<[], { seq: number | null }>('SELECT MAX(seq) AS seq FROM movement');
  const now = database.prepare<[], Level>('SELECT item, location, quantity FROM level ORDER BY location, item');
  const nowOfItem = database.prepare<[string], Level>(
    'SELECT item, location, quantity FROM level WHERE item = ? ORDER BY location',
  );
  const last = database.prepare<[number], { seq: number | null }>(
    'SELECT MAX(seq) AS seq FROM level_snapshot WHERE seq <= ?',
  );
  const parts = database.prepare<[number], { body: Buffer }>('SELECT body FROM level_snapshot WHERE seq = ?');
  const part = database.prepare<[number, number], { body: Buffer }>(
    'SELECT body FROM level_snapshot WHERE seq = ? AND part = ?',
  );
  const all = database.prepare<[number, number], Step>(
    `SELECT ${step_columns} FROM movement WHERE seq > ? AND seq <= ? ORDER BY seq`,
  );
  const ofItem = database.prepare<[string, number, number], Step>(
    `SELECT ${step_columns} FROM movement INDEXED BY movement_by_item WHERE item = ? AND seq > ? AND seq <= ? ORDER BY seq`,
  );

  function rolled(seq: number, item: string | undefined): Levels {
    const from_seq = last.get(seq)?.seq ?? 0;
    const levels: Levels = new Map();
    const bodies = item === undefined ? parts.all(from_seq) : part.all(from_seq, partOf(item));
    for (const { body } of bodies) unpackInto(levels, body, item);
    const steps = item === undefined ? all.all(from_seq, seq) : ofItem.all(item, from_seq, seq);
    for (const step of steps) applyMovement(levels, step);
    return levels;
  }

  return database.transaction(
    (seq: number, { item, location }: { readonly item?: string; readonly location?: string }) => {
      const isNow = seq === (head.get()?.seq ?? 0);
      const list = isNow ? (item === undefined ? now.all() : nowOfItem.all(item)) : listLevels(rolled(seq, item));
      return location === undefined ? list : list.filter((level) => level.location === location);
    },
  );
}

/** Beyond the limit every second of the older half goes: the way from a snapshot gets longer the older a time is. */
function insertion(database: Database): (seq: number, levels: readonly Level[]) => void {
  const insert = database.prepare<[number, number, Uint8Array]>('INSERT INTO level_snapshot VALUES (?, ?, ?)');
  const count = database.prepare<[], { count: number }>('SELECT COUNT(DISTINCT seq) AS count FROM level_snapshot');
  const thin = database.prepare<[number]>(
    `DELETE FROM level_snapshot WHERE seq IN (
       SELECT seq FROM (SELECT seq, DENSE_RANK() OVER (ORDER BY seq) AS place FROM level_snapshot) WHERE place <= ? AND place % 2 = 1)`,
  );
  let kept = count.get()?.count ?? 0;
  return (seq, levels) => {
    const split = new Map<number, Level[]>();
    for (const level of levels) {
      const number = partOf(level.item);
      const known = split.get(number);
      if (known === undefined) split.set(number, [level]);
      else known.push(level);
    }
    for (const [number, part] of split) insert.run(seq, number, packed(part));
    if (split.size === 0) insert.run(seq, 0, packed([]));
    kept += 1;
    if (kept <= limits.level_snapshots_max) return;
    thin.run(Math.floor(limits.level_snapshots_max / 2));
    kept = count.get()?.count ?? 0;
  };
}

const parts_count = 16;

/** The part of a snapshot that an item is in: by a rule that spreads names and stays the same for ever. */
function partOf(item: string): number {
  let hash = 0;
  for (let i = 0; i < item.length; i += 1) hash = (hash * 31 + item.charCodeAt(i)) % 65_521;
  return hash % parts_count;
}

/** `levels` ordered by location. */
function packed(levels: readonly Level[]): Uint8Array {
  const places: [string, [string, number][]][] = [];
  for (const { location, item, quantity } of levels) {
    const last = places.at(-1);
    if (last?.[0] === location) last[1].push([item, quantity]);
    else places.push([location, [[item, quantity]]]);
  }
  return deflateSync(JSON.stringify(places), { level: 1 });
}

function unpackInto(levels: Levels, body: Uint8Array, only: string | undefined): void {
  const places: Packed = JSON.parse(inflateSync(body).toString('utf8'));
  for (const [location, items] of places) {
    const kept = only === undefined ? items : items.filter(([item]) => item === only);
    if (kept.length === 0) continue;
    const known = levels.get(location);
    if (known === undefined) levels.set(location, new Map(kept));
    else for (const [item, quantity] of kept) known.set(item, quantity);
  }
}

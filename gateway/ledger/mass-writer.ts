/**
 * Keeps the mass accounts beside the movements, inside the writer's transaction: what is learned late is put in its place in the order of
 * effect, and what follows it is derived anew. Items without catch weight are looked up in an empty set and cost nothing else.
 */
import type { Database } from 'better-sqlite3';
import { builtInLocations } from '../stock/built-in-locations.ts';
import type { CountMass, MovementMass } from '../stock/catch-weight/catch-weight.ts';
import { applyEntries, type Standing, type Standings, undo } from '../stock/catch-weight/mass-account.ts';
import { type MassEffect, type MassEntry, rankOf } from '../stock/catch-weight/mass-entry.ts';
import type { Site } from '../stock/site.ts';
import type { StoredMovement } from './commit.ts';
import type { StoredCount } from './counts.ts';
import { effectOfRow, entryOfRow, isSameEffect, type MassRow, opening_at_ms } from './mass-tables.ts';

export interface MassWrite {
  readonly movements: readonly StoredMovement[];
  readonly counts: readonly StoredCount[];
  /** The settings as JSON. */
  site(): string | undefined;
}

type Terms = Pick<MassEntry, 'unit_mass_mg' | 'tolerance_permille'>;

/** What counts of the batch booked: pieces found, below zero missing. */
type Differences = ReadonlyMap<string, number>;

/**
 * Writes what a batch does to mass accounts: called when movements and counts of the batch are stored, and its
 * levels are not.
 *
 * @param again_max an entry that takes effect before so many others takes effect right before them instead
 */
export function massWriter(
  database: Database,
  again_max: number,
): {
  write(write: MassWrite): void;
  /** Entries that were given another time so. */
  readonly displaced: number;
} {
  const run = prepare(database);
  const open = new Map(run.items.all().map(({ item, era }) => [item, era]));
  /** Of items that were counted: where their accounts begin, and when the last took effect of what was booked before. */
  const began = new Map<string, { readonly seq: number; readonly last_ms: number }>();
  let displaced = run.displaced.get()?.displaced ?? 0;

  function begin(item: string, terms: Terms, write: MassWrite, before_seq: number): number {
    const era = (run.item.get(item)?.era ?? 0) + 1;
    run.openItem.run(item, era, before_seq, terms.unit_mass_mg);
    open.set(item, era);
    const outside = outsideOf(write.site());
    const pieces = new Map(run.levels.all(item).map(({ location, quantity }) => [location, quantity]));
    for (const each of write.movements) {
      if (each.item !== item || each.seq >= before_seq) continue;
      pieces.set(each.from, (pieces.get(each.from) ?? 0) - each.quantity);
      pieces.set(each.to, (pieces.get(each.to) ?? 0) + each.quantity);
    }
    const entries = [...pieces]
      .filter(([location, quantity]) => quantity !== 0 && !outside.has(location))
      .map(([location, quantity]): MassEntry => {
        const id = `opening/${location}`;
        return { kind: 'opening', id, at_ms: opening_at_ms, seq: before_seq, to: location, quantity, ...terms };
      });
    fold(item, era, entries, new Map());
    return era;
  }

  function end(item: string): void {
    run.closeItem.run(item);
    run.dropLevels.run(item);
    open.delete(item);
  }

  /** Puts entries in their places and derives anew what follows them. */
  function fold(item: string, era: number, given: readonly MassEntry[], differences: Differences): void {
    const [first, ...others] = given;
    if (first === undefined) return;
    const from_ms = others.reduce((least, { at_ms }) => Math.min(least, at_ms), first.at_ms);
    const found = run.after.all(item, era, from_ms, again_max + 1);
    const floor_ms = found.length > again_max ? (found.at(-1)?.at_ms ?? from_ms) + 1 : from_ms;
    const later = found.filter(({ at_ms }) => at_ms >= floor_ms);
    const late = given.filter(({ at_ms }) => at_ms < floor_ms).length;
    const entries =
      late === 0
        ? given
        : given.flatMap((each) => (each.at_ms >= floor_ms ? [each] : displacedTo(floor_ms, each, differences)));
    if (late > 0) run.displace.run(late, item);
    displaced += late;
    const standings: Standings = new Map();
    // An item may lie at thousands of places, of which a batch concerns a few.
    const places = new Set([
      ...later.flatMap(({ from_place, to_place }) => [from_place, to_place]),
      ...entries.flatMap(({ from = null, to = null }) => [from, to]),
    ]);
    for (const place of places) {
      const standing = place === null ? undefined : run.standing.get(item, place);
      if (place !== null && standing !== undefined) standings.set(place, standing);
    }
    const were = new Map(standings);
    const known = new Map<MassEntry, MassEffect>();
    for (const row of later) {
      const entry = entryOfRow(row);
      known.set(entry, effectOfRow(row));
      undo(standings, entry, effectOfRow(row));
    }
    const applied = applyEntries(standings, [...known.keys(), ...entries], (id) => {
      const row = run.ofMovement.get(id, item, era);
      return row === undefined || row.kind !== 'movement' ? undefined : effectOfRow(row);
    });
    for (const { entry, effect } of applied) {
      const had = known.get(entry);
      if (had === undefined) insert(item, era, entry, effect);
      else if (!isSameEffect(had, effect)) change(item, era, entry, effect);
    }
    for (const location of new Set([...were.keys(), ...standings.keys()])) {
      const now = standings.get(location);
      const had = were.get(location);
      if (now === undefined) run.dropLevel.run(item, location);
      else if (now.pieces !== had?.pieces || now.mass_mg !== had.mass_mg)
        run.level.run(item, location, now.pieces, now.mass_mg);
    }
  }

  function insert(item: string, era: number, entry: MassEntry, effect: MassEffect): void {
    const { kind, id, at_ms, seq, from = null, to = null, quantity, unit_mass_mg, tolerance_permille } = entry;
    const { told_mg = null, known = null, reverses = null } = entry;
    const { mass_mg, source, found, off_from_mg, off_to_mg } = effect;
    const key = [item, era, at_ms, seq, rankOf(entry), id, kind];
    const what = [from, to, quantity, unit_mass_mg, tolerance_permille, told_mg, known, reverses];
    run.insert.run(...key, ...what, mass_mg, source, found, off_from_mg, off_to_mg);
  }

  function change(item: string, era: number, entry: MassEntry, effect: MassEffect): void {
    const { mass_mg, source, found, off_from_mg, off_to_mg } = effect;
    const key = [item, era, entry.at_ms, entry.seq, rankOf(entry), entry.id];
    run.change.run(mass_mg, source, found, off_from_mg, off_to_mg, ...key);
  }

  /** The difference of a count is in the count itself; of what takes it back the count is to know. */
  function entryOf(
    { id, seq, kind, item, quantity, from, to, at_ms, reverses }: StoredMovement,
    { ours, unit_mass_mg, tolerance_permille, mass_mg, known }: MovementMass,
    kindOf: (id: string, item: string) => MassEntry['kind'] | undefined,
  ): MassEntry | undefined {
    if (ours === 'none' || (kind === 'counted' && kindOf(id, item) === 'count')) return undefined;
    const plain = { id, at_ms, seq, quantity, unit_mass_mg, tolerance_permille };
    const of = reverses === undefined ? undefined : kindOf(reverses, item);
    const ends = { ...(ours === 'to' ? {} : { from }), ...(ours === 'from' ? {} : { to }) };
    if (reverses !== undefined && of === 'count') return { ...plain, ...ends, kind: 'count-back', reverses };
    return {
      ...plain,
      ...ends,
      kind: kind === 'counted' ? 'opposite' : 'movement',
      ...(mass_mg === undefined ? {} : { told_mg: mass_mg, known: known ?? 'stated' }),
      ...(reverses === undefined ? {} : { reverses }),
    };
  }

  /**
   * Whether a count is of before the accounts began, and something moved there or was counted there since that they began with: it says nothing
   * of what they have there, and only what it found or missed is theirs.
   *
   * @param first_number of the counts of the batch
   */
  function isOfBefore({ item, location, at_ms }: StoredCount, first_number: number): boolean {
    const { began_seq = 0, era = 0 } = run.item.get(item) ?? {};
    let before = began.get(item);
    if (before?.seq !== began_seq) {
      const last_ms = [run.lastBefore, run.lastCounted].map((each) => each.get(item, began_seq)?.last_ms ?? -Infinity);
      before = { seq: began_seq, last_ms: Math.max(...last_ms) };
      began.set(item, before);
    }
    if (at_ms >= before.last_ms) return false;
    const asked = [location, began_seq, item, at_ms] as const;
    if (run.wentBefore.get(...asked) !== undefined || run.cameBefore.get(...asked) !== undefined) return true;
    return run.countedBefore.get(item, location, began_seq, first_number, at_ms, era) !== undefined;
  }

  function writeBatch(write: MassWrite): void {
    const { movements, counts } = write;
    const first_number = counts[0]?.number ?? 0;
    const isConcerned =
      movements.some(({ mass, item }) => mass !== undefined || open.has(item)) ||
      counts.some(({ mass }) => mass !== undefined);
    if (!isConcerned) return;
    const differences: Differences = new Map(counts.map(({ id, counted, before }) => [id, counted - before]));
    // What took effect before the accounts began is in what they began with, and goes back like every movement.
    const kindOf = (id: string, item: string) =>
      differences.has(id) ? 'count' : run.ofMovement.get(id, item, open.get(item) ?? 0)?.kind;
    const byItem = new Map<string, MassEntry[]>();
    // Movements come before counts here, and a count may be of before the accounts were closed.
    const ended = new Map<string, number>();
    const put = (item: string, entry: MassEntry | undefined): void => {
      if (entry === undefined) return;
      const own = byItem.get(item);
      if (own === undefined) byItem.set(item, [entry]);
      else own.push(entry);
    };
    for (const movement of movements) {
      const { item, mass, seq } = movement;
      if (mass === undefined) {
        if (!open.has(item)) continue;
        byItem.delete(item);
        end(item);
        ended.set(item, seq);
        continue;
      }
      if (!open.has(item)) begin(item, mass, write, seq);
      put(item, entryOf(movement, mass, kindOf));
    }
    for (const count of counts) {
      if (count.mass === undefined || count.seq < (ended.get(count.item) ?? 0)) continue;
      if (!open.has(count.item)) begin(count.item, count.mass, write, count.seq + 1);
      const entry = entryOfCount(count, count.mass);
      const entries = isOfBefore(count, first_number) ? displacedTo(count.at_ms, entry, differences) : [entry];
      for (const each of entries) put(count.item, each);
    }
    for (const [item, entries] of byItem) fold(item, open.get(item) ?? 0, entries, differences);
  }

  return {
    write: writeBatch,
    get displaced() {
      return displaced;
    },
  };
}

/**
 * What cannot be put in its place moves what was booked with it, so that pieces stay those of levels: a count its difference, for what it says was
 * so before much that moved since; what is booked beside a count, or takes one back, just that.
 */
function displacedTo(at_ms: number, entry: MassEntry, differences: Differences): readonly MassEntry[] {
  if (entry.kind !== 'count') return [{ ...entry, kind: 'movement', at_ms }];
  const { from: place, told_mg: _, known: __, ...plain } = entry;
  const difference = differences.get(entry.id) ?? 0;
  if (difference === 0 || place === undefined) return [];
  const ends = difference > 0 ? { to: place } : { from: place };
  return [{ ...plain, ...ends, kind: 'movement', at_ms, quantity: Math.abs(difference) }];
}

function entryOfCount(count: StoredCount, mass: CountMass): MassEntry {
  const { id, at_ms, seq, location, counted } = count;
  const { unit_mass_mg, tolerance_permille, mass_mg, known } = mass;
  const told = mass_mg === undefined ? {} : { told_mg: mass_mg, known: known ?? 'stated' };
  const terms = { unit_mass_mg, tolerance_permille };
  return { kind: 'count', id, at_ms, seq, from: location, quantity: counted, ...told, ...terms };
}

function outsideOf(text: string | undefined): ReadonlySet<string> {
  const site: Pick<Site, 'locations'> | undefined = text === undefined ? undefined : JSON.parse(text);
  const all = [...builtInLocations, ...(site?.locations ?? [])];
  return new Set(all.filter(({ kind }) => kind === 'outside').map(({ id }) => id));
}

function prepare(database: Database) {
  return {
    items: database.prepare<[], { item: string; era: number }>('SELECT item, era FROM mass_item WHERE is_open = 1'),
    item: database.prepare<[string], { era: number; began_seq: number }>(
      'SELECT era, began_seq FROM mass_item WHERE item = ?',
    ),
    lastBefore: database.prepare<[string, number], { last_ms: number | null }>(
      'SELECT MAX(at_ms) AS last_ms FROM movement INDEXED BY movement_by_item WHERE item = ? AND seq < ?',
    ),
    lastCounted: database.prepare<[string, number], { last_ms: number | null }>(
      "SELECT MAX(json_extract(body, '$.at_ms')) AS last_ms FROM counts WHERE item = ? AND seq < ?",
    ),
    countedBefore: database.prepare<[string, string, number, number, number, number]>(
      `SELECT 1 FROM counts AS c
       WHERE c.item = ? AND c.location = ? AND c.seq < ? AND c.number < ? AND json_extract(c.body, '$.at_ms') > ?
       AND NOT EXISTS (SELECT 1 FROM mass_entry AS e WHERE e.id = json_extract(c.body, '$.id') AND e.rank IN (1, 3)
         AND e.kind = 'count' AND e.item = c.item AND e.era = ?) LIMIT 1`,
    ),
    wentBefore: database.prepare<[string, number, string, number]>(
      'SELECT 1 FROM movement INDEXED BY movement_by_from WHERE from_location = ? AND seq < ? AND item = ? AND at_ms > ? LIMIT 1',
    ),
    cameBefore: database.prepare<[string, number, string, number]>(
      'SELECT 1 FROM movement INDEXED BY movement_by_to WHERE to_location = ? AND seq < ? AND item = ? AND at_ms > ? LIMIT 1',
    ),
    openItem: database.prepare<[string, number, number, number]>(
      `INSERT INTO mass_item (item, era, is_open, began_seq, unit_mass_mg) VALUES (?, ?, 1, ?, ?) ON CONFLICT (item) DO UPDATE
       SET era = excluded.era, is_open = 1, began_seq = excluded.began_seq, unit_mass_mg = excluded.unit_mass_mg`,
    ),
    displace: database.prepare<[number, string]>('UPDATE mass_item SET displaced = displaced + ? WHERE item = ?'),
    displaced: database.prepare<[], { displaced: number | null }>('SELECT SUM(displaced) AS displaced FROM mass_item'),
    closeItem: database.prepare<[string]>('UPDATE mass_item SET is_open = 0 WHERE item = ?'),
    levels: database.prepare<[string], { location: string; quantity: number }>(
      'SELECT location, quantity FROM level WHERE item = ?',
    ),
    standing: database.prepare<[string, string], Standing>(
      'SELECT pieces, mass_mg FROM mass_level WHERE item = ? AND location = ?',
    ),
    level: database.prepare<[string, string, number, number]>('INSERT OR REPLACE INTO mass_level VALUES (?, ?, ?, ?)'),
    dropLevel: database.prepare<[string, string]>('DELETE FROM mass_level WHERE item = ? AND location = ?'),
    dropLevels: database.prepare<[string]>('DELETE FROM mass_level WHERE item = ?'),
    after: database.prepare<[string, number, number, number], MassRow>(
      'SELECT * FROM mass_entry WHERE item = ? AND era = ? AND at_ms >= ? ORDER BY at_ms DESC LIMIT ?',
    ),
    ofMovement: database.prepare<[string, string, number], MassRow>(
      'SELECT * FROM mass_entry WHERE id = ? AND rank IN (1, 3) AND item = ? AND era = ?',
    ),
    insert: database.prepare<(string | number | null)[]>(
      `INSERT OR REPLACE INTO mass_entry VALUES (${Array.from({ length: 20 }, () => '?').join(', ')})`,
    ),
    change: database.prepare<(string | number)[]>(
      `UPDATE mass_entry SET mass_mg = ?, source = ?, found = ?, off_from_mg = ?, off_to_mg = ?
       WHERE item = ? AND era = ? AND at_ms = ? AND seq = ? AND rank = ? AND id = ?`,
    ),
  };
}

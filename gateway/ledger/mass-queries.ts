/** What the ledger knows of the real mass of items with catch weight. */
import type { Database } from 'better-sqlite3';
import type { MassSource, MovementMass } from '../stock/catch-weight/catch-weight.ts';
import { applyEntries, type Standings } from '../stock/catch-weight/mass-account.ts';
import type { MassEffect, MassLevel } from '../stock/catch-weight/mass-entry.ts';
import { effectOfRow, entryOfRow, isSameEffect, type MassRow } from './mass-tables.ts';

/** Of a movement: what it carried, and what it is found to have moved, as far as is known by now. */
export interface MovedMass {
  readonly mass: MovementMass;
  readonly moved?: MassMoved;
}

export interface MassMoved {
  readonly mass_mg: number;
  readonly source: MassSource;
  /** Mass that its places were said to have and turned out not to have; absent where there is none. */
  readonly off_mg?: number;
}

/** A count of the mass itself: what was said to lie there and did not. */
export interface MassCounted {
  readonly id: string;
  readonly item: string;
  readonly location: string;
  readonly at_ms: number;
  readonly seq: number;
  readonly off_mg: number;
}

/** False in a ledger of before. */
export function keepsMasses(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'mass_level'").get() !== undefined;
}

/** Gives a function that tells what a movement moved; undefined where its item had no catch weight, or nothing of ours moved. */
export function massMoved(database: Database): (movement: string) => MassMoved | undefined {
  if (!keepsMasses(database)) return () => undefined;
  const found = database.prepare<[string], MassRow>('SELECT * FROM mass_entry WHERE id = ? AND rank IN (1, 2)');
  return (movement) => {
    const row = found.get(movement);
    if (row === undefined) return undefined;
    const { mass_mg, source, off_from_mg, off_to_mg } = row;
    const off_mg = off_from_mg + off_to_mg;
    return { mass_mg, source, ...(off_mg === 0 ? {} : { off_mg }) };
  };
}

/** What lies somewhere of items with catch weight, ordered by location, then item. */
export function massQuery(
  database: Database,
): (filter: { readonly item?: string; readonly location?: string }) => MassLevel[] {
  if (!keepsMasses(database)) return () => [];
  const found = database.prepare<[string | null, string | null, string | null, string | null], MassLevel>(
    `SELECT item, location, mass_mg FROM mass_level
     WHERE pieces <> 0 AND (? IS NULL OR location = ?) AND (? IS NULL OR item = ?) ORDER BY location, item`,
  );
  return ({ item = null, location = null }) => found.all(location, location, item, item);
}

/** Counts that said the mass of an item, up to a movement. */
export function massCounts(database: Database): (item: string, until_seq: number) => MassCounted[] {
  if (!keepsMasses(database)) return () => [];
  const found = database.prepare<[string, number], MassCounted>(
    `SELECT id, item, place AS location, at_ms, seq, off_from_mg AS off_mg FROM mass_entry
     WHERE item = ? AND rank = 3 AND seq <= ? AND off_from_mg <> 0 ORDER BY at_ms, seq`,
  );
  return (item, until_seq) => found.all(item, until_seq);
}

/** Why the mass accounts do not follow from their entries, or from the levels; undefined when they do, or when there are none. */
export function massesWrong(database: Database): string | undefined {
  if (!keepsMasses(database)) return undefined;
  const items = database.prepare<[], { item: string; era: number }>(
    'SELECT item, era FROM mass_item WHERE is_open = 1 ORDER BY item',
  );
  const rows = database.prepare<[string, number], MassRow>('SELECT * FROM mass_entry WHERE item = ? AND era = ?');
  const stored = database.prepare<
    [string],
    { location: string; pieces: number; mass_mg: number; level: number | null }
  >(
    `SELECT m.location, m.pieces, m.mass_mg, l.quantity AS level
     FROM mass_level AS m LEFT JOIN level AS l ON l.location = m.location AND l.item = m.item WHERE m.item = ?`,
  );
  for (const { item, era } of items.all()) {
    const effects = new Map<string, MassEffect>();
    const entries = rows.all(item, era).map((row) => {
      effects.set(`${row.kind} ${row.id}`, effectOfRow(row));
      return entryOfRow(row);
    });
    const standings: Standings = new Map();
    for (const { entry, effect } of applyEntries(standings, entries)) {
      const had = effects.get(`${entry.kind} ${entry.id}`);
      if (had === undefined || !isSameEffect(had, effect))
        return `the movements of ${item} derive ${effect.mass_mg} mg for ${entry.id} where the ledger has ${had?.mass_mg ?? 0}`;
    }
    for (const { location, pieces, mass_mg, level } of stored.all(item)) {
      const derived = standings.get(location);
      standings.delete(location);
      if (derived?.mass_mg !== mass_mg || derived.pieces !== pieces || pieces !== (level ?? 0))
        return `the movements derive ${derived?.mass_mg ?? 0} mg of ${item} at ${location} where the ledger has ${mass_mg}`;
    }
    const [missing] = standings.keys();
    if (missing !== undefined) return `the ledger has no mass of ${item} at ${missing}`;
  }
  return undefined;
}

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

/** What a count changed of the masses, or found just as they were. */
export interface MassCounted {
  readonly id: string;
  readonly item: string;
  readonly location: string;
  readonly at_ms: number;
  readonly seq: number;
  /** Pieces found, below zero missing, and what they weigh. */
  readonly found: number;
  readonly mass_mg: number;
  /** What was said to lie there of mass beside that, and did not. */
  readonly off_mg: number;
  /** By whom the mass of what was counted is known; an estimate where nobody said it. */
  readonly source: MassSource;
}

/** False in a ledger of before. */
export function keepsMasses(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'mass_level'").get() !== undefined;
}

/** Gives a function that tells what a movement moved; undefined where its item had no catch weight, or nothing of ours moved. */
export function massMoved(database: Database): (movement: string) => MassMoved | undefined {
  if (!keepsMasses(database)) return () => undefined;
  const found = database.prepare<[string], MassRow>('SELECT * FROM mass_entry WHERE id = ? AND rank IN (1, 3)');
  return (movement) => {
    const row = found.get(movement);
    if (row === undefined || (row.kind === 'opposite' && row.found === 0)) return undefined;
    const { mass_mg, source, off_from_mg, off_to_mg } = row;
    const off_mg = off_from_mg + off_to_mg;
    return { mass_mg, source, ...(off_mg === 0 ? {} : { off_mg }) };
  };
}

/**
 * What lies somewhere of items with catch weight, ordered by location, then item. Where a level is of another number of pieces than its account
 * (a count was taken back, and what had been booked beside it was not), it weighs as much by the piece.
 */
export function massQuery(
  database: Database,
): (filter: { readonly item?: string; readonly location?: string }) => MassLevel[] {
  if (!keepsMasses(database)) return () => [];
  const found = database.prepare<
    [string | null, string | null, string | null, string | null],
    MassLevel & { readonly pieces: number; readonly quantity: number }
  >(
    `SELECT m.item, m.location, m.pieces, m.mass_mg, l.quantity
     FROM mass_level AS m JOIN level AS l ON l.location = m.location AND l.item = m.item
     WHERE m.pieces <> 0 AND (? IS NULL OR m.location = ?) AND (? IS NULL OR m.item = ?) ORDER BY m.location, m.item`,
  );
  return ({ item = null, location = null }) =>
    found.all(location, location, item, item).map(({ item: id, location: place, pieces, mass_mg, quantity }) => ({
      item: id,
      location: place,
      mass_mg: pieces === quantity ? mass_mg : Number((BigInt(mass_mg) * BigInt(quantity)) / BigInt(pieces)),
    }));
}

/** The masses of an item since it has catch weight: from which movement on, the nominal mass of then, and counts that said a mass. */
export interface MassBegun {
  readonly began_seq: number;
  readonly unit_mass_mg: number;
  readonly counts: readonly MassCounted[];
}

/** What reports read. */
export interface MassBooks {
  begun(item: string, until_seq: number): MassBegun | undefined;
  moved(movement: string): MassRowMoved | undefined;
}

export interface MassRowMoved {
  readonly mass_mg: number;
  readonly source: MassSource;
  readonly off_from_mg: number;
  readonly off_to_mg: number;
}

export function massBooks(database: Database): MassBooks {
  if (!keepsMasses(database)) return { begun: () => undefined, moved: () => undefined };
  const item = database.prepare<[string], { era: number; began_seq: number; unit_mass_mg: number }>(
    'SELECT era, began_seq, unit_mass_mg FROM mass_item WHERE item = ?',
  );
  const counts = database.prepare<[string, number, number], MassCounted>(
    `SELECT id, item, from_place AS location, at_ms, seq, found, mass_mg, off_from_mg AS off_mg, source FROM mass_entry
     WHERE item = ? AND era = ? AND rank = 3 AND seq <= ? AND (found <> 0 OR off_from_mg <> 0 OR told_mg IS NOT NULL) ORDER BY at_ms, seq`,
  );
  const moved = database.prepare<[string], MassRow>(
    `SELECT e.* FROM mass_entry AS e JOIN mass_item AS i ON i.item = e.item AND i.era = e.era
     WHERE e.id = ? AND e.rank = 1`,
  );
  return {
    begun(id, until_seq) {
      const known = item.get(id);
      if (known === undefined) return undefined;
      const { era, began_seq, unit_mass_mg } = known;
      return { began_seq, unit_mass_mg, counts: counts.all(id, era, until_seq) };
    },
    moved(movement) {
      const row = moved.get(movement);
      return row === undefined ? undefined : effectOfRow(row);
    },
  };
}

/** Why the mass accounts do not follow from their entries; undefined when they do, or when there are none. */
export function massesWrong(database: Database): string | undefined {
  if (!keepsMasses(database)) return undefined;
  const items = database.prepare<[], { item: string; era: number }>(
    'SELECT item, era FROM mass_item WHERE is_open = 1 ORDER BY item',
  );
  const rows = database.prepare<[string, number], MassRow>('SELECT * FROM mass_entry WHERE item = ? AND era = ?');
  const stored = database.prepare<[string], { location: string; pieces: number; mass_mg: number }>(
    'SELECT location, pieces, mass_mg FROM mass_level WHERE item = ?',
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
    for (const { location, pieces, mass_mg } of stored.all(item)) {
      const derived = standings.get(location);
      standings.delete(location);
      if (derived?.mass_mg !== mass_mg || derived.pieces !== pieces)
        return `the movements derive ${derived?.mass_mg ?? 0} mg of ${item} at ${location} where the ledger has ${mass_mg}`;
    }
    const [missing] = standings.keys();
    if (missing !== undefined) return `the ledger has no mass of ${item} at ${missing}`;
  }
  return undefined;
}

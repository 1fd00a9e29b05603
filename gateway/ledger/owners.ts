/** Whose stock lies where, as the sum of what movements say of their owners. */
import type { Database } from 'better-sqlite3';
import type { OwnerLevel } from '../stock/owner.ts';
import type { StoredMovement } from './commit.ts';

export const ownerTables = `
  -- Of a movement the pieces that are not ours, as JSON; and what they sum to at each place, outside too.
  ALTER TABLE movement ADD COLUMN owners TEXT;
  CREATE TABLE owner_level (
    location TEXT NOT NULL, item TEXT NOT NULL, owner TEXT NOT NULL, quantity INTEGER NOT NULL,
    PRIMARY KEY (location, item, owner)
  ) STRICT, WITHOUT ROWID;
`;

/** False in a ledger of before. */
export function keepsOwners(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'owner_level'").get() !== undefined;
}

/** Gives a function that adds what a movement moves of others, inside the caller's transaction. */
export function ownerCarrier(database: Database): (movement: StoredMovement) => void {
  const add = database.prepare<[string, string, string, number]>(
    `INSERT INTO owner_level VALUES (?, ?, ?, ?)
     ON CONFLICT (location, item, owner) DO UPDATE SET quantity = quantity + excluded.quantity`,
  );
  return ({ item, from, to, owners = [] }) => {
    for (const { owner, quantity } of owners) {
      add.run(from, item, owner, -quantity);
      add.run(to, item, owner, quantity);
    }
  };
}

/** Levels by owner that are not zero, ordered by location, then item. */
export function ownerQuery(
  database: Database,
): (filter: { readonly item?: string; readonly location?: string }) => OwnerLevel[] {
  const found = database.prepare<[string | null, string | null, string | null, string | null], OwnerLevel>(
    `SELECT item, location, owner, quantity FROM owner_level
     WHERE quantity <> 0 AND (? IS NULL OR location = ?) AND (? IS NULL OR item = ?) ORDER BY location, item, owner`,
  );
  return ({ item = null, location = null }) => found.all(location, location, item, item);
}

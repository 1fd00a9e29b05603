/** Tables of catch weight, and the rows in them as entries of mass accounts. */
import type { MassKnown, MassSource } from '../stock/catch-weight/catch-weight.ts';
import type { MassEffect, MassEntry, MassEntryKind } from '../stock/catch-weight/mass-entry.ts';

export const massTables = `
  -- What a movement of an item with catch weight carries of its mass, as JSON. Derived of it, and only of it, is all that follows.
  ALTER TABLE movement ADD COLUMN mass TEXT;

  -- Items that have mass accounts. An item that loses catch weight closes its accounts; when it has it again, a new era begins,
  -- with the nominal mass of what lies there. Displaced is what was
  -- learned so late that it takes effect later than it happened.
  CREATE TABLE mass_item (
    item TEXT PRIMARY KEY,
    era INTEGER NOT NULL,
    is_open INTEGER NOT NULL,
    began_seq INTEGER NOT NULL,
    unit_mass_mg INTEGER NOT NULL,
    displaced INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;

  -- What moves mass, in the order of effect, and what it did. Derived: what is learned late is put in its place, and what follows it anew.
  CREATE TABLE mass_entry (
    item TEXT NOT NULL,
    era INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    from_place TEXT,
    to_place TEXT,
    quantity INTEGER NOT NULL,
    unit_mass_mg INTEGER NOT NULL,
    tolerance_permille INTEGER NOT NULL,
    told_mg INTEGER,
    known TEXT,
    reverses TEXT,
    mass_mg INTEGER NOT NULL,
    source TEXT NOT NULL,
    found INTEGER NOT NULL,
    off_from_mg INTEGER NOT NULL,
    off_to_mg INTEGER NOT NULL,
    PRIMARY KEY (item, era, at_ms, seq, rank, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mass_entry_of_movement ON mass_entry (id) WHERE rank IN (1, 3);

  CREATE TABLE mass_level (
    item TEXT NOT NULL,
    location TEXT NOT NULL,
    pieces INTEGER NOT NULL,
    mass_mg INTEGER NOT NULL,
    PRIMARY KEY (item, location)
  ) STRICT, WITHOUT ROWID;
`;

/** Before all else that an account knows. */
export const opening_at_ms = -8_640_000_000_000_000;

export interface MassRow {
  readonly at_ms: number;
  readonly seq: number;
  readonly id: string;
  readonly kind: MassEntryKind;
  readonly from_place: string | null;
  readonly to_place: string | null;
  readonly quantity: number;
  readonly unit_mass_mg: number;
  readonly tolerance_permille: number;
  readonly told_mg: number | null;
  readonly known: MassKnown | null;
  readonly reverses: string | null;
  readonly mass_mg: number;
  readonly source: MassSource;
  readonly found: number;
  readonly off_from_mg: number;
  readonly off_to_mg: number;
}

export function entryOfRow(row: MassRow): MassEntry {
  const { at_ms, seq, id, kind, quantity, unit_mass_mg, tolerance_permille } = row;
  const { from_place, to_place, told_mg, known, reverses } = row;
  return {
    kind,
    id,
    at_ms,
    seq,
    quantity,
    unit_mass_mg,
    tolerance_permille,
    ...(from_place === null ? {} : { from: from_place }),
    ...(to_place === null ? {} : { to: to_place }),
    ...(told_mg === null ? {} : { told_mg }),
    ...(known === null ? {} : { known }),
    ...(reverses === null ? {} : { reverses }),
  };
}

export function effectOfRow({ mass_mg, source, found, off_from_mg, off_to_mg }: MassRow): MassEffect {
  return { mass_mg, source, found, off_from_mg, off_to_mg };
}

export function isSameEffect(a: MassEffect, b: MassEffect): boolean {
  return (
    a.mass_mg === b.mass_mg &&
    a.source === b.source &&
    a.found === b.found &&
    a.off_from_mg === b.off_from_mg &&
    a.off_to_mg === b.off_to_mg
  );
}

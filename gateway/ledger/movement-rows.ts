/** A movement as a row of the ledger. */
import type { Database } from 'better-sqlite3';
import type { StoredMovement } from './commit.ts';
import { lotCarrier } from './lots.ts';
import { ownerCarrier } from './owners.ts';

const columns = [
  'seq',
  'id',
  'kind',
  'item',
  'quantity',
  'from_location',
  'to_location',
  'at_ms',
  'arrived_ms',
  'confidence_permille',
  'rule',
  'settings_revision',
  'why',
  'evidence',
  'reverses',
  'work',
  'lots',
  'owners',
  'mass',
];

/** Gives a function that appends one, inside the caller's transaction. */
export function movementWriter(database: Database): (movement: StoredMovement) => void {
  const insert = database.prepare<(string | number | null)[]>(
    `INSERT INTO movement (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const carry = lotCarrier(database);
  const own = ownerCarrier(database);
  return (m) => {
    insert.run(
      m.seq,
      m.id,
      m.kind,
      m.item,
      m.quantity,
      m.from,
      m.to,
      m.at_ms,
      m.arrived_ms,
      m.confidence_permille,
      m.rule,
      m.settings_revision,
      m.why,
      JSON.stringify(m.evidence),
      m.reverses ?? null,
      m.work === undefined ? null : JSON.stringify(m.work),
      m.lots === undefined ? null : JSON.stringify(m.lots),
      m.owners === undefined ? null : JSON.stringify(m.owners),
      m.mass === undefined ? null : JSON.stringify(m.mass),
    );
    if (m.lots !== undefined) carry(m);
    if (m.owners !== undefined) own(m);
  };
}

/** A movement as a row of its table. */
import type { Database } from 'better-sqlite3';
import type { StoredMovement } from './commit.ts';

/** Gives a function that appends a movement, inside the caller's transaction. */
export function movementWriter(database: Database): (movement: StoredMovement) => void {
  const insert = database.prepare<(string | number | null)[]>(
    'INSERT INTO movement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
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
      m.lots === undefined ? null : JSON.stringify(m.lots),
    );
  };
}

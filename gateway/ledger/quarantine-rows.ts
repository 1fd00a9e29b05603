/** Frames that could not be understood, kept with their reason; beyond the limit the oldest give way. */
import type { Database } from 'better-sqlite3';
import type { QuarantineRow } from './reader.ts';

/** Gives a function that keeps rows, inside the caller's transaction. */
export function quarantineWriter(database: Database, rows_max: number): (rows: readonly QuarantineRow[]) => void {
  const insert = database.prepare<[number, number, string | null, string | null, string, Uint8Array]>(
    'INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?)',
  );
  const prune = database.prepare<[number]>(
    'DELETE FROM quarantine WHERE n IN (SELECT n FROM quarantine ORDER BY n LIMIT ?)',
  );
  let kept = database.prepare<[], { count: number }>('SELECT COUNT(*) AS count FROM quarantine').get()?.count ?? 0;
  return (rows) => {
    for (const row of rows) insert.run(row.n, row.at_ms, row.device ?? null, row.topic ?? null, row.reason, row.data);
    kept += rows.length;
    const beyond = kept - rows_max;
    if (beyond <= 0) return;
    prune.run(beyond);
    kept -= beyond;
  };
}

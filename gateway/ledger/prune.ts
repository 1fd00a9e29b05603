/** Keeps the journal within its limit of time and size, and keeps for good what movements point at. */
import type { Database } from 'better-sqlite3';
import type { Names } from './segment.ts';
import { decodeSegment, encodeSegment } from './segment.ts';
import type { JournalLimit, LedgerHead } from './writer.ts';

const segments_per_commit_max = 16;
const day_ms = 86_400_000;

/**
 * Removes the oldest segments beyond the limit, a few a commit, inside the caller's transaction. Rows after the latest
 * checkpoint stay, whatever the limit: a start needs them.
 */
export function pruneJournal(
  database: Database,
  names: Names,
  limit: JournalLimit,
  head: LedgerHead,
): { readonly rows: number; readonly bytes: number } {
  let rows = 0;
  let bytes = 0;
  for (let i = 0; i < segments_per_commit_max; i += 1) {
    const oldest = database
      .prepare<[], { n_first: number; n_last: number; at_ms: number; size: number }>(
        'SELECT n_first, n_last, at_ms, LENGTH(rows) AS size FROM journal ORDER BY n_first LIMIT 1',
      )
      .get();
    if (oldest === undefined) break;
    const tooOld = oldest.at_ms < head.at_ms - limit.days * day_ms;
    const tooLarge = head.journal_bytes - bytes > limit.bytes;
    if (!tooOld && !tooLarge) break;
    const checkpoint = database.prepare<[], { n: number | null }>('SELECT MAX(n) AS n FROM checkpoint').get();
    if (oldest.n_last > (checkpoint?.n ?? 0)) break;
    keepEvidence(database, names, oldest.n_first, oldest.n_last);
    database.prepare('DELETE FROM journal WHERE n_first = ?').run(oldest.n_first);
    // A checkpoint older than the first row left can no longer be replayed from.
    database.prepare('DELETE FROM checkpoint WHERE n < ?').run(oldest.n_last);
    rows += oldest.n_last - oldest.n_first + 1;
    bytes += oldest.size;
  }
  return { rows, bytes };
}

function keepEvidence(database: Database, names: Names, n_first: number, n_last: number): void {
  const wanted = new Set(
    database
      .prepare<[number, number], { n: number }>('SELECT n FROM evidence WHERE n BETWEEN ? AND ?')
      .all(n_first, n_last)
      .map((row) => row.n),
  );
  if (wanted.size === 0) return;
  const segment = database
    .prepare<[number], { at_ms: number; rows: Buffer }>('SELECT at_ms, rows FROM journal WHERE n_first = ?')
    .get(n_first);
  if (segment === undefined) return;
  const keep = database.prepare('UPDATE evidence SET at_ms = ?, row = ? WHERE n = ?');
  for (const row of decodeSegment(segment.rows, n_first, segment.at_ms, names)) {
    if (wanted.has(row.n)) keep.run(row.at_ms, encodeSegment([row], names), row.n);
  }
}

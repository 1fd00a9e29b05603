/** Keeps the journal within its limit of time and size, and keeps for good what movements point at. */
import type { Database } from 'better-sqlite3';
import type { JournalLimit, LedgerHead } from './head.ts';
import type { Names } from './segment.ts';
import { decodeSegment, encodeSegment } from './segment.ts';

const segments_per_commit_max = 16;
const day_ms = 86_400_000;

export type PruneJournal = (limit: JournalLimit, head: LedgerHead) => { readonly rows: number; readonly bytes: number };

/**
 * Gives a function that removes the oldest segments beyond the limit, a few a commit, inside the caller's transaction. Rows
 * after the latest checkpoint stay, whatever the limit: a start needs them.
 */
export function journalPruner(database: Database, names: Names): PruneJournal {
  const statements = prepare(database);
  return (limit, head) => {
    let rows = 0;
    let bytes = 0;
    for (let i = 0; i < segments_per_commit_max; i += 1) {
      const oldest = statements.oldest.get();
      if (oldest === undefined) break;
      const tooOld = oldest.at_ms < head.at_ms - limit.days * day_ms;
      const tooLarge = head.journal_bytes - bytes > limit.bytes;
      if (!tooOld && !tooLarge) break;
      if (oldest.n_last > (statements.checkpoint.get()?.n ?? 0)) break;
      keepEvidence(statements, names, oldest.n_first, oldest.n_last);
      statements.remove.run(oldest.n_first);
      // A checkpoint older than the first row left can no longer be replayed from.
      statements.removeCheckpoints.run(oldest.n_last);
      rows += oldest.n_last - oldest.n_first + 1;
      bytes += oldest.size;
    }
    return { rows, bytes };
  };
}

function prepare(database: Database) {
  return {
    oldest: database.prepare<[], { n_first: number; n_last: number; at_ms: number; size: number }>(
      'SELECT n_first, n_last, at_ms, LENGTH(rows) AS size FROM journal ORDER BY n_first LIMIT 1',
    ),
    checkpoint: database.prepare<[], { n: number | null }>('SELECT MAX(n) AS n FROM checkpoint'),
    remove: database.prepare<[number]>('DELETE FROM journal WHERE n_first = ?'),
    removeCheckpoints: database.prepare<[number]>('DELETE FROM checkpoint WHERE n < ?'),
    evidence: database.prepare<[number, number], { n: number }>('SELECT n FROM evidence WHERE n BETWEEN ? AND ?'),
    segment: database.prepare<[number], { at_ms: number; rows: Buffer }>(
      'SELECT at_ms, rows FROM journal WHERE n_first = ?',
    ),
    keep: database.prepare<[number, Uint8Array, number]>('UPDATE evidence SET at_ms = ?, row = ? WHERE n = ?'),
  };
}

function keepEvidence(
  { evidence, segment, keep }: ReturnType<typeof prepare>,
  names: Names,
  n_first: number,
  n_last: number,
): void {
  const wanted = new Set(evidence.all(n_first, n_last).map((row) => row.n));
  if (wanted.size === 0) return;
  const found = segment.get(n_first);
  if (found === undefined) return;
  for (const row of decodeSegment(found.rows, n_first, found.at_ms, names)) {
    if (wanted.has(row.n)) keep.run(row.at_ms, encodeSegment([row], names), row.n);
  }
}

/** The journal's rows in order, a few segments in memory at a time. */
import type { Database, Statement } from 'better-sqlite3';
import type { JournalRow } from './reader.ts';
import { decodeSegment, type Names } from './segment.ts';

interface Segment {
  readonly n_first: number;
  readonly n_last: number;
  readonly at_ms: number;
  readonly rows: Buffer;
}

export type SegmentsAfter = Statement<[number], Segment>;

export function segmentsAfter(database: Database): SegmentsAfter {
  return database.prepare<[number], Segment>(
    'SELECT n_first, n_last, at_ms, rows FROM journal WHERE n_first > ? ORDER BY n_first LIMIT 32',
  );
}

/** Rows with a larger arrival number than `n`; `n` must be the last row of a segment, or 0, as checkpoints are. */
export function* journalRows(statement: SegmentsAfter, names: Names, n: number): Generator<JournalRow> {
  let n_last = n;
  for (;;) {
    const segments = statement.all(n_last);
    if (segments.length === 0) return;
    for (const segment of segments) {
      yield* decodeSegment(segment.rows, segment.n_first, segment.at_ms, names);
      n_last = segment.n_last;
    }
  }
}

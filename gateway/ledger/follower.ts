/** Follows the committed journal through a connection of its own that cannot write; the writer never waits for it. */
import { inflateSync } from 'node:zlib';
import { openForReading } from './database.ts';
import { journalRows, segmentsAfter } from './journal-rows.ts';
import { nameTableOf } from './names.ts';
import type { JournalRow } from './reader.ts';

export interface JournalHead {
  /** The newest committed row. */
  readonly n: number;
  /** Up to here ticks have run. */
  readonly tick_ms: number;
  /** Rows up to this one are gone. */
  readonly pruned_rows: number;
}

export interface JournalFollower {
  /** The newest checkpoint and the row it was written after; absent before the first one. */
  latestCheckpoint(): { readonly n: number; readonly state: string } | undefined;
  head(): JournalHead;
  /** Rows after `n`, which is the last of a segment, as checkpoints and ends of earlier answers are; whole segments, until there are `rows_min`. */
  rowsAfter(n: number, rows_min: number): readonly JournalRow[];
  close(): void;
}

/** Throws GatewayFault when there is no ledger in the directory. */
export function followJournal(directory: string): JournalFollower {
  const database = openForReading(directory);
  const names = nameTableOf(database);
  const after = segmentsAfter(database);
  const meta = database.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'head'");
  const newest = database.prepare<[], { n: number; state: Buffer }>(
    'SELECT n, state FROM checkpoint ORDER BY n DESC LIMIT 1',
  );
  const lastOf = database.prepare<[number], { n_last: number }>(
    'SELECT n_last FROM journal WHERE n_first <= ? ORDER BY n_first DESC LIMIT 1',
  );
  return {
    latestCheckpoint() {
      const row = newest.get();
      return row === undefined ? undefined : { n: row.n, state: inflateSync(row.state).toString('utf8') };
    },
    head: () => JSON.parse(meta.get()?.value ?? '{"n":0,"tick_ms":0,"pruned_rows":0}'),
    rowsAfter(n, rows_min) {
      const rows: JournalRow[] = [];
      let end = Number.POSITIVE_INFINITY;
      for (const row of journalRows(after, names, n)) {
        if (row.n > end) break;
        rows.push(row);
        if (rows.length === rows_min) end = lastOf.get(row.n)?.n_last ?? row.n;
      }
      return rows;
    },
    close: () => database.close(),
  };
}

/** What was counted, in order of arrival, as the ledger keeps it: for good, like movements. */
import type { Database } from 'better-sqlite3';
import type { Count } from '../stock/count.ts';

/** A count with its place in the ledger: its own number, dense from 1, and the last movement it was booked with or after. */
export interface StoredCount extends Count {
  readonly number: number;
  readonly seq: number;
}

/** From when on counts are recorded; those of earlier table versions were not. */
export interface CountsSince {
  readonly seq: number;
  readonly at_ms: number;
}

interface Row {
  readonly number: number;
  readonly seq: number;
  readonly body: string;
}

/** Gives a function that appends counts, inside the caller's transaction. */
export function countWriter(database: Database): {
  write(counts: readonly StoredCount[]): void;
  readonly last: number;
} {
  const insert = database.prepare<[number, string, string, number, number, string]>(
    'INSERT INTO counts (number, item, location, seq, arrived_ms, body) VALUES (?, ?, ?, ?, ?, ?)',
  );
  let last = database.prepare<[], { last: number | null }>('SELECT MAX(number) AS last FROM counts').get()?.last ?? 0;
  return {
    get last() {
      return last;
    },
    write(counts) {
      for (const { number, seq, ...count } of counts) {
        insert.run(number, count.item, count.location, seq, count.arrived_ms, JSON.stringify(count));
        last = number;
      }
    },
  };
}

export interface CountQueries {
  /** The last count of an item at a location booked up to `seq` that was not taken back by then. */
  lastCount(item: string, location: string, seq: number): StoredCount | undefined;
  countsAfter(number: number, limit: number): StoredCount[];
}

export function countQueries(database: Database): CountQueries {
  const newest = database.prepare<[string, string, number], Row>(
    'SELECT number, seq, body FROM counts WHERE item = ? AND location = ? AND seq <= ? ORDER BY seq DESC, number DESC',
  );
  const after = database.prepare<[number, number], Row>(
    'SELECT number, seq, body FROM counts WHERE number > ? ORDER BY number LIMIT ?',
  );
  const reversal = database.prepare<[string, number], { seq: number }>(
    'SELECT seq FROM movement WHERE reverses = ? AND seq <= ? LIMIT 1',
  );
  return {
    lastCount(item, location, seq) {
      for (const row of newest.iterate(item, location, seq)) {
        const count = countOf(row);
        if (reversal.get(count.id, seq) === undefined) return count;
      }
      return undefined;
    },
    countsAfter: (number, limit) => after.all(number, limit).map(countOf),
  };
}

function countOf({ number, seq, body }: Row): StoredCount {
  const count: Count = JSON.parse(body);
  return { ...count, number, seq };
}

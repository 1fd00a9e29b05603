/** Closed periods as the ledger keeps them: for good, one row each. */
import type { Database } from 'better-sqlite3';
import type { Period } from '../stock/period.ts';

/** Gives a function that writes down those that are not there yet, inside the caller's transaction. */
export function periodWriter(database: Database): (closed: readonly Period[]) => void {
  const insert = database.prepare<[number, string]>('INSERT INTO period (number, body) VALUES (?, ?)');
  let last = database.prepare<[], { last: number | null }>('SELECT MAX(number) AS last FROM period').get()?.last ?? 0;
  return (closed) => {
    if (closed.length <= last) return;
    for (const period of closed.slice(last)) insert.run(period.number, JSON.stringify(period));
    last = closed.length;
  };
}

/** Empty in a ledger of before there were any. */
export function readPeriods(database: Database): Period[] {
  const table = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'period'").get();
  if (table === undefined) return [];
  return database
    .prepare<[], { body: string }>('SELECT body FROM period ORDER BY number')
    .all()
    .map(({ body }) => JSON.parse(body));
}

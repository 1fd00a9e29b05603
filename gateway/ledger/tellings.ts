/** What people told devices and what became of it, as the ledger keeps it: the newest ones. */
import type { Database } from 'better-sqlite3';
import type { Telling, TellingChange } from './commit.ts';
import type { LedgerReader } from './reader.ts';

/** Writes changes in their order, inside the caller's transaction, and forgets the oldest ones beyond `kept_max`. */
export function tellingWriter(database: Database, kept_max: number): (changes: readonly TellingChange[]) => void {
  const give = database.prepare<[number, string, string]>('INSERT INTO telling (n, device, body) VALUES (?, ?, ?)');
  // What a device is told by its driver is no telling of a person, and has no row to note its outcome in.
  const note = database.prepare<[string, number]>('UPDATE telling SET outcome = ? WHERE n = ?');
  const count = database.prepare<[], { count: number }>('SELECT COUNT(*) AS count FROM telling');
  const forget = database.prepare<[number]>(
    'DELETE FROM telling WHERE n IN (SELECT n FROM telling ORDER BY n LIMIT ?)',
  );
  let kept = count.get()?.count ?? 0;
  return (changes) => {
    for (const change of changes) {
      if (change.kind === 'told') {
        note.run(JSON.stringify(change.outcome), change.n);
        continue;
      }
      const { kind: _, ...telling } = change;
      give.run(change.n, change.device, JSON.stringify(telling));
      kept += 1;
    }
    if (kept > kept_max) kept -= forget.run(kept - kept_max).changes;
  };
}

export function tellingQueries(database: Database): Pick<LedgerReader, 'tellings'> {
  const page = database.prepare<[string, number, number], { body: string; outcome: string | null }>(
    'SELECT body, outcome FROM telling WHERE device = ? AND n < ? ORDER BY n DESC LIMIT ?',
  );
  return {
    tellings: (device, limit, before_n = Number.MAX_SAFE_INTEGER) =>
      page.all(device, before_n, limit).map(({ body, outcome }): Telling => {
        const telling: Telling = JSON.parse(body);
        return outcome === null ? telling : { ...telling, outcome: JSON.parse(outcome) };
      }),
  };
}

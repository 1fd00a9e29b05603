/** What people said that tags stand for, as the ledger keeps it: what holds now, and for a while what held before. */
import type { Database } from 'better-sqlite3';
import type { Association, AssociationChange } from '../stock/association.ts';
import type { AssociationFilter, LedgerReader, StoredAssociation } from './reader.ts';

interface Row {
  readonly body: string;
  readonly ended_ms: number | null;
  readonly ended_by: string | null;
  readonly ended_reason: string | null;
}

/** Writes changes in their order, inside the caller's transaction, and forgets the oldest ended ones beyond `ended_max`. */
export function associationWriter(
  database: Database,
  ended_max: number,
): (changes: readonly AssociationChange[]) => void {
  const end = database.prepare<[number, string, string, string]>(
    'UPDATE association SET ended_ms = ?, ended_by = ?, ended_reason = ? WHERE epc = ? AND ended_ms IS NULL',
  );
  const make = database.prepare<[number, string, string | null, number, string]>(
    // A row of several scans may say the same tag twice; by then what it said first has been ended.
    'INSERT OR REPLACE INTO association (n, epc, item, at_ms, body) VALUES (?, ?, ?, ?, ?)',
  );
  const count = database.prepare<[], { count: number }>(
    'SELECT COUNT(*) AS count FROM association WHERE ended_ms IS NOT NULL',
  );
  const forget = database.prepare<[number]>(
    'DELETE FROM association WHERE (n, epc) IN (SELECT n, epc FROM association WHERE ended_ms IS NOT NULL ORDER BY ended_ms LIMIT ?)',
  );
  let ended = count.get()?.count ?? 0;
  return (changes) => {
    for (const change of changes) {
      const { epc, at_ms, by, reason } = change.kind === 'made' ? change.association : change;
      ended += end.run(at_ms, by, change.kind === 'made' ? 'said anew' : reason, epc).changes;
      if (change.kind === 'ended') continue;
      const { contents, n } = change.association;
      const item = 'item' in contents ? contents.item : null;
      make.run(n, epc, item, at_ms, JSON.stringify(change.association));
    }
    if (ended <= ended_max) return;
    ended -= forget.run(ended - ended_max).changes;
  };
}

/** Each page walks one index backwards. */
export function associationQueries(database: Database): Pick<LedgerReader, 'associations'> {
  return {
    associations(filter) {
      const { sql, values } = newestFirst(filter);
      return database
        .prepare<(string | number)[], Row>(sql)
        .all(...values)
        .map(storedOf);
    },
  };
}

function newestFirst({ epc, item, ended = false, before, limit }: AssociationFilter) {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...given: (string | number)[]) => {
    conditions.push(condition);
    values.push(...given);
  };
  if (epc !== undefined) add('epc = ?', epc);
  if (item !== undefined) add('item = ?', item);
  if (!ended) add('ended_ms IS NULL');
  if (before !== undefined) add('(n, epc) < (?, ?)', before.n, before.epc);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  values.push(limit);
  return {
    sql: `SELECT body, ended_ms, ended_by, ended_reason FROM association${where} ORDER BY n DESC, epc DESC LIMIT ?`,
    values,
  };
}

function storedOf({ body, ended_ms, ended_by, ended_reason }: Row): StoredAssociation {
  const association: Association = JSON.parse(body);
  if (ended_ms === null) return association;
  return { ...association, ended: { at_ms: ended_ms, by: ended_by ?? '', reason: ended_reason ?? '' } };
}

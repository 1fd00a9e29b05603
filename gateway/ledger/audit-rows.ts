/**
 * The rows of the audit trail. Each holds a hash of itself and of the row before, so that a row changed or taken out
 * behind the database's triggers shows. Who can rewrite the whole file can rewrite the chain as well: a copy elsewhere
 * of its newest hash is what tells then.
 */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** What is to be noted; it gets its number when it is. */
export interface AuditEntry {
  readonly at_ms: number;
  /** A login name, `api:NAME` for a program, `console` for who has the machine itself, `nobody` for who is not known. */
  readonly by: string;
  /** The operation, as the API calls it. */
  readonly what: string;
  /** What it was about; empty when about nothing but itself. */
  readonly subject: string;
  /** As the person said; empty when they said nothing. */
  readonly why: string;
  readonly outcome: AuditOutcome;
  /** Whatever else is known, as JSON. */
  readonly detail: string;
}

export type AuditOutcome = 'done' | 'refused' | 'failed';

export interface AuditRow extends AuditEntry {
  /** Dense, from 1. */
  readonly number: number;
  readonly chain: Uint8Array;
}

/** The newest first. */
export interface AuditFilter {
  readonly by?: string;
  readonly what?: string;
  readonly subject?: string;
  readonly outcome?: AuditOutcome;
  readonly since_ms?: number;
  readonly until_ms?: number;
  /** Only rows with a smaller number: the cursor of a page. */
  readonly before?: number;
  readonly limit: number;
}

const beginning = new Uint8Array(32);

/** SHA-256 over the chain so far and the row as JSON. */
export function chainAfter(before: Uint8Array, number: number, entry: AuditEntry): Buffer {
  const { at_ms, by, what, subject, why, outcome, detail } = entry;
  const text = JSON.stringify([number, at_ms, by, what, subject, why, outcome, detail]);
  return createHash('sha256').update(before).update(text, 'utf8').digest();
}

/** Half a surrogate pair, which JSON may hold, is kept as the replacement character: what is hashed must be what is read again. */
function asStored(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

export function auditAppender(database: Database): (entry: AuditEntry) => void {
  const last = database.prepare<[], { number: number; chain: Buffer }>(
    'SELECT number, chain FROM audit ORDER BY number DESC LIMIT 1',
  );
  const append = database.prepare<[number, number, string, string, string, string, string, string, Uint8Array]>(
    'INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  return (entry) => {
    const { number: before = 0, chain = beginning } = last.get() ?? {};
    const number = before + 1;
    const { at_ms, outcome, detail } = entry;
    const by = asStored(entry.by);
    const what = asStored(entry.what);
    const subject = asStored(entry.subject);
    const why = asStored(entry.why);
    const stored = { at_ms, by, what, subject, why, outcome, detail };
    append.run(number, at_ms, by, what, subject, why, outcome, detail, chainAfter(chain, number, stored));
  };
}

export interface AuditReader {
  list(filter: AuditFilter): AuditRow[];
  /** How many rows there are. */
  count(): number;
  /** The number of the first row that does not follow from the one before; undefined when all do. */
  broken(): number | undefined;
}

export function auditReader(database: Database): AuditReader {
  const columns = 'number, at_ms, by, what, subject, why, outcome, detail, chain';
  const all = database.prepare<[], AuditRow>(`SELECT ${columns} FROM audit ORDER BY number`);
  const within = database.prepare<[number, number], { low: number | null; high: number | null }>(
    'SELECT MIN(number) AS low, MAX(number) AS high FROM audit WHERE at_ms BETWEEN ? AND ?',
  );
  const head = database.prepare<[], { number: number | null }>('SELECT MAX(number) AS number FROM audit');
  return {
    list(filter) {
      const { limit, before = Number.MAX_SAFE_INTEGER, by, what, subject, outcome, since_ms, until_ms } = filter;
      // A clock may have been put back, so that numbers do not follow time: the index of times tells which numbers can be meant.
      const isDated = since_ms !== undefined || until_ms !== undefined;
      const span = isDated ? within.get(since_ms ?? 0, until_ms ?? Number.MAX_SAFE_INTEGER) : undefined;
      if (span?.low === null) return [];
      const asked: readonly (readonly [string, string | number | undefined])[] = [
        ['by = ?', by],
        ['what = ?', what],
        ['subject = ?', subject],
        ['outcome = ?', outcome],
        ['at_ms >= ?', since_ms],
        ['at_ms <= ?', until_ms],
        ['number >= ?', span?.low],
        ['number <= ?', span?.high ?? undefined],
      ];
      const held = asked.flatMap(([term, value]) => (value === undefined ? [] : [{ term, value }]));
      const where = ['number < ?', ...held.map(({ term }) => term)].join(' AND ');
      return database
        .prepare<(string | number)[], AuditRow>(
          `SELECT ${columns} FROM audit WHERE ${where} ORDER BY number DESC LIMIT ?`,
        )
        .all(before, ...held.map(({ value }) => value), limit);
    },
    count: () => head.get()?.number ?? 0,
    broken() {
      let chain: Uint8Array = beginning;
      let number = 0;
      for (const row of all.iterate()) {
        number += 1;
        chain = chainAfter(chain, number, row);
        if (row.number !== number || !Buffer.from(chain).equals(row.chain)) return row.number;
      }
      return undefined;
    },
  };
}

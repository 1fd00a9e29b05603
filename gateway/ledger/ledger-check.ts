/** What `verify` needs of the stored ledger, read in one transaction so that a running gateway does not move it meanwhile. */
import { inflateSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { type Level, type Levels, levelsOf, listLevels } from '../stock/levels.ts';
import type { LotLevel } from '../stock/lots/lot-levels.ts';
import type { OwnerLevel } from '../stock/owner.ts';
import type { Period } from '../stock/period.ts';
import { auditReader } from './audit-rows.ts';
import type { StoredMovement } from './commit.ts';
import { type CountsSince, countQueries, type StoredCount } from './counts.ts';
import { openForReading } from './database.ts';
import { type DocumentCheck, documentCheck } from './documents.ts';
import { journalRows, segmentsAfter } from './journal-rows.ts';
import { lotQueries } from './lots.ts';
import { massesWrong } from './mass-queries.ts';
import { tableVersion } from './migrations.ts';
import { nameTableOf } from './names.ts';
import { keepsOwners, ownerQuery } from './owners.ts';
import { readPeriods } from './periods.ts';
import type { JournalRow } from './reader.ts';
import { rulesIn } from './rules-began.ts';
import { movementQueries } from './sqlite-reader.ts';
import type { Checkpoint } from './writer.ts';

export interface LedgerCheck {
  /** SQLite's own word on the file: `ok`, or what is damaged. */
  readonly integrity: string;
  readonly movements: number;
  /** Levels as stored, and as the fold of all movements. */
  readonly stored: readonly Level[];
  readonly folded: readonly Level[];
  /** Levels by lot as stored; undefined where lots are not kept yet. */
  readonly lots: readonly LotLevel[] | undefined;
  /** Levels by owner as stored; undefined where owners are not kept yet. */
  readonly owned: readonly OwnerLevel[] | undefined;
  /** Why the masses of items with catch weight do not follow from the movements; undefined when they do. */
  readonly masses: string | undefined;
  /** False when a movement's number is missing or doubled. */
  readonly isDense: boolean;
  readonly first_n: number;
  readonly last_n: number;
  readonly tick_ms: number;
  /**
   * Where to begin: absent at the first row. Else the oldest checkpoint kept of the rules asked about; of a ledger that they have
   * not decided in yet the newest, where they would go on.
   */
  readonly checkpoint: (Checkpoint & { readonly counts: number }) | undefined;
  /** False while other rules than those asked about have decided last. */
  readonly isOfTheseRules: boolean;
  /** True where the beginning of the journal is gone; false where only other rules decided there. */
  readonly isPruned: boolean;
  rows(): Generator<JournalRow>;
  movementsAfter(seq: number, limit: number): StoredMovement[];
  /** Empty where counts are not recorded yet. */
  countsAfter(number: number, limit: number): StoredCount[];
  /** Empty where there are no documents yet. */
  readonly documents: DocumentCheck;
  /** Counts up to this time are not recorded; 0 when all are, infinite while none is. */
  readonly counts_since_ms: number;
  /** The first row of the audit trail that does not follow from the one before it; undefined when all do. */
  readonly broken_trail: number | undefined;
  readonly periods: readonly Period[];
  close(): void;
}

/** `rules`: those that are to derive the journal again. */
export function checkLedger(directory: string, rules: string): LedgerCheck {
  const database = openForReading(directory);
  try {
    return checkOf(database, rules);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

function checkOf(database: Database, rules: string): LedgerCheck {
  database.exec('BEGIN');
  const meta = database.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?');
  const head = JSON.parse(meta.get('head')?.value ?? '{"n":0,"seq":0,"tick_ms":0,"pruned_rows":0}');
  const began = rulesIn(meta.get('rules')?.value);
  const isOfTheseRules = began?.rules === rules;
  const isPruned = head.pruned_rows > 0;
  const { integrity, count, highest } = facts(database);
  const hasCounts = tableVersion(database) >= 3;
  const hasDocuments = tableVersion(database) >= 7;
  const since: CountsSince | undefined = JSON.parse(meta.get('counts_since')?.value ?? 'null') ?? undefined;
  const from =
    isOfTheseRules && began.n === 0 && !isPruned
      ? undefined
      : database
          .prepare<
            [],
            { n: number; seq: number; tick_ms: number; state: Buffer; counts: number; document_events: number }
          >(
            `SELECT n, seq, tick_ms, state, ${hasCounts ? 'counts' : '0 AS counts'}, ${hasDocuments ? 'document_events' : '0 AS document_events'} FROM checkpoint ORDER BY n ${isOfTheseRules ? 'ASC' : 'DESC'} LIMIT 1`,
          )
          .get();
  const folded: Levels = levelsOf(
    database
      .prepare<[], { item: string; quantity: number; from: string; to: string }>(
        'SELECT item, quantity, from_location AS "from", to_location AS "to" FROM movement ORDER BY seq',
      )
      .iterate(),
  );
  return {
    integrity,
    movements: count,
    stored: database.prepare<[], Level>('SELECT item, location, quantity FROM level ORDER BY location, item').all(),
    folded: listLevels(folded),
    lots: tableVersion(database) >= 8 ? lotQueries(database).levels({}) : undefined,
    owned: keepsOwners(database) ? ownerQuery(database)({}) : undefined,
    masses: massesWrong(database),
    isDense: count === highest && highest === head.seq,
    first_n: head.pruned_rows + 1,
    last_n: head.n,
    tick_ms: head.tick_ms,
    checkpoint: from === undefined ? undefined : { ...from, state: inflateSync(from.state).toString('utf8') },
    isOfTheseRules,
    isPruned,
    rows: () => journalRows(segmentsAfter(database), nameTableOf(database), from?.n ?? 0),
    movementsAfter: movementQueries(database).movementsAfter,
    countsAfter: hasCounts ? countQueries(database).countsAfter : () => [],
    documents: hasDocuments ? documentCheck(database) : noDocuments,
    counts_since_ms: hasCounts ? (since?.at_ms ?? 0) : Number.POSITIVE_INFINITY,
    broken_trail: tableVersion(database) >= 4 ? auditReader(database).broken() : undefined,
    periods: readPeriods(database),
    close: () => database.close(),
  };
}

const noDocuments: DocumentCheck = {
  documentEventsAfter: () => [],
  document: () => undefined,
  openDocuments: () => [],
};

function facts(database: Database) {
  const integrity = database.prepare<[], { integrity_check: string }>('PRAGMA integrity_check(3)').all();
  const counted = database
    .prepare<[], { count: number; highest: number | null }>(
      'SELECT COUNT(*) AS count, MAX(seq) AS highest FROM movement',
    )
    .get();
  return {
    integrity: integrity.map((row) => row.integrity_check).join('; '),
    count: counted?.count ?? 0,
    highest: counted?.highest ?? 0,
  };
}

/** The one writer: a whole batch in one transaction, durable when `commit` returns. */
import { randomUUID } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { deflateSync, inflateSync } from 'node:zlib';
import type { Database, Statement } from 'better-sqlite3';
import { assert } from '../base/assert.ts';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { AssociationChange } from '../stock/association.ts';
import type { Level } from '../stock/levels.ts';
import type { StoredQuestion } from '../work/question.ts';
import { associationWriter } from './associations.ts';
import type { BatchWrite } from './batch-write.ts';
import type { JournalState, StoredMovement, TellingChange } from './commit.ts';
import { countWriter, type StoredCount } from './counts.ts';
import { openForWriting } from './database.ts';
import { documentWriter, versionsAfter } from './documents.ts';
import type { JournalLimit, LedgerHead } from './head.ts';
import { journalRows, segmentsAfter } from './journal-rows.ts';
import { snapshotWriter } from './level-snapshots.ts';
import { lotWriter } from './lots.ts';
import { massWriter } from './mass-writer.ts';
import { migrate } from './migrations.ts';
import { movementWriter } from './movement-rows.ts';
import { type NameTable, nameTableOf } from './names.ts';
import { type PeopleWrite, peopleWriter } from './people.ts';
import { periodWriter } from './periods.ts';
import { journalPruner, type PruneJournal } from './prune.ts';
import { quarantineWriter } from './quarantine-rows.ts';
import { spanWriter } from './question-spans.ts';
import type { JournalRow } from './reader.ts';
import { rulesIn } from './rules-began.ts';
import { encodeSegment } from './segment.ts';
import { tellingWriter } from './tellings.ts';

export interface Checkpoint {
  readonly n: number;
  readonly seq: number;
  readonly tick_ms: number;
  readonly state: string;
  /** How many events of documents had been by then. */
  readonly document_events: number;
}

const empty_head: LedgerHead = { n: 0, seq: 0, at_ms: 0, tick_ms: 0, journal_bytes: 0, pruned_rows: 0 };
const checkpoints_max = 8;

export class LedgerWriter {
  readonly ledger_id: string;
  readonly gateway_id: string;
  /** In a transaction of its own, between two batches; see people.ts. */
  readonly people: (writes: readonly PeopleWrite[]) => boolean;
  readonly #directory: string;
  readonly #database: Database;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #names: NameTable;
  readonly #prune: PruneJournal;
  readonly #writeAssociations: (changes: readonly AssociationChange[]) => void;
  readonly #writeTellings: (changes: readonly TellingChange[]) => void;
  readonly #writeMovement: (movement: StoredMovement) => void;
  readonly #documents: ReturnType<typeof documentWriter>;
  readonly #counts: ReturnType<typeof countWriter>;
  readonly #writeQuarantine: ReturnType<typeof quarantineWriter>;
  readonly #writePeriods: ReturnType<typeof periodWriter>;
  readonly #writeSpans: ReturnType<typeof spanWriter>;
  readonly #writeLots: ReturnType<typeof lotWriter>;
  readonly #masses: ReturnType<typeof massWriter>;
  readonly #snapshot: (seq: number) => void;
  #head: LedgerHead;
  #disk_free = { bytes: 0, at_ms: Number.NEGATIVE_INFINITY };

  /** Throws GatewayFault when the ledger cannot be opened or is newer than this version. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#database = openForWriting(directory);
    migrate(this.#database);
    this.#statements = prepare(this.#database);
    this.#names = nameTableOf(this.#database);
    this.#prune = journalPruner(this.#database, this.#names);
    this.#writeAssociations = associationWriter(this.#database, limits.associations_ended_max);
    this.#writeTellings = tellingWriter(this.#database, limits.device_commands_kept_max);
    this.#writeMovement = movementWriter(this.#database);
    this.#documents = documentWriter(this.#database, limits.documents_closed_max);
    this.#counts = countWriter(this.#database);
    this.#writeQuarantine = quarantineWriter(this.#database, limits.quarantine_rows_max);
    this.#writePeriods = periodWriter(this.#database);
    this.#writeSpans = spanWriter(this.#database);
    this.#writeLots = lotWriter(this.#database);
    this.#masses = massWriter(this.#database, limits.mass_again_max);
    this.#snapshot = snapshotWriter(this.#database);
    this.people = peopleWriter(this.#database);
    this.ledger_id = this.#meta('ledger_id', randomUUID);
    this.gateway_id = this.#meta('gateway_id', randomUUID);
    this.#head = JSON.parse(this.#meta('head', () => JSON.stringify(empty_head)));
  }

  /** The rules that decided last; undefined in a ledger that nobody has noted them in. */
  get rules(): string | undefined {
    return rulesIn(this.#statements.readMeta.get('rules')?.value)?.rules;
  }

  /** The number of the last count, 0 at first. */
  get last_count(): number {
    return this.#counts.last;
  }

  /** Movements and counts of items with catch weight that were learned too late to be weighed in their place. */
  get masses_displaced(): number {
    return this.#masses.displaced;
  }

  /** Are the settings noted that its names and bytes are read with? */
  get hasSite(): boolean {
    return this.#statements.readMeta.get('site') !== undefined;
  }

  get head(): LedgerHead {
    return this.#head;
  }

  /** One transaction, fsynced. Throws `ledger-commit-failed`; then nobody knows whether it is stored: stop, start again, replay. */
  commit(batch: BatchWrite, limit: JournalLimit): void {
    const at_ms = batch.rows.at(-1)?.at_ms ?? this.#head.at_ms;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      this.#head = { ...this.#head, at_ms, tick_ms: batch.tick_ms };
      this.#begin(batch);
      this.#appendRows(batch.rows);
      this.#appendMovements(batch.movements);
      this.#appendCounts(batch.counts);
      this.#weigh(batch);
      this.#writeDerived(batch);
      this.#snapshot(this.#head.seq);
      if (batch.checkpoint !== undefined) this.#writeCheckpoint(batch.checkpoint);
      if (batch.rules !== undefined) this.#beginRules(batch.rules);
      if (batch.site !== undefined) this.#statements.meta.run('site', batch.site);
      const pruned = this.#prune(limit, this.#head);
      this.#head = {
        ...this.#head,
        journal_bytes: this.#head.journal_bytes - pruned.bytes,
        pruned_rows: this.#head.pruned_rows + pruned.rows,
      };
      this.#statements.meta.run('head', JSON.stringify(this.#head));
      this.#database.exec('COMMIT');
    } catch (thrown) {
      throw new GatewayFault(
        'ledger-commit-failed',
        `The ledger could not store a batch (${messageOf(thrown)}). Nothing of it was acknowledged. Check the disk, then start again.`,
        thrown,
      );
    }
  }

  latestCheckpoint(): Checkpoint | undefined {
    const row = this.#statements.latestCheckpoint.get();
    return row === undefined ? undefined : { ...row, state: inflateSync(row.state).toString('utf8') };
  }

  *rowsAfter(n: number): Generator<JournalRow> {
    yield* journalRows(this.#statements.segmentsAfter, this.#names, n);
  }

  levels(): Level[] {
    return this.#statements.levels.all();
  }

  openQuestions(): StoredQuestion[] {
    return this.#statements.openQuestions.all().map((row): StoredQuestion => JSON.parse(row.body));
  }

  documentVersionsAfter(number: number): string[] {
    return versionsAfter(this.#database, number);
  }

  movementIdsAfter(seq: number): string[] {
    return this.#statements.movementIdsAfter.all(seq).map((row) => row.id);
  }

  journalState(limit: JournalLimit, now_ms: number): JournalState {
    if (now_ms - this.#disk_free.at_ms > 5_000) {
      const { bavail, bsize } = statfsSync(this.#directory);
      this.#disk_free = { bytes: bavail * bsize, at_ms: now_ms };
    }
    return {
      first_n: this.#head.pruned_rows + 1,
      last_n: this.#head.n,
      bytes: this.#head.journal_bytes,
      bytes_max: limit.bytes,
      pruned_rows: this.#head.pruned_rows,
      disk_free_bytes: this.#disk_free.bytes,
    };
  }

  close(): void {
    this.#database.close();
  }

  #appendRows(rows: readonly JournalRow[]): void {
    const first = rows[0];
    if (first === undefined) return;
    assert(first.n === this.#head.n + 1, `journal row ${first.n} does not follow ${this.#head.n}`);
    const blob = encodeSegment(rows, this.#names);
    const n_last = first.n + rows.length - 1;
    this.#statements.segment.run(first.n, n_last, first.at_ms, blob);
    this.#head = { ...this.#head, n: n_last, journal_bytes: this.#head.journal_bytes + blob.length };
  }

  #appendMovements(movements: readonly StoredMovement[]): void {
    for (const m of movements) {
      assert(m.seq === this.#head.seq + 1, `movement ${m.seq} does not follow ${this.#head.seq}`);
      this.#writeMovement(m);
      for (const { n } of m.evidence) this.#statements.evidence.run(n);
      this.#head = { ...this.#head, seq: m.seq };
    }
  }

  /** The first row ever is the beginning of all that can be known. */
  #begin({ rows }: BatchWrite): void {
    const [first] = rows;
    if (this.#head.n === 0 && first !== undefined) this.#meta('began_ms', () => String(first.at_ms));
  }

  #appendCounts(counts: readonly StoredCount[]): void {
    for (const [i, count] of counts.entries()) {
      assert(count.number === this.#counts.last + 1 + i, `count ${count.number} does not follow ${this.#counts.last}`);
      for (const { n } of count.evidence) this.#statements.evidence.run(n);
    }
    this.#counts.write(counts);
  }

  #weigh({ movements, counts, site }: BatchWrite): void {
    const noted = () => site ?? this.#statements.readMeta.get('site')?.value;
    this.#masses.write({ movements, counts, site: noted });
  }

  #writeDerived(batch: BatchWrite): void {
    for (const { location, item, quantity } of batch.levels) {
      if (quantity === 0) this.#statements.noLevel.run(location, item);
      else this.#statements.level.run(location, item, quantity);
    }
    if (batch.lots !== undefined) this.#writeLots(batch.lots, this.#head.seq);
    for (const question of batch.questions) {
      this.#statements.question.run(question.id, question.state, question.at_ms, JSON.stringify(question));
    }
    this.#writeSpans(batch.questions);
    this.#writeAssociations(batch.associations);
    this.#writeTellings(batch.tellings);
    this.#documents.write(batch.documents);
    this.#writeQuarantine(batch.quarantine);
    this.#writePeriods(batch.periods ?? []);
    for (const device of batch.devices) this.#statements.device.run(device.device, JSON.stringify(device));
    for (const { target, seq } of batch.cursors) this.#statements.cursor.run(target, seq);
  }

  #writeCheckpoint(state: string): void {
    this.#statements.checkpoint.run(
      this.#head.n,
      this.#head.seq,
      this.#head.tick_ms,
      deflateSync(Buffer.from(state, 'utf8'), { level: 1 }),
      this.#counts.last,
      this.#documents.last,
    );
    // The oldest stays, so that `verify` reaches as far back as it can; the second oldest makes room.
    this.#statements.thinCheckpoints.run(checkpoints_max);
  }

  #beginRules(rules: string): void {
    this.#statements.meta.run('rules', JSON.stringify({ rules, n: this.#head.n }));
    this.#statements.forgetCheckpoints.run(this.#head.n);
  }

  #meta(key: string, first: () => string): string {
    const row = this.#statements.readMeta.get(key);
    if (row !== undefined) return row.value;
    const value = first();
    this.#statements.meta.run(key, value);
    return value;
  }
}

type Value = string | number | Uint8Array | null;

function prepare(database: Database) {
  const write = (sql: string): Statement<Value[]> => database.prepare<Value[]>(sql);
  return {
    readMeta: database.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?'),
    meta: write('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value'),
    segment: write('INSERT INTO journal VALUES (?, ?, ?, ?)'),
    segmentsAfter: segmentsAfter(database),
    movementIdsAfter: database.prepare<[number], { id: string }>('SELECT id FROM movement WHERE seq > ? ORDER BY seq'),
    evidence: write('INSERT OR IGNORE INTO evidence (n) VALUES (?)'),
    level: write(
      'INSERT INTO level VALUES (?, ?, ?) ON CONFLICT (location, item) DO UPDATE SET quantity = excluded.quantity',
    ),
    noLevel: write('DELETE FROM level WHERE location = ? AND item = ?'),
    levels: database.prepare<[], Level>('SELECT location, item, quantity FROM level ORDER BY location, item'),
    question: write(
      'INSERT INTO question VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state, at_ms = excluded.at_ms, body = excluded.body',
    ),
    openQuestions: database.prepare<[], { body: string }>(
      "SELECT body FROM question WHERE state = 'open' ORDER BY at_ms, id",
    ),
    device: write('INSERT INTO device_activity VALUES (?, ?) ON CONFLICT (device) DO UPDATE SET body = excluded.body'),
    cursor: write(
      'INSERT INTO cursor VALUES (?, ?) ON CONFLICT (target) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq',
    ),
    checkpoint: write(
      'INSERT OR REPLACE INTO checkpoint (n, seq, tick_ms, state, counts, document_events) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    thinCheckpoints: write(
      'DELETE FROM checkpoint WHERE (SELECT COUNT(*) FROM checkpoint) > ? AND n = (SELECT n FROM checkpoint ORDER BY n LIMIT 1 OFFSET 1)',
    ),
    forgetCheckpoints: write('DELETE FROM checkpoint WHERE n < ?'),
    latestCheckpoint: database.prepare<[], Omit<Checkpoint, 'state'> & { state: Buffer }>(
      'SELECT n, seq, tick_ms, state, document_events FROM checkpoint ORDER BY n DESC LIMIT 1',
    ),
  };
}

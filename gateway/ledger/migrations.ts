/** The ledger's tables, as steps from one version to the next. A step that has shipped is never edited. */
import type { Database } from 'better-sqlite3';
import { GatewayFault } from '../base/faults.ts';
import { alertTables } from './alert-tables.ts';
import { forecastTables } from './forecast-tables.ts';
import { makeSnapshots } from './level-snapshots.ts';
import { lotTables } from './lot-tables.ts';
import { massTables } from './mass-tables.ts';
import { ownerTables } from './owners.ts';

/** What is done after a step's tables stand, with what the ledger already has. */
const fills: ReadonlyMap<number, (database: Database) => void> = new Map([[3, beginPast]]);

const steps: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

  -- Device, topic and event names of journal rows, stored once.
  CREATE TABLE name (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

  -- One row a batch, see segment.ts.
  CREATE TABLE journal (
    n_first INTEGER PRIMARY KEY,
    n_last INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    rows BLOB NOT NULL
  ) STRICT;

  -- Journal rows that movements point at; filled when the journal's own copy is pruned.
  CREATE TABLE evidence (n INTEGER PRIMARY KEY, at_ms INTEGER, row BLOB) STRICT;

  CREATE TABLE movement (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    from_location TEXT NOT NULL,
    to_location TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    arrived_ms INTEGER NOT NULL,
    confidence_permille INTEGER NOT NULL,
    rule TEXT NOT NULL,
    settings_revision INTEGER NOT NULL,
    why TEXT NOT NULL,
    evidence TEXT NOT NULL,
    reverses TEXT,
    CHECK (from_location <> to_location)
  ) STRICT;
  CREATE INDEX movement_by_item ON movement (item, seq);
  CREATE INDEX movement_by_from ON movement (from_location, seq);
  CREATE INDEX movement_by_to ON movement (to_location, seq);

  -- Movements are never edited: a correction is a reversal and a new movement.
  CREATE TRIGGER movement_is_never_changed BEFORE UPDATE ON movement BEGIN SELECT RAISE(ABORT, 'movements are never changed'); END;
  CREATE TRIGGER movement_is_never_removed BEFORE DELETE ON movement BEGIN SELECT RAISE(ABORT, 'movements are never removed'); END;

  CREATE TABLE level (
    location TEXT NOT NULL,
    item TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (location, item)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX level_by_item ON level (item, location);

  CREATE TABLE question (id TEXT PRIMARY KEY, state TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE INDEX question_by_state ON question (state, at_ms);

  CREATE TABLE quarantine (
    n INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    device TEXT,
    topic TEXT,
    reason TEXT NOT NULL,
    data BLOB NOT NULL
  ) STRICT;

  CREATE TABLE device_activity (device TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE cursor (target TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID, STRICT;

  -- The state of everything derived, after journal row n and all ticks up to tick_ms, with seq movements booked.
  CREATE TABLE checkpoint (n INTEGER PRIMARY KEY, seq INTEGER NOT NULL, tick_ms INTEGER NOT NULL, state BLOB NOT NULL) STRICT;

  CREATE TABLE credential (connection TEXT PRIMARY KEY, hash BLOB NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID, STRICT;
  `,
  `
  -- What people said that tags stand for; one row each time it was said.
  CREATE TABLE association (
    n INTEGER NOT NULL,
    epc TEXT NOT NULL,
    item TEXT,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    ended_ms INTEGER,
    ended_by TEXT,
    ended_reason TEXT,
    PRIMARY KEY (n, epc)
  ) WITHOUT ROWID, STRICT;
  CREATE UNIQUE INDEX association_now ON association (epc) WHERE ended_ms IS NULL;
  CREATE INDEX association_by_epc ON association (epc, n);
  CREATE INDEX association_by_item ON association (item, n, epc);
  CREATE INDEX association_ended ON association (ended_ms) WHERE ended_ms IS NOT NULL;

  -- What people told devices, and what became of it.
  CREATE TABLE telling (
    n INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    body TEXT NOT NULL,
    outcome TEXT
  ) STRICT;
  CREATE INDEX telling_by_device ON telling (device, n);
  `,
  `
  -- What was counted, also where it made no difference; seq is the last movement before or of it.
  CREATE TABLE counts (
    number INTEGER PRIMARY KEY,
    item TEXT NOT NULL,
    location TEXT NOT NULL,
    seq INTEGER NOT NULL,
    arrived_ms INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX counts_by_place ON counts (item, location, seq, number);
  CREATE TRIGGER count_is_never_changed BEFORE UPDATE ON counts BEGIN SELECT RAISE(ABORT, 'counts are never changed'); END;
  CREATE TRIGGER count_is_never_removed BEFORE DELETE ON counts BEGIN SELECT RAISE(ABORT, 'counts are never removed'); END;
  ALTER TABLE checkpoint ADD COLUMN counts INTEGER NOT NULL DEFAULT 0;

  -- All levels after movement seq, in parts by item, see level-snapshots.ts.
  CREATE TABLE level_snapshot (
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (seq, part)
  ) WITHOUT ROWID, STRICT;

  -- From when to when a question was open, see question-spans.ts.
  CREATE TABLE question_span (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    opened_ms INTEGER NOT NULL,
    settled_ms INTEGER,
    item TEXT,
    location TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX question_span_open ON question_span (id) WHERE settled_ms IS NULL;
  CREATE INDEX question_span_by_end ON question_span (settled_ms, opened_ms) WHERE settled_ms IS NOT NULL;

  -- Why a level is what it is, is answered from the index alone; only the movements shown are fetched.
  DROP INDEX movement_by_item;
  CREATE INDEX movement_by_item ON movement (item, seq, from_location, to_location, kind, quantity);
  CREATE INDEX movement_reversal ON movement (reverses) WHERE reverses IS NOT NULL;
  `,
  `
  -- Who may do what, see people.ts. People are never removed: the trail names them.
  CREATE TABLE person (
    login TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    active INTEGER NOT NULL,
    password TEXT,
    made_ms INTEGER NOT NULL,
    made_by TEXT NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE TRIGGER person_is_never_removed BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'people are never removed'); END;

  -- What lets somebody in once: a setup, an invitation, a reset. Of tokens only hashes are kept.
  CREATE TABLE ticket (
    hash BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    login TEXT NOT NULL,
    made_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;

  CREATE TABLE session (
    hash BLOB PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    login TEXT NOT NULL,
    begun_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX session_by_login ON session (login, begun_ms);

  CREATE TABLE api_token (
    hash BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    made_ms INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    revoked_ms INTEGER
  ) WITHOUT ROWID, STRICT;
  CREATE UNIQUE INDEX api_token_now ON api_token (name) WHERE revoked_ms IS NULL;

  -- Every change a person made; chain is the hash of the row and of the chain before it, see audit-rows.ts.
  CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    by TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    why TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL,
    chain BLOB NOT NULL
  ) STRICT;
  CREATE INDEX audit_by_person ON audit (by, number);
  CREATE INDEX audit_by_what ON audit (what, number);
  CREATE INDEX audit_by_subject ON audit (subject, number);
  CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END;
  CREATE TRIGGER audit_is_never_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'nothing is removed from the audit trail'); END;
  `,
  `
  -- Closed periods of the books, one after the other.
  CREATE TABLE period (number INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TRIGGER period_is_never_changed BEFORE UPDATE ON period BEGIN SELECT RAISE(ABORT, 'a closed period is never changed'); END;
  CREATE TRIGGER period_is_never_removed BEFORE DELETE ON period BEGIN SELECT RAISE(ABORT, 'a closed period stays closed'); END;
  `,
  `
  -- The trail is looked through by what became of it, and by time.
  CREATE INDEX audit_by_outcome ON audit (outcome, number);
  CREATE INDEX audit_by_time ON audit (at_ms);
  `,
  `
  -- Orders, receipts, tasks as they now are, see documents.ts; number is that of the event that opened it.
  CREATE TABLE document (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    party TEXT,
    location TEXT,
    reference TEXT,
    of TEXT,
    due_day TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX document_by_kind ON document (kind, is_open, number);
  CREATE INDEX document_open ON document (is_open, number);
  CREATE INDEX document_by_state ON document (kind, state, number);
  CREATE INDEX document_by_party ON document (party, number) WHERE party IS NOT NULL;
  CREATE INDEX document_by_reference ON document (reference, number) WHERE reference IS NOT NULL;
  CREATE INDEX document_by_origin ON document (of, number) WHERE of IS NOT NULL;

  -- Items and locations that a document is about.
  CREATE TABLE document_about (
    what TEXT NOT NULL,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (what, name, number)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX document_about_by_number ON document_about (number);

  CREATE TABLE document_event (
    number INTEGER PRIMARY KEY,
    document TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX document_event_by_document ON document_event (document, number);
  CREATE TRIGGER document_event_is_never_changed BEFORE UPDATE ON document_event BEGIN SELECT RAISE(ABORT, 'events of documents are never changed'); END;
  ALTER TABLE checkpoint ADD COLUMN document_events INTEGER NOT NULL DEFAULT 0;

  -- The work of people that a movement is part of, as JSON.
  ALTER TABLE movement ADD COLUMN work TEXT;
  `,
  lotTables,
  alertTables,
  forecastTables,
  `
  -- What production orders used and made, by order: for the cost of what was made, and for what became of a lot.
  CREATE INDEX movement_of_production ON movement (json_extract(work, '$.document'), seq)
    WHERE json_extract(work, '$.report') IS NOT NULL;
  `,
  ownerTables,
  massTables,
];

/** Brings a ledger to this version's tables, each step whole or not at all. Refuses one written by a newer version. */
export function migrate(database: Database): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > steps.length) {
    throw new GatewayFault(
      'ledger-newer',
      `The ledger was written by a newer Tallygate (table version ${version}, this one knows ${steps.length}). Start the newer version.`,
    );
  }
  for (const [i, step] of steps.entries()) {
    if (i < version) continue;
    database.transaction(() => {
      database.exec(step);
      fills.get(i + 1)?.(database);
      database.pragma(`user_version = ${i + 1}`);
    })();
  }
}

/** A ledger of before has levels and questions whose past can be told, and counts that were never recorded. */
function beginPast(database: Database): void {
  makeSnapshots(database);
  database.exec(`
    INSERT INTO question_span (id, opened_ms, settled_ms, item, location, body)
    SELECT id, at_ms, json_extract(body, '$.settled_ms'), json_extract(body, '$.item'), json_extract(body, '$.location'), body FROM question ORDER BY at_ms, id`);
  const head = database.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'head'").get();
  const put = database.prepare<[string, string]>('INSERT INTO meta VALUES (?, ?)');
  if (head === undefined) return;
  const { seq, at_ms, tick_ms }: { seq: number; at_ms: number; tick_ms: number } = JSON.parse(head.value);
  put.run('counts_since', JSON.stringify({ seq, at_ms: Math.max(at_ms, tick_ms) }));
  const began = database
    .prepare<[], { at_ms: number | null }>(
      'SELECT MIN(at_ms) AS at_ms FROM (SELECT MIN(at_ms) AS at_ms FROM journal UNION ALL SELECT arrived_ms FROM movement WHERE seq = 1)',
    )
    .get()?.at_ms;
  if (typeof began === 'number') put.run('began_ms', String(began));
}

/** The table version of a ledger that is only read; nothing can bring it up to date there. */
export function tableVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

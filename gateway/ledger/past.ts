/**
 * The ledger as it was known at any past second. Movements are numbered in the order in which they were learned, and the times of
 * that never run backwards: so a time is a movement number, and what was known then is what stands up to it.
 */
import type { Database } from 'better-sqlite3';
import { GatewayFault } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { Level } from '../stock/levels.ts';
import type { MovementKind } from '../stock/movement.ts';
import type { Site } from '../stock/site.ts';
import type { StoredQuestion } from '../work/question.ts';
import { type CountQueries, type CountsSince, countQueries } from './counts.ts';
import { type DevicesAsked, type DevicesThen, devicesAtOf } from './device-past.ts';
import { levelsAfter } from './level-snapshots.ts';
import { tableVersion } from './migrations.ts';
import { type About, questionsOpenAt } from './question-spans.ts';
import type { Names } from './segment.ts';

/** A movement of an item as far as the index has it. */
export interface SumRow {
  readonly seq: number;
  readonly kind: MovementKind;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
}

export interface Span {
  readonly item: string;
  readonly location: string;
  readonly after_seq: number;
  readonly until_seq: number;
}

export interface Past extends CountQueries {
  /** When the first row was learned; undefined when there is none. */
  began_ms(): number | undefined;
  /** When the newest row was learned. */
  known_ms(): number;
  /** Counts of before are not recorded; undefined when all are. */
  counts_since(): CountsSince | undefined;
  /** The settings as last noted; undefined in a ledger that no gateway of this version has written to. */
  site(): Site | undefined;
  /** The last movement that was known at a time, 0 when there was none. */
  seqAt(at_ms: number): number;
  /** Levels after movement `seq` that are not zero, ordered by location, then item. */
  levelsAt(seq: number, filter: { readonly item?: string; readonly location?: string }): Level[];
  /** Questions that were open at a time, newest first; all, or those about an item at a location. */
  questionsAt(at_ms: number, about?: About): StoredQuestion[];
  /** Movements of an item from or to a location, newest first, at most `limits.why_movements_summed_max`. */
  sumRows(span: Span): SumRow[];
  /** How sure the newest of these movements are, thousandths, at most `limits.count_doubt_movements_max`. */
  confidences(span: Span): readonly number[];
  /** How devices were at a time, and their last frames by then, from the journal. */
  devicesAt(asked: DevicesAsked): DevicesThen;
  /** Reads without the writer changing anything meanwhile. */
  inOneView<Result>(read: () => Result): Result;
}

/** Tables that came with the version that knows the past. */
const version_with_past = 3;

/** Throws GatewayFault for a ledger that no gateway of this version has opened yet: it cannot be brought up to date by a reader. */
export function pastOf(database: Database, names: Names): Past {
  if (tableVersion(database) < version_with_past) {
    const says =
      'The ledger was written by an earlier Tallygate. Start this version on it once; then its past can be told.';
    throw new GatewayFault('ledger-unusable', says);
  }
  const meta = database.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?');
  const json = (key: string) => JSON.parse(meta.get(key)?.value ?? 'null') ?? undefined;
  return {
    began_ms: (): number | undefined => json('began_ms'),
    known_ms: (): number => json('head')?.at_ms ?? 0,
    counts_since: (): CountsSince | undefined => json('counts_since'),
    site: (): Site | undefined => json('site'),
    seqAt: seqAtOf(database),
    sumRows: sumRowsOf(database),
    confidences: confidencesOf(database),
    levelsAt: levelsAfter(database),
    questionsAt: questionsOpenAt(database),
    devicesAt: devicesAtOf(database, names),
    ...countQueries(database),
    inOneView: (read) => database.transaction(read).deferred(),
  };
}

/** The newest movement that had arrived: twenty looks at the primary key in a million. */
function seqAtOf(database: Database): Past['seqAt'] {
  const head = database.prepare<[], { seq: number | null }>('SELECT MAX(seq) AS seq FROM movement');
  const arrival = database.prepare<[number], { arrived_ms: number }>('SELECT arrived_ms FROM movement WHERE seq = ?');
  return (at_ms) => {
    let known = 0;
    let unknown = (head.get()?.seq ?? 0) + 1;
    while (unknown - known > 1) {
      const middle = Math.floor((known + unknown) / 2);
      if ((arrival.get(middle)?.arrived_ms ?? Number.POSITIVE_INFINITY) <= at_ms) known = middle;
      else unknown = middle;
    }
    return known;
  };
}

function confidencesOf(database: Database): Past['confidences'] {
  const rows = database.prepare<[string, number, number, string, string, number], { confidence_permille: number }>(
    `SELECT confidence_permille FROM movement INDEXED BY movement_by_item
     WHERE item = ? AND seq > ? AND seq <= ? AND (from_location = ? OR to_location = ?) ORDER BY seq DESC LIMIT ?`,
  );
  return ({ item, location, after_seq, until_seq }) =>
    rows
      .all(item, after_seq, until_seq, location, location, limits.count_doubt_movements_max)
      .map(({ confidence_permille }) => confidence_permille);
}

function sumRowsOf(database: Database): Past['sumRows'] {
  const rows = database.prepare<[string, number, number, string, string, number], SumRow>(
    `SELECT seq, kind, quantity, from_location AS "from", to_location AS "to" FROM movement INDEXED BY movement_by_item
     WHERE item = ? AND seq > ? AND seq <= ? AND (from_location = ? OR to_location = ?) ORDER BY seq DESC LIMIT ?`,
  );
  return ({ item, location, after_seq, until_seq }) =>
    rows.all(item, after_seq, until_seq, location, location, limits.why_movements_summed_max);
}

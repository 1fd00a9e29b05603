/** What the writer stores of one batch. */
import type { AssociationChange } from '../stock/association.ts';
import type { Level } from '../stock/levels.ts';
import type { Period } from '../stock/period.ts';
import type { DocumentChange } from '../work/document.ts';
import type { StoredQuestion } from '../work/question.ts';
import type { DeviceActivity, StoredMovement, TellingChange } from './commit.ts';
import type { StoredCount } from './counts.ts';
import type { LotWrite } from './lots.ts';
import type { JournalRow, QuarantineRow } from './reader.ts';

/** Everything one batch changes. Levels are absolute; zero removes the row. */
export interface BatchWrite {
  readonly rows: readonly JournalRow[];
  readonly tick_ms: number;
  readonly movements: readonly StoredMovement[];
  readonly counts: readonly StoredCount[];
  readonly levels: readonly Level[];
  /** Absent where no lot is concerned. */
  readonly lots?: LotWrite;
  readonly questions: readonly StoredQuestion[];
  readonly associations: readonly AssociationChange[];
  readonly tellings: readonly TellingChange[];
  readonly documents: readonly DocumentChange[];
  /** All that are closed; the ledger appends those it does not have yet. */
  readonly periods?: readonly Period[];
  readonly quarantine: readonly QuarantineRow[];
  readonly devices: readonly DeviceActivity[];
  readonly cursors: readonly { readonly target: string; readonly seq: number }[];
  readonly checkpoint?: string;
  /** Other rules than before decide from here on. Earlier checkpoints are of no use to them and go. */
  readonly rules?: string;
  /** The settings from here on, as JSON: what the ledger's names and bytes are read with. */
  readonly site?: string;
}

/** What one committed batch changed: the news that screens, sync and counters live on. */
import type { AssociationChange } from '../stock/association.ts';
import type { Level } from '../stock/levels.ts';
import type { Movement } from '../stock/movement.ts';
import type { StoredQuestion } from '../work/question.ts';
import type { MassMoved } from './mass-queries.ts';

/** A movement with its place in the ledger: dense from 1, in order of arrival. */
export interface StoredMovement extends Movement {
  readonly seq: number;
  /** Of an item with catch weight, what it is found to have moved by all that is known by now; not in the news of its commit. */
  readonly moved?: MassMoved;
}

/** How one device has been doing; totals since the ledger began. */
export interface DeviceActivity {
  readonly device: string;
  readonly frames: number;
  readonly readings: number;
  readonly duplicates: number;
  readonly quarantined: number;
  readonly last_at_ms: number;
  /** The last reading in a few words, e.g. `channel 1: 538.2 g at rest`. */
  readonly last_says: string;
  /** Device clock minus gateway clock, where the device tells its time. */
  readonly skew_ms?: number;
  /** How often what it counts showed that messages of it never came, and what it said the last time. */
  readonly lost?: { readonly times: number; readonly last_says: string; readonly last_at_ms: number };
}

/** Something a person told a device, and what became of it. */
export interface Telling {
  /** The journal row of the command. */
  readonly n: number;
  readonly at_ms: number;
  readonly device: string;
  readonly by: string;
  readonly reason: string;
  /** `{ kind: 'tare', channel: '1' }`. */
  readonly command: Readonly<Record<string, unknown>>;
  /** Absent while it is not known. */
  readonly outcome?: TellingOutcome;
}

export interface TellingOutcome {
  readonly ok: boolean;
  readonly says: string;
  readonly is_unsure?: true;
}

export type TellingChange =
  | ({ readonly kind: 'given' } & Omit<Telling, 'outcome'>)
  | { readonly kind: 'told'; readonly n: number; readonly at_ms: number; readonly outcome: TellingOutcome };

export interface JournalState {
  readonly first_n: number;
  readonly last_n: number;
  readonly bytes: number;
  readonly bytes_max: number;
  readonly pruned_rows: number;
  readonly disk_free_bytes: number;
}

export interface Commit {
  readonly at_ms: number;
  readonly movements: readonly StoredMovement[];
  /** New absolute levels (also zero) of what the movements touched. */
  readonly levels: readonly Level[];
  readonly questions: readonly StoredQuestion[];
  readonly devices: readonly DeviceActivity[];
  readonly associations: readonly AssociationChange[];
  /** How many tags stand for something now. */
  readonly associations_active: number;
  readonly tellings: readonly TellingChange[];
  readonly journal: JournalState;
  readonly counters: Readonly<Record<string, number>>;
}

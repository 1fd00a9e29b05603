/** Reading the ledger, through a connection that cannot write. */
import type { Association } from '../stock/association.ts';
import type { MassLevel } from '../stock/catch-weight/mass-entry.ts';
import type { Level } from '../stock/levels.ts';
import type { OwnerLevel } from '../stock/owner.ts';
import type { StoredQuestion } from '../work/question.ts';
import type { DeviceActivity, StoredMovement, Telling } from './commit.ts';
import type { DocumentQueries } from './documents.ts';
import type { LotQueries } from './lots.ts';
import type { Past } from './past.ts';

export interface JournalRow {
  readonly n: number;
  readonly at_ms: number;
  /** `frame` has data; `event` has the event's JSON in `detail`. */
  readonly kind: 'frame' | 'event';
  readonly device?: string;
  readonly topic?: string;
  readonly retained: boolean;
  readonly qos: 0 | 1 | 2;
  readonly data?: Uint8Array;
  readonly event?: string;
  readonly detail?: string;
}

export interface QuarantineRow {
  readonly n: number;
  readonly at_ms: number;
  readonly device?: string;
  readonly topic?: string;
  readonly reason: string;
  readonly data: Uint8Array;
}

export interface MovementFilter {
  readonly item?: string;
  readonly location?: string;
  /** Where they brought something to; not together with `location`. */
  readonly to?: string;
  /** Only movements with a smaller seq: the cursor of a page, newest first. */
  readonly before_seq?: number;
  readonly limit: number;
}

export interface QuestionFilter {
  readonly state?: 'open' | 'settled';
  /** Only questions after this one in the list: the cursor of a page, newest first. */
  readonly before?: { readonly at_ms: number; readonly id: string };
  readonly limit: number;
}

/** An association as it is kept: also when it has ended. */
export interface StoredAssociation extends Association {
  readonly ended?: { readonly at_ms: number; readonly by: string; readonly reason: string };
}

export interface AssociationFilter {
  readonly epc?: string;
  readonly item?: string;
  /** Also those that have ended. */
  readonly ended?: boolean;
  /** Only associations after this one in the list: the cursor of a page, newest first. */
  readonly before?: { readonly n: number; readonly epc: string };
  readonly limit: number;
}

export interface LedgerReader {
  /** Made once at the ledger's creation; tells a restored ledger from its original. */
  readonly ledger_id: string;
  readonly gateway_id: string;
  /** The last movement's seq, 0 when there is none. */
  head(): number;
  /** Oldest first, for sync. */
  movementsAfter(seq: number, limit: number): StoredMovement[];
  /** Newest first, for people. */
  movements(filter: MovementFilter): StoredMovement[];
  movement(id: string): StoredMovement | undefined;
  levels(filter: { readonly item?: string; readonly location?: string }): Level[];
  /** Newest first. */
  questions(filter: QuestionFilter): StoredQuestion[];
  question(id: string): StoredQuestion | undefined;
  /** Newest first; of one command in the order of the EPCs, backwards. */
  associations(filter: AssociationFilter): StoredAssociation[];
  /** What a device was told, newest first; of a page after another, only before `before_n`. */
  tellings(device: string, limit: number, before_n?: number): Telling[];
  /** Orders, receipts, tasks. */
  readonly documents: DocumentQueries;
  frame(n: number): JournalRow | undefined;
  /** Newest first; of a page after another, only rows before `before_n`. */
  quarantine(limit: number, before_n?: number): QuarantineRow[];
  devices(): DeviceActivity[];
  /** The last seq a sync target has acknowledged, 0 at first. */
  cursor(target: string): number;
  /** What was known when. Throws GatewayFault where the ledger's tables are of before that. */
  readonly past: Past;
  /** What lies somewhere and is not ours, ordered by location, then item; of what is outside, what went there less what came. */
  owned(filter: { readonly item?: string; readonly location?: string }): OwnerLevel[];
  /** What lies somewhere of items with catch weight, ordered by location, then item. */
  masses(filter: { readonly item?: string; readonly location?: string }): MassLevel[];
  /** Throws where the ledger's tables are of before lots were kept. */
  readonly lots: LotQueries;
  close(): void;
}

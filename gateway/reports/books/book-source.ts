/** Where reports read from: the ledger, item by item in pages, and its closed periods. */

import type { ForecastRecord } from '../../planning/forecast/forecast-record.ts';
import type { MovementKind, MovementWork } from '../../stock/movement.ts';
import type { OwnerPart } from '../../stock/owner.ts';
import type { Period } from '../../stock/period.ts';
import type { Site } from '../../stock/site.ts';
import type { AwaitedLine, InProcess } from '../report.ts';
import type { SourceRows } from '../source-share.ts';
import type { BookMass, RowMass } from './mass-events.ts';

/** A movement as far as books and reports ask. */
export interface BookRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: MovementKind;
  readonly item: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  readonly at_ms: number;
  readonly arrived_ms: number;
  /** Rule and version, e.g. `fusion@5`. */
  readonly rule: string;
  readonly reverses?: string;
  /** The work of people that it is part of: its document says what a unit cost. */
  readonly work?: Pick<
    MovementWork,
    'document' | 'order' | 'party' | 'unit_cost' | 'reason' | 'report' | 'share_permille' | 'source'
  >;
  /** The pieces of it that are not ours. */
  readonly owners?: readonly OwnerPart[];
  /** Of an item with catch weight, since it has it: what it is found to have moved. */
  readonly moved?: RowMass;
}

export interface CountedRow {
  readonly id: string;
  readonly item: string;
  readonly location: string;
  readonly counted: number;
  readonly before: number;
  readonly at_ms: number;
  readonly by: string;
}

export interface BookSource extends SourceRows {
  /** The newest movement; 0 without any. */
  head(): number;
  /** The settings as last noted; the very same object while they are the same. */
  site(): Site | undefined;
  periods(): readonly Period[];
  /** Items that moved after a movement up to another one, by id. */
  items(after_seq: number, until_seq: number): readonly string[];
  /** Of one item, as they were learned; the last page is shorter than the limit. */
  rows(asked: {
    readonly item: string;
    readonly after_seq: number;
    readonly until_seq: number;
    readonly limit: number;
  }): readonly BookRow[];
  /** What a production order used and made, and what of it was taken back, as they were learned. */
  production(document: string, until_seq: number): readonly BookRow[];
  /** Counts of one item, as they were learned, those that were taken back left out. */
  counts(item: string, limit: number): readonly CountedRow[];
  /** Lines of open purchase orders that await something, by order. */
  awaited(limit: number): readonly AwaitedLine[];
  /** What open production orders will still use, by order. */
  inProcess(limit: number): readonly InProcess[];
  /** What is known of the masses of an item with catch weight beside its movements; a source without it keeps none. */
  masses?(item: string, until_seq: number): BookMass | undefined;
  /** The newest count, by its number; 0 without any, and of a source that keeps none. */
  counted?(): number;
  /** Items that were counted after a count, also those of which nothing moved by it. */
  countedAfter?(number: number): readonly string[];
  /** Forecasts of an item as they were said, the oldest first; a source without it keeps none. */
  said?(item: string): readonly ForecastRecord[];
}

/** What the site says of the work of people: where it takes place, what it allows, how counts are judged. */

import type { KanbanLoop } from './kanban.ts';
import type { OwnerOrder } from './owner.ts';
import type { SsccSettings } from './sscc.ts';

/** Of an item by the value of its usage: A is counted most often and most closely. */
export type AbcClass = 'A' | 'B' | 'C';

export interface CountingSettings {
  /** Shares of the level by which a count may differ and be booked without being counted again, thousandths. */
  readonly tolerance_permille?: Readonly<Record<AbcClass, number>>;
  /** How often an item of a class is to be counted at each of its places. */
  readonly counts_per_year?: Readonly<Record<AbcClass, number>>;
  /** Who counts again, and who approves, must not be who counted. */
  readonly by_another?: boolean;
  /** A line of which a tag is missing is counted by a sweep while the chance that a tag was missed is at most this, thousandths. */
  readonly sweep_missed_permille_max?: number;
  readonly programmes?: readonly CountProgramme[];
}

/**
 * What is counted by itself, a little every day. `class`: as often as the class of the item asks. `zone`: all places of some zones, so
 * many times a year. `empty`: places seen empty or low, which are counted at a glance. `doubt`: where the ledger is least sure of what is
 * worth most and used most.
 */
export const programmeKinds = ['class', 'zone', 'empty', 'doubt'] as const;
export type ProgrammeKind = (typeof programmeKinds)[number];

export interface CountProgramme {
  readonly id: string;
  readonly name: string;
  readonly by: ProgrammeKind;
  /** These and what is in them; the whole site when absent. */
  readonly zones?: readonly string[];
  /** All when absent. */
  readonly abc?: readonly AbcClass[];
  /** Of `zone`. */
  readonly counts_per_year?: number;
  /** Of `empty`: a level of at most so many units. */
  readonly at_most?: number;
  /** Of `doubt`: how doubtful a level must be, thousandths. */
  readonly doubt_permille_min?: number;
  /** Lines that are opened a day. */
  readonly lines_per_day: number;
  /** Each gets a sheet of their own; nobody in particular when there is none. */
  readonly assignees: readonly string[];
  /** Whether sheets are opened by themselves every night; else they are on request alone. */
  readonly is_nightly: boolean;
  /** As `counting.tolerance_permille` when absent. */
  readonly tolerance_permille?: Readonly<Record<AbcClass, number>>;
}

/** As is usual: A within 1 % and four times a year, B within 3 % and twice, C within 5 % and once. */
export const usualCounting = {
  tolerance_permille: { A: 10, B: 30, C: 50 },
  counts_per_year: { A: 4, B: 2, C: 1 },
  by_another: false,
  sweep_missed_permille_max: 50,
} as const satisfies CountingSettings;

/** `fixed`: the place made for the item. `same-item`: where it lies already. `empty`: the first empty one in the order of the settings. */
export type PutAwayRule = 'fixed' | 'same-item' | 'empty';

export const usual_put_away: readonly PutAwayRule[] = ['fixed', 'same-item'];

/** Where work in process waits between two steps of production, so that one goes on while the other stands still. */
export interface BufferSettings {
  readonly location: string;
  readonly item: string;
  /** What the step after uses, and for how long the one before may stand still. */
  readonly use_per_hour?: number;
  readonly interruption_hours?: number;
  /** Below the first the step after may starve, above the second the one before is blocked. */
  readonly min_units?: number;
  readonly max_units?: number;
}

/** Where work takes place, and what it allows. */
export interface WorkSettings {
  /** Where deliveries are taken in that name no other place. */
  readonly receiving?: string;
  /** Where damaged goods go that are kept. */
  readonly quarantine?: string;
  /** Where shipments are gathered that name no other place. */
  readonly staging?: string;
  /** Where production orders are worked on that name no other place; of the kind `wip`. */
  readonly wip?: string;
  /** Where what was made goes, where nothing else is said. */
  readonly finished?: string;
  /** How much more than ordered is taken in where the order does not say, thousandths; nothing when absent. */
  readonly over_permille?: number;
  /** Whose pieces go first where nobody sees it; `own-first` when absent. */
  readonly owners?: OwnerOrder;
  readonly counting?: CountingSettings;
  /** By what goods find their places, the best first; `usual_put_away` when absent. */
  readonly put_away?: readonly PutAwayRule[];
  /** What own handling units are numbered with; without it each brings its number. */
  readonly sscc?: SsccSettings;
  readonly kanban?: readonly KanbanLoop[];
  readonly buffers?: readonly BufferSettings[];
}

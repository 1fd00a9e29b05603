/** What the site says of the work of people: where it takes place, what it allows, how counts are judged. */

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
}

/** As is usual: A within 1 % and four times a year, B within 3 % and twice, C within 5 % and once. */
export const usualCounting = {
  tolerance_permille: { A: 10, B: 30, C: 50 },
  counts_per_year: { A: 4, B: 2, C: 1 },
  by_another: false,
} as const satisfies CountingSettings;

/** `fixed`: the place made for the item. `same-item`: where it lies already. `empty`: the first empty one in the order of the settings. */
export type PutAwayRule = 'fixed' | 'same-item' | 'empty';

export const usual_put_away: readonly PutAwayRule[] = ['fixed', 'same-item'];

/** Where work takes place, and what it allows. */
export interface WorkSettings {
  /** Where deliveries are taken in that name no other place. */
  readonly receiving?: string;
  /** Where damaged goods go that are kept. */
  readonly quarantine?: string;
  /** Where shipments are gathered that name no other place. */
  readonly staging?: string;
  /** How much more than ordered is taken in where the order does not say, thousandths; nothing when absent. */
  readonly over_permille?: number;
  readonly counting?: CountingSettings;
  /** By what goods find their places, the best first; `usual_put_away` when absent. */
  readonly put_away?: readonly PutAwayRule[];
  /** What own handling units are numbered with; without it each brings its number. */
  readonly sscc?: SsccSettings;
}

/** What is known of a lot, or of a serial, besides where it lies: the lot master. */
import { daysAfter } from './day.ts';
import type { LotSaid, Tracking } from './lot.ts';

export interface LotRecord {
  readonly item: string;
  /** The serial, for an item tracked by serial. */
  readonly lot: string;
  readonly tracking: Tracking;
  /** Of a serial: the lot it was made in. */
  readonly of_lot?: string;
  /** Local day: the last one on which it may be used. */
  readonly expiry?: string;
  /** `told` by a code, a tag or a person; else reckoned by the item's shelf life from the day it was `made`, or from when it was first `seen`. */
  readonly expiry_from?: 'told' | 'made' | 'seen';
  readonly made_on?: string;
  readonly supplier_lot?: string;
  readonly first_seen_ms: number;
}

/** Something became known of a lot. `record` is what is known from then on. */
export interface LotEvent {
  readonly kind: 'seen' | 'told';
  readonly record: LotRecord;
  readonly at_ms: number;
  /** The journal row that told it. */
  readonly n: number;
  readonly by: string;
  readonly reason?: string;
}

export interface SeenLot {
  readonly item: string;
  readonly lot: string;
  readonly tracking: Tracking;
  readonly shelf_life_days?: number | undefined;
  readonly at_ms: number;
  /** The local day of that. */
  readonly day: string;
}

/**
 * What is known of a lot after somebody said something of it; the same object when it says nothing new. A person's word replaces what
 * was known. A code or a tag adds to it, and of two printed expiry days the earlier one holds: it is the one that nobody is harmed by.
 */
export function recordAfter(
  known: LotRecord | undefined,
  said: Omit<LotSaid, 'quantity'>,
  { item, lot, tracking, shelf_life_days, at_ms, day }: SeenLot,
): LotRecord {
  const isWord = said.known === 'stated';
  const pick = <Value>(now: Value | undefined, before: Value | undefined) =>
    isWord ? (now ?? before) : (before ?? now);
  const of_lot = tracking === 'serial' ? pick(said.lot, known?.of_lot) : undefined;
  const made_on = pick(said.made_on, known?.made_on);
  const supplier_lot = pick(said.supplier_lot, known?.supplier_lot);
  const told = known?.expiry_from === 'told' ? known.expiry : undefined;
  const isEarlier = said.expiry !== undefined && (told === undefined || said.expiry < told);
  const expiry = isWord ? (said.expiry ?? told) : isEarlier ? said.expiry : told;
  const first_seen_ms = known?.first_seen_ms ?? at_ms;
  const seen_day = known?.expiry_from === 'seen' ? known.expiry : undefined;
  const reckoned =
    shelf_life_days === undefined
      ? undefined
      : made_on !== undefined
        ? ({ expiry: daysAfter(made_on, shelf_life_days), expiry_from: 'made' } as const)
        : ({ expiry: seen_day ?? daysAfter(day, shelf_life_days), expiry_from: 'seen' } as const);
  const next: LotRecord = {
    item,
    lot,
    tracking,
    ...(of_lot === undefined ? {} : { of_lot }),
    ...(expiry === undefined ? reckoned : { expiry, expiry_from: 'told' as const }),
    ...(made_on === undefined ? {} : { made_on }),
    ...(supplier_lot === undefined ? {} : { supplier_lot }),
    first_seen_ms,
  };
  return known !== undefined && isSame(known, next) ? known : next;
}

function isSame(a: LotRecord, b: LotRecord): boolean {
  return (
    a.of_lot === b.of_lot &&
    a.expiry === b.expiry &&
    a.expiry_from === b.expiry_from &&
    a.made_on === b.made_on &&
    a.supplier_lot === b.supplier_lot &&
    a.tracking === b.tracking
  );
}

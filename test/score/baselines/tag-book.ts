/**
 * Where a baseline has each tag, and the movements that follow: what comes to a place comes from where it was, what leaves it
 * goes to the place's `taken_to`. The same master data and conventions as the product's.
 */
import type { TagReading } from '../../../devices/reading.ts';
import { filledFrom, isOutside, itemByGtin, type SiteIndex, takenTo } from '../../../gateway/stock/site-index.ts';
import type { Booked } from '../booked.ts';

export interface TagBook {
  readonly index: SiteIndex;
  readonly booked: readonly Booked[];
  /** The item of a tag by the GTIN in its bits; undefined for what is no item of the site. */
  itemOf(reading: TagReading): string | undefined;
  /** Where the tag is now, present or not. */
  placeOf(epc: string): string | undefined;
  /** Takes it for granted that the tag was there, without a movement. */
  stood(epc: string, place: string): void;
  /** `by`: what decided, when it is not the rule itself. */
  goes(epc: string, to: string, at_ms: number, arrived_ms: number, by?: string): void;
  leaves(epc: string, at_ms: number, arrived_ms: number): void;
}

export function tagBookOf(index: SiteIndex, rule: string): TagBook {
  const booked: Booked[] = [];
  const places = new Map<string, string>();
  const items = new Map<string, string>();
  function goes(epc: string, to: string, at_ms: number, arrived_ms: number, by = rule): void {
    const item = items.get(epc);
    // A tag never seen before was filled, as the product and the truth have it.
    const from = places.get(epc) ?? (isOutside(index, to) ? 'count-difference' : filledFrom(index, to));
    places.set(epc, to);
    if (item === undefined || from === to) return;
    booked.push({
      id: `${epc}/${booked.length}`,
      kind: 'step',
      item,
      quantity: 1,
      from,
      to,
      at_ms,
      arrived_ms,
      rule: by,
    });
  }
  return {
    index,
    booked,
    itemOf(reading) {
      const known = items.get(reading.epc);
      if (known !== undefined) return known;
      const gtin = reading.meaning?.gtin;
      const item = gtin === undefined ? undefined : itemByGtin(index, gtin)?.id;
      if (item !== undefined) items.set(reading.epc, item);
      return item;
    },
    placeOf: (epc) => places.get(epc),
    stood: (epc, place) => places.set(epc, place),
    goes,
    leaves(epc, at_ms, arrived_ms) {
      const place = places.get(epc);
      if (place !== undefined) goes(epc, takenTo(index, place), at_ms, arrived_ms);
    },
  };
}

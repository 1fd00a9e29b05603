/** What is remembered of lots: where they lie, what is known of them, and what was presumed of movements and may prove wrong. */
import { limits } from '../base/limits.ts';
import type { HoldScope } from '../stock/lots/hold.ts';
import type { LotCorrection } from '../stock/lots/lot-correction.ts';
import { addLot, type LotLevel, type LotLevels, listLots } from '../stock/lots/lot-levels.ts';
import type { LotEvent, LotRecord } from '../stock/lots/lot-record.ts';
import type { SiteIndex } from '../stock/site-index.ts';
import { isOutside } from '../stock/site-index.ts';

/** Pieces of which the lot was presumed when they moved. */
export interface Presumed {
  readonly movement: string;
  readonly from: string;
  readonly to: string;
  lot: string;
  quantity: number;
}

export interface LotBooks {
  readonly levels: LotLevels;
  /** By item, then lot. */
  readonly records: Map<string, Map<string, LotRecord>>;
  /** By item, the oldest first. */
  readonly presumed: Map<string, Presumed[]>;
  /** The serial numbers in the bits of tags, by EPC, the oldest first. */
  readonly tag_serials: Map<string, string>;
  /** What may not be used, by the number of its hold. */
  readonly holds: Map<string, HoldScope>;
  /** The local day of a time, found once for all that happen on it. */
  readonly today: { from_ms: number; until_ms: number; day: string };
  /** Records remembered. */
  count: number;
}

/** What an input led to, beside its movements. */
export interface LotNews {
  /** New absolute levels by lot, also zero. */
  readonly levels: readonly LotLevel[];
  readonly corrections: readonly LotCorrection[];
  readonly events: readonly LotEvent[];
}

/** The same while it is being gathered. */
export interface OpenLotNews {
  readonly touched: Map<string, LotLevel>;
  readonly corrections: LotCorrection[];
  readonly events: LotEvent[];
}

export interface SavedLots {
  readonly levels: readonly LotLevel[];
  readonly records: readonly LotRecord[];
  readonly presumed: readonly (readonly [string, readonly Presumed[]])[];
  readonly tag_serials: readonly (readonly [string, string])[];
  readonly holds: readonly (readonly [string, HoldScope])[];
}

export function lotBooksOf(): LotBooks {
  return {
    levels: new Map(),
    records: new Map(),
    presumed: new Map(),
    tag_serials: new Map(),
    holds: new Map(),
    today: { from_ms: 0, until_ms: 0, day: '' },
    count: 0,
  };
}

/** Undefined while no item was ever tracked: then a checkpoint says nothing of lots. */
export function saveLots({ levels, records, presumed, tag_serials, holds, count }: LotBooks): SavedLots | undefined {
  if (count + levels.size + presumed.size + tag_serials.size + holds.size === 0) return undefined;
  return {
    levels: listLots(levels),
    records: [...records.values()].flatMap((lots) => [...lots.values()]),
    presumed: [...presumed],
    tag_serials: [...tag_serials],
    holds: [...holds],
  };
}

export function restoreLots(books: LotBooks, saved: SavedLots | undefined): void {
  if (saved === undefined) return;
  for (const level of saved.levels) addLot(books.levels, level);
  for (const record of saved.records) keepRecord(books, record);
  for (const [id, scope] of saved.holds) books.holds.set(id, scope);
  for (const [epc, serial] of saved.tag_serials) books.tag_serials.set(epc, serial);
  for (const [item, list] of saved.presumed)
    books.presumed.set(
      item,
      list.map((each) => ({ ...each })),
    );
}

/** True when a record that was not there is now. */
export function keepRecord(books: LotBooks, record: LotRecord): boolean {
  const lots = books.records.get(record.item) ?? new Map<string, LotRecord>();
  const isNew = !lots.has(record.lot);
  lots.set(record.lot, record);
  books.records.set(record.item, lots);
  if (isNew) books.count += 1;
  return isNew;
}

/**
 * Beyond the limit lots of which nothing lies in the house are forgotten, the oldest first; the ledger keeps them all. Returns how many
 * were. What lies in the house is never forgotten, so the limit is one of the past alone.
 */
export function forgetLots(books: LotBooks): number {
  if (books.count <= limits.lots_remembered_max) return 0;
  const here = new Set(listLots(books.levels).map(({ item, lot }) => `${item}\u0000${lot}`));
  const wanted = books.count - Math.floor((limits.lots_remembered_max * 7) / 8);
  let forgotten = 0;
  for (const [item, lots] of books.records) {
    for (const lot of lots.keys()) {
      if (forgotten === wanted) break;
      if (here.has(`${item}\u0000${lot}`)) continue;
      lots.delete(lot);
      forgotten += 1;
    }
    if (lots.size === 0) books.records.delete(item);
  }
  books.count -= forgotten;
  return forgotten;
}

/** Notes what was presumed; of one item the oldest presumptions beyond the limit are left as they are. True when one was. */
export function notePresumed({ presumed }: LotBooks, item: string, each: Presumed): boolean {
  const list = presumed.get(item);
  if (list === undefined) {
    presumed.set(item, [each]);
    return false;
  }
  list.push(each);
  if (list.length <= limits.lots_presumed_per_item_max) return false;
  list.shift();
  return true;
}

/**
 * With new settings: what is no longer tracked, or lies outside now, is of no known lot any more. Gives the levels by lot that are zero
 * since.
 */
export function dropUntracked(books: LotBooks, index: SiteIndex): LotLevel[] {
  if (books.levels.size === 0 && books.count === 0) return [];
  const isTracked = (item: string) => index.items.get(item)?.tracking !== undefined;
  const dropped = listLots(books.levels).filter(({ item, location, lot }) => {
    const tracking = index.items.get(item)?.tracking;
    const isOfThat = books.records.get(item)?.get(lot)?.tracking === tracking;
    return tracking === undefined || !isOfThat || isOutside(index, location);
  });
  for (const level of dropped) addLot(books.levels, { ...level, quantity: -level.quantity });
  for (const item of [...books.presumed.keys()]) if (!isTracked(item)) books.presumed.delete(item);
  return dropped.map((level) => ({ ...level, quantity: 0 }));
}

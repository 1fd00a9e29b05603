/**
 * How many pieces of which lot lie at a location. Only known lots are kept; what is left of the level is of the lot `unknown`, so the lots
 * always sum to the level. Locations outside are not kept: what lies there is told by the movements that went there.
 */
import { unknown_lot } from './lot.ts';

export interface LotLevel {
  readonly item: string;
  readonly location: string;
  /** The serial, for an item tracked by serial. */
  readonly lot: string;
  readonly quantity: number;
}

/** The lots of one item at one location, none of them zero, and their sum. */
export interface LotsHere {
  readonly lots: Map<string, number>;
  sum: number;
}

/** By location, then item. */
export type LotLevels = Map<string, Map<string, LotsHere>>;

export function lotsAt(levels: LotLevels, item: string, location: string): ReadonlyMap<string, number> {
  return levels.get(location)?.get(item)?.lots ?? none;
}

/** Pieces of a lot at a location whose level is `level`. */
export function lotLevelOf(
  levels: LotLevels,
  { item, location, lot, level }: Omit<LotLevel, 'quantity'> & { readonly level: number },
): number {
  const here = levels.get(location)?.get(item);
  return lot === unknown_lot ? level - (here?.sum ?? 0) : (here?.lots.get(lot) ?? 0);
}

/** Adds pieces of a lot, or takes them when below zero; of the lot `unknown` nothing is kept. */
export function addLot(levels: LotLevels, { item, location, lot, quantity }: LotLevel): void {
  if (lot === unknown_lot || quantity === 0) return;
  const items = levels.get(location) ?? new Map<string, LotsHere>();
  const here = items.get(item) ?? { lots: new Map<string, number>(), sum: 0 };
  const now = (here.lots.get(lot) ?? 0) + quantity;
  here.sum += quantity;
  if (now === 0) here.lots.delete(lot);
  else here.lots.set(lot, now);
  if (here.lots.size === 0) items.delete(item);
  else items.set(item, here);
  if (items.size === 0) levels.delete(location);
  else levels.set(location, items);
}

/** All of them, in the order in which they came to be. */
export function listLots(levels: LotLevels): LotLevel[] {
  const list: LotLevel[] = [];
  for (const [location, items] of levels) {
    for (const [item, { lots }] of items) {
      for (const [lot, quantity] of lots) list.push({ item, location, lot, quantity });
    }
  }
  return list;
}

const none: ReadonlyMap<string, number> = new Map();

/** Stock that may not be used until somebody releases it, and what of it is left to use. */
import type { LotStock } from './fefo.ts';

/** What a hold is of. What is not named is all of it. */
export interface HoldScope {
  readonly item: string;
  /** The serial, for an item tracked by serial. */
  readonly lot?: string;
  /** This location, and all that are in it. */
  readonly location?: string;
  /** So many pieces, whichever; all of them when absent. */
  readonly quantity?: number;
}

export type PlacedStock = LotStock & { readonly item: string; readonly location: string };

export interface HeldStock extends PlacedStock {
  /** Pieces of it on hold, at most what lies there. */
  readonly held: number;
}

/** Whether a hold is of stock of this item and lot at this place. `isIn`: a location is another one, or in it. */
export function isOf(
  { item, lot, location }: HoldScope,
  stock: Pick<PlacedStock, 'item' | 'lot' | 'location'>,
  isIn: (location: string, whole: string) => boolean,
): boolean {
  if (item !== stock.item || (lot !== undefined && lot !== stock.lot)) return false;
  return location === undefined || isIn(stock.location, location);
}

/**
 * How many pieces of each stock are on hold. Two holds of the same pieces hold them once; holds of so many pieces take what no other
 * holds, in the order of the stocks, and hold no more than there is. Stocks of zero or less hold nothing.
 */
export function holdStocks(
  stocks: readonly PlacedStock[],
  holds: readonly HoldScope[],
  isIn: (location: string, whole: string) => boolean,
): HeldStock[] {
  const held = new Map<PlacedStock, number>(stocks.map((stock) => [stock, 0]));
  for (const hold of holds) {
    if (hold.quantity !== undefined) continue;
    for (const stock of stocks) if (isOf(hold, stock, isIn)) held.set(stock, Math.max(0, stock.quantity));
  }
  for (const hold of holds) {
    let left = hold.quantity ?? 0;
    for (const stock of stocks) {
      if (left === 0) break;
      if (!isOf(hold, stock, isIn)) continue;
      const already = held.get(stock) ?? 0;
      const taken = Math.max(0, Math.min(left, stock.quantity - already));
      held.set(stock, already + taken);
      left -= taken;
    }
  }
  return stocks.map((stock) => ({ ...stock, held: held.get(stock) ?? 0 }));
}

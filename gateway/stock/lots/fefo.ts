/** First expired, first out: in which order lots are taken, and which of them may be. */
import { unknown_lot } from './lot.ts';

/** Pieces of a lot at a location. */
export interface LotStock {
  readonly lot: string;
  readonly quantity: number;
  readonly expiry?: string | undefined;
  /** The lot `unknown` was there before any that is known. */
  readonly first_seen_ms?: number | undefined;
  /** Why it may not be taken. */
  readonly barred?: 'expired' | 'held' | undefined;
}

/**
 * The order of taking: what may be taken before what may not; of these by the day of expiry, what has none last; then what was seen first,
 * the lot `unknown` before those that are known; then by name, so that the order is one.
 */
export function byFefo(a: LotStock, b: LotStock): number {
  return (
    Number(a.barred !== undefined) - Number(b.barred !== undefined) ||
    byText(a.expiry ?? no_expiry, b.expiry ?? no_expiry) ||
    Number(a.lot !== unknown_lot) - Number(b.lot !== unknown_lot) ||
    (a.first_seen_ms ?? 0) - (b.first_seen_ms ?? 0) ||
    byText(a.lot, b.lot)
  );
}

/**
 * Of which lots so many pieces are taken: first expired, first out. Lots of zero or less are passed over; what no lot has is missing
 * from the sum of the answer.
 */
export function takeByFefo(
  stocks: readonly LotStock[],
  quantity: number,
): { readonly lot: string; readonly quantity: number }[] {
  const taken: { lot: string; quantity: number }[] = [];
  let left = quantity;
  for (const stock of [...stocks].sort(byFefo)) {
    if (left === 0) break;
    const taking = Math.min(left, stock.quantity);
    if (taking <= 0) continue;
    taken.push({ lot: stock.lot, quantity: taking });
    left -= taking;
  }
  return taken;
}

/** Pieces to take from one place. */
export interface Advice {
  readonly location: string;
  readonly lot: string;
  readonly quantity: number;
  /** Pieces of the lot that lie there. */
  readonly there: number;
  readonly expiry?: string;
}

/**
 * From where so many pieces should be taken, and of which lots: what expires first, and of one day from the place that has the fewest, so
 * that places are emptied. What may not be taken is left out. `short`: pieces that nobody has.
 */
export function adviseFefo(
  stocks: readonly (LotStock & { readonly location: string })[],
  quantity: number,
): { readonly take: readonly Advice[]; readonly short: number } {
  const usable = stocks.filter((stock) => stock.barred === undefined && stock.quantity > 0);
  usable.sort((a, b) => byFefo(a, b) || a.quantity - b.quantity || byText(a.location, b.location));
  const take: Advice[] = [];
  let left = quantity;
  for (const { location, lot, quantity: there, expiry } of usable) {
    if (left === 0) break;
    const taken = Math.min(left, there);
    take.push({ location, lot, quantity: taken, there, ...(expiry === undefined ? {} : { expiry }) });
    left -= taken;
  }
  return { take, short: left };
}

/** Past the last day on which it may be used. */
export function isExpired(expiry: string | undefined, today: string): boolean {
  return expiry !== undefined && expiry < today;
}

const no_expiry = '9999-99-99';

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

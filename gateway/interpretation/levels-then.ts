/**
 * Levels of the past, by when things happened: the level of now without what has happened since. What arrived late is in it, so the same
 * question may have another answer later; a count that is booked asks anew.
 */
import { levelOf } from '../stock/levels.ts';
import type { Booked, Books } from './turn.ts';

type Moved = Pick<Booked, 'item' | 'quantity' | 'from' | 'to' | 'at_ms'>;
type Changes = Map<string, { readonly at_ms: number; readonly change: number }[]>;

/**
 * Undefined where movements have happened since that are no longer kept one by one: up to the latest of those that have given way, for what
 * is learned late is kept beyond what is older in the books and younger in the world. What has happened is gathered once for all that is asked;
 * what is booked between two questions stands in `booking`, which grows, and is taken in from there.
 */
export function levelsThen(
  books: Pick<Books, 'levels' | 'booked' | 'gone_ms'>,
  booking: readonly Moved[] = [],
): (item: string, location: string, at_ms: number) => number | undefined {
  let known: Changes | undefined;
  let taken = 0;
  return (item, location, at_ms) => {
    if (at_ms <= (books.gone_ms ?? Number.NEGATIVE_INFINITY)) return undefined;
    if (known === undefined) {
      known = new Map();
      for (const each of books.booked.values()) add(known, each);
    } else for (const each of booking.slice(taken)) add(known, each);
    taken = booking.length;
    let level = levelOf(books.levels, item, location);
    for (const each of known.get(keyOf(item, location)) ?? []) if (each.at_ms > at_ms) level -= each.change;
    return level;
  };
}

function add(changes: Changes, { item, quantity, from, to, at_ms }: Moved): void {
  for (const [location, change] of [
    [from, -quantity],
    [to, quantity],
  ] as const) {
    const key = keyOf(item, location);
    const list = changes.get(key);
    if (list === undefined) changes.set(key, [{ at_ms, change }]);
    else list.push({ at_ms, change });
  }
}

function keyOf(item: string, location: string): string {
  return `${location}\u0000${item}`;
}

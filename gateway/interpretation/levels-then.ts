/**
 * Levels of the past, by when things happened: the level of now without what has happened since. What arrived late is in it, so the same
 * question may have another answer later; a count that is booked asks anew.
 */
import { levelOf } from '../stock/levels.ts';
import type { Books } from './turn.ts';

/**
 * Undefined where movements have happened since that are no longer kept one by one: up to the latest of those that have given way, for what
 * is learned late is kept beyond what is older in the books and younger in the world. What has happened is gathered once for all that is asked.
 */
export function levelsThen(
  books: Pick<Books, 'levels' | 'booked' | 'gone_ms'>,
): (item: string, location: string, at_ms: number) => number | undefined {
  const { gone_ms = Number.NEGATIVE_INFINITY } = books;
  let known: ReturnType<typeof gather> | undefined;
  return (item, location, at_ms) => {
    if (at_ms <= gone_ms) return undefined;
    known ??= gather(books);
    let level = levelOf(books.levels, item, location);
    for (const each of known.get(keyOf(item, location)) ?? []) if (each.at_ms > at_ms) level -= each.change;
    return level;
  };
}

function gather({ booked }: Pick<Books, 'booked'>) {
  const changes = new Map<string, { readonly at_ms: number; readonly change: number }[]>();
  const add = (item: string, location: string, at_ms: number, change: number) => {
    const key = keyOf(item, location);
    const list = changes.get(key);
    if (list === undefined) changes.set(key, [{ at_ms, change }]);
    else list.push({ at_ms, change });
  };
  for (const { item, quantity, from, to, at_ms } of booked.values()) {
    add(item, from, at_ms, -quantity);
    add(item, to, at_ms, quantity);
  }
  return changes;
}

function keyOf(item: string, location: string): string {
  return `${location}\u0000${item}`;
}

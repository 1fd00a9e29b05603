/**
 * Levels of the past, by when things happened: the level of now without what has happened since. What arrived late is in it, so the same
 * question may have another answer later; a count that is booked asks anew.
 */
import { limits } from '../base/limits.ts';
import { levelOf } from '../stock/levels.ts';
import type { Books } from './turn.ts';

/**
 * Undefined where movements may have happened since that are no longer kept one by one: before the oldest that is, once some have given
 * way. What has happened is gathered once for all that is asked.
 */
export function levelsThen(
  books: Pick<Books, 'levels' | 'booked'>,
): (item: string, location: string, at_ms: number) => number | undefined {
  let known: ReturnType<typeof gather> | undefined;
  return (item, location, at_ms) => {
    known ??= gather(books);
    if (at_ms < known.from_ms) return undefined;
    let level = levelOf(books.levels, item, location);
    for (const each of known.changes.get(keyOf(item, location)) ?? []) if (each.at_ms > at_ms) level -= each.change;
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
  let from_ms: number | undefined;
  for (const { item, quantity, from, to, at_ms } of booked.values()) {
    from_ms ??= at_ms;
    add(item, from, at_ms, -quantity);
    add(item, to, at_ms, quantity);
  }
  const isAll = booked.size < limits.movements_reversible_max;
  return { changes, from_ms: isAll || from_ms === undefined ? Number.NEGATIVE_INFINITY : from_ms };
}

function keyOf(item: string, location: string): string {
  return `${location}\u0000${item}`;
}

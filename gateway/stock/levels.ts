/** Quantity of an item at a location: nothing but the sum of the movements so far. */
import type { Movement } from './movement.ts';

export interface Level {
  readonly item: string;
  readonly location: string;
  readonly quantity: number;
}

/** Quantities by location, then item. A quantity of zero is not kept. */
export type Levels = Map<string, Map<string, number>>;

export function levelOf(levels: Levels, item: string, location: string): number {
  return levels.get(location)?.get(item) ?? 0;
}

export function applyMovement(levels: Levels, movement: Pick<Movement, 'item' | 'quantity' | 'from' | 'to'>): void {
  add(levels, movement.item, movement.from, -movement.quantity);
  add(levels, movement.item, movement.to, movement.quantity);
}

export function levelsOf(movements: Iterable<Pick<Movement, 'item' | 'quantity' | 'from' | 'to'>>): Levels {
  const levels: Levels = new Map();
  for (const movement of movements) applyMovement(levels, movement);
  return levels;
}

/** Every level that is not zero, ordered by location, then item. */
export function listLevels(levels: Levels): Level[] {
  const list: Level[] = [];
  for (const [location, items] of levels) {
    for (const [item, quantity] of items) list.push({ item, location, quantity });
  }
  return list.sort((a, b) => compare(a.location, b.location) || compare(a.item, b.item));
}

function add(levels: Levels, item: string, location: string, quantity: number): void {
  let items = levels.get(location);
  if (items === undefined) {
    items = new Map();
    levels.set(location, items);
  }
  const sum = (items.get(item) ?? 0) + quantity;
  if (sum === 0) items.delete(item);
  else items.set(item, sum);
  if (items.size === 0) levels.delete(location);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

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
  for (const location of [...levels.keys()].sort()) {
    const items = levels.get(location) ?? new Map<string, number>();
    const names = items.size === 1 ? items.keys() : [...items.keys()].sort();
    for (const item of names) list.push({ item, location, quantity: items.get(item) ?? 0 });
  }
  return list;
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

/** Of each level, what is in handling units and what lies loose: level = packed + loose. */
import type { HandlingUnit } from './handling-unit.ts';

export interface PackedLevel {
  readonly item: string;
  readonly location: string;
  readonly level: number;
  /** Pieces in handling units. */
  readonly packed: number;
  /** The rest; below zero where units hold more than there is by the record. */
  readonly loose: number;
}

/** By location, then item; levels of which nothing is packed are left out. */
export function packedLevels(
  units: Iterable<HandlingUnit>,
  levelOf: (item: string, location: string) => number,
): readonly PackedLevel[] {
  const sums = new Map<string, { item: string; location: string; packed: number }>();
  for (const { location, lines } of units) {
    if (location === undefined) continue;
    for (const { item, quantity } of lines) {
      const place = `${location}\u0000${item}`;
      const packed = (sums.get(place)?.packed ?? 0) + quantity;
      sums.set(place, { item, location, packed });
    }
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, each]) => {
      const level = levelOf(each.item, each.location);
      return { ...each, level, loose: level - each.packed };
    });
}

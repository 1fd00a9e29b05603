/** How a level came to be what it is, walked back from now through the movements. */
import type { StoredMovement } from '../gateway/live/messages.ts';

/** Columns of a step chart, oldest first: from `at_s` on the level was `quantity`. */
export interface LevelHistory {
  readonly at_s: readonly number[];
  readonly quantity: readonly number[];
}

/** `movements` newest first; only those of the item and from or to the location count. */
export function levelHistory(
  movements: readonly StoredMovement[],
  place: { readonly item: string; readonly location: string },
  now: { readonly quantity: number; readonly at_ms: number },
): LevelHistory {
  const at_s = [now.at_ms / 1_000];
  const quantities = [now.quantity];
  let quantity = now.quantity;
  for (const movement of movements) {
    const change = changeAt(movement, place);
    if (change === 0) continue;
    at_s.unshift(Math.min(movement.at_ms / 1_000, at_s[0] ?? 0));
    quantities.unshift(quantity);
    quantity -= change;
  }
  const first_s = at_s[0];
  if (first_s !== undefined && at_s.length > 1) {
    at_s.unshift(first_s - 1);
    quantities.unshift(quantity);
  }
  return { at_s, quantity: quantities };
}

/** What the movement did to the level of this item at this location. */
export function changeAt(
  movement: StoredMovement,
  place: { readonly item: string; readonly location: string },
): number {
  if (movement.item !== place.item) return 0;
  if (movement.to === place.location) return movement.quantity;
  return movement.from === place.location ? -movement.quantity : 0;
}

/** Movements of both lists, newest first, each once. */
export function joined(newer: readonly StoredMovement[], older: readonly StoredMovement[]): StoredMovement[] {
  const by_seq = new Map<number, StoredMovement>();
  for (const movement of [...newer, ...older]) by_seq.set(movement.seq, movement);
  return [...by_seq.values()].sort((a, b) => b.seq - a.seq);
}

/**
 * Whose stock it is, where it is not ours: a supplier's until we use it, or a customer's that is kept here. The parts of a movement name
 * only what belongs to others; the rest of it is ours. The decision behind it: `docs/decisions/0017-owners.md`.
 */

/** `stated` by a document; `place` by the settings of the place or the item; `presumed` where nobody saw whose pieces went. */
export type OwnerKnown = 'stated' | 'place' | 'presumed';

/** Pieces of a movement that are not ours. */
export interface OwnerPart {
  readonly owner: string;
  readonly quantity: number;
  readonly known: OwnerKnown;
}

/** Whose goes first where nobody sees it: our own, or what belongs to others. */
export type OwnerOrder = 'own-first' | 'consigned-first';

/** Of an item or a place, in the settings. */
export interface OwnedSettings {
  /** Whose it is what comes in. */
  readonly owner?: string;
}

export interface OwnerLevel {
  readonly item: string;
  readonly location: string;
  readonly owner: string;
  readonly quantity: number;
}

/** Quantities by location, item and owner, whoever came first before the others; zero is not kept. */
export type OwnerLevels = Map<string, Map<string, Map<string, number>>>;

/** Where stock goes and comes from when its owner changes and it stays where it is. */
export const owner_change = 'owner-change';

const none: ReadonlyMap<string, number> = new Map();

export function ownersAt(levels: OwnerLevels, item: string, location: string): ReadonlyMap<string, number> {
  return levels.get(location)?.get(item) ?? none;
}

export function addOwned(levels: OwnerLevels, { item, location, owner, quantity }: OwnerLevel): void {
  const items = levels.get(location) ?? new Map<string, Map<string, number>>();
  const owners = items.get(item) ?? new Map<string, number>();
  const sum = (owners.get(owner) ?? 0) + quantity;
  if (sum === 0) owners.delete(owner);
  else owners.set(owner, sum);
  if (owners.size > 0) items.set(item, owners);
  else items.delete(item);
  if (items.size > 0) levels.set(location, items);
  else levels.delete(location);
}

/** Every level that is not zero, ordered by location, then item; owners as they came. */
export function listOwned(levels: OwnerLevels): OwnerLevel[] {
  return [...levels]
    .sort(byKey)
    .flatMap(([location, items]) =>
      [...items]
        .sort(byKey)
        .flatMap(([item, owners]) => [...owners].map(([owner, quantity]) => ({ item, location, owner, quantity }))),
    );
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whose pieces go where nobody sees it. `level` is all that lies there, `owners` what of it belongs to others. Nobody gives more than
 * they have there; what nobody has is ours. `first`: whoever the pieces go to gets their own back first.
 */
export function presumedOwners(
  quantity: number,
  {
    level,
    owners,
    order,
    first,
  }: {
    readonly level: number;
    readonly owners: ReadonlyMap<string, number>;
    readonly order: OwnerOrder;
    readonly first?: string | undefined;
  },
): OwnerPart[] {
  let others = 0;
  for (const pieces of owners.values()) others += pieces;
  const parts: OwnerPart[] = [];
  let left = quantity;
  const take = (owner: string, pieces: number): void => {
    const taken = Math.min(left, pieces);
    if (taken <= 0) return;
    left -= taken;
    parts.push({ owner, quantity: taken, known: 'presumed' });
  };
  if (first !== undefined) take(first, owners.get(first) ?? 0);
  if (order === 'own-first') left -= Math.min(left, Math.max(0, level - others));
  for (const [owner, pieces] of owners) if (owner !== first) take(owner, pieces);
  return parts;
}

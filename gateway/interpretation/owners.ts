/** Whose pieces a movement moves. Only what belongs to others is told and kept; a site that has none of it pays for nothing. */
import { levelOf } from '../stock/levels.ts';
import type { Movement } from '../stock/movement.ts';
import { addOwned, type OwnerPart, owner_change, ownersAt, presumedOwners } from '../stock/owner.ts';
import { isOutside, ownerOfPlace } from '../stock/site-index.ts';
import type { Turn } from './turn.ts';

type Going = Pick<Movement, 'item' | 'quantity' | 'from' | 'to' | 'work'>;

/** What comes from there was ours, or becomes ours by coming. */
const ours: ReadonlySet<string> = new Set(['customer', 'production', 'scrap', owner_change]);

/** Empty where all of it is ours. */
export function ownersOf(turn: Turn, { item, quantity, from, to, work }: Going): readonly OwnerPart[] {
  const { books, index } = turn;
  if (work?.is_own === true) return [];
  if (work?.owner !== undefined) return [{ owner: work.owner, quantity, known: 'stated' }];
  if (!isOutside(index, from)) {
    const owners = ownersAt(books.owners, item, from);
    if (owners.size === 0) return [];
    const order = index.site.work?.owners ?? 'own-first';
    const first = to === 'supplier' ? work?.party : undefined;
    return presumedOwners(quantity, { level: levelOf(books.levels, item, from), owners, order, first });
  }
  if (ours.has(from) || isOutside(index, to)) return [];
  const ofItem = from === 'count-difference' ? undefined : index.items.get(item)?.owner;
  const owner = ownerOfPlace(index, to) ?? ofItem;
  return owner === undefined ? [] : [{ owner, quantity, known: 'place' }];
}

/** Moves what belongs to others, outside too. */
export function moveOwners({ books }: Turn, { item, from, to, owners = [] }: Movement): void {
  for (const { owner, quantity } of owners) {
    addOwned(books.owners, { item, location: from, owner, quantity: -quantity });
    addOwned(books.owners, { item, location: to, owner, quantity });
  }
}

/** Stock becomes somebody else's and stays where it lies: what was consigned is taken over, or what is ours is handed over. Done the moment it is said. */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { owner_change } from '../stock/owner.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import { numbered, refuseItems, refusePlace } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { DocumentHead, DocumentLine } from './document.ts';
import { refuseCost } from './purchase-order.ts';
import { list, money, object, type Shape, text, whole } from './shape.ts';

export interface OwnerChangeLine extends DocumentLine {
  readonly item: string;
  readonly location: string;
  /** What it is taken over at, where that is agreed. */
  readonly unit_cost?: string;
}

export interface OwnerChange extends DocumentHead<'owner-change', 'changed', OwnerChangeLine> {
  /** Whose it was, and whose it is: ours where absent. */
  readonly from_owner?: string;
  readonly to_owner?: string;
}

export interface OwnerChanging {
  readonly from_owner?: string;
  readonly to_owner?: string;
  readonly reference?: string;
  readonly lines: readonly {
    readonly item: string;
    readonly location: string;
    readonly quantity: number;
    readonly unit_cost?: string;
  }[];
  readonly reason: string;
}

const name = text(256);
const owner = text(100);

export const ownerChanging: Shape<OwnerChanging> = object(
  {
    lines: list(
      object({ item: name, location: name, quantity: whole(1, quantity_max) }, { unit_cost: money }),
      1,
      limits.document_lines_max,
    ),
    reason: text(200),
  },
  { from_owner: owner, to_owner: owner, reference: text(100) },
);

export function changeOwner(desk: Desk, { from_owner, to_owner, lines, reason, ...head }: OwnerChanging) {
  if (from_owner === to_owner)
    return refusal('to_owner', from_owner === undefined ? 'is needed, or from_owner' : 'must not be from_owner, too');
  // Settings trim theirs: with a blank it would be an owner of its own that looks like another.
  if (to_owner !== to_owner?.trim()) return refusal('to_owner', 'must not begin or end with a blank');
  const strange = refuseItems(desk, lines, 'lines');
  if (strange !== undefined) return strange;
  const taken = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    const refused = refuseLine(desk, line, { from_owner, path: `lines.${i}.`, taken });
    if (refused !== undefined) return refused;
  }
  const made = numbered(desk, 'owner-change');
  if ('rule' in made) return made;
  const { id } = made;
  for (const [i, { item, location, quantity, unit_cost }] of lines.entries()) {
    const work = { document: id, line: i + 1, reason };
    const { index, at_ms } = desk;
    const what = `${quantity} × ${itemName(index, item)} at ${locationName(index, location)}`;
    const why = `${what} of ${from_owner ?? 'ours'} became ${to_owner ?? 'ours'} (${id}): ${reason}`;
    const whose = (of: string | undefined) => (of === undefined ? { is_own: true as const } : { owner: of });
    const moved = { kind: 'manual' as const, item, quantity, at_ms, why, is_record: true as const };
    const at = unit_cost === undefined ? {} : { unit_cost };
    desk.movements.push(
      // What is ours goes out at what it stands at, whatever is agreed.
      {
        ...moved,
        from: location,
        to: owner_change,
        work: { ...work, ...whose(from_owner), ...(from_owner === undefined ? {} : at) },
      },
      { ...moved, from: owner_change, to: location, work: { ...work, ...whose(to_owner), ...at } },
    );
  }
  desk.put(
    {
      kind: 'owner-change',
      id,
      state: 'changed',
      ...head,
      ...(from_owner === undefined ? {} : { from_owner }),
      ...(to_owner === undefined ? {} : { to_owner }),
      lines: lines.map((each, i) => ({ line: i + 1, ...each })),
      closing: reason,
    },
    { what: 'changed' },
  );
  return undefined;
}

/** Nobody hands over what they do not have there. */
function refuseLine(
  desk: Desk,
  { item, location, quantity, unit_cost }: OwnerChanging['lines'][number],
  {
    from_owner,
    path,
    taken,
  }: { readonly from_owner: string | undefined; readonly path: string; readonly taken: Map<string, number> },
): WorkRefusal | undefined {
  const wrong =
    refusePlace(desk, location, `${path}location`) ??
    refuseCost(unit_cost, desk.index.site.currency, `${path}unit_cost`);
  if (wrong !== undefined) return wrong;
  const key = `${location}\n${item}`;
  const owners = desk.ownersAt(item, location);
  const others = [...owners.values()].reduce((sum, pieces) => sum + pieces, 0);
  const has = from_owner === undefined ? desk.levelOf(item, location) - others : (owners.get(from_owner) ?? 0);
  const left = has - (taken.get(key) ?? 0);
  if (quantity > left)
    return refusal(
      `${path}quantity`,
      `is more than the ${Math.max(0, left)} that ${from_owner === undefined ? 'are ours' : `belong to ${from_owner}`} at ${location}`,
    );
  taken.set(key, (taken.get(key) ?? 0) + quantity);
  return undefined;
}

/** Whether what people bring to places fits there: refused where the settings make a capacity hard, else noted. What sensors see is booked anyway. */
import { loadOf, overloadsOf } from '../stock/capacity.ts';
import { locationName } from '../stock/site-index.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';

/** Looks at every place that the movements of a command bring something to, as it would be after all of them. */
export function refuseOverfull(desk: Desk): WorkRefusal | undefined {
  const { index } = desk;
  for (const [to, changes] of changesOf(desk)) {
    const location = index.locations.get(to);
    if (location?.capacity === undefined) continue;
    const before = new Map(desk.levelsAt(to));
    const after = new Map(before);
    for (const [item, change] of changes) after.set(item, (after.get(item) ?? 0) + change);
    const known = overloadsOf(index, location, loadOf(index, before));
    const isMore = [...after].some(([item, quantity]) => quantity > (before.get(item) ?? 0));
    const fresh = overloadsOf(index, location, loadOf(index, after));
    const [first] = fresh;
    if (!isMore || first === undefined) continue;
    const says = `${locationName(index, to)} ${first.says}`;
    if (location.capacity.is_hard === true) return refusal('to', `${to} is full: ${says}`);
    // What was told of a place already is not told again with every piece.
    if (!known.some(({ what }) => what === first.what)) desk.notes.push(`${says}.`);
  }
  return undefined;
}

/** What a command changes at each place that it brings something to, by item. */
function changesOf({ movements }: Desk): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const places = new Map<string, Map<string, number>>(movements.map(({ to }) => [to, new Map()]));
  for (const { item, quantity, from, to } of movements) {
    const [gone, come] = [places.get(from), places.get(to)];
    gone?.set(item, (gone.get(item) ?? 0) - quantity);
    come?.set(item, (come.get(item) ?? 0) + quantity);
  }
  return places;
}

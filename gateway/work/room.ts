/** Whether what people bring to places fits there: refused where the settings make a capacity hard, else noted. What sensors see is booked anyway. */
import { loadOf, overloadsOf } from '../stock/capacity.ts';
import { locationName } from '../stock/site-index.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';

/** Looks at every place that the movements of a command bring something to, as it would be after all of them. */
export function refuseOverfull(desk: Desk): WorkRefusal | undefined {
  const { index, movements } = desk;
  for (const to of new Set(movements.map((each) => each.to))) {
    const location = index.locations.get(to);
    if (location?.capacity === undefined) continue;
    const before = new Map(desk.levelsAt(to));
    const after = new Map(before);
    for (const { item, quantity, from, to: into } of movements) {
      if (into === to) after.set(item, (after.get(item) ?? 0) + quantity);
      if (from === to) after.set(item, (after.get(item) ?? 0) - quantity);
    }
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

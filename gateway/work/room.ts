/** Whether what people bring to places fits there: refused where the settings make a capacity hard, else noted. What sensors see is booked anyway. */
import { overloadBy } from '../stock/capacity.ts';
import { locationName } from '../stock/site-index.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';

/** What a command would break at a place, as a whole sentence. */
export interface Overfull {
  readonly to: string;
  readonly says: string;
  readonly is_hard: boolean;
}

/** Looks at every place that the movements of a command bring something to, as it would be after all of them. */
export function refuseOverfull(desk: Desk): WorkRefusal | undefined {
  const found = [...overfull(desk)];
  const full = found.find(({ is_hard }) => is_hard);
  if (full !== undefined) return refusal('to', ruleOf(full));
  for (const { says } of found) desk.notes.push(`${says}.`);
  return undefined;
}

export function ruleOf({ to, says }: Overfull): string {
  return `${to} is full: ${says}`;
}

/** Of each place the first bound that the command itself breaks. */
export function* overfull(desk: Desk): Generator<Overfull> {
  const { index } = desk;
  for (const [to, changes] of changesOf(desk)) {
    const location = index.locations.get(to);
    if (location?.capacity === undefined) continue;
    const broken = overloadBy(index, location, new Map(desk.levelsAt(to)), changes);
    if (broken === undefined) continue;
    yield { to, says: `${locationName(index, to)} ${broken.says}`, is_hard: location.capacity.is_hard === true };
  }
}

/** What a command changes at each place that it brings something to, by item. What a sweep has heard lies there already, full or not. */
function changesOf({ movements: all }: Desk): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const movements = all.filter(({ work }) => work.source === undefined);
  const places = new Map<string, Map<string, number>>(movements.map(({ to }) => [to, new Map()]));
  for (const { item, quantity, from, to } of movements) {
    const [gone, come] = [places.get(from), places.get(to)];
    gone?.set(item, (gone.get(item) ?? 0) - quantity);
    come?.set(item, (come.get(item) ?? 0) + quantity);
  }
  return places;
}

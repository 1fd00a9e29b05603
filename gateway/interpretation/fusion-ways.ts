/** Where pieces come from and go to: what the tags say, what was taken a moment ago, else what the settings say of the place. */
import { filledFrom, locationName, plannedItems, takenTo } from '../stock/site-index.ts';
import type { Judgement, SenseParts } from './fusion-judge.ts';
import { put_back_ms, type SubEvent, type Witness } from './fusion-memory.ts';
import type { Line } from './hypotheses.ts';
import type { Turn } from './turn.ts';

/** Where pieces came from or went to, how many of them, and with which of the tags. */
export interface Way {
  readonly other: string;
  readonly quantity: number;
  readonly witnesses: readonly Witness[];
  readonly says: string;
}

/** A line of a judgement at its location, and the tags that speak of it. */
export interface Found {
  readonly judgement: Judgement;
  readonly line: Line;
  readonly location: string;
  readonly witnesses: readonly Witness[];
}

export function waysOut(turn: Turn, { judgement, location, witnesses }: Found, quantity: number): Way[] {
  const other = judgement.event.unwatched ? 'count-difference' : takenTo(turn.index, location);
  return [{ other, quantity, witnesses, says: '' }];
}

/** Tags come from where the ledger has them; the rest was taken from here a moment ago, or comes from where this place is filled from. */
export function waysIn(
  turn: Turn,
  parts: SenseParts,
  { judgement, line, location, witnesses }: Found,
  quantity: number,
): Way[] {
  const { event } = judgement;
  const usual = event.unwatched ? 'count-difference' : filledFrom(turn.index, location);
  const byOrigin = new Map<string, { quantity: number; witnesses: Witness[] }>();
  let left = quantity;
  for (const witness of witnesses) {
    const pieces = Math.min(left, witness.quantity);
    if (pieces === 0) break;
    left -= pieces;
    const origin = originOf(turn, parts, witness) ?? usual;
    const same = byOrigin.get(origin);
    if (same === undefined) byOrigin.set(origin, { quantity: pieces, witnesses: [witness] });
    else {
      same.quantity += pieces;
      same.witnesses.push(witness);
    }
  }
  const [main] = [...byOrigin].sort(([, a], [, b]) => b.quantity - a.quantity);
  // Pieces whose tags are not heard came with those whose are.
  if (main !== undefined) main[1].quantity += left;
  const ways: Way[] = [...byOrigin].map(([other, each]) => ({
    other,
    ...each,
    says: `, from ${locationName(turn.index, other)}`,
  }));
  for (const { other, quantity: pieces } of ways) takeBack(parts, event, line.item, location, other, pieces);
  if (main !== undefined || left === 0) return ways;
  if (!event.unwatched) {
    const carried = plannedItems(turn.index, location).includes(line.item) ? location : undefined;
    for (const back of takeBack(parts, event, line.item, carried, undefined, left)) {
      left -= back.quantity;
      ways.push({
        ...back,
        witnesses: [],
        says:
          back.location === location ? ', put back' : `, taken from ${locationName(turn.index, back.location)} before`,
      });
    }
  }
  if (left > 0) ways.push({ other: usual, quantity: left, witnesses: [], says: '' });
  return ways.filter(({ other }) => other !== location);
}

/** What was taken lately and comes back, the newest first; anywhere when no location is named. More than was taken is no put-back. */
function takeBack(
  { fusion }: SenseParts,
  event: SubEvent,
  item: string,
  location: string | undefined,
  to: string | undefined,
  wanted: number,
): { readonly other: string; readonly quantity: number; readonly location: string }[] {
  const back: { other: string; quantity: number; location: string }[] = [];
  let left = wanted;
  const takes = fusion.takes.filter((take) => {
    const age_ms = event.at_ms - take.at_ms;
    if (take.quantity === 0 || take.item !== item || age_ms < 0 || age_ms > put_back_ms) return false;
    return (location === undefined || take.location === location) && (to === undefined || take.to === to);
  });
  if (takes.reduce((sum, { quantity }) => sum + quantity, 0) < wanted) return [];
  for (const take of takes.reverse()) {
    if (left === 0) break;
    const quantity = Math.min(left, take.quantity);
    take.quantity -= quantity;
    left -= quantity;
    const same = back.find(({ other, location: from }) => other === take.to && from === take.location);
    if (same === undefined) back.push({ other: take.to, quantity, location: take.location });
    else same.quantity += quantity;
  }
  return back;
}

function originOf(turn: Turn, { tags }: SenseParts, { epc, item, location }: Witness): string | undefined {
  const tag = tags.by_epc.get(epc);
  const place = tag?.item === item ? (tag.place ?? tag.known) : tag?.came?.from;
  return place === undefined || place === location || !turn.index.locations.has(place) ? undefined : place;
}

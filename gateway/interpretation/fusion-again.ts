/**
 * Changes that were put to a person and that no tag has told: what is learned later of the masses of items may tell what they were. So late
 * only what belongs there may be said to have come or gone, with the levels as they were; and where anything that lay or lies there was booked
 * without the weight meanwhile, a person knows more than the weight, and is not talked over.
 */
import { plannedItems } from '../stock/site-index.ts';
import { isPutAt } from './fusion-event.ts';
import { type Judgement, judge, type SenseParts } from './fusion-judge.ts';
import { awaitSweep, type Fusion, isLive, type Since, type SubEvent } from './fusion-memory.ts';
import type { Turn } from './turn.ts';

/** The answer to its question. */
export const told_later = 'what was learned since then tells what it was';
/** No more of them are looked at again for one booking, the newest. */
const looked_at_once = 16;

/** What was booked just now may have taught what a piece of it weighs: what is in doubt where the item belongs is looked at once more. */
export function lookAgain(turn: Turn, { fusion }: SenseParts, items: readonly string[]): void {
  const isOf = ({ plates }: SubEvent): boolean =>
    plates.some(({ location }) => plannedItems(turn.index, location).some((item) => items.includes(item)));
  const doubts = fusion.doubts.filter((event) => isLookedAt(event) && isOf(event));
  for (const event of doubts.slice(-looked_at_once)) {
    event.due_ms = Math.min(event.due_ms, turn.at_ms);
    awaitSweep(fusion, event.due_ms);
  }
}

/** What a change most likely was by what is known long after it; undefined where nobody should say. */
export function judgeAgain(turn: Turn, parts: SenseParts, event: SubEvent): Judgement | undefined {
  noteBooked(turn, parts, 'other');
  if (!isLookedAt(event)) return undefined;
  const judgement = judge(turn, parts, event, true, event.since, 'long after');
  return isPlanned(turn, judgement) ? judgement : undefined;
}

/** Nobody watched while it changed, or its bin was lifted off: then the levels of a moment say nothing of it. */
function isLookedAt({ since, is_told, unwatched, lifted }: SubEvent): boolean {
  return since !== undefined && is_told === undefined && !unwatched && lifted === undefined;
}

/** Of items that belong there: what else may have come or gone by then, nobody can tell so late. */
function isPlanned({ index }: Turn, { verdict, locations }: Judgement): boolean {
  const lines = verdict.ranked[0]?.lines ?? [];
  return lines.every(({ item, block }) => plannedItems(index, locations[block] ?? '').includes(item));
}

/** Notes with the changes that are open what was booked at their places since this was last asked: for a change of weight, or without one. */
export function noteBooked(
  { movements }: Pick<Turn, 'movements'>,
  { fusion }: Pick<SenseParts, 'fusion'>,
  by: 'weight' | 'other',
): void {
  for (const { item, quantity, from, to, at_ms } of movements.slice(fusion.noted)) {
    for (const [location, change] of [
      [from, -quantity],
      [to, quantity],
    ] as const) {
      for (const event of [...fusion.pending, ...fusion.doubts]) {
        if (event.since === undefined || event.plates.every((plate) => plate.location !== location)) continue;
        if (by === 'other') event.is_told = true;
        if (at_ms >= event.at_ms) event.since = withChange(event.since, { item, location, quantity: change });
      }
    }
  }
  fusion.noted = movements.length;
}

/** What was booked without the weight and has yet to show there may be what this was. */
export function noteCredits(turn: Turn, { credits }: Fusion, event: SubEvent): void {
  const isOf = (credit: Fusion['credits'][number]): boolean =>
    credit.awaits === 'weight' &&
    isLive(credit, turn.at_ms) &&
    event.plates.some(({ location }) => location === credit.location) &&
    isPutAt(event, credit.location) === credit.quantity > 0;
  if (credits.some(isOf)) event.is_told = true;
}

function withChange(since: readonly Since[], change: Since): readonly Since[] {
  const isOf = ({ item, location }: Since): boolean => item === change.item && location === change.location;
  const before = since.find(isOf)?.quantity ?? 0;
  return [...since.filter((each) => !isOf(each)), { ...change, quantity: before + change.quantity }];
}

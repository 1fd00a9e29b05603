/**
 * Changes that were put to a person and that no tag has told: what is learned later of the masses of items may tell what they were. So late
 * only what belongs there may be said to have come or gone, with the levels as they were; and where anything was booked there without the
 * weight meanwhile, somebody knows more than the weight, and is not talked over.
 */
import { levelOf } from '../stock/levels.ts';
import { plannedItems } from '../stock/site-index.ts';
import { doubtQuestion } from './fusion-event.ts';
import { type Judgement, judge, type SenseParts } from './fusion-judge.ts';
import { awaitSweep, put_back_ms, type SubEvent } from './fusion-memory.ts';
import type { Silent } from './fusion-silent.ts';
import { isOpen } from './questions.ts';
import type { Tag } from './tag.ts';
import type { Turn } from './turn.ts';

/** No more of them are looked at again for one booking; those first that were not for longest. */
const looked_at_once = 16;

/** What was booked just now may have taught what a piece of it weighs: what is in doubt where the item belongs is looked at once more. */
export function lookAgain(turn: Turn, { fusion }: SenseParts, { verdict }: Judgement): void {
  const items = verdict.ranked[0]?.lines.map(({ item }) => item) ?? [];
  const isOf = ({ plates }: SubEvent): boolean =>
    plates.some(({ location }) => plannedItems(turn.index, location).some((item) => items.includes(item)));
  const doubts = fusion.doubts.filter(
    (event) => isLookedAt(event) && isOf(event) && isOpen(turn, doubtQuestion(event)),
  );
  doubts.sort((a, b) => (a.looked_ms ?? 0) - (b.looked_ms ?? 0));
  for (const event of doubts.slice(0, looked_at_once)) {
    event.due_ms = Math.min(event.due_ms, turn.at_ms);
    awaitSweep(fusion, event.due_ms);
  }
}

/** What a change most likely was by what is known long after it; undefined where nobody should say. */
export function judgeAgain(turn: Turn, parts: SenseParts, event: SubEvent): Judgement | undefined {
  event.looked_ms = turn.at_ms;
  if (!isLookedAt(event)) return undefined;
  const judgement = judge(turn, parts, event, true, event.since, 'long after');
  return isPlanned(turn, judgement) && !isHeardStill(turn, parts, judgement) ? judgement : undefined;
}

/**
 * The judgement with the tags that have gone with the pieces: those that the ledger has there and that nobody has heard for as long as what is
 * put back takes. Undefined where they are more than the pieces, for nobody can tell which it was; then it is not looked at again.
 */
export function withTagsAlong(turn: Turn, { tags, fusion }: SenseParts, judgement: Judgement): Judgement | undefined {
  const { event, verdict, locations } = judgement;
  const silent: Silent[] = [];
  for (const { item, block, quantity } of verdict.ranked[0]?.lines ?? []) {
    const location = locations[block] ?? '';
    if (quantity > 0 || !fusion.tagged.has(item)) continue;
    const gone: Silent[] = [];
    for (const tag of tags.by_epc.heldAt(new Set([location]))) {
      if (tag.item !== item || isHeardLately(turn, tag)) continue;
      const { epc, last } = tag;
      const { at_ms, unwatched } = event;
      const at = { at_ms, ref: last.ref, confidence_permille: 0, unwatched, due_ms: turn.at_ms };
      gone.push({ witness: { epc, item, quantity: tag.quantity, location, change: 'gone', ...at }, chance: 0 });
    }
    const pieces = gone.reduce((sum, { witness }) => sum + witness.quantity, 0);
    if (pieces > -quantity) {
      delete event.since;
      return undefined;
    }
    silent.push(...gone);
  }
  return { ...judgement, silent };
}

function isHeardLately(turn: Turn, { last_arrived_ms }: Readonly<Tag>): boolean {
  return last_arrived_ms > turn.at_ms - put_back_ms;
}

/** More tags of what would have gone are heard there lately than pieces would be left. */
function isHeardStill(turn: Turn, { tags }: SenseParts, { verdict, locations }: Judgement): boolean {
  const lines = verdict.ranked[0]?.lines ?? [];
  return lines.some(({ item, block, quantity }) => {
    const location = locations[block] ?? '';
    let heard = 0;
    for (const epc of tags.by_place.get(location) ?? []) {
      const tag = tags.by_epc.look(epc);
      if (tag?.item === item && isHeardLately(turn, tag)) heard += tag.quantity;
    }
    return quantity < 0 && heard > 0 && levelOf(turn.books.levels, item, location) + quantity < heard;
  });
}

/** Nobody watched while it changed, or its bin was lifted off: then the levels of a moment say nothing of it. */
function isLookedAt({ since, is_booked, unwatched, lifted }: SubEvent): boolean {
  return since !== undefined && is_booked === undefined && !unwatched && lifted === undefined;
}

/** Of items that belong there: what else may have come or gone by then, nobody can tell so late. */
function isPlanned({ index }: Turn, { verdict, locations }: Judgement): boolean {
  const lines = verdict.ranked[0]?.lines ?? [];
  return lines.every(({ item, block }) => plannedItems(index, locations[block] ?? '').includes(item));
}

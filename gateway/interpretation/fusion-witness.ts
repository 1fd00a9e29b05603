/** Which change of weight the word of a tag may belong to. */
import { isPutAt } from './fusion-event.ts';
import { type Fusion, put_back_ms, type SubEvent, type Witness } from './fusion-memory.ts';
import type { Memory } from './memory.ts';
import type { Turn } from './turn.ts';

/** In somebody's hand before the shelf a tag is heard so long before its piece lies there; and times of two devices differ by so much. */
const in_hand_ms = 2_500;
const clocks_ms = 1_500;

/** What tags say that may be said of a change: within the window around it, and not of an earlier one. */
export function witnessesOf(
  turn: Pick<Turn, 'index'>,
  fusion: Pick<Fusion, 'witnesses' | 'pending' | 'doubts' | 'credits'>,
  event: SubEvent,
  locations: readonly string[],
): Witness[] {
  return fusion.witnesses.filter(
    (witness) =>
      locations.includes(witness.location) &&
      ((witness.unwatched && event.unwatched) || isWithin(turn, witness, event)) &&
      !isOfEarlier(turn, fusion, witness, event) &&
      !isOfOpposite(turn, fusion, witness, event),
  );
}

/**
 * Tags of pieces that were taken from there lately, and that were heard there again when this was put down: while that taking was still
 * open, nothing called them gone, and so nothing says that they came.
 */
export function returnedTags(
  turn: Turn,
  { fusion, tags }: Pick<Memory, 'fusion' | 'tags'>,
  event: SubEvent,
  locations: readonly string[],
  told: readonly Witness[],
): Witness[] {
  const { window_ms } = turn.index.site.rules.fusion;
  const returned = new Map<string, Witness>();
  for (const { event: taking, witnesses } of fusion.decided) {
    if (taking.at_ms >= event.at_ms || event.at_ms - taking.at_ms > put_back_ms) continue;
    for (const { epc, item, quantity, location, change } of witnesses) {
      const tag = tags.by_epc.get(epc);
      if (change !== 'gone' || !locations.includes(location) || tag?.item !== item) continue;
      const silence = tag.silences.find(
        ({ from_ms, until_ms }) =>
          from_ms <= taking.settled_ms + clocks_ms &&
          until_ms >= event.at_ms - clocks_ms &&
          until_ms <= event.settled_ms + window_ms,
      );
      if (silence === undefined || told.some((each) => each.epc === epc)) continue;
      const at = {
        at_ms: silence.until_ms,
        ref: tag.last.ref,
        confidence_permille: 0,
        unwatched: false,
        due_ms: turn.at_ms,
      };
      returned.set(epc, { epc, item, quantity, location, change: 'came', ...at });
    }
  }
  return [...returned.values()];
}

/** Until when a change of weight that is not decided yet, or was put to a person a moment ago, may still turn out to be the tag's own. */
export function openUntil(
  turn: Pick<Turn, 'index'>,
  { pending, doubts }: Pick<Fusion, 'pending' | 'doubts'>,
  witness: Witness,
): number {
  const due = [...pending, ...doubts]
    .filter((event) => isOf(witness, event) && isWithin(turn, witness, event))
    .map(({ due_ms }) => due_ms);
  return Math.max(0, ...due.filter((due_ms) => due_ms < Number.MAX_SAFE_INTEGER));
}

function isWithin(turn: Pick<Turn, 'index'>, { at_ms }: Witness, event: SubEvent): boolean {
  const { window_ms } = turn.index.site.rules.fusion;
  return at_ms >= event.at_ms - window_ms && at_ms <= event.settled_ms + window_ms;
}

/** What is heard once the plates are at rest again lies there still, but for what somebody holds in the hand before them. */
export function isHeardAfter({ at_ms }: Witness, { settled_ms }: SubEvent): boolean {
  return at_ms > settled_ms + clocks_ms;
}

/** At its place and in its direction. */
function isOf({ location, change }: Witness, event: SubEvent): boolean {
  return isPutAt(event, location) === (change === 'came') && event.plates.some((plate) => plate.location === location);
}

/** It was heard there before this was put down, and something else was put down before, of which nobody knows yet what it was. */
function isOfEarlier(
  turn: Pick<Turn, 'index'>,
  { pending, doubts, credits }: Pick<Fusion, 'pending' | 'doubts' | 'credits'>,
  witness: Witness,
  event: SubEvent,
): boolean {
  const { change, at_ms, location, item, quantity } = witness;
  if (change !== 'came' || event.unwatched || at_ms >= event.at_ms - in_hand_ms) return false;
  const isBefore = (time_ms: number): boolean => time_ms < event.at_ms && time_ms <= at_ms + clocks_ms;
  const isOther = (other: SubEvent): boolean =>
    isBefore(other.at_ms) && !other.unwatched && isOf(witness, other) && isWithin(turn, witness, other);
  if ([...pending, ...doubts].some((other) => !isPartOf(other, event) && isOther(other))) return true;
  const { window_ms } = turn.index.site.rules.fusion;
  return credits.some(
    (credit) =>
      credit.awaits === 'tags' &&
      credit.location === location &&
      credit.item === item &&
      credit.quantity >= quantity &&
      isBefore(credit.at_ms) &&
      at_ms - credit.at_ms <= window_ms,
  );
}

/** It came, and this went, or the other way round; and there is an open change in its own direction that it may be of. */
function isOfOpposite(
  turn: Pick<Turn, 'index'>,
  { pending, doubts }: Pick<Fusion, 'pending' | 'doubts'>,
  witness: Witness,
  event: SubEvent,
): boolean {
  if (isPutAt(event, witness.location) === (witness.change === 'came')) return false;
  return [...pending, ...doubts].some(
    (other) => !isPartOf(other, event) && isOf(witness, other) && isWithin(turn, witness, other),
  );
}

/** Of two changes joined to one the earlier one is no other. */
function isPartOf(other: SubEvent, event: SubEvent): boolean {
  if (other === event) return true;
  return event.plates.some(({ channel, before }) =>
    other.plates.some((plate) => plate.channel === channel && plate.before.ref.id === before.ref.id),
  );
}

/**
 * A tag that passes a door and cannot: it is told to have gone the same way a moment ago, or never was where it comes from. One of both
 * is wrong, and what the tag's own reads say less clearly is taken back in the open.
 */
import type { Evidence } from '../stock/movement.ts';
import { locationName } from '../stock/site-index.ts';
import { bookReversal } from './booking.ts';
import { leaveCompany, notGone } from './company.ts';
import { type Crossing, crossingOf, type Passage } from './passage.ts';
import { nameOf, portalRule, type Verdict } from './portal-booking.ts';
import { keyOf, type Passing, type Portals, type Told } from './portal-memory.ts';
import { ruleText } from './rule.ts';
import type { Tag } from './tag.ts';
import { type Tags, unplaceTag } from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { piecesText, reportText } from './unknown-tag.ts';
import { probabilityText, secondsText } from './wording.ts';

/** Nobody who went out comes back unseen and goes out again within this time. */
const again_ms = 60_000;
/** Two doors that tell the same crossing tell it about as late: the louder one counts, and neither is wrong. */
const same_crossing_ms = 5_000;

/** What becomes of a crossing in the light of the one before: booked; booked after that was taken back; not booked for that was wrong; or told already. */
export type Again = 'new' | 'instead' | 'never' | 'told';

/** Takes back what was told of a tag before when a crossing that is about to be booked shows that it was wrong. */
export function tellAgain(
  turn: Turn,
  portals: Portals,
  tags: Tags,
  passage: Passage,
  { crossing, permille }: Verdict,
): Again {
  const tag = tags.by_epc.get(passage.epc);
  const before = newestOf(portals, passage.epc);
  if (tag === undefined || before === undefined) return 'new';
  const { passing, told, crossed } = before;
  const booked = turn.books.booked.get(told.id);
  const isStill = tag.place === undefined && tag.known === booked?.to;
  if (booked === undefined || booked.reversed || !isStill) return 'new';
  const apart_ms = Math.abs(crossing.at_ms - crossed.at_ms);
  if (apart_ms > again_ms) return 'new';
  const isSameDoor = passing.passage.device === passage.device;
  let again: Again;
  if (crossed.way === crossing.way) {
    if (isSameDoor || apart_ms <= same_crossing_ms) return 'new';
    // Where the later one is told first, the tag was heard on this side after the earlier one.
    const isLater = crossing.at_ms > crossed.at_ms;
    if (!isLater || permille < told.permille || crossingOf(passage, crossing.way).both <= told.own) return 'told';
    again = 'instead';
  } else {
    const far = crossed.way === 'out' ? passage.reads_outside : passage.reads_inside;
    if (!isSameDoor || !told.is_unheard || far > 0) return 'new';
    again = 'never';
  }
  const says =
    again === 'instead'
      ? `passed ${nameOf(turn, passage.device)} ${secondsText(apart_ms)} from then, more clearly`
      : 'it was never heard on the other side, and is heard on this one still';
  takeBack(turn, portals, tags, tag, { before, crossing, permille, passage, says });
  return again;
}

interface Before {
  readonly passing: Passing;
  readonly told: Told;
  readonly crossed: Crossing;
}

function newestOf({ gates, passing: all }: Portals, epc: string): Before | undefined {
  let newest: Before | undefined;
  for (const device of gates.keys()) {
    const passing = all.get(keyOf(device, epc));
    if (passing?.told === undefined || passing.crossed === undefined) continue;
    const { told, crossed } = passing;
    if (newest === undefined || crossed.at_ms > newest.crossed.at_ms) newest = { passing, told, crossed };
  }
  return newest;
}

interface Wrong {
  readonly before: Before;
  readonly crossing: Crossing;
  readonly permille: number;
  readonly passage: Passage;
  readonly says: string;
}

function takeBack(turn: Turn, portals: Portals, tags: Tags, tag: Tag, wrong: Wrong): void {
  const { before, crossing, permille, passage, says } = wrong;
  const { passing, told, crossed } = before;
  const { device } = passing.passage;
  const evidence: Evidence[] = [evidenceOf(passage.last.ref, reportText(tag.epc, passage.last))];
  const name = tag.item === undefined ? '' : ` (${piecesText(turn, { item: tag.item, quantity: tag.quantity })})`;
  const reversed = bookReversal(turn, told.id, {
    id: `${passage.last.ref.id}/${portalRule.name}-taken-back`,
    confidence_permille: permille,
    rule: ruleText(portalRule),
    why: `Tag ${tag.epc}${name} did not pass ${nameOf(turn, device)} ${
      crossed.way === 'in' ? 'inwards' : 'outwards'
    } and was at ${locationName(turn.index, turn.books.booked.get(told.id)?.from ?? '')} still: ${says}, p ${probabilityText(permille)}`,
    evidence,
  });
  passing.told = undefined;
  if (reversed === undefined) return;
  turn.books.counters.add('passages taken back');
  passing.crossed = undefined;
  const gate = portals.gates.get(device);
  const at = gate?.crossed.findLastIndex((each) => each.epc === tag.epc && each.at_ms === crossed.at_ms) ?? -1;
  if (at >= 0) gate?.crossed.splice(at, 1);
  // Who goes by another door may do so with its company; who stays while that goes has left it.
  if (crossed.way === 'out' && crossing.way === 'out') notGone(tags.companies, tag.epc);
  else leaveCompany(tags.companies, tag.epc);
  unplaceTag(tags, tag, reversed.from);
}

/**
 * Tags at places that a scale watches: they say which pieces moved, and the weight says that pieces did.
 *
 * What this rule and the tag rule agree on: `tag.place`, or `tag.known` while it is heard nowhere, is always where the *ledger* has the
 * tag. So at a place that a scale watches only this rule changes them, once it has booked:
 *
 * - `came` with true: the tag rule neither places nor books the tag. It may say `came` again with later reads (at most every few
 *   seconds): a tag that was overheard for an hour and is now put down shows no other way.
 * - `gone` with true: the tag rule calls `unplaceTag(tags, tag, <the place>)`: heard nowhere, and the ledger has it there still. Heard there
 *   again it is placed again without a booking, as always when it comes to where it is known to be.
 * - `came` at a place M without a scale, of a tag that the ledger has at a place X with one, is told here too, first. False: `tag.known` is now
 *   where the pieces went from X, and the tag rule books from there. True: the scale at X denies that anything left.
 */

import { levelOf } from '../stock/levels.ts';
import { itemName, locationName, takenTo } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { settleTag } from './fusion-book.ts';
import { isPutAt } from './fusion-event.ts';
import { knownThere, type SenseParts } from './fusion-judge.ts';
import { decidedNear, deriveAgain } from './fusion-late.ts';
import { awaitSweep, fusionRule, hasten, isLive, keepWithinLimits, type Witness } from './fusion-memory.ts';
import { isWeighed } from './fusion-scan.ts';
import { openUntil } from './fusion-witness.ts';
import { lotOfTag } from './lot-said.ts';
import type { TagChange } from './observation.ts';
import { raise } from './questions.ts';
import { ruleText } from './rule.ts';
import { unplaceTag } from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';
import type { Pieces } from './unknown-tag.ts';

/** True when the change is dealt with here; else the tag rule books it by itself. `pieces` is what the tag stands for. */
export function onTagChange(turn: Turn, parts: SenseParts, change: TagChange, pieces: Pieces): boolean {
  const { fusion, tags } = parts;
  const { item, quantity } = pieces;
  fusion.tagged.add(item);
  const { epc, location, at_ms, confidence_permille, unwatched } = change;
  const ref = change.refs.at(-1);
  if (ref === undefined) return false;
  if (!isWeighed(turn, parts, location, item)) return onUnweighedTag(turn, parts, change, pieces);
  const tag = tags.by_epc.get(epc);
  if (change.change === 'came' && tag?.place === location) return true;
  const before = fusion.witnesses.find(
    (each) => each.epc === epc && each.location === location && each.change === change.change,
  );
  // A tag that is heard on and on says nothing new by that: it is not waited for any longer.
  const due_ms = before?.due_ms ?? turn.at_ms + turn.index.site.rules.fusion.window_ms;
  fusion.witnesses = fusion.witnesses.filter((each) => each !== before);
  const witness: Witness = {
    epc,
    item,
    quantity,
    location,
    change: change.change,
    at_ms,
    ref,
    confidence_permille,
    unwatched,
    due_ms,
  };
  fusion.witnesses.push(witness);
  hasten(turn, parts, [location]);
  awaitSweep(fusion, due_ms);
  keepWithinLimits(turn, parts);
  return true;
}

/** No change of weight explains the tag in time. */
export function expireWitness(turn: Turn, parts: SenseParts, witness: Witness): void {
  const { fusion } = parts;
  const { location, item, change, at_ms, ref, epc } = witness;
  const open_until_ms = openUntil(turn, parts.fusion, witness);
  if (open_until_ms > turn.at_ms) {
    witness.due_ms = open_until_ms;
    awaitSweep(fusion, open_until_ms);
    return;
  }
  const sign = change === 'gone' ? -1 : 1;
  const credit = fusion.credits.find(
    (each) =>
      each.awaits === 'tags' &&
      isLive(each, turn.at_ms) &&
      each.location === location &&
      each.item === item &&
      each.quantity * sign >= witness.quantity,
  );
  const late = {
    ref,
    what: `tag ${epc} (${itemName(turn.index, item)}) ${change === 'gone' ? 'is gone' : 'came'} then`,
  };
  const isElsewhere = change === 'came' && credit !== undefined && isKnownElsewhere(parts, witness, credit.other);
  if (credit === undefined || isElsewhere) {
    for (const decided of decidedNear(turn, parts, { location, sign, at_ms })) {
      if (deriveAgain(turn, parts, decided, late)) break;
    }
  }
  if (!fusion.witnesses.includes(witness)) return;
  fusion.witnesses = fusion.witnesses.filter((each) => each !== witness);
  if (credit !== undefined) {
    credit.quantity -= sign * witness.quantity;
    settleTag(turn, parts, witness, change === 'gone' ? credit.other : location);
  } else if (change === 'came' && !isOpenPut(parts, location) && isAmongStock(turn, parts, witness)) {
    settleTag(turn, parts, witness, location);
    turn.books.counters.add('tags found among the stock of their place');
  } else if (isWeighed(turn, parts, location, item)) {
    turn.books.counters.add(
      change === 'gone' ? 'tags silent where the weight stayed' : 'tags heard where the weight stayed',
    );
  } else if (change === 'gone') bookGone(turn, parts, witness);
}

/** What was put down there is not explained yet, and looked at still: the tag may be its own. */
function isOpenPut({ fusion }: SenseParts, location: string): boolean {
  return [...fusion.pending, ...fusion.doubts].some(
    (event) => event.due_ms < Number.MAX_SAFE_INTEGER && isPutAt(event, location),
  );
}

/** A tag that was never booked anywhere, where the ledger has more pieces than tags: it is on one of them. */
function isAmongStock(
  turn: Turn,
  parts: SenseParts,
  { epc, item, quantity, location }: Pick<Witness, 'epc' | 'item' | 'quantity' | 'location'>,
): boolean {
  const tag = parts.tags.by_epc.get(epc);
  // Thought to be taken from here, and heard here again while the weight stays: it was another piece's tag.
  const isBack = tag?.known === takenTo(turn.index, location);
  if (tag === undefined || tag.place !== undefined || (tag.known !== undefined && !isBack)) return false;
  return levelOf(turn.books.levels, item, location) - knownThere(parts, location, item) >= quantity;
}

function isKnownElsewhere({ tags }: SenseParts, { epc, item }: Witness, other: string): boolean {
  const tag = tags.by_epc.get(epc);
  const place = tag?.item === item ? (tag.place ?? tag.known) : undefined;
  return place !== undefined && place !== other;
}

/** The scale went away while the tag waited for it: the tags decide. */
function bookGone(turn: Turn, parts: SenseParts, witness: Witness): void {
  const { item, quantity, location, ref, epc, at_ms, confidence_permille } = witness;
  const to = takenTo(turn.index, location);
  book(turn, {
    id: `${ref.id}/${fusionRule.name}-left`,
    kind: 'left',
    item,
    quantity,
    from: location,
    to,
    at_ms,
    confidence_permille,
    rule: ruleText(fusionRule),
    why: `Tag ${epc} (${itemName(turn.index, item)}) left ${locationName(turn.index, location)}, and its scale does not answer`,
    evidence: [evidenceOf(ref, `tag ${epc} read for the last time`)],
    said: lotOfTag(turn, witness, witness),
  });
  settleTag(turn, parts, witness, to);
  parts.fusion.credits.push({
    awaits: 'weight',
    location,
    item,
    quantity: -quantity,
    other: to,
    at_ms,
    until_ms: Number.MAX_SAFE_INTEGER,
  });
}

/** A tag where no scale answers: the tag rule books it, unless a scan has booked it, or the scale where it should be denies it. */
function onUnweighedTag(turn: Turn, parts: SenseParts, change: TagChange, { item, quantity }: Pieces): boolean {
  const { fusion, tags } = parts;
  const { epc, location, at_ms } = change;
  const sign = change.change === 'gone' ? -1 : 1;
  const tag = tags.by_epc.get(epc);
  if (tag === undefined) return false;
  const { window_ms } = turn.index.site.rules.fusion;
  const own = fusion.credits.find(
    (each) =>
      each.awaits === 'tags' &&
      isLive(each, turn.at_ms) &&
      each.location === location &&
      each.item === item &&
      each.quantity * sign >= quantity &&
      Math.abs(each.at_ms - at_ms) <= window_ms,
  );
  if (own !== undefined && change.change === 'gone') {
    own.quantity -= sign * quantity;
    tag.known = own.other;
    unplaceTag(tags, tag, own.other);
    return false;
  }
  const place = tag.place ?? tag.known;
  if (change.change === 'came' && place !== undefined && place !== location && tag.item === item) {
    return isDenied(turn, parts, { change, item, quantity, place });
  }
  if ((turn.index.senses.get(location)?.channels.length ?? 0) > 0) {
    if (
      change.change === 'came' &&
      place === undefined &&
      isAmongStock(turn, parts, { epc, item, quantity, location })
    ) {
      // What came with it, if anything did, the scale will show once it answers.
      settleTag(turn, parts, { epc, item, quantity, location, change: 'came' }, location);
      turn.books.counters.add('tags found among the stock of their place');
      return true;
    }
    const other = change.change === 'gone' ? takenTo(turn.index, location) : 'count-difference';
    fusion.credits.push({
      awaits: 'weight',
      location,
      item,
      quantity: sign * quantity,
      other,
      at_ms,
      until_ms: Number.MAX_SAFE_INTEGER,
    });
  }
  return false;
}

/** A tag of a weighed place is heard elsewhere: of what the weight has shown to leave one piece is it, or nothing has left. */
function isDenied(
  turn: Turn,
  parts: SenseParts,
  {
    change,
    item,
    quantity,
    place,
  }: { readonly change: TagChange; readonly item: string; readonly quantity: number; readonly place: string },
): boolean {
  const { fusion, tags } = parts;
  const tag = tags.by_epc.get(change.epc);
  if (tag === undefined || !isWeighed(turn, parts, place, item)) return false;
  const credit = fusion.credits.find(
    (each) =>
      each.awaits === 'tags' &&
      isLive(each, turn.at_ms) &&
      each.location === place &&
      each.item === item &&
      -each.quantity >= quantity,
  );
  const witness = fusion.witnesses.find(({ epc }) => epc === change.epc);
  if (credit !== undefined) {
    credit.quantity += quantity;
    fusion.witnesses = fusion.witnesses.filter((each) => each !== witness);
    unplaceTag(tags, tag, credit.other);
    return false;
  }
  if (fusion.pending.some((event) => !isPutAt(event, place) && event.plates.some(({ location }) => location === place)))
    return true;
  const ref = change.refs.at(-1);
  raise(turn, {
    id: `tag-denied/${change.epc}`,
    kind: 'weight-unresolved',
    location: place,
    item,
    question: `Tag ${change.epc} (${itemName(turn.index, item)}) is heard at ${locationName(turn.index, change.location)}, and the scale at ${locationName(turn.index, place)} says that nothing has left. Where is it?`,
    evidence: ref === undefined ? [] : [evidenceOf(ref, `tag ${change.epc} read`)],
  });
  return true;
}

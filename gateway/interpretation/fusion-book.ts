/** What a sub-event was becomes movements: from where, to where, with all its evidence; and the tags go where their pieces went. */

import type { Evidence, Movement } from '../stock/movement.ts';
import { itemName, locationName, takenTo } from '../stock/site-index.ts';
import { homeAfter, homeKey } from './arrangement.ts';
import { book } from './booking.ts';
import { isOwnPlate, noiseOf, totalOf } from './fusion-event.ts';
import { type Judgement, type SenseParts, scannedOf, silent_max, tagged } from './fusion-judge.ts';
import {
  credit_ms,
  type DecidedLine,
  fusionRule,
  late_ms,
  type PlateShare,
  type SubEvent,
  type Witness,
} from './fusion-memory.ts';
import { meetScans } from './fusion-scan.ts';
import { type Found, type Way, waysIn, waysOut } from './fusion-ways.ts';
import { restsOf, sumText, tagEvidence, tagsText } from './fusion-words.ts';
import { habitAfter } from './grasp-habit.ts';
import type { Line } from './hypotheses.ts';
import { type Candidate, leanOf } from './likelihood.ts';
import { lotOfTag } from './lot-said.ts';
import { leanAfter } from './plate-lean.ts';
import { raise } from './questions.ts';
import { ruleText } from './rule.ts';
import { placeTag, unplaceTag } from './tag-memory.ts';
import type { Turn } from './turn.ts';
import { learnMass } from './unit-mass.ts';

/** So few pieces of the only item of a place are never mistaken for one more or less. */
const plain_pieces_max = 3;
/** As sure as this a change tells how many pieces people take at once. */
const habit_min_permille = 950;

interface Booking extends Found {
  readonly candidate: Candidate;
  readonly permille: number;
  readonly plates: readonly PlateShare[];
  /** Ends the ids of what is derived again. */
  readonly suffix: string;
  readonly because: string;
}

/** Books the likeliest explanation of a sub-event, and remembers what late evidence may change of it. */
export function bookJudgement(
  turn: Turn,
  parts: SenseParts,
  judgement: Judgement,
  again: { readonly suffix: string; readonly because: string } = { suffix: '', because: '' },
): void {
  const [best] = judgement.verdict.ranked;
  if (best === undefined) return;
  const moved = movedWithin(turn, judgement, again);
  if (moved) return;
  if (again.suffix === '') noteHabit(parts, judgement);
  const decided: DecidedLine[] = [];
  const used: Witness[] = [];
  for (const line of best.lines) {
    const location = judgement.locations[line.block];
    const candidate = judgement.candidates.find(({ item, block }) => item === line.item && block === line.block);
    if (location === undefined || candidate === undefined) continue;
    const witnesses = takeWitnesses(parts, judgement, location, line);
    used.push(...witnesses);
    const plates = judgement.event.plates.filter((plate) => best.lines.length === 1 || plate.location === location);
    const booking = { judgement, line, location, candidate, permille: best.permille, witnesses, plates, ...again };
    noteHome(parts, booking);
    learn(turn, parts, booking);
    decided.push(bookLine(turn, parts, booking));
  }
  parts.fusion.decided.push({
    event: judgement.event,
    lines: decided,
    witnesses: used,
    until_ms: turn.at_ms + late_ms,
  });
}

/** What was seen to happen and is sure tells how many pieces people take at once. */
function noteHabit({ fusion }: SenseParts, { verdict, event }: Judgement): void {
  const [best] = verdict.ranked;
  const [line, ...others] = best?.lines ?? [];
  if (best === undefined || line === undefined || others.length > 0 || event.unwatched) return;
  if (best.permille >= habit_min_permille) fusion.habit = habitAfter(fusion.habit, line.quantity);
}

/** One item went from one location of the group to another one. */
function movedWithin(
  turn: Turn,
  judgement: Judgement,
  { suffix, because }: { suffix: string; because: string },
): boolean {
  const [best] = judgement.verdict.ranked;
  const [a, b] = best?.lines ?? [];
  if (best === undefined || a === undefined || b === undefined) return false;
  if (a.item !== b.item || a.quantity + b.quantity !== 0 || judgement.event.unwatched) return false;
  const from = judgement.locations[a.quantity < 0 ? a.block : b.block] ?? '';
  const to = judgement.locations[a.quantity < 0 ? b.block : a.block] ?? '';
  const { event } = judgement;
  book(turn, {
    id: `${event.key}/${fusionRule.name}${suffix}`,
    kind: 'moved',
    item: a.item,
    quantity: Math.abs(a.quantity),
    from,
    to,
    at_ms: event.at_ms,
    confidence_permille: best.permille,
    rule: ruleText(fusionRule),
    why: `${Math.abs(a.quantity)} × ${itemName(turn.index, a.item)} went from ${locationName(turn.index, from)} to ${locationName(turn.index, to)} at once${because}`,
    evidence: restsOf(event.plates),
  });
  return true;
}

function bookLine(turn: Turn, parts: SenseParts, booking: Booking): DecidedLine {
  const { judgement, line, location, witnesses } = booking;
  const { item } = line;
  const left = absorbCredit(turn, parts, judgement.event, location, line);
  const before = turn.movements.length;
  const scanned = scannedOf(judgement.scans, location, item) !== undefined;
  const rest = scanned
    ? meetScans(turn, parts, { ...booking, says: saysOf(turn, parts, booking), evidence: evidenceFor(booking) })
    : left;
  const ways = rest === 0 ? [] : line.quantity < 0 ? waysOut(turn, booking, rest) : waysIn(turn, parts, booking, rest);
  for (const [at, way] of ways.entries()) bookWay(turn, parts, booking, way, at);
  if (scanned) {
    const to = line.quantity < 0 ? (judgement.scans.find((scan) => scan.item === item)?.to ?? '') : location;
    const met = Math.abs(line.quantity) - rest;
    const { at_ms } = judgement.event;
    if (line.quantity < 0 && met > 0) parts.fusion.takes.push({ location, item, quantity: met, to, at_ms });
    for (const witness of witnesses) settleTag(turn, parts, witness, to);
  }
  noteUntagged(turn, parts, booking, ways[0]?.other);
  const movements = turn.movements.slice(before).map(({ id }) => id);
  return {
    item,
    location,
    quantity: line.quantity,
    movements,
    scanned,
    tagged: tagged(witnesses, location, item, line.quantity),
  };
}

function bookWay(turn: Turn, parts: SenseParts, booking: Booking, way: Way, at: number): void {
  const { judgement, line, location, permille, suffix } = booking;
  const { event } = judgement;
  const isTaken = line.quantity < 0;
  const kind: Movement['kind'] = event.unwatched ? 'changed-while-offline' : isTaken ? 'taken' : 'filled';
  const best = judgement.verdict.ranked[0]?.lines ?? [];
  book(turn, {
    id: `${event.key}/${fusionRule.name}${best.length > 1 || at > 0 ? `-${best.indexOf(line) + at + 1}` : ''}${suffix}`,
    kind,
    item: line.item,
    quantity: way.quantity,
    from: isTaken ? location : way.other,
    to: isTaken ? way.other : location,
    at_ms: event.at_ms,
    confidence_permille: permille,
    rule: ruleText(fusionRule),
    why: `${locationName(turn.index, location)}: ${saysOf(turn, parts, booking)}${way.says}${
      event.unwatched ? ', changed while nobody was watching' : ''
    }${booking.because}`,
    evidence: [...restsOf(booking.plates), ...tagEvidence(way.witnesses)],
    said: way.witnesses.flatMap((witness) => lotOfTag(turn, witness, witness)),
  });
  for (const witness of way.witnesses) settleTag(turn, parts, witness, isTaken ? way.other : location);
  if (!isTaken) return;
  // Where it went nobody saw; what comes back within moments was in use where things from here go.
  const to = event.unwatched ? takenTo(turn.index, location) : way.other;
  parts.fusion.takes.push({ location, item: line.item, quantity: way.quantity, to, at_ms: event.at_ms });
}

function saysOf(
  turn: Turn,
  { fusion }: SenseParts,
  { judgement, line, plates, candidate, permille, witnesses }: Booking,
): string {
  const { item, quantity } = line;
  const { ranked, count_sd } = judgement.verdict;
  const sd = ranked[0]?.lines[0] === line ? count_sd : 0;
  const sum = { item, quantity, mass: candidate.mass, record: fusion.masses.get(item), permille, sd };
  return `${sumText(turn, totalOf({ plates }), sum)}${tagsText(witnesses, judgement.event.at_ms)}`;
}

function evidenceFor({ plates, witnesses }: Booking): Evidence[] {
  return [...restsOf(plates), ...tagEvidence(witnesses)];
}

/** Tags that speak of the line, no more pieces than it has; they are explained from now on. */
function takeWitnesses(
  { fusion }: SenseParts,
  { witnesses, silent }: Judgement,
  location: string,
  { item, quantity }: Line,
): Witness[] {
  const change = quantity < 0 ? 'gone' : 'came';
  const taken: Witness[] = [];
  let left = Math.abs(quantity);
  const told = [...witnesses].sort((a, b) => a.at_ms - b.at_ms || (a.epc < b.epc ? -1 : 1));
  const named = silent.filter(({ chance }) => chance <= silent_max).map(({ witness }) => witness);
  for (const witness of [...told, ...named]) {
    if (witness.location !== location || witness.item !== item || witness.change !== change) continue;
    if (witness.quantity > left) continue;
    left -= witness.quantity;
    taken.push(witness);
  }
  fusion.witnesses = fusion.witnesses.filter((each) => !taken.includes(each));
  return taken;
}

/** The tag is where its pieces are now. */
export function settleTag(
  turn: Turn,
  { tags }: SenseParts,
  { epc, item, quantity, location, change }: Pick<Witness, 'epc' | 'item' | 'quantity' | 'location' | 'change'>,
  to: string,
): void {
  const tag = tags.by_epc.get(epc);
  if (tag === undefined) return;
  if (change === 'gone') {
    if ((tag.place ?? tag.known) === location) unplaceTag(tags, tag, to);
    return;
  }
  tag.item = item;
  tag.quantity = quantity;
  tag.came = undefined;
  tag.last_arrived_ms = turn.at_ms;
  placeTag(tags, tag, location, turn.index.site.rules.tags.absent_ms);
}

/** Pieces whose tags said nothing yet: if they do, it was this. */
function noteUntagged(
  turn: Turn,
  { fusion }: SenseParts,
  { line, location, witnesses, judgement }: Booking,
  other: string | undefined,
): void {
  const left = Math.abs(line.quantity) - tagged(witnesses, location, line.item, line.quantity);
  if (left <= 0 || !fusion.tagged.has(line.item)) return;
  const isOut = line.quantity < 0;
  const to = judgement.scans.find(({ item }) => item === line.item);
  fusion.credits.push({
    awaits: 'tags',
    location,
    item: line.item,
    quantity: isOut ? -left : left,
    other: other ?? (isOut ? to?.to : to?.from) ?? 'count-difference',
    at_ms: judgement.event.at_ms,
    until_ms: turn.at_ms + credit_ms,
  });
}

/** What was booked already without the weight is not booked again; the number that is left, above zero. */
function absorbCredit(
  turn: Turn,
  { fusion }: SenseParts,
  event: SubEvent,
  location: string,
  { item, quantity }: Line,
): number {
  let left = Math.abs(quantity);
  for (const credit of fusion.credits) {
    const isSame = credit.awaits === 'weight' && credit.location === location && credit.item === item;
    if (!isSame || credit.quantity === 0 || credit.quantity < 0 !== quantity < 0) continue;
    if (!event.unwatched && event.at_ms - credit.at_ms > late_ms) continue;
    const pieces = Math.min(left, Math.abs(credit.quantity));
    credit.quantity -= Math.sign(credit.quantity) * pieces;
    left -= pieces;
    turn.books.counters.add('pieces weighed that were booked already', pieces);
  }
  return left;
}

/** Where the item lies among the plates of its location. */
function noteHome({ fusion }: SenseParts, { line, location, judgement }: Booking): void {
  const plates = judgement.event.plates.filter((plate) => plate.location === location);
  const whole_mg = totalOf({ plates });
  if (whole_mg === 0) return;
  const shares = plates.map(({ channel, delta_mg }): [string, number] => [channel, Math.max(0, delta_mg / whole_mg)]);
  const key = homeKey(location, line.item);
  fusion.homes.set(key, homeAfter(fusion.homes.get(key), shares));
}

/**
 * A pick whose number a scan or the tags confirm teaches what a piece weighs, and so do a few pieces where only one item lies: one more
 * or less would weigh so much else that nobody needs to confirm it.
 */
function learn(turn: Turn, { fusion }: SenseParts, booking: Booking): void {
  const { judgement, line, location, witnesses, plates, candidate } = booking;
  const item = turn.index.items.get(line.item);
  const { event } = judgement;
  if (item === undefined || event.unwatched || (judgement.verdict.ranked[0]?.lines.length ?? 0) > 1) return;
  const scanned = scannedOf(judgement.scans, location, line.item);
  const isConfirmed =
    scanned === line.quantity ||
    (scanned === undefined &&
      (tagged(witnesses, location, line.item, line.quantity) === Math.abs(line.quantity) ||
        (Math.abs(line.quantity) <= plain_pieces_max &&
          judgement.candidates.every(({ item: each }) => each === line.item))));
  if (!isConfirmed || event.plates.some((plate) => plate.location !== location)) return;
  const pieces = Math.abs(line.quantity);
  const mass_mg = Math.abs(totalOf({ plates }));
  const noise = noiseOf({ plates }) / mass_mg;
  const piece_mg = mass_mg / pieces;
  if (isOwnPlate(turn, event, location)) {
    const seen = { piece_mg, pieces, lean: leanOf(pieces, true), noise };
    fusion.leans.set(location, leanAfter(fusion.leans.get(location), candidate.mass, seen));
  }
  const sample = {
    piece_mg,
    pieces,
    at_ms: event.at_ms,
    sd: Math.hypot(leanOf(pieces, candidate.is_alone, candidate.lean), noise),
    ...(line.quantity < 0 ? { from: location } : {}),
  };
  const before = fusion.masses.get(line.item)?.picks ?? 0;
  if (learnMass(fusion.masses, item, sample) !== 'changed') return;
  raise(turn, {
    id: `unit-mass/${item.id}`,
    kind: 'unit-mass-changed',
    location,
    item: item.id,
    question: `The last picks of ${item.name} weigh something else than the ${before} before them: has its package changed? The unit mass is learned anew from now on.`,
    evidence: restsOf(event.plates),
  });
}

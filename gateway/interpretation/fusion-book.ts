/** What a sub-event was becomes movements: from where, to where, with all its evidence; and the tags go where their pieces went. */

import type { Evidence, Movement } from '../stock/movement.ts';
import { itemName, locationName, takenTo } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { totalOf } from './fusion-event.ts';
import { type Judgement, type SenseParts, silent_max, tagged } from './fusion-judge.ts';
import { learn, noteHabit, noteHome } from './fusion-learn.ts';
import {
  credit_ms,
  type Decided,
  type DecidedLine,
  fusionRule,
  type HeldScan,
  isLive,
  late_ms,
  type PlateShare,
  type SubEvent,
  type Take,
  type Witness,
} from './fusion-memory.ts';
import { noteBooked } from './fusion-open.ts';
import { meetScans } from './fusion-scan.ts';
import { type Found, type Way, waysIn, waysOut } from './fusion-ways.ts';
import { restsOf, sumText, tagEvidence, tagsText } from './fusion-words.ts';
import type { Line } from './hypotheses.ts';
import type { Candidate } from './likelihood.ts';
import { lotOfTag } from './lot-said.ts';
import { massOfChange } from './masses.ts';
import { ruleText } from './rule.ts';
import { scannedOf } from './scan-near.ts';
import { placeTag, unplaceTag } from './tag-memory.ts';
import type { Turn } from './turn.ts';

/** A line that is about to be booked. */
export interface Booking extends Found {
  readonly candidate: Candidate;
  readonly permille: number;
  readonly plates: readonly PlateShare[];
  /** Ends the ids of what is derived again. */
  readonly suffix: string;
  readonly because: string;
}

/** Why something is booked again, or late. `suffix` ends its ids. */
interface Again {
  readonly suffix: string;
  readonly because: string;
  readonly isLate?: boolean;
}

/** Books the likeliest explanation of a sub-event, and remembers what late evidence may change of it. */
export function bookJudgement(
  turn: Turn,
  parts: SenseParts,
  judgement: Judgement,
  again: Again = { suffix: '', because: '' },
): void {
  const [best] = judgement.verdict.ranked;
  if (best === undefined) return;
  noteBooked(turn, parts);
  // What is told so late teaches nothing, and nothing derives it again.
  const isLate = again.isLate === true;
  if (again.suffix === '' && !isLate) noteHabit(parts, judgement);
  const bookings: Booking[] = [];
  for (const line of best.lines) {
    const location = judgement.locations[line.block];
    const candidate = judgement.candidates.find(({ item, block }) => item === line.item && block === line.block);
    if (location === undefined || candidate === undefined) continue;
    const witnesses = takeWitnesses(parts, judgement, location, line);
    const plates = judgement.event.plates.filter((plate) => best.lines.length === 1 || plate.location === location);
    const booking = { judgement, line, location, candidate, permille: best.permille, witnesses, plates, ...again };
    if (!isLate) noteHome(turn, parts, booking);
    if (!isLate) learn(turn, parts, booking);
    bookings.push(booking);
  }
  const takes = parts.fusion.takes.map((take) => ({ take, quantity: take.quantity }));
  // As they were: what late evidence says is held against them.
  const scans = structuredClone(judgement.scans);
  const lines = bookMoved(turn, parts, bookings) ?? bookings.map((booking) => bookLine(turn, parts, booking));
  noteBooked(turn, parts, judgement.locations);
  if (isLate) return;
  parts.fusion.decided.push({
    event: judgement.event,
    lines,
    witnesses: bookings.flatMap(({ witnesses }) => witnesses),
    ...metOf(scans, lines),
    ...backOf(takes),
    until_ms: turn.at_ms + late_ms,
  });
}

function metOf(scans: readonly HeldScan[], lines: readonly DecidedLine[]): Pick<Decided, 'scans'> {
  const met = scans.filter(({ item, ends }) =>
    lines.some((line) => line.scanned && line.item === item && ends.some((end) => end.location === line.location)),
  );
  return met.length === 0 ? {} : { scans: met };
}

function backOf(takes: readonly { readonly take: Take; readonly quantity: number }[]): Pick<Decided, 'put_back'> {
  const put_back = takes.flatMap(({ take, quantity }) =>
    take.quantity < quantity ? [{ ...take, quantity: quantity - take.quantity }] : [],
  );
  return put_back.length === 0 ? {} : { put_back };
}

/**
 * One item went from one location of the group to another one: one movement, with the tags that went along. Undefined where it is
 * something else, or where a scan tells more of it.
 */
function bookMoved(turn: Turn, parts: SenseParts, bookings: readonly Booking[]): DecidedLine[] | undefined {
  const [out, into, ...others] = [...bookings].sort((a, b) => a.line.quantity - b.line.quantity);
  if (out === undefined || into === undefined || others.length > 0) return undefined;
  const { judgement, permille, suffix, because, location: from, line } = out;
  const { event, scans } = judgement;
  const { item, quantity } = into.line;
  const isOne = line.item === item && line.quantity + quantity === 0 && !event.unwatched;
  if (!isOne || scans.some((scan) => scan.item === item)) return undefined;
  const to = into.location;
  const id = `${event.key}/${fusionRule.name}${suffix}`;
  const tags = [...out.witnesses, ...into.witnesses];
  book(turn, {
    id,
    kind: 'moved',
    item,
    quantity,
    from,
    to,
    at_ms: event.at_ms,
    confidence_permille: permille,
    rule: ruleText(fusionRule),
    why: `${quantity} × ${itemName(turn.index, item)} went from ${locationName(turn.index, from)} to ${locationName(turn.index, to)} at once${tagsText(out.witnesses, event.at_ms)}${because}`,
    evidence: [...restsOf(event.plates), ...tagEvidence(tags)],
    said: out.witnesses.flatMap((witness) => lotOfTag(turn, witness, witness)),
    ...massOfChange(turn, item, totalOf(out)),
  });
  for (const witness of tags) settleTag(turn, parts, witness, to);
  noteUntagged(turn, parts, out, to);
  noteUntagged(turn, parts, into, from);
  return [out, into].map((each) => decidedLine(each, each === out ? [id] : [], false));
}

function bookLine(turn: Turn, parts: SenseParts, booking: Booking): DecidedLine {
  const { judgement, line, location, witnesses } = booking;
  const { item } = line;
  const told = Math.abs(scannedOf(judgement.scans, location, item) ?? 0);
  // What is scanned now is none of what was booked before; what changed unseen is that first.
  const most = judgement.event.unwatched ? Math.abs(line.quantity) : Math.max(0, Math.abs(line.quantity) - told);
  const absorbed = absorbCredit(turn, parts, judgement.event, { location, line, most });
  const left = Math.abs(line.quantity) - absorbed;
  const scanned = told > 0 && left > 0;
  const before = turn.movements.length;
  const rest = scanned
    ? meetScans(turn, parts, {
        ...booking,
        line: { ...line, quantity: Math.sign(line.quantity) * left },
        says: saysOf(turn, parts, booking),
        evidence: evidenceFor(booking),
        ...massOfLine(turn, booking, absorbed),
      })
    : left;
  const ways = rest === 0 ? [] : line.quantity < 0 ? waysOut(turn, booking, rest) : waysIn(turn, parts, booking, rest);
  for (const [at, way] of ways.entries()) bookWay(turn, parts, booking, way, at);
  if (scanned) {
    const to = line.quantity < 0 ? (judgement.scans.find((scan) => scan.item === item)?.to ?? '') : location;
    const met = left - rest;
    const { at_ms } = judgement.event;
    if (line.quantity < 0 && met > 0) parts.fusion.takes.push({ location, item, quantity: met, to, at_ms });
    for (const witness of witnesses) settleTag(turn, parts, witness, to);
  }
  noteUntagged(turn, parts, booking, ways[0]?.other);
  const movements = turn.movements.slice(before).map(({ id }) => id);
  return { ...decidedLine(booking, movements, scanned), ...(absorbed === 0 ? {} : { absorbed }) };
}

function decidedLine(
  { line, location, witnesses }: Booking,
  movements: readonly string[],
  scanned: boolean,
): DecidedLine {
  const { item, quantity } = line;
  return { item, location, quantity, movements, scanned, tagged: tagged(witnesses, location, item, quantity) };
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
    ...massOfLine(turn, booking, Math.abs(line.quantity) - way.quantity),
  });
  for (const witness of way.witnesses) settleTag(turn, parts, witness, isTaken ? way.other : location);
  if (!isTaken) return;
  // Where it went nobody saw; what comes back within moments was in use where things from here go.
  const to = event.unwatched ? takenTo(turn.index, location) : way.other;
  parts.fusion.takes.push({ location, item: line.item, quantity: way.quantity, to, at_ms: event.at_ms });
}

/** What the plates show of a line of an item with catch weight, where they show nothing else and all of the line is booked at once. */
function massOfLine(turn: Turn, { judgement, line, location, plates }: Booking, left: number) {
  if (turn.index.items.get(line.item)?.catch_weight === undefined) return {};
  const best = judgement.verdict.ranked[0]?.lines ?? [];
  const isAlone = best.every((each) => each === line || judgement.locations[each.block] !== location);
  return isAlone && left === 0 ? massOfChange(turn, line.item, totalOf({ plates })) : {};
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

/** What was booked already without the weight is not booked again: so many pieces of a line, at most so many. */
function absorbCredit(
  turn: Turn,
  { fusion }: SenseParts,
  event: SubEvent,
  {
    location,
    line: { item, quantity },
    most,
  }: { readonly location: string; readonly line: Line; readonly most: number },
): number {
  let left = most;
  for (const credit of fusion.credits) {
    const isSame = credit.awaits === 'weight' && credit.location === location && credit.item === item;
    if (!isSame || !isLive(credit, turn.at_ms) || credit.quantity < 0 !== quantity < 0) continue;
    if (!event.unwatched && event.at_ms - credit.at_ms > late_ms) continue;
    const pieces = Math.min(left, Math.abs(credit.quantity));
    credit.quantity -= Math.sign(credit.quantity) * pieces;
    left -= pieces;
    if (pieces > 0) turn.books.counters.add('pieces weighed that were booked already', pieces);
  }
  return most - left;
}

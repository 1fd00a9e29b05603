/**
 * Read points that are no shelves. `receiving`: what is read there has come in and is at its location. `point-of-sale`: what is read
 * there is sold. `exit`: what is read there last, and then nowhere for a while, has gone out. Each books a tag once: what is already
 * where the read point would bring it stays as it is. At a site that sells, what goes out unsold is asked about and not booked.
 */

import type { TagReading } from '../../devices/reading.ts';
import type { AntennaRole, Site } from '../stock/site.ts';
import { filledFrom, isOutside, locationName } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { presencePermille } from './confidence.ts';
import { addDeadline } from './deadlines.ts';
import { lotOfTag } from './lot-said.ts';
import { raise } from './questions.ts';
import { ruleText } from './rule.ts';
import type { Pass, Tag, TagReport } from './tag.ts';
import { noteSighting, type Tags, tagOf, unplaceTag } from './tag-memory.ts';
import { tagRule } from './tag-rule.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { seeUnit, ssccOfTag } from './unit-sighting.ts';
import { type Pieces, piecesOfTag, piecesText, reportText } from './unknown-tag.ts';
import { secondsText } from './wording.ts';

export type PassedRole = Extract<AntennaRole, 'receiving' | 'point-of-sale' | 'exit'>;

/** A read by an antenna with one of these roles, not below its floor. */
export function onPassedTag(
  turn: Turn,
  tags: Tags,
  point: { readonly role: PassedRole; readonly location: string },
  report: TagReport,
  reading: TagReading,
): void {
  const tag = tagOf(tags, reading.epc, report, turn);
  if (tag === undefined) return;
  const rules = turn.index.site.rules.tags;
  const { role, location } = point;
  let { pass } = tag;
  const isSame = pass?.role === role && pass.location === location;
  const isOver = pass !== undefined && report.ref.at_ms - pass.last.ref.at_ms > rules.arrive_within_ms;
  if (pass === undefined || !isSame || (isOver && !(role === 'exit' && pass.is_told))) {
    pass = { role, location, first: report, last: report, last_arrived_ms: turn.at_ms, reads: 0, is_told: false };
    tag.pass = pass;
  }
  pass.reads += report.count;
  pass.last = report;
  pass.last_arrived_ms = turn.at_ms;
  if (tag.place === undefined) noteSighting(tags, tag, report, turn.at_ms);
  if (pass.is_told || pass.reads < rules.arrive_reads) return;
  pass.is_told = true;
  const where = locationName(turn.index, location);
  const coming = role === 'receiving' ? { tags, location } : undefined;
  const held = piecesOfTag(turn, tag, reading.meaning, { where, location, by: tagRule.name, coming });
  if (held === undefined) {
    seePassedUnit(turn, tags, reading, pass);
    return;
  }
  if (role === 'exit') addDeadline(tags.deadlines, tag.epc, turn.at_ms + rules.exit_grace_ms);
  else if (role === 'receiving') receive(turn, tags, tag, pass, held);
  else sell(turn, tags, tag, pass, held);
}

/** A handling unit at a read point is there. At an exit it may yet turn back: only a portal sees it leave. */
function seePassedUnit(
  turn: Turn,
  tags: Tags,
  { epc, meaning }: TagReading,
  { role, location, first, last, reads }: Pass,
): void {
  const sscc = role === 'exit' ? undefined : ssccOfTag(turn, epc, meaning);
  if (sscc === undefined) return;
  const { device, n, id } = last.ref;
  const seen = [first, last].filter(({ ref }, at) => at === 1 || ref.id !== id);
  const evidence = seen.map((each) => evidenceOf(each.ref, reportText(epc, each)));
  const permille = presencePermille(reads, undefined);
  seeUnit(
    turn,
    { device, sscc, to: location, id: `${id}/${tagRule.name}`, n, at_ms: first.ref.at_ms, permille, evidence },
    tags,
  );
}

/** A tag read at a shelf, or at another read point, has not gone out. */
export function stayedIn(tag: Tag): void {
  if (tag.pass?.role === 'exit') tag.pass = undefined;
}

/** Decides about a tag on its way out when it was read nowhere else for the time of grace; true when there is nothing left to decide. */
export function onExitTick(turn: Turn, tags: Tags, tag: Tag): void {
  const { pass } = tag;
  if (pass === undefined) return;
  const { exit_grace_ms } = turn.index.site.rules.tags;
  const due_ms = pass.last_arrived_ms + exit_grace_ms;
  if (due_ms > turn.at_ms) {
    addDeadline(tags.deadlines, tag.epc, due_ms);
    return;
  }
  tag.pass = undefined;
  const from = insideOf(turn, tag);
  const { item, quantity } = tag;
  if (item === undefined || from === undefined) {
    turn.books.counters.add('tags at an exit that the ledger has not in the house');
    unplaceTag(tags, tag, tag.place ?? tag.known);
    return;
  }
  const pieces = { item, quantity };
  const where = locationName(turn.index, pass.location);
  if (hasPointOfSale(turn.index.site)) {
    raise(turn, {
      id: `passage-unresolved/unsold/${tag.epc}`,
      kind: 'passage-unresolved',
      device: pass.last.ref.device,
      location: from,
      item,
      question: `Tag ${tag.epc} (${piecesText(turn, pieces)}) of ${locationName(turn.index, from)} was read last on its way to ${where} and was not sold. Where is it?`,
      evidence: evidence(tag, pass),
    });
    unplaceTag(tags, tag, from);
    return;
  }
  const silent = secondsText(turn.at_ms - pass.last_arrived_ms);
  bookPass(turn, tag, pass, {
    pieces,
    kind: 'shipped',
    from,
    says: `went out to ${where}: ${readsText(pass)}, then nowhere for ${silent}`,
  });
  unplaceTag(tags, tag, pass.location);
}

function receive(turn: Turn, tags: Tags, tag: Tag, pass: Pass, pieces: Pieces): void {
  const known = tag.place ?? tag.known;
  if (known !== undefined && insideOf(turn, tag) !== undefined && known !== 'transit') return;
  const from = known === 'transit' ? known : (tag.came?.from ?? filledFrom(turn.index, pass.location));
  const where = locationName(turn.index, pass.location);
  bookPass(turn, tag, pass, { pieces, kind: 'received', from, says: `came in at ${where}: ${readsText(pass)}` });
  unplaceTag(tags, tag, pass.location);
}

function sell(turn: Turn, tags: Tags, tag: Tag, pass: Pass, pieces: Pieces): void {
  const known = tag.place ?? tag.known;
  if (known === pass.location) return;
  const from = tag.item === undefined ? 'count-difference' : insideOf(turn, tag);
  // Gone already, as far as the ledger knows: it had been taken in some other way, and is not sold from nowhere.
  if (from === undefined && known !== undefined && known !== 'transit' && tag.item !== undefined) {
    turn.books.counters.add('tags sold that the ledger has not in the house');
  }
  const where = locationName(turn.index, pass.location);
  const source = from ?? known ?? 'count-difference';
  bookPass(turn, tag, pass, {
    pieces,
    kind: 'shipped',
    from: source,
    says: `was sold, to ${where}: ${readsText(pass)}`,
  });
  unplaceTag(tags, tag, pass.location);
  tag.sold_at = pass.location;
}

/** Where the ledger has a tag in the house; the way between two places is in the house. */
function insideOf({ index }: Turn, { place, known, item }: Tag): string | undefined {
  const held = place ?? known;
  if (held === undefined || item === undefined || !index.locations.has(held)) return undefined;
  return isOutside(index, held) ? undefined : held;
}

interface Passed {
  readonly pieces: Pieces;
  readonly kind: 'received' | 'shipped';
  readonly from: string;
  readonly says: string;
}

function bookPass(turn: Turn, tag: Tag, pass: Pass, { pieces, kind, from, says }: Passed): void {
  tag.item = pieces.item;
  tag.quantity = pieces.quantity;
  tag.came = undefined;
  tag.sold_at = undefined;
  if (from === pass.location) return;
  book(turn, {
    id: `${pass.last.ref.id}/${tagRule.name}-${pass.role}`,
    kind,
    item: pieces.item,
    quantity: pieces.quantity,
    from,
    to: pass.location,
    at_ms: (pass.role === 'exit' ? pass.last : pass.first).ref.at_ms,
    confidence_permille: presencePermille(pass.reads, undefined),
    rule: ruleText(tagRule),
    why: `Tag ${tag.epc} (${piecesText(turn, pieces)}) ${says}, from ${locationName(turn.index, from)}`,
    evidence: evidence(tag, pass),
    said: lotOfTag(turn, tag, pieces),
  });
}

function evidence({ epc }: Tag, { first, last }: Pass) {
  const reports = first.ref.id === last.ref.id ? [last] : [first, last];
  return reports.map((each) => evidenceOf(each.ref, reportText(epc, each)));
}

function readsText({ reads, first, last }: Pass): string {
  return `${reads} ${reads === 1 ? 'read' : 'reads'} in ${secondsText(last.ref.at_ms - first.ref.at_ms)}`;
}

function hasPointOfSale({ devices }: Site): boolean {
  return devices.some(({ antennas }) => antennas.some(({ role }) => role === 'point-of-sale'));
}

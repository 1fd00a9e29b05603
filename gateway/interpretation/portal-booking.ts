/** What was decided about a tag at a portal becomes a movement, or a question. */

import type { EpcMeaning } from '../../devices/reading.ts';
import type { Evidence } from '../stock/movement.ts';
import type { Portal } from '../stock/site.ts';
import { isBehindADoor, isOutside, locationName, takenTo } from '../stock/site-index.ts';
import { book, type Draft } from './booking.ts';
import { cameIn, wentOut } from './company.ts';
import { lotOfTag } from './lot-said.ts';
import type { Coming } from './packaging.ts';
import type { Crossing, Passage, Way } from './passage.ts';
import type { Portals } from './portal-memory.ts';
import { raise, settle } from './questions.ts';
import { type Rule, ruleText } from './rule.ts';
import type { Tag } from './tag.ts';
import { bookLeft } from './tag-booking.ts';
import { noteSighting, type Tags, tagOf, unplaceTag } from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { seeUnit, ssccOfTag } from './unit-sighting.ts';
import { type Pieces, piecesOfTag, piecesText, reportText } from './unknown-tag.ts';
import { probabilityText, secondsText } from './wording.ts';

export const portalRule: Rule = { name: 'portal', version: 11 };

/** What happened, as far as it can be told, and how sure that is. */
export interface Verdict {
  readonly crossing: Crossing;
  readonly permille: number;
  /** How many others crossed with it. */
  readonly along: number;
  /** What the others did tells it, more than the tag itself. */
  readonly isShared: boolean;
}

/** The tag crossed: its pieces are on the other side since then. Returns the id of the movement that says so, if there is one. */
export function bookCrossing(
  turn: Turn,
  tags: Tags,
  {
    passage,
    meaning,
    portal,
    portals,
  }: {
    readonly passage: Passage;
    readonly meaning: EpcMeaning | undefined;
    readonly portal: Portal;
    readonly portals: Portals;
  },
  verdict: Verdict,
): string | undefined {
  const tag = tagOf(tags, passage.epc, passage.last, turn);
  if (tag === undefined) return undefined;
  if (tag.place === undefined) noteSighting(tags, tag, passage.last, passage.last_arrived_ms);
  const coming = verdict.crossing.way === 'in' ? { tags, location: portal.inside } : undefined;
  const pieces = piecesAt(turn, tag, passage, meaning, coming);
  if (pieces === undefined) {
    passUnknown(tags, tag, portal, verdict.crossing.way);
    const sscc = ssccOfTag(turn, passage.epc, meaning);
    if (sscc === undefined) return undefined;
    const { way, at_ms } = verdict.crossing;
    const { device, last } = passage;
    const to = way === 'in' ? portal.inside : portal.to_outside;
    const id = `${last.ref.id}/${portalRule.name}`;
    const seen = {
      device,
      sscc,
      to,
      id,
      n: last.ref.n,
      at_ms,
      permille: verdict.permille,
      evidence: evidence(passage),
    };
    seeUnit(turn, seen, tags, portals);
    return undefined;
  }
  const { crossing, permille, along } = verdict;
  const id = carryAcross(turn, tags, { tag, pieces, portal, crossing }, (note) => ({
    id: `${passage.last.ref.id}/${portalRule.name}`,
    confidence_permille: permille,
    rule: ruleText(portalRule),
    why: `Tag ${tag.epc} (${piecesText(turn, pieces)}) passed ${nameOf(turn, passage.device)} ${wayText(crossing)}: ${readsText(
      passage,
    )}${along === 0 ? '' : `, with ${along} other${along === 1 ? '' : 's'}`}, p ${probabilityText(permille)}${note}`,
    evidence: evidence(passage),
  }));
  tellCompany(turn, tags, tag.epc, passage.device, crossing);
  return id;
}

/** Asks what became of a tag. Nothing is asked of a tag that nobody can name. */
export function askPassage(
  turn: Turn,
  tags: Tags,
  { passage, meaning }: { readonly passage: Passage; readonly meaning: EpcMeaning | undefined },
  verdict: Verdict,
): void {
  const tag = tagOf(tags, passage.epc, passage.last, turn);
  if (tag === undefined) return;
  const pieces = piecesAt(turn, tag, passage, meaning);
  if (pieces !== undefined) ask(turn, passage, verdict, pieces);
}

function piecesAt(
  turn: Turn,
  tag: Tag,
  { device }: Passage,
  meaning: EpcMeaning | undefined,
  coming?: Coming,
): Pieces | undefined {
  return tag.place === undefined || tag.item === undefined
    ? piecesOfTag(turn, tag, meaning, { where: nameOf(turn, device), by: portalRule.name, coming })
    : { item: tag.item, quantity: tag.quantity };
}

/** Nothing is booked, but where it went is remembered until somebody says what it is. */
function passUnknown(tags: Tags, tag: Tag, portal: Portal, way: Way): void {
  unplaceTag(tags, tag, tag.item === undefined ? undefined : tag.known);
  tag.came = way === 'in' ? { from: portal.from_outside, to: portal.inside } : undefined;
}

/** It is at the door, so it is not there. */
const left_permille = 950;

interface Passed {
  readonly tag: Tag;
  readonly pieces: Pieces;
  readonly portal: Portal;
  readonly crossing: Crossing;
}

/** Who says so, with what may be noted of where it came from. */
type Told = (note: string) => Pick<Draft, 'id' | 'confidence_permille' | 'rule' | 'why' | 'evidence'>;

/** The pieces of a tag are on the other side of a portal since the crossing. Returns the movement's id, if it was not there already. */
export function carryAcross(
  turn: Turn,
  tags: Tags,
  { tag, pieces, portal, crossing }: Passed,
  told: Told,
): string | undefined {
  const { index } = turn;
  const { way, at_ms } = crossing;
  const isSame = tag.item === pieces.item && tag.quantity === pieces.quantity;
  if (isSame && way === 'out') leavePlace(turn, tags, tag, pieces, crossing);
  const known = isSame ? (tag.place ?? tag.known) : undefined;
  tag.item = pieces.item;
  tag.quantity = pieces.quantity;
  tag.came = undefined;
  const place = known !== undefined && index.locations.has(known) ? known : undefined;
  const isHere = place !== undefined && !isOutside(index, place);
  const isInside = place !== undefined && !isBehindADoor(index, place);
  const { kind, from, to, note } =
    way === 'in' ? wayIn(portal, isHere ? place : undefined) : wayOut(portal, isInside ? place : undefined);
  const draft = told(note);
  settleAsked(turn, tag.epc, crossing, draft.rule);
  if (from === to) turn.books.counters.add('passages to where the tag was already');
  else {
    const said = lotOfTag(turn, tag, pieces);
    book(turn, { ...draft, kind, item: pieces.item, quantity: pieces.quantity, from, to, at_ms, said });
  }
  unplaceTag(tags, tag, to);
  return from === to ? undefined : draft.id;
}

/** What was asked of earlier passages is over: it is known now where the tag went last. */
function settleAsked(turn: Turn, epc: string, { at_ms }: Crossing, by: string): void {
  for (const { settings } of turn.index.devices.values()) {
    if (settings.portal === undefined) continue;
    const id = passageQuestion({ device: settings.id, epc });
    const asked = turn.books.questions.get(id)?.passage;
    if (asked !== undefined && asked.at_ms <= at_ms) settle(turn, id, 'it passed a portal since', by);
  }
}

/** What everything else about the tag follows: its company came in or went out with it. */
export function tellCompany(turn: Turn, tags: Tags, epc: string, device: string, { way, at_ms }: Crossing): void {
  if (way === 'in') cameIn(tags.companies, epc, device, at_ms);
  else wentOut(tags.companies, epc, device, at_ms, turn.at_ms);
}

/** It was at a place that antennas watch, and they do not know yet that it is gone: it was taken from there first. */
function leavePlace(turn: Turn, tags: Tags, tag: Tag, pieces: Pieces, { at_ms }: Crossing): void {
  const { place } = tag;
  if (place === undefined || isOutside(turn.index, takenTo(turn.index, place))) return;
  const silent_ms = Math.max(0, at_ms - tag.last.ref.at_ms);
  const { to } = bookLeft(turn, { tag, pieces, place, silent_ms, isUnseen: false, permille: left_permille });
  unplaceTag(tags, tag, to);
}

interface Booking extends Pick<Draft, 'kind' | 'from' | 'to'> {
  readonly note: string;
}

/** A tag that comes in although the ledger has it here went out unseen: it is still one piece, and it is inside now. */
function wayIn(portal: Portal, here: string | undefined): Booking {
  if (here === undefined) return { kind: 'received', from: portal.from_outside, to: portal.inside, note: '' };
  return { kind: 'moved', from: here, to: portal.inside, note: '; its way out was not seen' };
}

/** What left its place for use goes out from there: neither was it inside the portal nor did it come in unseen. */
function wayOut(portal: Portal, here: string | undefined): Booking {
  if (here !== undefined) return { kind: 'shipped', from: here, to: portal.to_outside, note: '' };
  return { kind: 'shipped', from: portal.inside, to: portal.to_outside, note: '; its way in was not seen' };
}

function ask(turn: Turn, passage: Passage, { crossing, permille }: Verdict, pieces: Pieces): void {
  const id = passageQuestion(passage);
  const reads = evidence(passage);
  raise(turn, {
    id,
    kind: 'passage-unresolved',
    device: passage.device,
    item: pieces.item,
    question: `Tag ${passage.epc} (${piecesText(turn, pieces)}) was at ${nameOf(turn, passage.device)}: ${readsText(
      passage,
    )}, and it is not clear whether it passed ${wayText(crossing)}, p ${probabilityText(permille)}. Did it come in, go out or neither?`,
    evidence: reads,
  });
  const open = turn.books.questions.get(id);
  if (open !== undefined) open.passage = { ...pieces, at_ms: crossing.at_ms, evidence: reads };
}

const passage_unresolved = 'passage-unresolved/';

function passageQuestion({ device, epc }: Pick<Passage, 'device' | 'epc'>): string {
  return `${passage_unresolved}${device}/${epc}`;
}

/** What a question of this kind is about; undefined where it is of another one. */
export function passageAskedAbout(question: string): Pick<Passage, 'device' | 'epc'> | undefined {
  const end = question.lastIndexOf('/');
  if (!question.startsWith(passage_unresolved) || end < passage_unresolved.length) return undefined;
  return { device: question.slice(passage_unresolved.length, end), epc: question.slice(end + 1) };
}

function wayText({ way }: Crossing): string {
  return way === 'in' ? 'inwards' : 'outwards';
}

function evidence({ epc, first_outside, first_inside, last }: Passage): Evidence[] {
  const reports = [first_outside, first_inside, last].filter((report) => report !== undefined);
  reports.sort((a, b) => a.ref.n - b.ref.n || a.ref.index - b.ref.index);
  return reports
    .filter(({ ref }, at) => ref.id !== reports[at - 1]?.ref.id)
    .map((report) => evidenceOf(report.ref, reportText(epc, report)));
}

function readsText({ reads_outside, reads_inside, start_ms, end_ms }: Passage): string {
  return `${reads_outside} reads outside, ${reads_inside} inside in ${secondsText(end_ms - start_ms)}`;
}

export function nameOf(turn: Turn, device: string): string {
  return turn.index.devices.get(device)?.settings.name ?? locationName(turn.index, device);
}

/**
 * Portals: a tag that passes inwards is received, outwards is shipped. A crossing is booked once it is clear, with the time at
 * which it happened, also when the tag stays in the field; who turns back, loiters or is overheard moves nothing, and what
 * cannot be told becomes a question.
 */
import type { EpcMeaning, TagReading } from '../../devices/reading.ts';
import { limits } from '../base/limits.ts';
import type { Evidence } from '../stock/movement.ts';
import type { Portal } from '../stock/site.ts';
import { isOutside, locationName, portalOf } from '../stock/site-index.ts';
import { book, type Draft } from './booking.ts';
import { oddsPermille } from './confidence.ts';
import { sharedCrossing, supportOf } from './convoy.ts';
import { addDeadline, type Deadlines, deadlinesOf, takeDue } from './deadlines.ts';
import {
  accept,
  addRead,
  type Crossing,
  crossingOf,
  type Passage,
  passageOf,
  peakAt,
  type Side,
  settleTo,
  type Way,
} from './passage.ts';
import { raise } from './questions.ts';
import { type Rule, ruleText } from './rule.ts';
import { noteSighting, type Tag, type TagReport, type Tags, tagOf, unplaceTag } from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { type Pieces, piecesOfTag, piecesText, reportText } from './unknown-tag.ts';
import { probabilityText, secondsText } from './wording.ts';

export const portalRule: Rule = { name: 'portal', version: 3 };

/** A tag still being heard is looked at this often. */
const look_ms = 1_000;
/** So long it must have been on the other side before a crossing is booked while it is still heard. */
const confirm_ms = 3_000;
/** So long after its last read a tag that was read too rarely waits for what became of its company. */
const company_ms = 6_000;
/** Silent for so long, a tag that comes again comes anew. */
const forget_ms = 120_000;
/** Heard louder elsewhere by this much, it is a stray here. */
const stray_cdb = 300;
/** What the ledger's word is worth that the tag was on the side it came from, and its word against it. */
const ledger_for = 2;
const ledger_against = -4;
/** A crossing is the exception: most of what portals hear stays where it is. */
const rarity = 1;

interface Passing {
  readonly passage: Passage;
  readonly meaning: EpcMeaning | undefined;
  /** The newest crossing that was booked. */
  crossed: { readonly way: Way; readonly at_ms: number } | undefined;
  /** Arrival time at which it is to be looked at next. */
  due_ms: number;
  /** It was quiet, and what was to be decided has been. */
  is_over: boolean;
}

export interface Portals {
  /** By device and EPC. */
  readonly passing: Map<string, Passing>;
  readonly by_device: Map<string, Set<Passing>>;
  readonly deadlines: Deadlines;
}

export function portalsOf(): Portals {
  return { passing: new Map(), by_device: new Map(), deadlines: deadlinesOf() };
}

export type SavedPassages = readonly Passing[];

export function savePortals({ passing }: Portals): SavedPassages {
  return [...passing.values()];
}

export function restorePortals(portals: Portals, saved: SavedPassages): void {
  for (const each of saved) keep(portals, each);
}

/** A read by an antenna with the role `portal-inside` or `portal-outside`, not below its floor. */
export function onPortalTag(turn: Turn, portals: Portals, side: Side, report: TagReport, reading: TagReading): void {
  const key = keyOf(report.ref.device, reading.epc);
  let passing = portals.passing.get(key);
  if (passing === undefined) {
    if (portals.passing.size >= limits.passages_open_max) {
      turn.books.counters.add('passages not watched, too many');
      return;
    }
    const passage = passageOf(report.ref.device, reading.epc, report);
    const due_ms = turn.at_ms + look_ms;
    passing = { passage, meaning: reading.meaning, crossed: undefined, due_ms, is_over: false };
    keep(portals, passing);
  } else if (passing.is_over) {
    passing.is_over = false;
    passing.due_ms = turn.at_ms + look_ms;
    addDeadline(portals.deadlines, key, passing.due_ms);
  }
  addRead(passing.passage, side, report, turn.at_ms);
}

/** Looks at the tags that are due: those being heard, and those that have gone quiet. */
export function onPortalTick(turn: Turn, portals: Portals, tags: Tags): void {
  for (const key of takeDue(portals.deadlines, turn.at_ms)) {
    const passing = portals.passing.get(key);
    if (passing === undefined) continue;
    if (passing.due_ms <= turn.at_ms) look(turn, portals, tags, passing);
    if (portals.passing.has(key)) addDeadline(portals.deadlines, key, passing.due_ms);
  }
}

function keep(portals: Portals, passing: Passing): void {
  const { device, epc } = passing.passage;
  const key = keyOf(device, epc);
  portals.passing.set(key, passing);
  const company = portals.by_device.get(device);
  if (company === undefined) portals.by_device.set(device, new Set([passing]));
  else company.add(passing);
  addDeadline(portals.deadlines, key, passing.due_ms);
}

function forget(portals: Portals, passing: Passing): void {
  const { device, epc } = passing.passage;
  portals.passing.delete(keyOf(device, epc));
  portals.by_device.get(device)?.delete(passing);
}

function look(turn: Turn, portals: Portals, tags: Tags, passing: Passing): void {
  const { passage } = passing;
  const silent_ms = turn.at_ms - passage.last_arrived_ms;
  if (silent_ms >= forget_ms) {
    forget(portals, passing);
    return;
  }
  const portal = portalOf(turn.index, passage.device);
  if (portal === undefined) {
    turn.books.counters.add('passages of a portal that is gone');
    forget(portals, passing);
    return;
  }
  const now_ms = passage.end_ms + silent_ms;
  settleTo(passage, now_ms);
  const is_quiet = silent_ms >= turn.index.site.rules.portal.quiet_ms;
  const is_last = is_quiet && silent_ms >= company_ms;
  if (passing.is_over) {
    passing.due_ms = passage.last_arrived_ms + forget_ms;
    return;
  }
  passing.due_ms = turn.at_ms + look_ms;
  const verdict = judge(turn, portals, tags, passing, is_quiet);
  const isClear = verdict !== undefined && verdict.permille >= turn.index.site.rules.portal.confidence_min_permille;
  const isSettled = is_quiet || (verdict !== undefined && now_ms - verdict.crossing.at_ms >= confirm_ms);
  if (isClear && isSettled) cross(turn, tags, passing, portal, verdict);
  if (!is_last) return;
  passing.is_over = true;
  passing.due_ms = passage.last_arrived_ms + forget_ms;
  if (verdict === undefined || isClear) return;
  if (verdict.permille >= doubt_min_permille) doubt(turn, tags, passing, verdict);
}

const nobody: ReadonlySet<Passing> = new Set();

/** Below this it most likely stayed where it was, and nobody is asked. */
const doubt_min_permille = 350;

interface Verdict {
  readonly crossing: Crossing;
  readonly permille: number;
}

/** The likelier crossing, and how likely it is that it happened; undefined for what another portal hears louder. */
function judge(turn: Turn, portals: Portals, tags: Tags, { passage }: Passing, is_quiet: boolean): Verdict | undefined {
  if (isStray(portals, passage)) {
    turn.books.counters.add('looks at tags that another portal hears louder');
    return undefined;
  }
  const company = portals.by_device.get(passage.device) ?? nobody;
  const side = ledgerSide(turn, tags.by_epc.get(passage.epc), passage.device);
  let best: Verdict | undefined;
  for (const way of ['in', 'out'] as const) {
    const known = side === undefined ? 0 : side === (way === 'in' ? 'outside' : 'inside') ? ledger_for : ledger_against;
    let crossing = crossingOf(passage, way);
    let odds = Math.min(crossing.before + known, crossing.after);
    if (odds > 0.5) odds += supportOf(company, passage, crossing) - rarity;
    else {
      const shared = is_quiet ? sharedCrossing(company, passage, way) : undefined;
      if (shared === undefined) continue;
      crossing = shared;
      odds =
        Math.min(1, shared.before + known) +
        Math.min(1, shared.after) +
        supportOf(company, passage, shared) -
        2 * rarity;
    }
    const permille = oddsPermille(odds);
    if (best === undefined || permille > best.permille) best = { crossing, permille };
  }
  return best;
}

function isStray({ passing, by_device }: Portals, passage: Passage): boolean {
  const own_cdbm = peakAt(passage, passage.end_ms);
  for (const device of by_device.keys()) {
    if (device === passage.device) continue;
    const other = passing.get(keyOf(device, passage.epc));
    if (other !== undefined && peakAt(other.passage, passage.end_ms) > own_cdbm + stray_cdb) return true;
  }
  return false;
}

/** On which side of a portal the ledger has a tag; undefined when it has it nowhere, or neither here nor there. */
function ledgerSide(turn: Turn, tag: Tag | undefined, device: string): Side | undefined {
  const known = tag?.place ?? tag?.known;
  const portal = portalOf(turn.index, device);
  if (known === undefined || portal === undefined) return undefined;
  if (known === portal.inside) return 'inside';
  if (known === portal.from_outside || known === portal.to_outside || isOutside(turn.index, known)) return 'outside';
  return isOutside(turn.index, portal.to_outside) ? 'inside' : undefined;
}

function cross(turn: Turn, tags: Tags, passing: Passing, portal: Portal, { crossing, permille }: Verdict): void {
  const { passage, meaning } = passing;
  const { way, at_ms } = crossing;
  accept(passage, way);
  passing.crossed = { way, at_ms };
  const tag = tagOf(tags, passage.epc, passage.last, turn);
  if (tag === undefined) return;
  if (tag.place === undefined) noteSighting(tags, tag, passage.last, passage.last_arrived_ms);
  const pieces = piecesAt(turn, tag, passage, meaning);
  if (pieces === undefined) passUnknown(tags, tag, portal, way);
  else pass(turn, tags, { tag, pieces, portal, passage, crossing, permille });
}

function piecesAt(turn: Turn, tag: Tag, { device }: Passage, meaning: EpcMeaning | undefined): Pieces | undefined {
  return tag.place === undefined || tag.item === undefined
    ? piecesOfTag(turn, tag, meaning, { where: nameOf(turn, device), by: portalRule.name })
    : { item: tag.item, quantity: tag.quantity };
}

function doubt(turn: Turn, tags: Tags, { passage, meaning }: Passing, { crossing, permille }: Verdict): void {
  if (passage.reads_inside + passage.reads_outside < turn.index.site.rules.portal.reads_min) {
    turn.books.counters.add('passages with too few reads');
    return;
  }
  const tag = tagOf(tags, passage.epc, passage.last, turn);
  if (tag === undefined) return;
  const pieces = piecesAt(turn, tag, passage, meaning);
  if (pieces !== undefined) ask(turn, passage, { crossing, permille }, pieces);
}

/** Nothing is booked, but where it went is remembered until somebody says what it is. */
function passUnknown(tags: Tags, tag: Tag, portal: Portal, way: Way): void {
  unplaceTag(tags, tag, tag.item === undefined ? undefined : tag.known);
  tag.came = way === 'in' ? { from: portal.from_outside, to: portal.inside } : undefined;
}

interface Passed {
  readonly tag: Tag;
  readonly pieces: Pieces;
  readonly portal: Portal;
  readonly passage: Passage;
  readonly crossing: Crossing;
  readonly permille: number;
}

function pass(turn: Turn, tags: Tags, { tag, pieces, portal, passage, crossing, permille }: Passed): void {
  const { index } = turn;
  const isSame = tag.item === pieces.item && tag.quantity === pieces.quantity;
  const known = isSame ? (tag.place ?? tag.known) : undefined;
  tag.item = pieces.item;
  tag.quantity = pieces.quantity;
  tag.came = undefined;
  const isHere = known !== undefined && index.locations.has(known) && !isOutside(index, known);
  const way =
    crossing.way === 'in' ? wayIn(portal, isHere ? known : undefined) : wayOut(portal, isHere ? known : undefined);
  const { kind, from, to, note } = way;
  const says = `Tag ${tag.epc} (${piecesText(turn, pieces)}) passed ${nameOf(turn, passage.device)} ${
    crossing.way === 'in' ? 'inwards' : 'outwards'
  }: ${readsText(passage)}, p ${probabilityText(permille)}${note}`;
  if (from === to) turn.books.counters.add('passages to where the tag was already');
  else {
    book(turn, {
      id: `${passage.last.ref.id}/${portalRule.name}`,
      kind,
      item: pieces.item,
      quantity: pieces.quantity,
      from,
      to,
      at_ms: crossing.at_ms,
      confidence_permille: permille,
      rule: ruleText(portalRule),
      why: says,
      evidence: evidence(passage),
    });
  }
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

function wayOut(portal: Portal, here: string | undefined): Booking {
  if (here !== undefined) return { kind: 'shipped', from: here, to: portal.to_outside, note: '' };
  return { kind: 'shipped', from: portal.inside, to: portal.to_outside, note: '; its way in was not seen' };
}

function ask(turn: Turn, passage: Passage, { crossing, permille }: Verdict, pieces: Pieces): void {
  raise(turn, {
    id: `passage-unresolved/${passage.device}/${passage.epc}`,
    kind: 'passage-unresolved',
    device: passage.device,
    item: pieces.item,
    question: `Tag ${passage.epc} (${piecesText(turn, pieces)}) was at ${nameOf(turn, passage.device)}: ${readsText(
      passage,
    )}, and it is not clear whether it passed ${crossing.way === 'in' ? 'inwards' : 'outwards'}, p ${probabilityText(permille)}. Did it come in, go out or neither?`,
    evidence: evidence(passage),
  });
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

function nameOf(turn: Turn, device: string): string {
  return turn.index.devices.get(device)?.settings.name ?? locationName(turn.index, device);
}

function keyOf(device: string, epc: string): string {
  return `${device}\u0000${epc}`;
}

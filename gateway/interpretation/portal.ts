/**
 * Portals: a tag that passes inwards is received, outwards is shipped. The reads of both sides are gathered until the tag
 * was quiet; who turns back or loiters moves nothing, and what cannot be told becomes a question.
 */
import type { EpcMeaning, TagReading } from '../../devices/reading.ts';
import { limits } from '../base/limits.ts';
import type { Evidence } from '../stock/movement.ts';
import type { Portal } from '../stock/site.ts';
import { isOutside, locationName, portalOf } from '../stock/site-index.ts';
import { book, type Draft } from './booking.ts';
import { addDeadline, type Deadlines, deadlinesOf, takeDue } from './deadlines.ts';
import { heardUntil } from './order.ts';
import { addRead, type Direction, directionOf, type Passage, passageOf, type Side } from './passage.ts';
import { raise } from './questions.ts';
import { type Rule, ruleText } from './rule.ts';
import { noteSighting, type Tag, type TagReport, type Tags, tagOf, unplaceTag } from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { type Pieces, piecesOfTag, piecesText, reportText } from './unknown-tag.ts';
import { probabilityText, secondsText } from './wording.ts';

export const portalRule: Rule = { name: 'portal', version: 2 };

/** A tag that stays this long without a clear direction stood there; it did not pass. */
const loiter_ms = 60_000;

interface Passing {
  readonly passage: Passage;
  readonly meaning: EpcMeaning | undefined;
}

export interface Portals {
  /** By device and EPC. */
  readonly passing: Map<string, Passing>;
  readonly deadlines: Deadlines;
}

export function portalsOf(): Portals {
  return { passing: new Map(), deadlines: deadlinesOf() };
}

export type SavedPassages = readonly Passing[];

export function savePortals({ passing }: Portals): SavedPassages {
  return [...passing.values()];
}

export function restorePortals(portals: Portals, saved: SavedPassages, quiet_ms: number): void {
  for (const each of saved) portals.passing.set(keyOf(each.passage.device, each.passage.epc), each);
  awaitQuiet(portals, quiet_ms);
}

/** Looks at every passage anew, after the time until quiet may have changed. */
export function awaitQuiet(portals: Portals, quiet_ms: number): void {
  portals.deadlines.due.clear();
  portals.deadlines.next_ms = Number.POSITIVE_INFINITY;
  for (const [key, { passage }] of portals.passing) {
    addDeadline(portals.deadlines, key, passage.last_arrived_ms + quiet_ms);
  }
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
    passing = { passage: passageOf(report.ref.device, reading.epc, report), meaning: reading.meaning };
    portals.passing.set(key, passing);
    addDeadline(portals.deadlines, key, turn.at_ms + turn.index.site.rules.portal.quiet_ms);
  }
  addRead(passing.passage, side, report, turn.at_ms);
}

/** Passages end when their tag was quiet for long enough. */
export function onPortalTick(turn: Turn, portals: Portals, tags: Tags): void {
  const { quiet_ms } = turn.index.site.rules.portal;
  for (const key of takeDue(portals.deadlines, turn.at_ms)) {
    const passing = portals.passing.get(key);
    if (passing === undefined) continue;
    const due_ms = passing.passage.last_arrived_ms + quiet_ms;
    if (due_ms > heardUntil(turn, passing.passage.device)) {
      addDeadline(portals.deadlines, key, Math.max(due_ms, turn.at_ms + 1));
      continue;
    }
    portals.passing.delete(key);
    conclude(turn, tags, passing);
  }
}

function conclude(turn: Turn, tags: Tags, { passage, meaning }: Passing): void {
  const { counters } = turn.books;
  const rules = turn.index.site.rules.portal;
  const portal = portalOf(turn.index, passage.device);
  if (portal === undefined) {
    counters.add('passages of a portal that is gone');
    return;
  }
  if (passage.reads_inside + passage.reads_outside < rules.reads_min) {
    counters.add('passages with too few reads');
    return;
  }
  const direction = directionOf(passage);
  if (direction.kind === 'turned-back') {
    counters.add('passages turned back');
    return;
  }
  const isClear = direction.kind !== 'one-sided' && direction.permille >= rules.confidence_min_permille;
  if (!isClear && passage.end_ms - passage.start_ms >= loiter_ms) {
    counters.add('tags that loitered at a portal');
    return;
  }
  const tag = tagOf(tags, passage.epc, passage.last, turn);
  if (tag === undefined) return;
  if (tag.place === undefined) noteSighting(tags, tag, passage.last, passage.last_arrived_ms);
  const where = nameOf(turn, passage.device);
  const pieces =
    tag.place === undefined || tag.item === undefined
      ? piecesOfTag(turn, tag, meaning, { where, by: portalRule.name })
      : { item: tag.item, quantity: tag.quantity };
  if (pieces === undefined) passUnknown(tags, tag, portal, isClear ? direction.kind : 'unclear');
  else if (!isClear || direction.kind === 'unclear') ask(turn, passage, direction, pieces);
  else pass(turn, tags, { tag, pieces, portal, passage, direction: { ...direction, kind: direction.kind } });
}

/** Nothing is booked, but where it went is remembered until somebody says what it is. */
function passUnknown(tags: Tags, tag: Tag, portal: Portal, way: 'in' | 'out' | 'unclear' | 'one-sided'): void {
  if (way !== 'in' && way !== 'out') return;
  unplaceTag(tags, tag, tag.item === undefined ? undefined : tag.known);
  tag.came = way === 'in' ? { from: portal.from_outside, to: portal.inside } : undefined;
}

interface Passed {
  readonly tag: Tag;
  readonly pieces: Pieces;
  readonly portal: Portal;
  readonly passage: Passage;
  readonly direction: { readonly kind: 'in' | 'out'; readonly permille: number };
}

function pass(turn: Turn, tags: Tags, { tag, pieces, portal, passage, direction }: Passed): void {
  const { index } = turn;
  const isSame = tag.item === pieces.item && tag.quantity === pieces.quantity;
  const known = isSame ? (tag.place ?? tag.known) : undefined;
  tag.item = pieces.item;
  tag.quantity = pieces.quantity;
  tag.came = undefined;
  const isHere = known !== undefined && index.locations.has(known) && !isOutside(index, known);
  const way =
    direction.kind === 'in' ? wayIn(portal, isHere ? known : undefined) : wayOut(portal, isHere ? known : undefined);
  const { kind, from, to, note } = way;
  const says = `Tag ${tag.epc} (${piecesText(turn, pieces)}) passed ${nameOf(turn, passage.device)} ${
    direction.kind === 'in' ? 'inwards' : 'outwards'
  }: ${readsText(passage)}, p ${probabilityText(direction.permille)}${note}`;
  if (from === to) turn.books.counters.add('passages to where the tag was already');
  else {
    book(turn, {
      id: `${passage.last.ref.id}/${portalRule.name}`,
      kind,
      item: pieces.item,
      quantity: pieces.quantity,
      from,
      to,
      at_ms: passage.last.ref.at_ms,
      confidence_permille: direction.permille,
      rule: ruleText(portalRule),
      why: says,
      evidence: evidence(passage),
    });
  }
  unplaceTag(tags, tag, to);
}

interface Way extends Pick<Draft, 'kind' | 'from' | 'to'> {
  readonly note: string;
}

/** A tag that comes in although the ledger has it here went out unseen: it is still one piece, and it is inside now. */
function wayIn(portal: Portal, here: string | undefined): Way {
  if (here === undefined) return { kind: 'received', from: portal.from_outside, to: portal.inside, note: '' };
  return { kind: 'moved', from: here, to: portal.inside, note: '; its way out was not seen' };
}

function wayOut(portal: Portal, here: string | undefined): Way {
  if (here !== undefined) return { kind: 'shipped', from: here, to: portal.to_outside, note: '' };
  return { kind: 'shipped', from: portal.inside, to: portal.to_outside, note: '; its way in was not seen' };
}

function ask(turn: Turn, passage: Passage, direction: Direction, pieces: Pieces): void {
  const doubt =
    direction.kind === 'one-sided'
      ? `only the ${direction.side} heard it`
      : `the direction is not clear${'permille' in direction ? `, p ${probabilityText(direction.permille)}` : ''}`;
  raise(turn, {
    id: `passage-unresolved/${passage.device}/${passage.epc}`,
    kind: 'passage-unresolved',
    device: passage.device,
    item: pieces.item,
    question: `Tag ${passage.epc} (${piecesText(turn, pieces)}) was at ${nameOf(turn, passage.device)}: ${readsText(
      passage,
    )}, and ${doubt}. Did it come in, go out or neither?`,
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

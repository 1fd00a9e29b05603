/**
 * Tags on shelves. A tag arrives when it was read often enough in short time, moves only to a location that hears it
 * clearly louder, and leaves when it was silent for long enough while somebody listened: a reader that is away proves
 * nothing. A tag stands for the pieces that its own bits or a person say, and a movement takes them from where the ledger has
 * them. Of a tag that nobody knows the presence alone is remembered: once it is known, it is booked where it then is.
 */
import type { TagReading } from '../../devices/reading.ts';
import type { AntennaPlace } from '../stock/site.ts';
import { locationName, takenTo } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { absencePermille, presencePermille } from './confidence.ts';
import { addDeadline, takeDue } from './deadlines.ts';
import { type DeviceLife, hearsSince } from './device-life.ts';
import { heardUntil } from './order.ts';
import { type Rule, ruleText } from './rule.ts';
import {
  ageTo,
  type Hearing,
  hear,
  noteSighting,
  placeTag,
  recentStrength,
  stretch_ms,
  type Tag,
  type TagReport,
  type Tags,
  tagOf,
  unplaceTag,
} from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { type Pieces, piecesOfTag, piecesText, reportText } from './unknown-tag.ts';
import { secondsText, strengthText } from './wording.ts';

export const tagRule: Rule = { name: 'tag-presence', version: 2 };

export type DeviceLives = ReadonlyMap<string, DeviceLife>;

/** A read by an antenna with the role `shelf`, not below its floor. */
export function onShelfTag(
  turn: Turn,
  parts: { readonly tags: Tags; readonly lives: DeviceLives },
  place: AntennaPlace,
  report: TagReport,
  reading: TagReading,
): void {
  const { tags } = parts;
  const { location } = place;
  if (location === undefined) return;
  const tag = tagOf(tags, reading.epc, report, turn);
  if (tag === undefined) return;
  const hearing = hear(tag, location, report);
  if (tag.place === location) {
    noteSighting(tags, tag, report, turn.at_ms);
    if (tag.item === undefined) knowAtPlace(turn, tag, hearing, location, reading);
    return;
  }
  if (tag.place === undefined) noteSighting(tags, tag, report, turn.at_ms);
  const rules = turn.index.site.rules.tags;
  const reads = addReport(hearing, report, rules.arrive_within_ms, rules.arrive_reads);
  if (reads < rules.arrive_reads) return;
  if (tag.place !== undefined && !isLouder(parts.lives, tag, hearing, report, rules.move_margin_cdb)) return;
  const pieces =
    tag.place === undefined || tag.item === undefined ? piecesAt(turn, tag, location, reading) : heldPieces(tag);
  settleAt(turn, tags, { tag, hearing, location, floor_cdbm: place.rssi_floor_cdbm, reads, pieces });
}

function piecesAt(turn: Turn, tag: Tag, location: string, { meaning }: TagReading): Pieces | undefined {
  return piecesOfTag(turn, tag, meaning, { where: locationName(turn.index, location), location, by: tagRule.name });
}

function heldPieces({ item, quantity }: Tag): Pieces | undefined {
  return item === undefined ? undefined : { item, quantity };
}

/** A tag that has been here without anybody knowing what it is, and now somebody does: it arrives. */
function knowAtPlace(turn: Turn, tag: Tag, hearing: Hearing, location: string, reading: TagReading): void {
  const pieces = piecesAt(turn, tag, location, reading);
  if (pieces === undefined) return;
  const { last } = tag;
  const reads = Math.max(1, hearing.reads + hearing.reads_before);
  bookArrival(turn, {
    tag,
    location,
    pieces,
    reports: [last],
    heard: 'it was here already',
    reads,
    margin_cdb: undefined,
  });
}

/** Tags that were silent for long enough have left. */
export function onTagTick(turn: Turn, tags: Tags, lives: DeviceLives): void {
  const { absent_ms } = turn.index.site.rules.tags;
  for (const epc of takeDue(tags.deadlines, turn.at_ms)) {
    const tag = tags.by_epc.get(epc);
    if (tag?.place === undefined) continue;
    const { device } = tag.last.ref;
    const since_ms = hearsSince(lives.get(device), tag.last.antenna);
    const due_ms = Math.max(tag.last_arrived_ms, since_ms ?? turn.at_ms) + absent_ms;
    const isSilent = since_ms !== undefined && due_ms <= heardUntil(turn, device);
    if (!isSilent) addDeadline(tags.deadlines, epc, Math.max(due_ms, turn.at_ms + 1));
    else leave(turn, tags, tag, tag.place, since_ms);
  }
}

/** Adds a report and forgets what is too old or no longer needed; the number of reads within the time. */
function addReport(hearing: Hearing, report: TagReport, within_ms: number, reads_min: number): number {
  const { reports } = hearing;
  reports.push(report);
  let reads = 0;
  let kept = reports.length;
  while (kept > 0) {
    const each = reports[kept - 1];
    if (each === undefined || reads >= reads_min || report.ref.at_ms - each.ref.at_ms > within_ms) break;
    reads += each.count;
    kept -= 1;
  }
  if (kept > 0) reports.splice(0, kept);
  return reads;
}

/** Whether the tag may leave its place for where it is heard now. */
function isLouder(lives: DeviceLives, tag: Tag, hearing: Hearing, report: TagReport, margin_cdb: number): boolean {
  if (hearsSince(lives.get(tag.last.ref.device), tag.last.antenna) === undefined) return false;
  const margin = marginOf(tag, hearing, report);
  return margin === 'unheard at its place' || (margin !== undefined && margin >= margin_cdb);
}

function marginOf(tag: Tag, hearing: Hearing, report: TagReport): number | undefined | 'unheard at its place' {
  const own = tag.hearings.find(({ location }) => location === tag.place);
  if (own === undefined) return 'unheard at its place';
  ageTo(own, report.ref.at_ms);
  if (own.reads + own.reads_before === 0) return 'unheard at its place';
  const there = recentStrength(hearing);
  const here = recentStrength(own);
  return there === undefined || here === undefined ? undefined : there - here;
}

interface Settling {
  readonly tag: Tag;
  readonly hearing: Hearing;
  readonly location: string;
  readonly floor_cdbm: number | undefined;
  readonly reads: number;
  /** Undefined when nobody knows what it is, and for a handling unit. */
  readonly pieces: Pieces | undefined;
}

function settleAt(turn: Turn, tags: Tags, { tag, hearing, location, floor_cdbm, reads, pieces }: Settling): void {
  const { index } = turn;
  const { reports } = hearing;
  const first = reports[0];
  const last = reports.at(-1);
  if (first === undefined || last === undefined) return;
  const strength_cdbm = recentStrength(hearing);
  const rival = tag.place === undefined ? undefined : marginOf(tag, hearing, last);
  const above_floor = floor_cdbm === undefined || strength_cdbm === undefined ? undefined : strength_cdbm - floor_cdbm;
  const heard = `${reads} reads in ${secondsText(last.ref.at_ms - first.ref.at_ms)}${strengthText(
    strength_cdbm === undefined ? undefined : Math.round(strength_cdbm),
  )}`;
  if (pieces !== undefined) {
    bookArrival(turn, {
      tag,
      location,
      pieces,
      reports: reports.length === 1 ? [last] : [first, last],
      heard,
      reads,
      margin_cdb: typeof rival === 'number' ? rival : above_floor,
    });
  }
  noteSighting(tags, tag, last, turn.at_ms);
  placeTag(tags, tag, location, index.site.rules.tags.absent_ms);
  for (const each of tag.hearings) each.reports = [];
}

interface Arrival {
  readonly tag: Tag;
  readonly location: string;
  readonly pieces: Pieces;
  readonly reports: readonly TagReport[];
  readonly heard: string;
  readonly reads: number;
  readonly margin_cdb: number | undefined;
}

/** The pieces of a tag come to a location from where the ledger has them. */
function bookArrival(turn: Turn, { tag, location, pieces, reports, heard, reads, margin_cdb }: Arrival): void {
  const { index } = turn;
  const last = reports.at(-1);
  if (last === undefined) return;
  const isSame = tag.item === pieces.item && tag.quantity === pieces.quantity;
  const isMove = isSame && tag.place !== undefined;
  const known = isSame ? (tag.place ?? tag.known) : tag.came?.from;
  const from = known !== undefined && (isMove || index.locations.has(known)) ? known : 'count-difference';
  const origin =
    from === known
      ? `from ${locationName(index, from)}`
      : known === undefined
        ? 'never seen before'
        : `${known} is unknown now`;
  tag.item = pieces.item;
  tag.quantity = pieces.quantity;
  tag.came = undefined;
  if (from === location) return;
  book(turn, {
    id: `${last.ref.id}/${tagRule.name}`,
    kind: isMove ? 'moved' : 'arrived',
    item: pieces.item,
    quantity: pieces.quantity,
    from,
    to: location,
    at_ms: last.ref.at_ms,
    confidence_permille: presencePermille(reads, margin_cdb),
    rule: ruleText(tagRule),
    why: `Tag ${tag.epc} (${piecesText(turn, pieces)}) ${isMove ? 'moved' : 'came'} to ${locationName(index, location)}: ${heard}, ${origin}`,
    evidence: reports.map((each) => evidenceOf(each.ref, reportText(tag.epc, each))),
  });
}

function leave(turn: Turn, tags: Tags, tag: Tag, place: string, since_ms: number): void {
  const { index } = turn;
  const pieces = heldPieces(tag);
  if (pieces === undefined) {
    tag.came = undefined;
    unplaceTag(tags, tag, undefined);
    return;
  }
  const to = takenTo(index, place);
  const isUnseen = since_ms > tag.last_arrived_ms;
  const silent_ms = turn.at_ms - Math.max(since_ms, tag.last_arrived_ms);
  const hearing = tag.hearings.find(({ location }) => location === place);
  const reads = Math.max(1, (hearing?.reads ?? 0) + (hearing?.reads_before ?? 0));
  const how = isUnseen
    ? `not heard again for ${secondsText(silent_ms)} since its reader is back`
    : `not heard for ${secondsText(silent_ms)}`;
  book(turn, {
    id: `${tag.last.ref.id}/${tagRule.name}-left`,
    kind: isUnseen ? 'changed-while-offline' : 'left',
    item: pieces.item,
    quantity: pieces.quantity,
    from: place,
    to,
    at_ms: tag.last.ref.at_ms,
    confidence_permille: absencePermille(reads, 2 * stretch_ms, silent_ms),
    rule: ruleText(tagRule),
    why: `Tag ${tag.epc} (${piecesText(turn, pieces)}) left ${locationName(index, place)}: ${how}`,
    evidence: [evidenceOf(tag.last.ref, reportText(tag.epc, tag.last))],
  });
  unplaceTag(tags, tag, to);
}

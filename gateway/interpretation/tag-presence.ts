/**
 * Tags on shelves. A tag arrives when it was read often enough in short time, moves only to a location that hears it
 * clearly louder, and leaves when it was silent for long enough while somebody listened: a reader that is away proves
 * nothing. Each tag is one piece, and a movement takes it from where the ledger has it.
 */
import type { TagReading } from '../../devices/reading.ts';
import type { AntennaPlace } from '../stock/site.ts';
import { itemName, locationName, takenTo } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { absencePermille, presencePermille } from './confidence.ts';
import { addDeadline, takeDue } from './deadlines.ts';
import { type DeviceLife, hearsSince } from './device-life.ts';
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
import { itemOfTag, reportText } from './unknown-tag.ts';
import { secondsText, strengthText } from './wording.ts';

export const tagRule: Rule = { name: 'tag-presence', version: 1 };

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
    return;
  }
  if (tag.place === undefined) noteSighting(tags, tag, report, turn.at_ms);
  const rules = turn.index.site.rules.tags;
  const reads = addReport(hearing, report, rules.arrive_within_ms, rules.arrive_reads);
  if (reads < rules.arrive_reads) return;
  if (tag.place !== undefined && !isLouder(parts.lives, tag, hearing, report, rules.move_margin_cdb)) return;
  const where = locationName(turn.index, location);
  const item =
    tag.place === undefined ? itemOfTag(turn, tag, reading.meaning, { where, location, by: tagRule.name }) : tag.item;
  if (item === undefined) {
    hearing.reports = [];
    return;
  }
  settleAt(turn, tags, { tag, hearing, location, floor_cdbm: place.rssi_floor_cdbm, reads, item });
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
    if (since_ms === undefined || due_ms > turn.at_ms) addDeadline(tags.deadlines, epc, due_ms);
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
  readonly item: string;
}

function settleAt(turn: Turn, tags: Tags, { tag, hearing, location, floor_cdbm, reads, item }: Settling): void {
  const { index } = turn;
  const { reports } = hearing;
  const first = reports[0];
  const last = reports.at(-1);
  if (first === undefined || last === undefined) return;
  const strength_cdbm = recentStrength(hearing);
  const isMove = tag.place !== undefined;
  const known = tag.place ?? tag.known;
  const from = known !== undefined && (isMove || index.locations.has(known)) ? known : 'count-difference';
  const rival = isMove ? marginOf(tag, hearing, last) : undefined;
  const above_floor = floor_cdbm === undefined || strength_cdbm === undefined ? undefined : strength_cdbm - floor_cdbm;
  const margin_cdb = typeof rival === 'number' ? rival : above_floor;
  const origin =
    from === known
      ? `from ${locationName(index, from)}`
      : known === undefined
        ? 'never seen before'
        : `${known} is unknown now`;
  const heard = `${reads} reads in ${secondsText(last.ref.at_ms - first.ref.at_ms)}${strengthText(
    strength_cdbm === undefined ? undefined : Math.round(strength_cdbm),
  )}`;
  if (from !== location) {
    book(turn, {
      id: `${last.ref.id}/${tagRule.name}`,
      kind: isMove ? 'moved' : 'arrived',
      item,
      quantity: 1,
      from,
      to: location,
      at_ms: last.ref.at_ms,
      confidence_permille: presencePermille(reads, margin_cdb),
      rule: ruleText(tagRule),
      why: `Tag ${tag.epc} (${itemName(index, item)}) ${isMove ? 'moved' : 'came'} to ${locationName(index, location)}: ${heard}, ${origin}`,
      evidence: (reports.length === 1 ? [last] : [first, last]).map((each) =>
        evidenceOf(each.ref, reportText(tag.epc, each)),
      ),
    });
  }
  noteSighting(tags, tag, last, turn.at_ms);
  placeTag(tags, tag, location, index.site.rules.tags.absent_ms);
  for (const each of tag.hearings) each.reports = [];
}

function leave(turn: Turn, tags: Tags, tag: Tag, place: string, since_ms: number): void {
  const { index } = turn;
  const to = takenTo(index, place);
  const isUnseen = since_ms > tag.last_arrived_ms;
  const silent_ms = turn.at_ms - Math.max(since_ms, tag.last_arrived_ms);
  const hearing = tag.hearings.find(({ location }) => location === place);
  const reads = Math.max(1, (hearing?.reads ?? 0) + (hearing?.reads_before ?? 0));
  const item = tag.item ?? '';
  const how = isUnseen
    ? `not heard again for ${secondsText(silent_ms)} since its reader is back`
    : `not heard for ${secondsText(silent_ms)}`;
  book(turn, {
    id: `${tag.last.ref.id}/${tagRule.name}-left`,
    kind: isUnseen ? 'changed-while-offline' : 'left',
    item,
    quantity: 1,
    from: place,
    to,
    at_ms: tag.last.ref.at_ms,
    confidence_permille: absencePermille(reads, 2 * stretch_ms, silent_ms),
    rule: ruleText(tagRule),
    why: `Tag ${tag.epc} (${itemName(index, item)}) left ${locationName(index, place)}: ${how}`,
    evidence: [evidenceOf(tag.last.ref, reportText(tag.epc, tag.last))],
  });
  unplaceTag(tags, tag, to);
}

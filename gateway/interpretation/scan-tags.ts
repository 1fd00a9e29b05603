/**
 * Tags that a handheld reads itself while its person counts a location: each is counted once, however often it is read, as the pieces that
 * it stands for. They are the count's alone, whatever role the handheld's antenna has. A tag that a fixed antenna hears at another place
 * stands there and was overheard.
 */
import type { TagReading } from '../../devices/reading.ts';
import { limits } from '../base/limits.ts';
import { levelOf } from '../stock/levels.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import { addDeadline } from './deadlines.ts';
import { notePlaceless } from './scan-lines.ts';
import { type CountedTag, onceOf, type Said, type Scanners, type Session, scanRule } from './scan-session.ts';
import type { TagReport } from './tag.ts';
import { noteSighting, type Tags, tagOf } from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { type Pieces, piecesOfTag, reportText } from './unknown-tag.ts';

/** The trigger was released: its person is told what was counted so far. */
const told_after_ms = 1_500;
/** Reads shown as evidence of one line. */
const evidence_max = 16;

interface CountParts {
  readonly scanners: Scanners;
  readonly tags: Tags;
}

/** A read by a scanner's own antenna; true when it belongs to a count, and to nothing else. */
export function countTag(turn: Turn, { scanners, tags }: CountParts, report: TagReport, reading: TagReading): boolean {
  const { device } = report.ref;
  const session = scanners.sessions.get(device);
  if (session?.mode !== 'count') return false;
  session.last_arrived_ms = turn.at_ms;
  session.is_fresh = false;
  addDeadline(scanners.deadlines, device, turn.at_ms + told_after_ms);
  addDeadline(scanners.deadlines, device, turn.at_ms + turn.index.site.rules.scan.idle_ms);
  const location = session.location ?? turn.index.devices.get(device)?.settings.scanner?.location;
  if (location === undefined) {
    if (session.placeless !== undefined) return true;
    notePlaceless(turn, session, evidenceOf(report.ref, reportText(reading.epc, report)));
    turn.feedback.push({ device, at_ms: turn.at_ms, tone: 'error', says: 'scan the location before its tags' });
    return true;
  }
  session.location = location;
  if (countedIn(session, reading.epc) || session.tags_told?.strange.includes(reading.epc) === true) return true;
  const tag = tagOf(tags, reading.epc, report, turn);
  if (tag === undefined) return true;
  if (tag.place !== undefined && tag.place !== location) {
    turn.books.counters.add('tags of a count that a fixed antenna hears elsewhere');
    return true;
  }
  if (tag.place === undefined) noteSighting(tags, tag, report, turn.at_ms);
  const where = locationName(turn.index, location);
  const pieces = piecesOfTag(turn, tag, reading.meaning, { where, location, by: scanRule.name });
  if (pieces === undefined) noteStrange(turn, session, reading.epc);
  else addTag(turn, session, { location, pieces, report, reading });
  return true;
}

/** What was counted by tags so far, once the trigger is released; undefined when there is nothing new to tell. */
export function tagsCounted(turn: Turn, session: Session): Said | undefined {
  const { mode, held, location, tags_told, last_arrived_ms } = session;
  if (mode !== 'count' || location === undefined || turn.at_ms - last_arrived_ms < told_after_ms) return undefined;
  const lines = held.filter(({ tags }) => tags !== undefined);
  const counted = lines.reduce((sum, { tags = [] }) => sum + tags.length, 0);
  const strange = tags_told?.strange ?? [];
  if (counted === (tags_told?.counted ?? 0)) return undefined;
  session.tags_told = { counted, strange };
  const items = lines.map(({ item, quantity }) => `${quantity} × ${itemName(turn.index, item)}`).join(', ');
  const others = strange.length === 0 ? '' : `; ${strange.length} more count as nothing`;
  const tags = `${counted} ${counted === 1 ? 'tag' : 'tags'}`;
  return { tone: 'ok', says: `count at ${locationName(turn.index, location)}: ${tags} so far, ${items}${others}` };
}

interface Added {
  readonly location: string;
  readonly pieces: Pieces;
  readonly report: TagReport;
  readonly reading: TagReading;
}

function addTag(turn: Turn, session: Session, { location, pieces, report, reading }: Added): void {
  const { item, quantity } = pieces;
  const serial = reading.meaning?.serial;
  const isOwn = !turn.books.associations.has(reading.epc);
  const once = isOwn && serial !== undefined ? onceOf(item, quantity, serial) : undefined;
  if (once !== undefined && session.once.includes(once)) {
    turn.books.counters.add('tags of a count that were scanned already');
    return;
  }
  const { ref } = report;
  const at = session.held.findIndex((line) => line.item === item && line.tags !== undefined);
  const known = session.held[at];
  const tags = known?.tags ?? [];
  if (at < 0 ? session.held.length >= limits.scan_lines_max : tags.length >= limits.scan_tags_counted_max) {
    turn.books.counters.add('tags not counted, a count takes no more');
    noteStrange(turn, session, reading.epc);
    return;
  }
  const counted: CountedTag = { epc: reading.epc, quantity, ref, ...(once === undefined ? {} : { once }) };
  const seen = evidenceOf(ref, reportText(reading.epc, report));
  const place = session.location_evidence === undefined ? [] : [session.location_evidence];
  if (at >= 0) session.held.splice(at, 1);
  // The newest line is the last: it is what UNDO takes back, and its time is the count's.
  session.held.push({
    ref,
    item,
    location,
    quantity: (known?.quantity ?? 0) + quantity,
    once: undefined,
    is_single: false,
    level: levelOf(turn.books.levels, item, location),
    evidence: [...(known?.evidence ?? place), seen].slice(-evidence_max),
    tags: [...tags, counted],
  });
  session.placeless = undefined;
}

function countedIn({ held }: Session, epc: string): boolean {
  return held.some(({ tags }) => tags?.some((each) => each.epc === epc) === true);
}

/** Whoever nobody knows was asked about; a container and a part of a piece count as nothing. */
function noteStrange(turn: Turn, session: Session, epc: string): void {
  const { counted, strange } = session.tags_told ?? { counted: 0, strange: [] };
  if (strange.length >= limits.scan_lines_max) {
    turn.books.counters.add('tags that count as nothing and are not told, too many');
    return;
  }
  session.tags_told = { counted, strange: [...strange, epc] };
}

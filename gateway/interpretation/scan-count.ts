/**
 * A count: what was scanned at a location, and the tags that the handheld itself read there, become its level. Codes count a piece, or
 * a pack, for each scan; a tag counts once however often it is read, and so does a serial number.
 */
import type { MassSaid } from '../stock/catch-weight/catch-weight.ts';
import type { LotSaid } from '../stock/lots/lot.ts';
import type { Evidence } from '../stock/movement.ts';
import { isOutside, itemName, locationName } from '../stock/site-index.ts';
import { book, bookCount } from './booking.ts';
import { scanned_permille } from './confidence.ts';
import { lotOfTag } from './lot-said.ts';
import { isOpen, raise, settle } from './questions.ts';
import { ruleText } from './rule.ts';
import { askLine, evidence_max, listText, packsText, scannerName } from './scan-lines.ts';
import { type Line, noteBooked, type Session, scanRule } from './scan-session.ts';
import { type Tags, unplaceTag } from './tag-memory.ts';
import { evidenceOf, type Turn } from './turn.ts';

interface Sum {
  quantity: number;
  last: Line;
  readonly lines: Line[];
  readonly evidence: Evidence[];
}

/**
 * Books what was counted at a location against the levels at the time of the scans. Items that should be there and were not
 * scanned are asked about, never set to zero in silence. Returns what was counted, for the person.
 */
export function closeCount(turn: Turn, tags: Tags, session: Session, location: string): string {
  const { index } = turn;
  const name = locationName(index, location);
  const sums = sumsOf(session.held);
  const texts: string[] = [];
  for (const [item, { quantity, last, lines, evidence }] of sums) {
    const id = `${last.ref.id}/${scanRule.name}`;
    const before = last.level + bringTags(turn, tags, session, lines);
    const counted = `${itemName(index, item)} at ${name} counted by ${scannerName(turn, session)}: ${quantity}`;
    const count = {
      id,
      item,
      location,
      counted: quantity,
      at_ms: last.ref.at_ms,
      confidence_permille: scanned_permille,
      rule: ruleText(scanRule),
      why: `${counted}${countedText(lines)}, the level was ${before}`,
      evidence: evidence.slice(-evidence_max),
      said: lotsCounted(turn, lines),
      ...massCounted(lines),
    };
    texts.push(`${quantity} × ${itemName(index, item)}${countedText(lines)}`);
    if (bookCount(turn, count, before) !== undefined) askLine(turn, session, last);
    else {
      turn.counted.push({ item, location });
      if (quantity !== before) noteBooked(session, id, undefined);
    }
  }
  askMissing(turn, session, location, new Set(sums.keys()));
  session.held = [];
  session.is_fresh = false;
  return listText(texts);
}

/** Of the pieces counted, those whose lot is known. */
function lotsCounted(turn: Turn, lines: readonly Line[]): readonly LotSaid[] {
  return lines.flatMap(({ item, lot, quantity, tags = [] }) => [
    ...(lot === undefined ? [] : [{ ...lot, quantity }]),
    ...tags.flatMap((tag) => lotOfTag(turn, tag, { item, quantity: tag.quantity })),
  ]);
}

/** What all of it weighs, where the labels of all of it say so. */
function massCounted(lines: readonly Line[]): { readonly weighs?: MassSaid } {
  let mass_mg = 0;
  for (const { weighs } of lines) {
    if (weighs === undefined) return {};
    mass_mg += weighs.mass_mg;
  }
  return { weighs: { mass_mg, known: 'scanned' } };
}

function sumsOf(held: readonly Line[]): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const line of held) {
    const sum = sums.get(line.item);
    if (sum === undefined) {
      sums.set(line.item, { quantity: line.quantity, last: line, lines: [line], evidence: [...line.evidence] });
    } else {
      sum.lines.push(line);
      sum.quantity += line.quantity;
      sum.last = line;
      sum.evidence.push(...line.evidence);
    }
  }
  return sums;
}

/** ` (2 packs of 12)`, ` (4 tags)`, ` (4 tags, 2 scanned)`; nothing where only pieces were scanned. */
export function countedText(lines: readonly Line[]): string {
  let read = 0;
  let scanned = 0;
  for (const { tags, quantity } of lines) {
    if (tags === undefined) scanned += quantity;
    else read += tags.length;
  }
  if (read === 0) return packsText(lines);
  return ` (${read} ${read === 1 ? 'tag' : 'tags'}${scanned === 0 ? '' : `, ${scanned} scanned`})`;
}

/**
 * The tags of a count are at its location from now on. Those that the ledger has elsewhere in the house were brought here unseen: their
 * pieces move, and are missing nowhere. Returns how many pieces came so. Those that the ledger has here and that nobody read, where tags
 * alone were counted, are where the difference of the count is.
 */
function bringTags(turn: Turn, tags: Tags, session: Session, lines: readonly Line[]): number {
  const { index } = turn;
  let brought = 0;
  const read = new Set<string>();
  for (const { tags: counted, item, location } of lines) {
    for (const { epc, quantity, ref } of counted ?? []) {
      read.add(epc);
      const tag = tags.by_epc.get(epc);
      if (tag === undefined || tag.place !== undefined) continue;
      const { known } = tag;
      const isSame = tag.item === item && tag.quantity === quantity;
      tag.item = item;
      tag.quantity = quantity;
      tag.came = undefined;
      tag.sold_at = undefined;
      unplaceTag(tags, tag, location);
      if (!isSame || known === undefined || known === location) continue;
      if (!index.locations.has(known) || isOutside(index, known)) continue;
      const refusal = book(turn, {
        id: `${ref.id}/${scanRule.name}-tag`,
        kind: 'moved',
        item,
        quantity,
        from: known,
        to: location,
        at_ms: ref.at_ms,
        confidence_permille: scanned_permille,
        rule: ruleText(scanRule),
        why: `Tag ${epc} was read by ${scannerName(turn, session)} in a count of ${locationName(index, location)}, and the ledger had it at ${locationName(index, known)}`,
        evidence: [evidenceOf(ref, `tag ${epc} read`)],
        said: lotOfTag(turn, { epc }, { item, quantity }),
      });
      if (refusal === undefined) brought += quantity;
    }
  }
  const [first] = lines;
  if (first !== undefined && lines.every((line) => line.tags !== undefined)) loseUnread(tags, first, read);
  return brought;
}

function loseUnread(tags: Tags, { item, location }: Line, read: ReadonlySet<string>): void {
  for (const { epc, known, item: of } of tags.by_epc.heldAt(new Set([location]))) {
    const tag = known === location && of === item && !read.has(epc) ? tags.by_epc.get(epc) : undefined;
    if (tag !== undefined) tag.known = undefined;
  }
}

function askMissing(turn: Turn, session: Session, location: string, counted: ReadonlySet<string>): void {
  const id = `scan-unresolved/count/${location}`;
  const missing = [...(turn.books.levels.get(location) ?? [])]
    .filter(([item, level]) => level > 0 && !counted.has(item))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (missing.length === 0) {
    if (isOpen(turn, id)) settle(turn, id, 'counted again', ruleText(scanRule));
    return;
  }
  const evidence = session.location_evidence === undefined ? [] : [session.location_evidence];
  const names = missing.map(([item, level]) => `${itemName(turn.index, item)} (level ${level})`);
  raise(turn, {
    id,
    kind: 'scan-unresolved',
    device: session.device,
    location,
    question: `The count of ${locationName(turn.index, location)} did not find ${listText(names)}. Are they gone?`,
    evidence,
  });
}

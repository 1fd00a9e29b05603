/** Lines of a scanner become movements: at once in receive and pick, at the destination of a move, at the close of a count. */
import { type Evidence, refuse } from '../stock/movement.ts';
import { itemName, locationName, takenTo } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { scanned_permille } from './confidence.ts';
import { onScanLine } from './fusion.ts';
import type { SenseParts } from './fusion-judge.ts';
import type { HeldScan } from './fusion-memory.ts';
import { scanMovement } from './fusion-scan.ts';
import { type QuestionDraft, raise } from './questions.ts';
import { ruleText } from './rule.ts';
import { type Line, noteBooked, type Session, scanRule } from './scan-session.ts';
import { flushTask } from './scan-task.ts';
import { endWaitingMove } from './scan-waiting.ts';
import type { Turn } from './turn.ts';

/** Scans shown as evidence of one movement; a count of hundreds shows its last ones. */
export const evidence_max = 16;

/** Books the open line of a receipt or pick. */
export function flush(turn: Turn, parts: SenseParts, session: Session): void {
  if (session.mode === 'task') flushTask(turn, { scanners: parts.scanners, session });
  if (session.mode !== 'receive' && session.mode !== 'pick') return;
  for (const line of session.held) {
    const { index } = turn;
    const isPick = session.mode === 'pick';
    const other = isPick ? takenTo(index, line.location) : 'supplier';
    bookLine(turn, parts, session, line, {
      kind: isPick ? 'picked' : 'received',
      from: isPick ? line.location : other,
      to: isPick ? other : line.location,
      why: `${lineText(turn, line)} ${isPick ? 'picked from' : 'received into'} ${locationName(index, line.location)}`,
    });
  }
  session.held = [];
  session.is_fresh = false;
}

/** Books all lines of a move to where the person now stands. Returns how many were booked. */
export function commitMove(
  turn: Turn,
  parts: SenseParts,
  session: Session,
  destination: string,
  scan: Evidence,
): number {
  let lines = 0;
  for (const line of session.held) {
    const to = locationName(turn.index, destination);
    line.evidence.push(scan);
    const isKept = bookLine(turn, parts, session, line, {
      kind: 'moved',
      from: line.location,
      to: destination,
      why: `${lineText(turn, line)} moved from ${locationName(turn.index, line.location)} to ${to}`,
      to_ms: scan.at_ms,
    });
    if (isKept) lines += 1;
  }
  endWaitingMove(turn, session, destination);
  session.held = [];
  session.once = [];
  session.is_fresh = false;
  return lines;
}

/** Remembers a scan that was refused because nobody had said where. */
export function notePlaceless(turn: Turn, session: Session, scan: Evidence): void {
  turn.books.counters.add('scans without a location');
  const evidence = [...(session.placeless?.evidence ?? []), scan].slice(-evidence_max);
  session.placeless = { mode: session.mode, evidence };
}

/** A mode ended, and the last it was told were items without a place: their person may not have noticed. */
export function askPlaceless(turn: Turn, session: Session): void {
  const { placeless } = session;
  session.placeless = undefined;
  const last = placeless?.evidence.at(-1);
  if (placeless === undefined || last === undefined) return;
  const count = placeless.evidence.length;
  raise(turn, {
    id: `scan-unresolved/n${last.n}/${last.index}`,
    kind: 'scan-unresolved',
    device: session.device,
    question: `${scannerName(turn, session)} scanned ${count === 1 ? 'an item' : `${count} items`} for a ${placeless.mode} and never a location; nothing of it is booked. Where was it?`,
    evidence: placeless.evidence,
  });
}

/** Lines that nobody finished before the scanner fell back to lookup: never dropped in silence. */
export function askUnfinished(turn: Turn, session: Session): void {
  endWaitingMove(turn, session, undefined);
  const last = session.held.at(-1);
  if (last === undefined) return;
  const lines = session.held.map((line) => lineText(turn, line));
  const question: QuestionDraft = {
    id: `scan-unresolved/${last.ref.id}`,
    kind: 'scan-unresolved',
    device: session.device,
    location: last.location,
    question: `A ${session.mode} at ${locationName(turn.index, last.location)} by ${scannerName(
      turn,
      session,
    )} was not finished and nothing of it is booked: ${listText(lines)}. What became of it?`,
    evidence: session.held.flatMap(({ evidence }) => evidence).slice(-evidence_max),
  };
  raise(turn, question, 0, { location: last.location });
}

/** `24 × Nut M8`, and where packs were scanned `24 × Nut M8 (2 packs of 12)`. */
export function lineText(turn: Turn, line: Pick<Line, 'item' | 'quantity' | 'pieces_each'>): string {
  return `${line.quantity} × ${itemName(turn.index, line.item)}${packsText([line])}`;
}

/** ` (2 packs of 12, 3 pieces)`; nothing where no pack was scanned. */
export function packsText(lines: readonly Pick<Line, 'quantity' | 'pieces_each'>[]): string {
  const packs = new Map<number, number>();
  for (const { quantity, pieces_each: each = 1 } of lines) {
    if (quantity > 0) packs.set(each, (packs.get(each) ?? 0) + quantity / each);
  }
  if (packs.size === 0 || (packs.size === 1 && packs.has(1))) return '';
  const parts = [...packs].sort(([a], [b]) => b - a);
  return ` (${parts.map(([each, count]) => `${count} ${count === 1 ? kindOf(each) : `${kindOf(each)}s`}${each === 1 ? '' : ` of ${each}`}`).join(', ')})`;
}

function kindOf(pieces_each: number): string {
  return pieces_each === 1 ? 'piece' : 'pack';
}

export function scannerName(turn: Turn, { device }: Session): string {
  return turn.index.devices.get(device)?.settings.name ?? device;
}

/** The first ten, and how many more. */
export function listText(parts: readonly string[]): string {
  const more = parts.length - 10;
  return more > 0 ? `${parts.slice(0, 10).join(', ')} and ${more} more` : parts.join(', ');
}

interface Way {
  readonly kind: HeldScan['kind'];
  readonly from: string;
  readonly to: string;
  readonly why: string;
  /** When the person was at the far end, where it is another time than the scan's. */
  readonly to_ms?: number;
}

/** Books a line, or gives it to fusion where a scale watches; false when it could not be booked. */
function bookLine(
  turn: Turn,
  parts: SenseParts,
  session: Session,
  line: Line,
  { to_ms = line.ref.at_ms, ...way }: Way,
): boolean {
  const { ref, item, quantity, evidence } = line;
  const held = {
    key: ref.id,
    ref,
    device: session.device,
    item,
    quantity,
    ...way,
    who: scannerName(turn, session),
    ...(line.lot === undefined ? {} : { lot: line.lot }),
    ...(line.weighs === undefined ? {} : { weighs: line.weighs }),
    evidence,
  };
  if (isBookable(turn, line, way) && onScanLine(turn, parts, held, to_ms)) {
    noteBooked(session, scanMovement(ref.id), line.once);
    return true;
  }
  const id = `${line.ref.id}/${scanRule.name}`;
  const refusal = book(turn, {
    ...way,
    id,
    item: line.item,
    quantity: line.quantity,
    at_ms: line.ref.at_ms,
    confidence_permille: scanned_permille,
    rule: ruleText(scanRule),
    why: `${way.why}, scanned by ${scannerName(turn, session)}`,
    evidence: line.evidence,
    said: line.lot === undefined ? [] : [line.lot],
    ...(line.weighs === undefined ? {} : { weighs: line.weighs }),
  });
  if (refusal === undefined) noteBooked(session, id, line.once);
  else askLine(turn, session, line);
  return refusal === undefined;
}

function isBookable({ index, books }: Turn, { item, quantity }: Line, { from, to }: Way): boolean {
  const known = {
    hasItem: (id: string) => index.items.has(id),
    hasLocation: (id: string) => index.locations.has(id) || books.levels.has(id),
  };
  return refuse({ item, quantity, from, to }, known) === undefined;
}

/** The settings changed between the scan and its booking. */
export function askLine(turn: Turn, session: Session, line: Line): void {
  const question: QuestionDraft = {
    id: `scan-unresolved/${line.ref.id}`,
    kind: 'scan-unresolved',
    device: session.device,
    location: line.location,
    item: line.item,
    question: `${lineText(turn, line)} scanned at ${locationName(turn.index, line.location)} could not be booked, because the settings changed meanwhile. What became of it?`,
    evidence: line.evidence,
  };
  raise(turn, question, 0, { location: line.location, item: line.item });
}

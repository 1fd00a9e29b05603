/**
 * Scanners: a stray scan never moves stock (lookup is the default), a location is scanned before its items, and every scan
 * is answered. The grammar and why it is so: `docs/decisions/0005-scan-workflow.md`.
 */

import type { CodeMeaning, ScanReading } from '../../devices/reading.ts';
import { limits } from '../base/limits.ts';
import { levelOf } from '../stock/levels.ts';
import { isOutside, locationName } from '../stock/site-index.ts';
import { saidByCode } from './code-said.ts';
import { addDeadline, takeDue } from './deadlines.ts';
import { barredText } from './lot-said.ts';
import { heardUntil } from './order.ts';
import { awaitOffer, draftOf, openOffer, settleOffer } from './scan-associate.ts';
import { type Token, tokenOf } from './scan-code.ts';
import { modes, onScanCommand, type ScanParts } from './scan-command.ts';
import { closeCount } from './scan-count.ts';
import { askPlaceless, askUnfinished, commitMove, flush, lineText, notePlaceless } from './scan-lines.ts';
import { contentsText, whereaboutsText } from './scan-lookup.ts';
import {
  forgetOnce,
  hold_ms,
  isOnce,
  type Line,
  onceOf,
  type Said,
  type SavedSession,
  type Scanners,
  type Session,
  sessionOf,
} from './scan-session.ts';
import { tagsCounted } from './scan-tags.ts';
import { scanCard, taskLine, taskUnknown } from './scan-task.ts';
import { commitUnits, dropUnits, keptOrUnknown, onUnit } from './scan-unit.ts';
import { askAmbiguous, askUnknown, standsAt } from './scan-unknown.ts';
import { evidenceOf, type ReadingRef, type Turn } from './turn.ts';
import { codeText } from './wording.ts';

/** A scanner that has no answer sends a code again within a few seconds, also across a restart of the gateway. */
const resent_ms = 15_000;

/** What is scanned next is something else: the open line is as it was meant. */
const ends_line: ReadonlySet<string> = new Set(
  [...modes.keys()].concat('DISSOCIATE DONE TASK FINISH DAMAGED SWEEP WEIGH'.split(' ')),
);

export function onScan(turn: Turn, parts: ScanParts, ref: ReadingRef, reading: ScanReading): void {
  const { scanners } = parts;
  if (reading.snapshot === true) {
    turn.books.counters.add("scans from a broker's memory");
    return;
  }
  const session = sessionOf(scanners, ref.device);
  const { idle_ms, duplicate_ms } = turn.index.site.rules.scan;
  const since_ms = sinceLastCode(session, ref, reading);
  if (reading.code === session.last_code && since_ms >= 0 && since_ms < duplicate_ms) {
    turn.books.counters.add('scans ignored as doubles');
    answer(turn, ref.device, { tone: 'duplicate', says: `${codeText(reading.code)} again, ignored` });
    return;
  }
  if (reading.resent === true && reading.code === session.last_code && since_ms >= 0 && since_ms < resent_ms) {
    turn.books.counters.add('scans sent again by their scanner');
    answer(turn, ref.device, { tone: 'duplicate', says: `${codeText(reading.code)} sent again, booked once` });
    return;
  }
  const token = tokenOf(turn.index, reading);
  if (!mayBeAboutLine(token)) flush(turn, parts, session);
  const asked = { ref, code: reading.code, token, meaning: reading.meaning };
  const { shown } = session;
  const plain = saidTo(turn, parts, session, asked);
  const said = plain === undefined ? undefined : withWarning(turn, plain, reading);
  // Only the scan just before a mode says where it begins.
  if (session.shown === shown) session.shown = undefined;
  session.last_code = reading.code;
  session.last_code_ms = ref.at_ms;
  session.last_code_device_ms = reading.device_at_ms;
  session.last_arrived_ms = turn.at_ms;
  addDeadline(scanners.deadlines, ref.device, turn.at_ms + hold_ms);
  addDeadline(scanners.deadlines, ref.device, turn.at_ms + idle_ms);
  if (said !== undefined) answer(turn, ref.device, said);
}

/** A command that was read badly, as also one that nobody knows, may be a quantity: the line stays open for it. */
function mayBeAboutLine(token: Token): boolean {
  return token.kind === 'broken' || (token.kind === 'command' && !ends_line.has(token.name));
}

/** By the scanner's own clock where it tells the time: on the way, scans may come nearer to each other than they were made. */
function sinceLastCode(session: Session, { at_ms }: ReadingRef, { device_at_ms }: ScanReading): number {
  const before_ms = session.last_code_device_ms;
  if (device_at_ms === undefined || before_ms === undefined) return at_ms - session.last_code_ms;
  return device_at_ms - before_ms;
}

/** Open lines are booked after a moment; an idle scanner falls back to lookup. */
export function onScanTick(turn: Turn, parts: ScanParts): void {
  const { scanners, tags } = parts;
  const { idle_ms } = turn.index.site.rules.scan;
  for (const device of takeDue(scanners.deadlines, turn.at_ms)) {
    const session = scanners.sessions.get(device);
    if (session === undefined) continue;
    const silent_ms = heardUntil(turn, device) - session.last_arrived_ms;
    if (turn.held_since.has(device)) addDeadline(scanners.deadlines, device, turn.at_ms + 1);
    if (silent_ms >= hold_ms) flush(turn, parts, session);
    const said = settleOffer(turn, scanners, tags, session, silent_ms >= idle_ms);
    if (said !== undefined) answer(turn, device, said);
    const counted = tagsCounted(turn, session);
    if (counted !== undefined) answer(turn, device, counted);
    if (silent_ms < idle_ms) continue;
    askPlaceless(turn, session);
    askUnfinished(turn, session);
    dropUnits(turn, session);
    scanners.sessions.delete(device);
  }
}

export function restoreScanners(scanners: Scanners, saved: readonly SavedSession[], idle_ms: number): void {
  for (const session of saved) {
    scanners.sessions.set(session.device, {
      offer: undefined,
      confirm: undefined,
      unknown: [],
      ...session,
      last_code_device_ms: session.last_code_device_ms,
    });
  }
  awaitScanners(scanners, idle_ms);
}

/** Looks at every scanner anew, after the time until idleness may have changed. */
export function awaitScanners(scanners: Scanners, idle_ms: number): void {
  for (const { device, last_arrived_ms, offer } of scanners.sessions.values()) {
    if (offer !== undefined) awaitOffer(scanners, device, offer);
    addDeadline(scanners.deadlines, device, last_arrived_ms + hold_ms);
    addDeadline(scanners.deadlines, device, last_arrived_ms + idle_ms);
  }
}

/** A code whose FNC1 got lost is booked as it reads, and its person told, who can see what is printed. */
function withWarning(turn: Turn, said: Said, { meaning }: ScanReading): Said {
  if (meaning?.kind !== 'gs1' || meaning.lacks_separator === undefined) return said;
  turn.books.counters.add('scans that seem to lack FNC1');
  return { ...said, says: `${said.says}; ${meaning.lacks_separator}` };
}

interface Scan {
  readonly ref: ReadingRef;
  readonly code: string;
  readonly token: Token;
  readonly meaning: CodeMeaning | undefined;
}

/** Undefined where whoever keeps the tasks answers. */
function saidTo(turn: Turn, parts: ScanParts, session: Session, scan: Scan): Said | undefined {
  const { ref, code } = scan;
  const token = keptOrUnknown(turn, session, scan.token);
  if (session.mode === 'dissociate' && (token.kind === 'item' || token.kind === 'location')) {
    return { tone: 'error', says: 'hold the tag to the reader, or scan DONE' };
  }
  if (session.mode === 'associate') {
    const draft = draftOf(turn, session, scan);
    if (draft !== undefined) return openOffer(turn, parts, session, { draft, ref, code });
    if (token.kind === 'location') return { tone: 'error', says: 'scan an item or a handling unit, or DONE' };
  }
  switch (token.kind) {
    case 'command':
      return onScanCommand(turn, parts, session, { ref, code, name: token.name, args: token.args });
    case 'location':
      return onLocation(turn, parts, session, scan, token.location.id);
    case 'item':
      return onItem(turn, { scanners: parts.scanners, session }, scan, token);
    case 'unit':
      return onUnit(turn, session, { ref, code, sscc: token.sscc });
    case 'card':
      return scanCard(turn, session, scan, { loop: token.loop, card: token.card });
    case 'broken':
      turn.books.counters.add('printed codes read in part');
      return { tone: 'error', says: token.says };
    case 'test':
      return { tone: token.ok ? 'ok' : 'error', says: token.says };
    case 'ambiguous':
      return askAmbiguous(
        turn,
        session,
        scan,
        token.items.map(({ name }) => name),
      );
    case 'unknown':
      if (session.mode === 'task' && token.quantity > 0)
        return taskUnknown(turn, { scanners: parts.scanners, session }, scan, token.quantity);
      return askUnknown(turn, session, scan, token);
  }
}

function onLocation(
  turn: Turn,
  parts: ScanParts,
  session: Session,
  { ref, code }: Scan,
  location: string,
): Said | undefined {
  const name = locationName(turn.index, location);
  const evidence = evidenceOf(ref, `location ${codeText(code)} scanned`);
  session.is_fresh = false;
  if (session.mode === 'lookup') {
    session.shown = { location, evidence };
    return { tone: 'ok', says: contentsText(turn, location) };
  }
  if (session.mode === 'move' && commitUnits(turn, session, location) && session.held.length === 0) {
    session.location = undefined;
    session.location_evidence = undefined;
    return undefined;
  }
  if (session.mode === 'move' && session.held.length > 0) {
    const { location: source } = session;
    if (source === location)
      return { tone: 'error', says: `${name} is where the lines come from; scan another location` };
    const booked = commitMove(turn, parts, session, location, evidence);
    session.location = undefined;
    session.location_evidence = undefined;
    return { tone: 'ok', says: `${booked} ${booked === 1 ? 'line' : 'lines'} moved to ${name}; scan the next source` };
  }
  if (session.mode !== 'move' && isOutside(turn.index, location))
    return { tone: 'error', says: `${name} is outside; scan a location of this site` };
  let done = '';
  if (session.mode === 'count') {
    if (session.location === location) return { tone: 'mode', says: `${name} is being counted` };
    const { location: before } = session;
    if (before !== undefined) {
      const counted = closeCount(turn, parts.tags, session, before);
      if (counted !== '') done = `${locationName(turn.index, before)} counted: ${counted}; `;
    }
  }
  session.location = location;
  session.location_evidence = evidence;
  return { tone: 'mode', says: `${done}${session.mode} at ${name}` };
}

function onItem(
  turn: Turn,
  { scanners, session }: { readonly scanners: Scanners; readonly session: Session },
  { ref, code, meaning }: Scan,
  token: Extract<Token, { kind: 'item' }>,
): Said {
  const { item } = token;
  if (session.mode === 'lookup') return { tone: 'ok', says: whereaboutsText(turn, item.id) };
  if (session.mode === 'task') {
    const { count, pieces_each: each } = token;
    const line = {
      ref,
      item: item.id,
      quantity: count * each,
      ...(each === 1 ? {} : { pieces_each: each }),
      once: tokenOnce(token),
      is_single: token.serial !== undefined,
      ...saidByCode(item, meaning, { now_ms: turn.at_ms, multiplier: session.multiplier }),
    };
    return taskLine(turn, { scanners, session }, line, { code, name: onceText(token) });
  }
  const location = session.location ?? standsAt(turn, session);
  if (location === undefined) {
    notePlaceless(turn, session, evidenceOf(ref, `code ${codeText(code)} scanned`));
    return { tone: 'error', says: `scan the location before ${item.name}` };
  }
  const once = tokenOnce(token);
  if (once !== undefined && isOnce(session, once)) {
    turn.books.counters.add('serial numbers scanned twice');
    return { tone: 'duplicate', says: `${onceText(token)} was scanned already` };
  }
  if (session.held.length >= limits.scan_lines_max) return { tone: 'error', says: `finish this ${session.mode} first` };
  const { multiplier } = session;
  session.multiplier = undefined;
  if (multiplier !== undefined && multiplier > 1 && once !== undefined) {
    return { tone: 'error', says: `${onceText(token)} exists once; the quantity is dropped, scan it again` };
  }
  session.location = location;
  const line: Line = {
    ref,
    item: item.id,
    location,
    quantity: token.count * token.pieces_each * (multiplier ?? 1),
    ...(token.pieces_each === 1 ? {} : { pieces_each: token.pieces_each }),
    once,
    is_single: token.serial !== undefined,
    ...saidByCode(item, meaning, { now_ms: turn.at_ms, multiplier }),
    level: levelOf(turn.books.levels, item.id, location),
    evidence: [
      ...(session.location_evidence === undefined ? [] : [session.location_evidence]),
      evidenceOf(ref, `code ${codeText(code)} scanned`),
    ],
  };
  session.held.push(line);
  session.placeless = undefined;
  if (once !== undefined) rememberOnce(turn, session, once);
  session.is_fresh = true;
  const says = `${session.mode} ${lineText(turn, line)} at ${locationName(turn.index, location)}`;
  const more =
    session.mode === 'count' ? soFarText(session, line) : session.mode === 'receive' ? '' : barredText(turn, line);
  return { tone: more === '' || session.mode === 'count' ? 'ok' : 'error', says: `${says}${more}` };
}

/** What was counted of the item, where that is more than this scan: each scan is one piece, or pack. */
function soFarText({ held }: Session, { item, quantity }: Line): string {
  const counted = held.reduce((sum, line) => (line.item === item ? sum + line.quantity : sum), 0);
  return counted === quantity ? '' : `, ${counted} so far`;
}

/** The piece, or the handling unit, of which there is one. */
function onceText({ item, serial, sscc }: Extract<Token, { kind: 'item' }>): string {
  return `${item.name} ${codeText(serial ?? sscc ?? '')}`;
}

function tokenOnce({ item, pieces_each, serial, sscc }: Extract<Token, { kind: 'item' }>): string | undefined {
  if (serial !== undefined) return onceOf(item.id, pieces_each, serial);
  return sscc === undefined ? undefined : `sscc/${sscc}`;
}

function rememberOnce(turn: Turn, session: Session, once: string): void {
  session.once.push(once);
  const oldest = session.once[0];
  if (session.once.length <= limits.scan_lines_max) return;
  forgetOnce(session, oldest);
  turn.books.counters.add('serial numbers forgotten within a session');
}

function answer(turn: Turn, device: string, said: Said): void {
  turn.feedback.push({ device, at_ms: turn.at_ms, ...said });
}

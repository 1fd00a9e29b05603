/** Work on documents by scanning alone: the task's code, places, items and quantities. What it means is decided by whoever keeps the documents. */
import type { CodeMeaning } from '../../devices/reading.ts';
import { limits } from '../base/limits.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import type { ScannedWork, TaskScan } from './interpretation.ts';
import { beginMode, type Line, type Said, type Scanners, type Session } from './scan-session.ts';
import { evidenceOf, type ReadingRef, type Turn } from './turn.ts';
import { codeText } from './wording.ts';

/** `TG-CMD.TASK.SH-1` was scanned. The answer comes from whoever knows the task. */
export function beginTask(turn: Turn, session: Session, ref: ReadingRef, task: string): undefined {
  beginMode(session, 'task');
  session.task = task;
  turn.tasks.push(scanOf(session, ref, { what: 'begin', evidence: [evidenceOf(ref, `task ${task} scanned`)] }));
}

/** A kanban card says the same in every mode, and leaves the mode as it is. */
export function scanCard(
  turn: Turn,
  session: Session,
  { ref, code }: { readonly ref: ReadingRef; readonly code: string },
  card: NonNullable<TaskScan['card']>,
): Said | undefined {
  const { mode } = session;
  if (mode === 'associate' || mode === 'dissociate')
    return { tone: 'error', says: 'hold the tag to the reader, or scan DONE' };
  const evidence = [evidenceOf(ref, `card ${codeText(code)} scanned`)];
  turn.tasks.push({ ...scanOf(session, ref, { what: 'line', card, evidence }), task: 'CARD' });
  return undefined;
}

/** A count sheet: there, none of an item is a statement. */
export function countsForTask({ mode, task = '' }: Session): boolean {
  return mode === 'task' && task.startsWith('CT-');
}

export function finishTask(turn: Turn, session: Session, ref: ReadingRef): undefined {
  turn.tasks.push(scanOf(session, ref, { what: 'finish', evidence: [evidenceOf(ref, 'FINISH scanned')] }));
  session.unit = undefined;
}

/** `SWEEP` and `WEIGH`: a device counts for the task, at the place that was scanned last. */
export function deviceTask(turn: Turn, session: Session, ref: ReadingRef, name: 'SWEEP' | 'WEIGH'): undefined {
  const { location } = session;
  const at = location === undefined ? {} : { location };
  const what = name === 'SWEEP' ? 'sweep' : 'weigh';
  turn.tasks.push(scanOf(session, ref, { what, ...at, evidence: [evidenceOf(ref, `${name} scanned`)] }));
}

/** Lines that stay as they were meant go to the task; but what another scanner has brought meanwhile. */
export function flushTask(turn: Turn, { scanners, session }: TaskAt): void {
  for (const { ref, item, quantity, location, evidence, is_damaged, lot, weighs, once } of session.held) {
    if (isTaken(turn, { scanners, session }, once)) {
      const name = `${itemName(turn.index, item)} ${codeText(once?.slice(once.lastIndexOf('/') + 1) ?? '')}`;
      turn.feedback.push({ device: session.device, at_ms: turn.at_ms, ...takenAlready(turn, name) });
      continue;
    }
    const more = {
      ...(location === '' ? {} : { location }),
      ...(is_damaged === undefined ? {} : { is_damaged }),
      ...(lot === undefined ? {} : { lot }),
      ...(weighs === undefined ? {} : { weighs }),
      ...(once === undefined ? {} : { once }),
    };
    turn.tasks.push(scanOf(session, ref, { what: 'line', item, quantity, ...more, evidence }));
  }
  session.held = [];
  session.is_fresh = false;
}

/** An item of the site, held until a quantity may have followed. */
export function taskLine(
  turn: Turn,
  { scanners, session }: TaskAt,
  line: Pick<Line, 'ref' | 'item' | 'quantity' | 'pieces_each' | 'once' | 'is_single' | 'lot' | 'weighs'>,
  { code, name }: { readonly code: string; readonly name: string },
): Said {
  const { location = '', location_evidence, is_damaged, task = '', multiplier = 1 } = session;
  session.multiplier = undefined;
  session.is_damaged = undefined;
  if (isTaken(turn, { scanners, session }, line.once)) return takenAlready(turn, name);
  if (multiplier > 1 && line.once !== undefined)
    return { tone: 'error', says: `${name} exists once; the quantity is dropped, scan it again` };
  const quantity = line.quantity * multiplier;
  session.held.push({
    ...line,
    quantity,
    location,
    level: 0,
    evidence: [
      ...(location_evidence === undefined ? [] : [location_evidence]),
      evidenceOf(line.ref, `code ${codeText(code)} scanned`),
    ],
    ...(is_damaged === true ? { is_damaged } : {}),
  });
  session.is_fresh = true;
  const where = location === '' ? '' : ` at ${locationName(turn.index, location)}`;
  const worn = is_damaged === true ? ' damaged' : '';
  return { tone: 'ok', says: `${task}: ${quantity} × ${itemName(turn.index, line.item)}${worn}${where}` };
}

/** A code that is nothing of this site: a delivery may bring what nobody knows. */
export function taskUnknown(
  turn: Turn,
  { scanners, session }: TaskAt,
  { ref, code, meaning }: { ref: ReadingRef; code: string; meaning: CodeMeaning | undefined },
  pieces: number,
): Said | undefined {
  const { multiplier = 1, is_damaged } = session;
  session.multiplier = undefined;
  session.is_damaged = undefined;
  const once = meaning?.kind === 'gs1' && (meaning.sscc ?? meaning.serial) !== undefined ? `code/${code}` : undefined;
  if (isTaken(turn, { scanners, session }, once)) return takenAlready(turn, codeText(code));
  if (multiplier > 1 && once !== undefined)
    return { tone: 'error', says: `${codeText(code)} exists once; the quantity is dropped, scan it again` };
  const evidence = [evidenceOf(ref, `code ${codeText(code)} scanned`)];
  const more = { ...(is_damaged === true ? { is_damaged } : {}), ...(once === undefined ? {} : { once }) };
  turn.tasks.push(
    scanOf(session, ref, { what: 'line', code: codeText(code), quantity: pieces * multiplier, ...more, evidence }),
  );
  return undefined;
}

/** What was booked for a task is remembered: by its document, whoever scans for it; of work without one, in the session. */
export function noteTaken(turn: Turn, scanners: Scanners, { device, task, once }: ScannedWork): void {
  if (once === undefined) return;
  const known = isDocument(task) ? (scanners.tasks.get(task) ?? []) : (scanners.sessions.get(device)?.once ?? []);
  known.push(once);
  if (isDocument(task)) scanners.tasks.set(task, known);
  if (known.length <= limits.scan_lines_max) return;
  known.shift();
  turn.books.counters.add('serial numbers forgotten within a task');
}

interface TaskAt {
  readonly scanners: Scanners;
  readonly session: Session;
}

/** Taken for the task at any place, or at this one; or on its way to be. */
function isTaken(turn: Turn, { scanners, session }: TaskAt, once: string | undefined): boolean {
  if (once === undefined) return false;
  const { task = '', location = '' } = session;
  const isOnWay = turn.tasks.some((each) => each.task === task && each.once === once);
  if (isOnWay) return true;
  const taken = isDocument(task) ? (scanners.tasks.get(task) ?? []) : session.once;
  return taken.includes(once) || taken.includes(onceAt(location, once));
}

/** What passes through a task twice is taken once at each of its places. */
export function onceAt(location: string, once: string): string {
  return `${location}\n${once}`;
}

function isDocument(task: string): boolean {
  return task.includes('-');
}

function takenAlready(turn: Turn, name: string): Said {
  turn.books.counters.add('serial numbers scanned twice');
  return { tone: 'duplicate', says: `${name} was scanned already` };
}

function scanOf(
  { device, task = '', unit }: Session,
  { id, n, at_ms }: ReadingRef,
  rest: Omit<TaskScan, 'device' | 'task' | 'id' | 'n' | 'at_ms'>,
): TaskScan {
  return { device, task, id, n, at_ms, ...(unit === undefined ? {} : { unit }), ...rest };
}

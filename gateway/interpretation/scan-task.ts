/** Work on documents by scanning alone: the task's code, places, items and quantities. What it means is decided by whoever keeps the documents. */
import { itemName, locationName } from '../stock/site-index.ts';
import type { TaskScan } from './interpretation.ts';
import { beginMode, type Line, type Said, type Session } from './scan-session.ts';
import { evidenceOf, type ReadingRef, type Turn } from './turn.ts';
import { codeText } from './wording.ts';

/** `TG-CMD.TASK.SH-1` was scanned. The answer comes from whoever knows the task. */
export function beginTask(turn: Turn, session: Session, ref: ReadingRef, task: string): undefined {
  beginMode(session, 'task');
  session.task = task;
  turn.tasks.push(scanOf(session, ref, { what: 'begin', evidence: [evidenceOf(ref, `task ${task} scanned`)] }));
}

export function finishTask(turn: Turn, session: Session, ref: ReadingRef): undefined {
  turn.tasks.push(scanOf(session, ref, { what: 'finish', evidence: [evidenceOf(ref, 'FINISH scanned')] }));
  session.unit = undefined;
}

/** Lines that stay as they were meant go to the task. */
export function flushTask(turn: Turn, session: Session): void {
  for (const { ref, item, quantity, location, evidence, is_damaged } of session.held) {
    const at = location === '' ? {} : { location };
    const worn = is_damaged === undefined ? {} : { is_damaged };
    turn.tasks.push(scanOf(session, ref, { what: 'line', item, quantity, ...at, ...worn, evidence }));
  }
  session.held = [];
  session.is_fresh = false;
}

/** An item of the site, held until a quantity may have followed. */
export function taskLine(
  turn: Turn,
  session: Session,
  line: Pick<Line, 'ref' | 'item' | 'quantity' | 'pieces_each' | 'once' | 'is_single'>,
  code: string,
): Said {
  const { location = '', location_evidence, is_damaged, task = '' } = session;
  session.is_damaged = undefined;
  session.held.push({
    ...line,
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
  return { tone: 'ok', says: `${task}: ${line.quantity} × ${itemName(turn.index, line.item)}${worn}${where}` };
}

/** A code that is nothing of this site: a delivery may bring what nobody knows. */
export function taskUnknown(
  turn: Turn,
  session: Session,
  { ref, code }: { ref: ReadingRef; code: string },
  pieces: number,
): undefined {
  const { multiplier = 1, is_damaged } = session;
  session.multiplier = undefined;
  session.is_damaged = undefined;
  const evidence = [evidenceOf(ref, `code ${codeText(code)} scanned`)];
  const worn = is_damaged === true ? { is_damaged } : {};
  turn.tasks.push(
    scanOf(session, ref, { what: 'line', code: codeText(code), quantity: pieces * multiplier, ...worn, evidence }),
  );
}

function scanOf(
  { device, task = '', unit }: Session,
  { id, n, at_ms }: ReadingRef,
  rest: Omit<TaskScan, 'device' | 'task' | 'id' | 'n' | 'at_ms'>,
): TaskScan {
  return { device, task, id, n, at_ms, ...(unit === undefined ? {} : { unit }), ...rest };
}

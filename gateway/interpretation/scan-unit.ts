/** The code of a handling unit, its SSCC, by mode. Interpretation knows no units: whoever keeps them answers, and has it booked. */
import { locationName } from '../stock/site-index.ts';
import type { Token } from './scan-code.ts';
import type { Said, Session } from './scan-session.ts';
import { standsAt } from './scan-unknown.ts';
import { evidenceOf, type ReadingRef, type Turn } from './turn.ts';
import { codeText } from './wording.ts';

interface ScannedUnit {
  readonly ref: ReadingRef;
  readonly code: string;
  readonly sscc: string;
}

/** A unit that nobody keeps is goods that nobody knows, but where units are packed: there it may be a new one. */
export function keptOrUnknown({ units }: Turn, { task = '' }: Session, token: Token): Token {
  if (token.kind !== 'unit' || isPacking(task) || units.has(token.sscc)) return token;
  return { kind: 'unknown', quantity: 1, says: 'names no item' };
}

function isPacking(task: string): boolean {
  return task === 'PACK' || task === 'UNPACK';
}

/** Undefined where whoever keeps the units answers. */
export function onUnit(turn: Turn, session: Session, scanned: ScannedUnit): Said | undefined {
  const { mode } = session;
  session.is_fresh = false;
  session.multiplier = undefined;
  switch (mode) {
    case 'lookup':
      return tell(turn, session, scanned, 'LOOKUP');
    case 'receive':
      return tell(turn, session, scanned, 'RECEIVE');
    case 'task':
      return onTaskUnit(turn, session, scanned);
    case 'move':
      return hold(session, scanned);
    case 'pick':
      return { tone: 'error', says: 'a handling unit goes out with its shipment: scan the task' };
    case 'count':
      return { tone: 'error', says: 'a count looks into handling units: scan what is in it' };
    case 'associate':
    case 'dissociate':
      return { tone: 'error', says: 'hold the tag to the reader, or scan DONE' };
  }
}

/** Of packing and unpacking, the first one scanned is the one that is worked on. */
function onTaskUnit(turn: Turn, session: Session, scanned: ScannedUnit): undefined {
  const { task = '', unit } = session;
  if (isPacking(task) && unit === undefined) session.unit = scanned.sscc;
  return tell(turn, session, scanned, task);
}

/** It is moved when its destination is scanned. */
function hold(session: Session, { ref, code, sscc }: ScannedUnit): Said {
  const { units = [] } = session;
  if (units.some((each) => each.sscc === sscc)) return { tone: 'duplicate', says: `${sscc} was scanned already` };
  session.units = [...units, { sscc, ref, code }];
  return { tone: 'ok', says: `move ${sscc}: scan the destination` };
}

/** Moves the units that were scanned to where the person now stands; false when there are none. */
export function commitUnits(turn: Turn, session: Session, location: string): boolean {
  const { units = [] } = session;
  for (const each of units) tell(turn, session, each, 'MOVE', location);
  session.units = undefined;
  return units.length > 0;
}

/** Units of a move that never came to a destination stay where they were. */
export function dropUnits(turn: Turn, session: Session): string {
  const { units = [] } = session;
  session.units = undefined;
  if (units.length === 0) return '';
  turn.books.counters.add('handling units scanned for a move without a destination', units.length);
  return `${units.length} handling ${units.length === 1 ? 'unit stays' : 'units stay'}`;
}

function tell(
  turn: Turn,
  session: Session,
  { ref, code, sscc }: ScannedUnit,
  task: string,
  location = session.location ?? standsAt(turn, session),
): undefined {
  const { device, unit, location_evidence } = session;
  const { id, n, at_ms } = ref;
  const where = session.location === undefined || location_evidence === undefined ? [] : [location_evidence];
  turn.tasks.push({
    device,
    task,
    what: 'unit',
    id,
    n,
    at_ms,
    sscc,
    ...(unit === undefined ? {} : { unit }),
    ...(location === undefined ? {} : { location }),
    evidence: [
      ...where,
      evidenceOf(
        ref,
        `code ${codeText(code)} scanned${location === undefined ? '' : ` at ${locationName(turn.index, location)}`}`,
      ),
    ],
  });
  return undefined;
}

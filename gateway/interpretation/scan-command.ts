/** The commands a person scans: `TG-CMD.RECEIVE`, `MOVE`, `PICK`, `COUNT`, `ASSOCIATE`, `LOOKUP`, `DONE`, `CANCEL`, `UNDO`, `QTY.<n>`. */
import { isOutside, locationName } from '../stock/site-index.ts';
import { bookReversal } from './booking.ts';
import { scanned_permille } from './confidence.ts';
import type { SenseParts } from './fusion-judge.ts';
import { withdrawScan } from './fusion-scan.ts';
import { ruleText } from './rule.ts';
import { closeOffer, openOffer } from './scan-associate.ts';
import { closeCount } from './scan-count.ts';
import { askPlaceless, flush, lineText, scannerName } from './scan-lines.ts';
import {
  beginMode,
  forgetOnce,
  freshLine,
  hasOpenWork,
  type Mode,
  type Said,
  type Scanners,
  type Session,
  scanRule,
} from './scan-session.ts';
import { beginTask, countsForTask, deviceTask, finishTask } from './scan-task.ts';
import { dropWaitingMove, endWaitingMove } from './scan-waiting.ts';
import { evidenceOf, type ReadingRef, type Turn } from './turn.ts';
import { codeText } from './wording.ts';

/** What scans may change beside their own session. */
export type ScanParts = SenseParts;

interface ScannedCommand {
  readonly ref: ReadingRef;
  readonly code: string;
  readonly name: string;
  readonly args: readonly string[];
}

export const modes: ReadonlyMap<string, Mode> = new Map([
  ['RECEIVE', 'receive'],
  ['MOVE', 'move'],
  ['PICK', 'pick'],
  ['COUNT', 'count'],
  ['ASSOCIATE', 'associate'],
  ['LOOKUP', 'lookup'],
]);

/** A location scanned no longer than this before a mode is where the mode begins. */
const just_before_ms = 30_000;

const what_next: Readonly<Record<Mode, string>> = {
  lookup: 'lookup: scans only show',
  receive: 'receive: scan the location, then the items',
  move: 'move: scan the source, the items, the destination',
  pick: 'pick: scan the location, then the items',
  count: 'count: scan the location, then all items, then DONE',
  associate: 'associate: scan the item, then hold its tag to the reader',
  dissociate: 'dissociate: hold the tag to the reader',
  task: 'scan the place, then the items',
};

/** Undefined where whoever keeps the tasks answers. */
export function onScanCommand(
  turn: Turn,
  parts: ScanParts,
  session: Session,
  command: ScannedCommand,
): Said | undefined {
  const { name, args } = command;
  const mode = modes.get(name);
  if (mode !== undefined && args.length === 0) return changeMode(turn, parts.scanners, session, mode, command.ref);
  if (name === 'DISSOCIATE' && args.length === 0) {
    const said = changeMode(turn, parts.scanners, session, 'dissociate', command.ref);
    const { ref, code } = command;
    return said.tone === 'mode' ? openOffer(turn, parts, session, { draft: undefined, ref, code }) : said;
  }
  if (name === 'TASK') return onTask(turn, parts, session, command);
  if (name === 'QTY') return onQuantity(turn, session, command);
  if (args.length === 0) {
    if (name === 'FINISH' && session.mode === 'task') return finishTask(turn, session, command.ref);
    if ((name === 'SWEEP' || name === 'WEIGH') && countsForTask(session))
      return deviceTask(turn, session, command.ref, name);
    if (name === 'DAMAGED' && session.mode === 'task') {
      session.is_damaged = true;
      return { tone: 'mode', says: 'the next item is damaged' };
    }
    if (name === 'DONE') return onDone(turn, parts, session);
    if (name === 'CANCEL') return onCancel(turn, parts.scanners, session);
    if (name === 'UNDO') return onUndo(turn, parts, session, command);
  }
  return { tone: 'error', says: `there is no command ${codeText(command.code)}` };
}

function onTask(turn: Turn, parts: ScanParts, session: Session, { ref, code, args }: ScannedCommand): Said | undefined {
  const [task = ''] = args;
  if (args.length !== 1 || !/^(?:[A-Z]{2}-\d{1,15}|SCRAP|RETURN|PACK|UNPACK)$/.test(task))
    return { tone: 'error', says: `${codeText(code)} names no task` };
  const said = changeMode(turn, parts.scanners, session, 'task', ref);
  return said.tone === 'error' ? said : beginTask(turn, session, ref, task);
}

function changeMode(turn: Turn, scanners: Scanners, session: Session, mode: Mode, { at_ms }: ReadingRef): Said {
  if (hasOpenWork(session)) {
    const end = session.mode === 'move' ? 'scan the destination' : 'scan DONE';
    return { tone: 'error', says: `a ${session.mode} is open: ${end}, or CANCEL` };
  }
  const { shown } = session;
  leaveMode(turn, scanners, session);
  askPlaceless(turn, session);
  beginMode(session, mode);
  const isJustBefore = shown !== undefined && at_ms - shown.evidence.at_ms <= just_before_ms;
  if (!isJustBefore || !beginsAt(turn, mode, shown.location)) return { tone: 'mode', says: what_next[mode] };
  session.location = shown.location;
  session.location_evidence = shown.evidence;
  const items =
    mode === 'count' ? 'all items, then DONE' : mode === 'move' ? 'the items, then the destination' : 'the items';
  return { tone: 'mode', says: `${mode} at ${locationName(turn.index, shown.location)}: scan ${items}` };
}

/** A mode that has a place at which it begins, and may work at this one. */
function beginsAt(turn: Turn, mode: Mode, location: string): boolean {
  if (mode === 'move') return true;
  return (mode === 'receive' || mode === 'pick' || mode === 'count') && !isOutside(turn.index, location);
}

function leaveMode(turn: Turn, scanners: Scanners, session: Session): void {
  endWaitingMove(turn, session, undefined);
  closeOffer(turn, scanners, session);
}

/** After a line it sets that line, before an item it multiplies the next one. */
function onQuantity(turn: Turn, session: Session, { ref, code, args }: ScannedCommand): Said {
  const [digits = ''] = args;
  if (args.length !== 1 || !/^\d{1,6}$/.test(digits))
    return { tone: 'error', says: `${codeText(code)} is no quantity` };
  if (session.mode === 'lookup') return { tone: 'error', says: 'a quantity says nothing in lookup' };
  const quantity = Number(digits);
  if (session.mode === 'associate' || session.mode === 'dissociate') return quantityOfTag(session, quantity);
  const line = freshLine(session, turn.at_ms);
  if (quantity === 0 && (line === undefined || !(session.mode === 'count' || countsForTask(session)))) {
    return { tone: 'error', says: 'a quantity of 0 can only be set on a counted line; UNDO takes a line back' };
  }
  if (line === undefined) {
    session.multiplier = quantity;
    return { tone: 'mode', says: `next item × ${quantity}` };
  }
  if (line.is_single && quantity > 1)
    return {
      tone: 'error',
      says: `this line is a single ${line.pieces_each === undefined ? 'piece' : 'pack'} by its serial number`,
    };
  line.quantity = quantity * (line.pieces_each ?? 1);
  if (quantity > 1) line.weighs = undefined;
  line.evidence.push(evidenceOf(ref, `quantity ${quantity} scanned`));
  return { tone: 'ok', says: `${session.mode} ${lineText(turn, line)}` };
}

/** Pieces that the tag stands for which is being waited for, or the next one. */
function quantityOfTag(session: Session, quantity: number): Said {
  if (session.mode === 'dissociate' || quantity === 0)
    return { tone: 'error', says: `a quantity of ${quantity} says nothing here` };
  const { offer } = session;
  if (offer?.draft?.item === undefined) {
    session.multiplier = quantity;
    return { tone: 'mode', says: `next tag × ${quantity}` };
  }
  session.offer = { ...offer, draft: { ...offer.draft, quantity } };
  return { tone: 'ok', says: `${quantity} pieces on this tag` };
}

function onDone(turn: Turn, parts: ScanParts, session: Session): Said {
  const { mode, location } = session;
  if (mode === 'move' && hasOpenWork(session)) return { tone: 'error', says: 'scan the destination first' };
  const where = location === undefined ? '' : ` of ${locationName(turn.index, location)}`;
  const counted = mode === 'count' && location !== undefined ? closeCount(turn, parts.tags, session, location) : '';
  flush(turn, parts, session);
  leaveMode(turn, parts.scanners, session);
  askPlaceless(turn, session);
  beginMode(session, 'lookup');
  return {
    tone: 'mode',
    says:
      mode === 'lookup'
        ? what_next.lookup
        : `${mode}${where} done${counted === '' ? '' : `: ${counted}`}; ${what_next.lookup}`,
  };
}

function onCancel(turn: Turn, scanners: Scanners, session: Session): Said {
  const dropped = session.held.length + (session.units ?? []).length;
  dropWaitingMove(turn, session);
  if (dropped > 0) turn.books.counters.add('scanned lines cancelled', dropped);
  leaveMode(turn, scanners, session);
  beginMode(session, 'lookup');
  return {
    tone: 'mode',
    says: `${dropped === 0 ? 'nothing was open' : `${dropped} lines dropped`}; ${what_next.lookup}`,
  };
}

/** Takes back the newest line of this scanner, whether it is booked or not; again, the one before. */
function onUndo(turn: Turn, parts: ScanParts, session: Session, { ref }: ScannedCommand): Said {
  session.is_fresh = false;
  const line = session.held.pop();
  if (line !== undefined) {
    forgetOnce(session, line.once);
    return { tone: 'ok', says: `${lineText(turn, line)} taken back` };
  }
  if (session.mode === 'task') return { tone: 'error', says: 'what a task has booked is mended in its document' };
  const last = session.booked.pop();
  if (last === undefined) return { tone: 'error', says: 'there is nothing to take back' };
  forgetOnce(session, last.once);
  const held = withdrawScan(parts, last.id);
  if (held !== undefined) return { tone: 'ok', says: `${lineText(turn, held)} taken back` };
  const booked = turn.books.booked.get(last.id);
  if (booked === undefined) return { tone: 'error', says: 'the last line is too old to be taken back' };
  const what = lineText(turn, booked);
  const reversed = bookReversal(turn, last.id, {
    id: `${ref.id}/${scanRule.name}`,
    confidence_permille: scanned_permille,
    rule: ruleText(scanRule),
    why: `${what} taken back by ${scannerName(turn, session)}`,
    evidence: [evidenceOf(ref, 'UNDO scanned')],
  });
  if (reversed === undefined) return { tone: 'error', says: 'the last line was taken back already' };
  return { tone: 'ok', says: `${what} taken back, from ${locationName(turn.index, reversed.to)}` };
}

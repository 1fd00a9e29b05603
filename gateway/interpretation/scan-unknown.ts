/** Codes that stand for nothing, or for several things: nothing is booked, and a person is asked. */
import { locationName } from '../stock/site-index.ts';
import { type QuestionDraft, raise } from './questions.ts';
import type { Token } from './scan-code.ts';
import { listText, scannerName } from './scan-lines.ts';
import type { Said, Session } from './scan-session.ts';
import { addWaiting, unknown_code } from './scan-waiting.ts';
import { evidenceOf, type ReadingRef, type Turn } from './turn.ts';
import { codeText } from './wording.ts';

interface Scanned {
  readonly ref: ReadingRef;
  readonly code: string;
}

export function askAmbiguous(turn: Turn, session: Session, { ref, code }: Scanned, names: readonly string[]): Said {
  const says = `${codeText(code)} stands for ${listText(names)}`;
  session.is_fresh = false;
  const question: QuestionDraft = {
    id: `scan-unresolved/${codeText(code)}`,
    kind: 'scan-unresolved',
    device: session.device,
    ...(session.location === undefined ? {} : { location: session.location }),
    question: `Code ${says}. Which one is it?`,
    evidence: [evidenceOf(ref, `code ${codeText(code)} scanned`)],
  };
  raise(turn, question, 0, session.location === undefined ? undefined : { location: session.location });
  return { tone: 'error', says };
}

export function askUnknown(
  turn: Turn,
  session: Session,
  { ref, code }: Scanned,
  token: Extract<Token, { kind: 'unknown' }>,
): Said {
  const shown = codeText(code);
  const id = `${unknown_code}${shown}`;
  const { mode } = session;
  if (mode === 'lookup') {
    // Whoever looked it up has the answer; nothing was to be done with it that a person could decide later.
    turn.books.counters.add('unknown codes looked up');
    return { tone: 'error', says: `${shown} ${token.says}` };
  }
  const location = session.location ?? standsAt(turn, session);
  const waits = mode === 'receive' || mode === 'pick' || mode === 'move' || mode === 'count';
  // Where a known code would have been refused for want of a location, nothing waits either: it will be scanned again.
  const quantity = waits && location !== undefined ? token.quantity * (session.multiplier ?? 1) : 0;
  const waiting = (turn.books.questions.get(id)?.quantity ?? 0) + quantity;
  const where = location === undefined ? '' : ` at ${locationName(turn.index, location)}`;
  session.multiplier = undefined;
  session.is_fresh = false;
  const question = {
    id,
    kind: 'unknown-code',
    device: session.device,
    ...(location === undefined ? {} : { location }),
    question: `Code ${shown} ${token.says}; ${scannerName(turn, session)} scanned it for ${session.mode}${where}${waitingText(waiting)}. What is it?`,
    evidence: [evidenceOf(ref, `code ${shown} scanned`)],
  } as const;
  raise(turn, question, quantity);
  if (waits && quantity > 0 && location !== undefined) {
    const is_open = mode === 'move';
    const evidence = [...question.evidence];
    addWaiting(turn, id, { device: session.device, mode, location, to: undefined, is_open, quantity, ref, evidence });
    if (is_open && !session.unknown.includes(id)) session.unknown.push(id);
  }
  return { tone: 'error', says: `${shown} ${token.says}` };
}

/** Where a scanner is that always stands at one place. */
export function standsAt(turn: Turn, { device }: Session): string | undefined {
  return turn.index.devices.get(device)?.settings.scanner?.location;
}

function waitingText(pieces: number): string {
  if (pieces === 0) return '';
  return pieces === 1 ? ', 1 piece waits for the answer' : `, ${pieces} pieces wait for the answer`;
}

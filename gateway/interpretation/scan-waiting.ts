/**
 * Pieces scanned under a code that nobody knew. They wait with the question, and once a person says which item it is they are
 * booked as the scan would have booked them: received, picked, or moved to where the move went. A count that is closed and a
 * move that never came to a destination cannot be finished afterwards; a question with the item's name says so.
 */
import { limits } from '../base/limits.ts';
import type { Evidence } from '../stock/movement.ts';
import { itemName, locationName, takenTo } from '../stock/site-index.ts';
import { book, type Draft } from './booking.ts';
import { scanned_permille } from './confidence.ts';
import { type OpenQuestion, raise, type Waiting } from './questions.ts';
import { ruleText } from './rule.ts';
import { type Session, scanRule } from './scan-session.ts';
import type { Turn } from './turn.ts';

export const unknown_code = 'unknown-code/';

/** Scans shown as evidence of pieces that wait. */
const evidence_max = 8;

/** Remembers what pieces were scanned for. Of a question with too many different purposes the rest is only counted. */
export function addWaiting(turn: Turn, id: string, added: Waiting): void {
  const open = turn.books.questions.get(id);
  if (open === undefined) return;
  open.waiting ??= [];
  const { device, mode, location, is_open } = added;
  const same = open.waiting.find(
    (each) => each.device === device && each.mode === mode && each.location === location && each.is_open === is_open,
  );
  if (same !== undefined && (mode !== 'move' || is_open)) {
    same.quantity += added.quantity;
    same.ref = added.ref;
    same.evidence = [...same.evidence, ...added.evidence].slice(-evidence_max);
  } else if (open.waiting.length < limits.scans_waiting_max) open.waiting.push(added);
  else turn.books.counters.add('scanned purposes of an unknown code not kept, too many');
}

/** The move of a scanner has come to its destination, or to nothing (`undefined`). */
export function endWaitingMove(turn: Turn, session: Session, destination: string | undefined): void {
  for (const id of session.unknown) {
    for (const each of turn.books.questions.get(id)?.waiting ?? []) {
      if (each.device !== session.device || !each.is_open) continue;
      each.is_open = false;
      if (destination !== each.location) each.to = destination;
    }
  }
  session.unknown = [];
}

/** The move was cancelled: what nobody knew of it waits no longer either. */
export function dropWaitingMove(turn: Turn, session: Session): void {
  for (const id of session.unknown) {
    const open = turn.books.questions.get(id);
    if (open?.waiting === undefined) continue;
    const dropped = open.waiting.filter((each) => each.device === session.device && each.is_open);
    open.waiting = open.waiting.filter((each) => !dropped.includes(each));
    for (const each of dropped) open.quantity -= each.quantity;
  }
  session.unknown = [];
}

/** What a person says the code is, and the journal's evidence of it. */
export interface NamedCode {
  readonly id: string;
  readonly n: number;
  readonly code: string;
  readonly item: string;
  readonly by: string;
  readonly evidence: Evidence;
}

/** Books what waited. The question itself is closed by whoever calls. */
export function bookWaiting(turn: Turn, { quantity, waiting = [] }: OpenQuestion, named: NamedCode): void {
  const left: Waiting[] = [];
  for (const each of waiting) {
    const way = wayOf(turn, each);
    if (way === undefined || !bookEach(turn, each, way, named)) left.push(each);
  }
  const kept = waiting.reduce((sum, each) => sum + each.quantity, 0);
  if (left.length > 0 || quantity > kept) askLeft(turn, left, quantity - kept, named);
}

type Way = Pick<Draft, 'kind' | 'from' | 'to'> & { readonly says: string };

function wayOf(turn: Turn, { mode, location, to }: Waiting): Way | undefined {
  const where = locationName(turn.index, location);
  switch (mode) {
    case 'receive':
      return { kind: 'received', from: 'supplier', to: location, says: `received into ${where}` };
    case 'pick':
      return { kind: 'picked', from: location, to: takenTo(turn.index, location), says: `picked from ${where}` };
    case 'move':
      if (to === undefined) return undefined;
      return {
        kind: 'moved',
        from: location,
        to,
        says: `moved from ${where} to ${locationName(turn.index, to)}`,
      };
    case 'count':
      return undefined;
  }
}

function bookEach(turn: Turn, each: Waiting, { says, ...way }: Way, { code, item, by, evidence }: NamedCode): boolean {
  const refusal = book(turn, {
    ...way,
    id: `${each.ref.id}/${scanRule.name}`,
    item,
    quantity: each.quantity,
    at_ms: each.ref.at_ms,
    confidence_permille: scanned_permille,
    rule: ruleText(scanRule),
    why: `${each.quantity} × ${itemName(turn.index, item)} ${says}, scanned as ${code} by ${scannerOf(turn, each)}; ${by} said what it is`,
    evidence: [...each.evidence, evidence],
  });
  return refusal === undefined;
}

function askLeft(turn: Turn, left: readonly Waiting[], uncounted: number, named: NamedCode): void {
  const parts = left.map(
    ({ quantity, mode, location }) => `${quantity} for a ${mode} at ${locationName(turn.index, location)}`,
  );
  if (uncounted > 0) parts.push(`${uncounted} elsewhere`);
  const [first] = left;
  raise(turn, {
    id: `scan-unresolved/n${named.n}`,
    kind: 'scan-unresolved',
    ...(first === undefined ? {} : { device: first.device, location: first.location }),
    item: named.item,
    question: `${named.code} is ${itemName(turn.index, named.item)}, and of what was scanned under it this could not be booked afterwards: ${parts.join(
      ', ',
    )}. How many are there?`,
    evidence: left.flatMap(({ evidence }) => evidence).slice(-evidence_max),
  });
}

function scannerOf(turn: Turn, { device }: Waiting): string {
  return turn.index.devices.get(device)?.settings.name ?? device;
}

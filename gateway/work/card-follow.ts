/** What follows for kanban cards from what was done to what fills them, an order or a transfer, and from what was brought to their bins. */
import type { Movement } from '../stock/movement.ts';
import { owner_change } from '../stock/owner.ts';
import { type CardSignal, closeFull, linesFor } from './card-signal.ts';
import type { Desk } from './desk.ts';
import type { Document } from './document.ts';
import { isUntouched, leftToMake, type ProductionOrder } from './production.ts';
import { awaited, type PurchaseOrder } from './purchase-order.ts';
import type { Transfer } from './transfer.ts';

/** To be done after each command that was not refused. */
export function followCards(desk: Desk): void {
  const latest = new Map<string, Document>();
  for (const { document } of desk.changes) latest.set(document.id, document);
  for (const document of latest.values()) for (const signal of filledBy(desk, document)) follow(desk, signal, document);
  fillCards(desk, desk.movements);
}

/** Cards that a document fills: one as a rule, and of a gathered order many. */
function filledBy(desk: Desk, { id, of, kind }: Document): readonly CardSignal[] {
  const isFilling = kind === 'transfer' || kind === 'purchase-order' || kind === 'production-order';
  return isFilling && of !== undefined ? [...desk.signals()].filter(({ filled_by }) => filled_by === id) : [];
}

function follow(desk: Desk, signal: CardSignal, document: Document): void {
  if (document.kind === 'transfer') followTransfer(desk, signal, document);
  else if (document.kind === 'purchase-order') followOrder(desk, signal, document);
  else if (document.kind === 'production-order') followProduction(desk, signal, document);
}

function followTransfer(desk: Desk, signal: CardSignal, { id, lines, closed }: Transfer): void {
  const sent = lines.reduce((sum, each) => sum + each.sent, 0);
  const received = lines.reduce((sum, each) => sum + each.arrived, 0);
  if (closed !== undefined) {
    if (received === 0) backToSignalled(desk, signal, `${id}: ${closed.reason}`);
    else closeFull(desk, withReceived(signal, received), `${received} have come with ${id}`);
  } else if (sent > 0) changeTo(desk, signal, 'in-transit', received);
}

/** An order that was cut short has filled what has come: the rest is a person's concern, and the level's. */
function followOrder(desk: Desk, signal: CardSignal, order: PurchaseOrder): void {
  const { id, closed } = order;
  const lines = linesFor(signal, order);
  // What came damaged lies in quarantine, and nobody brings it to the bin.
  const received = lines.reduce((sum, each) => sum + each.received - each.damaged, 0);
  const isOver = closed !== undefined || lines.every((line) => awaited(line) === 0);
  if (isOver && received === 0) backToSignalled(desk, signal, `${id}: ${closed?.reason ?? 'nothing is awaited'}`);
  else cameTo(desk, signal, received, isOver ? 'received' : received > 0 ? 'in-transit' : 'ordered');
}

/**
 * What is good fills the container, where it was put to its bin; else it waits to be brought there. What of it is taken back was not made,
 * and is not in the bin either.
 */
function followProduction(desk: Desk, signal: CardSignal, order: ProductionOrder): void {
  const { id, good, reports, closed } = order;
  const undone = reports.filter(
    ({ first, to }) => to === signal.location && desk.reversals.some((each) => each.first === first),
  );
  const gone = undone.reduce((sum, each) => sum + each.good, 0);
  const lines = signal.lines.map((line) => ({ ...line, filled: Math.max(0, Math.min(line.filled - gone, good)) }));
  const next = { ...signal, lines };
  const isOver = closed !== undefined || leftToMake(order) === 0;
  if (isOver && good === 0) backToSignalled(desk, next, `${id}: ${closed?.reason ?? ''}`);
  else cameTo(desk, next, good, isOver ? 'received' : isUntouched(order) ? 'ordered' : 'in-transit');
}

/** So much is in the house of what fills a container: when that is all, and all of it is in the bin, it is full. */
function cameTo(desk: Desk, signal: CardSignal, received: number, state: CardSignal['state']): void {
  const filled = signal.lines.reduce((sum, each) => sum + each.filled, 0);
  if (state === 'received' && filled >= received)
    closeFull(desk, withReceived(signal, received), fullText(signal, filled));
  else changeTo(desk, signal, state, received);
}

function changeTo(desk: Desk, signal: CardSignal, state: CardSignal['state'], received: number): void {
  if (state === signal.state && signal.lines[0]?.received === received) return;
  desk.put({ ...withReceived(signal, received), state }, { what: state, detail: { received } });
}

/** Nothing comes any more of what was ordered: the container is as empty as before, and somebody is to order anew or withdraw it. */
function backToSignalled(desk: Desk, { filled_by: _, filled_line: __, ...signal }: CardSignal, reason: string): void {
  desk.put({ ...signal, state: 'signalled' }, { what: 'order-ended', reason });
}

function withReceived(signal: CardSignal, received: number): CardSignal {
  return { ...signal, lines: signal.lines.map((line) => ({ ...line, received })) };
}

type Brought = Pick<Movement, 'item' | 'quantity' | 'from' | 'to'> & {
  readonly work?: { readonly document: string };
};

/** Whether a card waits for goods of a supplier, or that are made, to be brought to its bin. */
export function isAwaited({ party, is_made, state }: CardSignal): boolean {
  const isBrought = party !== undefined || is_made === true;
  return isBrought && (state === 'received' || state === 'in-transit');
}

/**
 * Goods that are brought to a bin fill its cards, the one that waits the longest first; but what a production order puts there is first of
 * all what its own card waits for.
 */
export function fillCards(desk: Desk, movements: readonly Brought[]): void {
  const brought = new Map<string, number>();
  for (const { item, quantity, from, to } of movements) {
    // Whose owner changes stays where it lies.
    if (from === owner_change) continue;
    const key = keyOf(to, item);
    brought.set(key, (brought.get(key) ?? 0) + quantity);
  }
  if (brought.size === 0) return;
  const makers = new Set(movements.flatMap(({ work }) => work?.document ?? []));
  const rank = ({ filled_by = '' }: CardSignal) => (makers.has(filled_by) ? 0 : 1);
  const waiting = [...desk.signals()].filter(isAwaited);
  for (const signal of waiting.sort((a, b) => rank(a) - rank(b) || a.opened.at_ms - b.opened.at_ms)) {
    const [line] = signal.lines;
    const key = keyOf(signal.location, line?.item ?? '');
    const left = brought.get(key) ?? 0;
    if (line === undefined || left === 0) continue;
    const taken = Math.min(left, Math.max(0, line.received - line.filled));
    brought.set(key, left - taken);
    const filled = line.filled + taken;
    const next = { ...signal, lines: [{ ...line, filled }] };
    if (signal.state === 'received' && filled >= line.received) closeFull(desk, next, fullText(signal, filled));
    else if (taken > 0) desk.put(next, { what: 'filled', detail: { filled } });
  }
}

function fullText({ location }: CardSignal, filled: number): string {
  return `${filled} are in ${location}`;
}

function keyOf(location: string, item: string): string {
  return `${location}\n${item}`;
}

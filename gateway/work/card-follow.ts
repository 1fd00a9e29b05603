/** What follows for kanban cards from what was done to the order or transfer that fills them, and from what was brought to their bins. */
import type { Movement } from '../stock/movement.ts';
import { owner_change } from '../stock/owner.ts';
import { type CardSignal, closeFull } from './card-signal.ts';
import type { Desk } from './desk.ts';
import type { Document } from './document.ts';
import { awaited, type PurchaseOrder } from './purchase-order.ts';
import type { Transfer } from './transfer.ts';

/** To be done after each command that was not refused. */
export function followCards(desk: Desk): void {
  const latest = new Map<string, Document>();
  for (const { document } of desk.changes) latest.set(document.id, document);
  for (const document of latest.values()) {
    if ((document.kind !== 'purchase-order' && document.kind !== 'transfer') || document.of === undefined) continue;
    const signal = desk.open(document.of);
    if (signal?.kind !== 'card-signal' || signal.filled_by !== document.id) continue;
    if (document.kind === 'transfer') followTransfer(desk, signal, document);
    else followOrder(desk, signal, document);
  }
  fillCards(desk, desk.movements);
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
function followOrder(desk: Desk, signal: CardSignal, { id, lines, closed }: PurchaseOrder): void {
  // What came damaged lies in quarantine, and nobody brings it to the bin.
  const received = lines.reduce((sum, each) => sum + each.received - each.damaged, 0);
  const isOver = closed !== undefined || lines.every((line) => awaited(line) === 0);
  const filled = signal.lines.reduce((sum, each) => sum + each.filled, 0);
  if (isOver && received === 0) backToSignalled(desk, signal, `${id}: ${closed?.reason ?? 'nothing is awaited'}`);
  else if (isOver && filled >= received) closeFull(desk, withReceived(signal, received), fullText(signal, filled));
  else changeTo(desk, signal, isOver ? 'received' : received > 0 ? 'in-transit' : 'ordered', received);
}

function changeTo(desk: Desk, signal: CardSignal, state: CardSignal['state'], received: number): void {
  if (state === signal.state && signal.lines[0]?.received === received) return;
  desk.put({ ...withReceived(signal, received), state }, { what: state, detail: { received } });
}

/** Nothing comes any more of what was ordered: the container is as empty as before, and somebody is to order anew or withdraw it. */
function backToSignalled(desk: Desk, { filled_by: _, ...signal }: CardSignal, reason: string): void {
  desk.put({ ...signal, state: 'signalled' }, { what: 'order-ended', reason });
}

function withReceived(signal: CardSignal, received: number): CardSignal {
  return { ...signal, lines: signal.lines.map((line) => ({ ...line, received })) };
}

type Brought = Pick<Movement, 'item' | 'quantity' | 'from' | 'to'>;

/** Whether a card waits for goods of a supplier to be brought from the house to its bin. */
export function isAwaited({ party, state }: CardSignal): boolean {
  return party !== undefined && (state === 'received' || state === 'in-transit');
}

/** Goods of a supplier that are brought to a bin fill its cards, the one that waits the longest first. */
export function fillCards(desk: Desk, movements: readonly Brought[]): void {
  const brought = new Map<string, number>();
  for (const { item, quantity, from, to } of movements) {
    // Whose owner changes stays where it lies.
    if (from === owner_change) continue;
    const key = keyOf(to, item);
    brought.set(key, (brought.get(key) ?? 0) + quantity);
  }
  if (brought.size === 0) return;
  for (const signal of [...desk.signals()].filter(isAwaited).sort((a, b) => a.opened.at_ms - b.opened.at_ms)) {
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

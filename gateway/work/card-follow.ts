/** What follows for kanban cards from what was done to the order or transfer that fills them, and from what was brought to their bins. */
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
  for (const { item, to, quantity } of desk.movements) if (quantity > 0) fillFrom(desk, { item, to, quantity });
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
  const received = lines.reduce((sum, each) => sum + each.received, 0);
  const isOver = closed !== undefined || lines.every((line) => awaited(line) === 0);
  if (isOver && received === 0) backToSignalled(desk, signal, `${id}: ${closed?.reason ?? 'nothing is awaited'}`);
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

/** Goods of a supplier that are brought to a bin fill its cards, the one that waits the longest first. */
function fillFrom(
  desk: Desk,
  { item, to, quantity }: { readonly item: string; readonly to: string; readonly quantity: number },
): void {
  let left = quantity;
  for (const signal of [...desk.signals()].sort((a, b) => a.opened.at_ms - b.opened.at_ms)) {
    const [line] = signal.lines;
    const isWaited = signal.party !== undefined && (signal.state === 'received' || signal.state === 'in-transit');
    if (line === undefined || !isWaited || signal.location !== to || line.item !== item) continue;
    const room = Math.max(0, line.received - line.filled);
    const filled = line.filled + Math.min(left, room);
    left -= filled - line.filled;
    const next = { ...signal, lines: [{ ...line, filled }] };
    if (signal.state === 'received' && filled >= line.received) closeFull(desk, next, `${filled} are in ${to}`);
    else if (filled > line.filled) desk.put(next, { what: 'filled', detail: { filled } });
    if (left === 0) return;
  }
}

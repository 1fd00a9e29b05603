/** Taking back a movement or a count: pieces go back to where they were, at what they stood at. */

import { bring, reopen } from './incoming.ts';
import { consignedOf, type ItemBooks, pileAt, postPieces, shift } from './item-books.ts';
import { send } from './outgoing.ts';
import { cancelDebts, mergedLayer } from './pile.ts';
import { type Refusal, refuse } from './refusal.ts';
import { ownerOf, type ReversalEvent } from './stock-event.ts';
import { type Trace, takeBack, unowe } from './trace.ts';
import { undoTransfer } from './transfer.ts';

export function applyReversal(books: ItemBooks, event: ReversalEvent): Refusal | undefined {
  const trace = books.traces.get(event.of);
  if (trace === undefined) return refuse('of', 'must name a movement or count of this item that took effect before');
  if (trace.isReversed) return refuse('of', 'must not be taken back twice; book the movement anew');
  trace.isReversed = true;
  books.without_cost.delete(event.of);
  const { event: of, quantity } = trace;
  if (of.kind === 'transfer') {
    const levels = of.owner === undefined ? books.levels : consignedOf(books, of.owner);
    const isMoved = of.owner === undefined && books.policy.pool === 'item-and-location';
    if (isMoved) undoTransfer(books, trace, of, event.id);
    shift(levels, of.to, -quantity);
    shift(levels, of.from, quantity);
    return undefined;
  }
  if (!('location' in of) || of.location === undefined) return undefined;
  const owner = ownerOf(of);
  if (owner !== undefined) {
    shift(consignedOf(books, owner), of.location, -quantity);
    return undefined;
  }
  if (quantity > 0) undoIncoming(books, trace, event.id, of.location);
  else undoOutgoing(books, trace, event.id, of.location);
  shift(books.levels, of.location, -quantity);
  return undefined;
}

/** What came in goes out again, the very pieces as far as they are here, at what they came in at. */
function undoIncoming(books: ItemBooks, trace: Trace, id: string, location: string): void {
  const pile = pileAt(books, location);
  const of = trace.event.id;
  const isLast = pile.last?.event === of;
  const prefers = (layer: { readonly event: string }) => layer.event === of;
  const { flow, unit } = trace;
  const made = trace.fills.reduce((sum, { debt }) => sum + debt.quantity, 0);
  const onHand = Math.max(0, trace.quantity - made);
  if (onHand > 0) send(books, pile, { event: id, flow, quantity: onHand, stated: { unit }, prefers });
  const left = trace.quantity - onHand - reopen(books, pile, trace);
  if (left > 0) send(books, pile, { event: id, flow, quantity: left, stated: { unit }, prefers });
  if (!isLast) return;
  const average = books.policy.method === 'average' ? mergedLayer(pile)?.unit : undefined;
  pile.last = average === undefined ? trace.last_before : { unit: average, event: trace.last_before?.event ?? '' };
}

/** What went out comes back to its place; what was a debt is none any more; what is back already comes at today's cost. */
function undoOutgoing(books: ItemBooks, trace: Trace, id: string, location: string): void {
  const pile = pileAt(books, location);
  const { flow } = trace;
  let left = -trace.quantity;
  for (const debt of cancelDebts(pile, trace.event.id)) {
    postPieces(books, flow, debt.quantity, debt.unit);
    left -= debt.quantity;
    unowe(trace, debt.quantity);
  }
  for (const part of takeBack(books, trace, left)) {
    left -= part.quantity;
    bring(books, pile, part, flow);
  }
  if (left === 0) return;
  const rest = { event: id, source: id, order: pile.order_next++, quantity: left, unit: pile.last?.unit };
  bring(books, pile, rest, flow);
}

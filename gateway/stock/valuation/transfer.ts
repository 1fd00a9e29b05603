/** Between our own locations: value moves only where each location has its own. */
import { bring, type ItemBooks, pileAt, send, shift, tellLast } from './item-books.ts';
import type { TransferEvent } from './stock-event.ts';
import { remember } from './trace.ts';

export function applyTransfer(books: ItemBooks, event: TransferEvent): undefined {
  const { id, quantity, from, to } = event;
  remember(books, event, { quantity, flow: 'transfer', unit: undefined, pile: pileAt(books, to) });
  if (books.policy.pool === 'item-and-location') move(books, { id, quantity, from, to });
  shift(books.levels, from, -quantity);
  shift(books.levels, to, quantity);
}

/** Pieces go from one pile to the other and keep what they cost. */
export function move(
  books: ItemBooks,
  { id, quantity, from, to, of }: { id: string; quantity: number; from: string; to: string; of?: string },
): void {
  const target = pileAt(books, to);
  const prefers = of === undefined ? {} : { prefers: (layer: { event: string }) => layer.event === of };
  for (const part of send(books, pileAt(books, from), { event: id, flow: 'transfer', quantity, ...prefers })) {
    bring(books, target, { ...part, event: id, source: part.source, order: target.order_next++ }, 'transfer');
    tellLast(books, target, part.unit, id);
  }
}

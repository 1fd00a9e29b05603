/** Between our own locations: value moves only where each location has its own. */

import { bring } from './incoming.ts';
import { type ItemBooks, pileAt, postPieces, shift, tellLast } from './item-books.ts';
import { send } from './outgoing.ts';
import { cancelDebts } from './pile.ts';
import type { Ratio } from './ratio.ts';
import type { TransferEvent } from './stock-event.ts';
import { remember, type Trace, takeBack, unowe } from './trace.ts';

export function applyTransfer(books: ItemBooks, event: TransferEvent): undefined {
  const { quantity, from, to } = event;
  remember(books, event, { quantity, flow: 'transfer', unit: undefined, pile: pileAt(books, to) });
  if (books.policy.pool === 'item-and-location') move(books, event);
  shift(books.levels, from, -quantity);
  shift(books.levels, to, quantity);
}

/** Pieces go from one pile to the other and keep what they cost. */
function move(books: ItemBooks, { id, quantity, from, to }: TransferEvent): void {
  const target = pileAt(books, to);
  for (const part of send(books, pileAt(books, from), { event: id, flow: 'transfer', quantity })) {
    bring(books, target, { ...part, event: id, order: target.order_next++ }, 'transfer');
    tellLast(books, target, part.unit, id);
  }
}

/** The pieces go back to their place in the pile that they came from, at what they were taken for. */
export function undoTransfer(books: ItemBooks, trace: Trace, { id, from, to }: TransferEvent, reversal: string): void {
  const [origin, target] = [pileAt(books, from), pileAt(books, to)];
  const prefers = (layer: { readonly event: string }) => layer.event === id;
  const back = (quantity: number, unit: Ratio | undefined) =>
    send(books, target, { event: reversal, flow: 'transfer', quantity, stated: { unit }, prefers });
  for (const debt of cancelDebts(origin, id)) {
    back(debt.quantity, debt.unit);
    postPieces(books, 'transfer', debt.quantity, debt.unit);
    unowe(trace, debt.quantity);
  }
  for (const part of takeBack(books, trace, trace.quantity)) {
    back(part.quantity, part.unit);
    bring(books, origin, part, 'transfer');
  }
  if (target.last?.event === id) target.last = trace.last_before;
}

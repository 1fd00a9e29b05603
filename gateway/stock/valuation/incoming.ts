/** Pieces that come in: they make up for what went out before them, then lie on the pile. */
import type { Flow } from './flow.ts';
import { type ItemBooks, postDifference, postPieces, varianceOf } from './item-books.ts';
import { type Debt, debtsOf, fillDebt, type Part, type Pile, put } from './pile.ts';
import type { Ratio } from './ratio.ts';
import { settle } from './settled-average.ts';
import { leave, makeUp, type Trace, unmake } from './trace.ts';

/** Brings pieces in. The part's unit is what they are said to cost. */
export function bring(books: ItemBooks, pile: Pile, part: Part, flow: Flow): void {
  let left = part.quantity;
  for (let debt = fillDebt(pile, left); debt !== undefined; debt = fillDebt(pile, left)) {
    left -= debt.quantity;
    fill(books, part, flow, debt);
  }
  if (left === 0) return;
  const posted = part.unit ?? (books.policy.method === 'standard' ? books.standard : undefined);
  const stocked = postIncoming(books, flow, left, part.unit, posted);
  put(pile, { ...part, quantity: left, unit: stocked }, books.policy.method);
  settle(books, pile);
}

/** What nobody has told the cost of takes that of the pieces it makes up for, until it is told. */
function fill(books: ItemBooks, part: Part, flow: Flow, debt: Debt): void {
  const { method, negative } = books.policy;
  const { quantity, event } = debt;
  const posted = part.unit ?? (method === 'standard' ? books.standard : debt.unit);
  const isKeptApart = negative === 'variance' && debt.unit !== undefined;
  const target = isKeptApart ? 'cost-variance' : debt.flow;
  const stocked = postIncoming(books, flow, quantity, part.unit, posted);
  postDifference(books, target, quantity, { from: stocked, to: debt.unit, corrects: event });
  leave(books, part.source, { event, flow: target, quantity, unit: posted });
  makeUp(books.traces.get(event), { ...part, quantity, unit: isKeptApart ? debt.unit : posted });
  books.traces
    .get(part.event)
    ?.fills.push({ debt, source: part.source, flow, told: part.unit, posted, stocked, target });
}

/** Posts pieces as they are said to cost, and what their value on hand differs from it; the answer is that value. */
function postIncoming(
  books: ItemBooks,
  flow: Flow,
  quantity: number,
  told: Ratio | undefined,
  posted: Ratio | undefined,
): Ratio | undefined {
  // A transfer brings what it took, be it unknown: what the place it comes to takes it for is no value that was moved.
  const isPlain = flow !== 'transfer';
  postPieces(books, flow, quantity, isPlain ? posted : told);
  const stocked = books.policy.method === 'standard' ? books.standard : posted;
  postDifference(books, varianceOf(books), quantity, { from: isPlain ? posted : told, to: stocked });
  return stocked;
}

/**
 * What made up for debts is taken away again, and nothing else has come in meanwhile: the debts are as they were.
 *
 * @returns the pieces that were taken away so
 */
export function reopen(books: ItemBooks, pile: Pile, trace: Trace): number {
  if (pile.quantity > 0) return 0;
  const debts: Debt[] = [];
  for (const each of trace.fills) {
    const { debt, flow, told, posted, target } = each;
    const quantity = unmake(books, trace.event.id, each);
    if (quantity === 0) continue;
    const stocked = postIncoming(books, flow, -quantity, told, posted);
    postDifference(books, target, -quantity, { from: stocked, to: debt.unit, corrects: debt.event });
    debts.push({ ...debt, quantity });
    pile.quantity -= quantity;
  }
  pile.debts = [...debts, ...debtsOf(pile)];
  pile.debts_head = 0;
  return debts.reduce((sum, debt) => sum + debt.quantity, 0);
}

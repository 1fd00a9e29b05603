/** Pieces that go out: off the pile as far as they are there, and as a debt beyond. */
import type { Flow } from './flow.ts';
import { type ItemBooks, postDifference, postPieces, varianceOf } from './item-books.ts';
import { averageOf, mergedLayer, owe, type Part, type Pile, take } from './pile.ts';
import { isNegative, type Ratio } from './ratio.ts';
import { settle } from './settled-average.ts';
import { leave } from './trace.ts';

export interface Sending {
  readonly event: string;
  readonly flow: Flow;
  readonly quantity: number;
  /** The cost that they are said to go out at, be it unknown; else they go out at what they stand at. */
  readonly stated?: { readonly unit: Ratio | undefined };
  /** The pieces to be taken first. */
  readonly prefers?: (layer: Part) => boolean;
}

/** Sends pieces out, and tells them one layer after another as they stand in the books now; what is not there becomes a debt. */
export function send(books: ItemBooks, pile: Pile, sending: Sending): readonly Part[] {
  const { event, flow, stated } = sending;
  const variance = varianceOf(books);
  const out: Part[] = [];
  const trace = books.traces.get(event);
  const went = (part: Part) => {
    out.push(part);
    trace?.parts.push({ ...part });
  };
  let left = sending.quantity;
  const atCost = takeAtCost(books, pile, sending);
  if (atCost !== undefined) {
    postPieces(books, flow, -left, atCost.unit);
    settle(books, pile);
    went(atCost);
    return out;
  }
  for (const part of take(pile, left, books.policy.method, sending.prefers)) {
    left -= part.quantity;
    const posted = stated === undefined ? part.unit : stated.unit;
    postPieces(books, flow, -part.quantity, posted);
    if (stated !== undefined) postDifference(books, variance, part.quantity, { from: part.unit, to: posted });
    const target = stated === undefined ? (flow === 'transfer' ? undefined : flow) : variance;
    if (target !== undefined) {
      leave(books, part.source, { event, flow: target, quantity: part.quantity, unit: part.unit });
    }
    went({ ...part, unit: posted });
  }
  if (left === 0) return out;
  const unit = shortUnit(books, pile);
  const posted = stated === undefined ? unit : stated.unit;
  const owed = books.policy.method === 'standard' ? unit : (posted ?? unit);
  postPieces(books, flow, -left, posted);
  postDifference(books, variance, left, { from: owed, to: posted });
  owe(pile, { event, flow: flow === 'transfer' ? 'cost-variance' : flow, quantity: left, unit: owed });
  if (posted !== undefined) pile.last ??= { unit: posted, event };
  went({ event, source: '', order: 0, quantity: left, unit: posted });
  return out;
}

/** A negative keeps its cost until a receipt brings it above zero. */
function shortUnit(books: ItemBooks, pile: Pile): Ratio | undefined {
  if (books.policy.method === 'standard') return books.standard;
  if (books.policy.negative === 'no-value') return undefined;
  const owed = pile.debts.at(-1);
  return owed === undefined ? pile.last?.unit : owed.unit;
}

/**
 * Under the moving average, pieces of a stated cost leave with that cost, and the average of the others follows: so a receipt that
 * is taken back leaves no mark. Not where what is left would be worth less than nothing, or nothing is left.
 */
function takeAtCost(books: ItemBooks, pile: Pile, { quantity, stated, prefers }: Sending): Part | undefined {
  const merged = mergedLayer(pile);
  if (books.policy.method !== 'average' || stated?.unit === undefined || merged?.unit === undefined) return undefined;
  if (merged.quantity <= quantity) return undefined;
  if (prefers !== undefined && pile.layers.slice(pile.head + 1).some(prefers)) return undefined;
  const unit = averageOf(merged.unit, merged.quantity, stated.unit, -quantity);
  if (isNegative(unit)) return undefined;
  merged.unit = unit;
  merged.quantity -= quantity;
  pile.quantity -= quantity;
  return { event: '', source: '', order: merged.order, quantity, unit: stated.unit };
}

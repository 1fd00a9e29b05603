/** The books of one item: its piles and levels, what went through them, and the traces of what others refer to. */
import { addPosting, type Flow, type FlowSums, type Posting } from './flow.ts';
import { emptyPile, mergedLayer, type Pile } from './pile.ts';
import { isEqual, minus, type Ratio, times, zero } from './ratio.ts';
import type { Traces } from './trace.ts';
import type { ValuationPolicy } from './valuation-policy.ts';

export interface ItemBooks extends Traces {
  readonly item: string;
  readonly policy: ValuationPolicy;
  /** By location; one without a name where the item is valued as a whole. */
  readonly piles: Map<string, Pile>;
  /** Our own pieces, by location. */
  readonly levels: Map<string, number>;
  /** What lies here and is not ours: by owner, then location. */
  readonly consigned: Map<string, Map<string, number>>;
  readonly sums: FlowSums;
  standard: Ratio | undefined;
  /** Receipts whose cost nobody has told yet. */
  readonly without_cost: Set<string>;
  /** What the event at hand posts; kept where somebody wants to see it. */
  postings: Posting[] | undefined;
}

export function emptyBooks(item: string, policy: ValuationPolicy, referred: ReadonlySet<string>): ItemBooks {
  return {
    item,
    policy,
    piles: new Map(),
    levels: new Map(),
    consigned: new Map(),
    sums: new Map(),
    standard: undefined,
    referred,
    traces: new Map(),
    gone: new Map(),
    without_cost: new Set(),
    postings: undefined,
  };
}

export function pileAt(books: ItemBooks, location: string): Pile {
  const key = books.policy.pool === 'item' ? '' : location;
  let pile = books.piles.get(key);
  if (pile === undefined) {
    pile = emptyPile();
    books.piles.set(key, pile);
  }
  return pile;
}

/** What a piece is taken to cost today: the standard, the average on hand, or the last cost that was told. */
export function currentUnit(books: ItemBooks, pile: Pile): Ratio | undefined {
  if (books.policy.method === 'standard') return books.standard;
  const average = books.policy.method === 'average' ? mergedLayer(pile)?.unit : undefined;
  return average ?? pile.last?.unit;
}

/** Where a difference of cost goes that belongs to no issue. */
export function varianceOf(books: ItemBooks): Flow {
  return books.policy.method === 'standard' ? 'purchase-variance' : 'cost-variance';
}

export function postPieces(books: ItemBooks, flow: Flow, quantity: number, unit: Ratio | undefined): void {
  const unvalued = unit !== undefined || flow === 'transfer' ? 0 : Math.abs(quantity);
  post(books, { flow, quantity, value_micro: unit === undefined ? zero : times(unit, quantity), unvalued });
}

/**
 * So many pieces are worth `to` and not `from`; `corrects` names the event that had it otherwise. Where it had no value before, it has
 * one by now; of a quantity below zero it has none again.
 */
export function postDifference(
  books: ItemBooks,
  flow: Flow,
  quantity: number,
  { from, to, corrects }: { from: Ratio | undefined; to: Ratio | undefined; corrects?: string },
): void {
  if (quantity === 0 || (from === undefined && to === undefined)) return;
  const isOneUnknown = corrects !== undefined && (from === undefined || to === undefined);
  const unvalued = isOneUnknown ? -quantity : 0;
  if (from !== undefined && to !== undefined && isEqual(from, to)) return;
  const value_micro = times(minus(to ?? zero, from ?? zero), quantity);
  post(books, { flow, quantity: 0, value_micro, unvalued, ...(corrects === undefined ? {} : { corrects }) });
}

function post(books: ItemBooks, posting: Posting): void {
  addPosting(books.sums, posting);
  books.postings?.push(posting);
}

export function consignedOf(books: ItemBooks, owner: string): Map<string, number> {
  let levels = books.consigned.get(owner);
  if (levels === undefined) {
    levels = new Map();
    books.consigned.set(owner, levels);
  }
  return levels;
}

export function shift(levels: Map<string, number>, location: string, by: number): void {
  if (by !== 0) levels.set(location, (levels.get(location) ?? 0) + by);
}

/** The last cost that somebody told; under the moving average `settle` has told the average already. */
export function tellLast(books: ItemBooks, pile: Pile, unit: Ratio | undefined, event: string): void {
  if (unit === undefined || books.policy.method === 'standard') return;
  if (books.policy.method !== 'average' || pile.quantity <= 0) pile.last = { unit, event };
  else if (pile.last !== undefined) pile.last = { unit: pile.last.unit, event };
}

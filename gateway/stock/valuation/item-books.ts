/** The books of one item: its piles and levels, what went through them, and the two things that can happen: in and out. */
import { limits } from '../../base/limits.ts';
import { addPosting, type Flow, type FlowSums, type Posting } from './flow.ts';
import { averageOf, emptyPile, fillDebt, mergedLayer, owe, type Part, type Pile, put, take } from './pile.ts';
import { isEqual, isNegative, minus, type Ratio, roundedTo, times, whole, zero } from './ratio.ts';
import { leave, makeUp, type Traces } from './trace.ts';
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
  const unvalued = unit === undefined ? Math.abs(quantity) : 0;
  post(books, { flow, quantity, value_micro: unit === undefined ? zero : times(unit, quantity), unvalued });
}

/** So many pieces are worth `to` and not `from`; `corrects` names the event that had it otherwise. */
export function postDifference(
  books: ItemBooks,
  flow: Flow,
  quantity: number,
  { from, to, corrects }: { from: Ratio | undefined; to: Ratio | undefined; corrects?: string },
): void {
  if (quantity === 0 || (from === undefined && to === undefined)) return;
  const isResolved = corrects !== undefined && quantity !== 0 && (from === undefined || to === undefined);
  const unvalued = isResolved ? -Math.abs(quantity) : 0;
  if (from !== undefined && to !== undefined && isEqual(from, to)) return;
  const value_micro = times(minus(to ?? zero, from ?? zero), quantity);
  post(books, { flow, quantity: 0, value_micro, unvalued, ...(corrects === undefined ? {} : { corrects }) });
}

function post(books: ItemBooks, posting: Posting): void {
  addPosting(books.sums, posting);
  books.postings?.push(posting);
}

/** Brings pieces in: they make up for debts first, then lie on the pile. The part's unit is what they are said to cost. */
export function bring(books: ItemBooks, pile: Pile, part: Part, flow: Flow): void {
  const { method, negative } = books.policy;
  const variance = varianceOf(books);
  let left = part.quantity;
  for (let debt = fillDebt(pile, left); debt !== undefined; debt = fillDebt(pile, left)) {
    left -= debt.quantity;
    // What nobody has told the cost of takes that of the pieces it makes up for, until it is told.
    const posted = part.unit ?? (method === 'standard' ? books.standard : debt.unit);
    const stocked = method === 'standard' ? books.standard : posted;
    const isKeptApart = negative === 'variance' && debt.unit !== undefined;
    const target = isKeptApart ? 'cost-variance' : debt.flow;
    postPieces(books, flow, debt.quantity, posted);
    if (method === 'standard') postDifference(books, variance, debt.quantity, { from: posted, to: stocked });
    postDifference(books, target, debt.quantity, { from: stocked, to: debt.unit, corrects: debt.event });
    leave(books, part.source, { event: debt.event, flow: target, quantity: debt.quantity, unit: posted });
    const unit = isKeptApart ? debt.unit : posted;
    makeUp(books.traces.get(debt.event), { ...part, quantity: debt.quantity, unit });
  }
  if (left === 0) return;
  const posted = part.unit ?? (method === 'standard' ? books.standard : undefined);
  const stocked = method === 'standard' ? books.standard : posted;
  postPieces(books, flow, left, posted);
  if (method === 'standard') postDifference(books, variance, left, { from: posted, to: stocked });
  put(pile, { ...part, quantity: left, unit: stocked }, method);
  settle(books, pile);
}

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
  const posted = stated?.unit ?? unit;
  const owed = books.policy.method === 'standard' ? unit : posted;
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

/** Rounds the average where the policy says so, and where its fraction has grown beyond what is carried on. */
export function settle(books: ItemBooks, pile: Pile): void {
  if (books.policy.method !== 'average') return;
  const merged = mergedLayer(pile);
  if (merged?.unit === undefined) return;
  const exact = merged.unit;
  const decimals = books.policy.average_decimals;
  if (decimals !== undefined) merged.unit = whole(roundedTo(exact, 10n ** BigInt(6 - decimals), 'half-up'));
  else if (exact.denominator > denominator_max) {
    const numerator = roundedTo({ numerator: exact.numerator * fine, denominator: exact.denominator }, 1n, 'half-even');
    merged.unit = { numerator, denominator: fine };
  }
  postDifference(books, 'rounding', merged.quantity, { from: exact, to: merged.unit });
  pile.last = { unit: merged.unit, event: pile.last?.event ?? '' };
}

const denominator_max = 1n << BigInt(limits.valuation_denominator_bits_max);
/** A million-millionth of a millionth: far below what anybody prints. */
const fine = 1_000_000_000_000n;

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

/** The value of all stock, from all its events: the same for every order in which they arrived. */
import { checkEvent } from './event-check.ts';
import { type FlowTotals, type Posting, totalsOf } from './flow.ts';
import { emptyBooks, type ItemBooks } from './item-books.ts';
import { applyEvent } from './item-events.ts';
import { debtsOf, layersOf } from './pile.ts';
import { isEqual, minus, plus, type Ratio, ratio, times, zero } from './ratio.ts';
import { type Answer, answer, type Refusal } from './refusal.ts';
import { byEffect, referredBy, type StockEvent } from './stock-event.ts';
import { checkPolicy, type ValuationPolicy } from './valuation-policy.ts';

/** Pieces that are valued together, as they lie there. Below zero: went out and were not there. */
export interface ValuedLayer {
  /** Absent where the item is valued as a whole. */
  readonly location?: string;
  readonly quantity: number;
  /** Exact millionths a piece; absent while nobody knows it. */
  readonly unit_micro?: Ratio;
  /** The receipt or count that the cost comes from, where the method keeps it. */
  readonly source?: string;
}

export interface ConsignedLevel {
  readonly owner: string;
  readonly location: string;
  readonly quantity: number;
}

export interface EventRefused extends Refusal {
  readonly event: string;
}

export interface ItemValuation {
  readonly item: string;
  /** Our own pieces. */
  readonly quantity: number;
  /** Exact millionths: layers less debts, and equally the sum of all flows. */
  readonly value_micro: Ratio;
  /** Value by piece on hand; absent where there is none. */
  readonly unit_micro?: Ratio;
  /** What a piece is taken to cost when one goes out that is not there. */
  readonly last_unit_micro?: Ratio;
  /** Pieces on hand without a value. */
  readonly unvalued: number;
  /** Pieces that went out before they came in. */
  readonly owed: number;
  readonly layers: readonly ValuedLayer[];
  readonly levels: ReadonlyMap<string, number>;
  readonly consigned: readonly ConsignedLevel[];
  readonly flows: FlowTotals;
  readonly receipts_without_cost: readonly string[];
  /** Events that could not be; the others stand. */
  readonly refused: readonly EventRefused[];
  /** Events that were given more than once. */
  readonly repeated: number;
  /** Of an item whose costs are for a kilogram: what ours weighs, in all and by location. */
  readonly mass_mg?: number;
  readonly masses?: ReadonlyMap<string, number>;
}

/** What one event did: a line of the stock card. */
export interface CardLine {
  readonly event: StockEvent;
  readonly postings: readonly Posting[];
  readonly quantity: number;
  /** On hand after it. */
  readonly quantity_after: number;
  readonly value_micro_after: Ratio;
  /** What the pieces of the event moved, exactly; corrections of other events are in `postings`. */
  readonly value_micro: Ratio;
}

export interface StockValuation {
  readonly policy: ValuationPolicy;
  readonly items: ReadonlyMap<string, ItemValuation>;
}

/**
 * Values all stock.
 *
 * @param events in any order; they take effect by time, then the ledger's number
 * @returns a refusal only for the policy; an event that cannot be is told at its item
 */
export function valueStock(events: Iterable<StockEvent>, policy: ValuationPolicy): Answer<StockValuation> {
  const refusal = checkPolicy(policy);
  if (refusal !== undefined) return refusal;
  const items = new Map<string, ItemValuation>();
  for (const [item, own] of eventsByItem(events)) items.set(item, closeItem(deriveItem(item, own, policy)));
  return answer({ policy, items });
}

/** The stock card of one item: each event in the order of effect with what it moved and what was on hand after it. */
export function stockCard(
  item: string,
  events: Iterable<StockEvent>,
  policy: ValuationPolicy,
): Answer<readonly CardLine[]> {
  const refusal = checkPolicy(policy);
  if (refusal !== undefined) return refusal;
  const lines: CardLine[] = [];
  deriveItem(
    item,
    [...events].filter((event) => event.item === item),
    policy,
    (line) => lines.push(line),
  );
  return answer(lines);
}

export function eventsByItem(events: Iterable<StockEvent>): Map<string, StockEvent[]> {
  const byItem = new Map<string, StockEvent[]>();
  for (const event of events) {
    const own = byItem.get(event.item);
    if (own === undefined) byItem.set(event.item, [event]);
    else own.push(event);
  }
  return byItem;
}

interface Derived {
  readonly books: ItemBooks;
  readonly refused: readonly EventRefused[];
  readonly repeated: number;
}

export function valueItem(item: string, events: readonly StockEvent[], policy: ValuationPolicy): ItemValuation {
  return closeItem(deriveItem(item, events, policy));
}

function deriveItem(
  item: string,
  events: readonly StockEvent[],
  policy: ValuationPolicy,
  onLine?: (line: CardLine) => void,
): Derived {
  const referred = new Set<string>();
  for (const event of events) {
    const of = referredBy(event);
    if (of !== undefined) referred.add(of);
  }
  const books = emptyBooks(item, policy, referred);
  const refused: EventRefused[] = [];
  const seen = new Set<string>();
  let repeated = 0;
  let [quantity, value] = [0, zero];
  // What has no place in the order must not disturb it.
  for (const event of events.filter((each) => !hasOrder(each)).toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const refusal = checkEvent(event);
    if (refusal !== undefined) refused.push({ ...refusal, event: event.id });
  }
  for (const event of events.filter(hasOrder).sort(byEffect)) {
    if (seen.has(event.id)) {
      repeated += 1;
      continue;
    }
    seen.add(event.id);
    if (onLine !== undefined) books.postings = [];
    const refusal = applyEvent(books, event);
    if (refusal !== undefined) refused.push({ ...refusal, event: event.id });
    else if (onLine !== undefined) {
      const line = cardLine(event, books.postings ?? [], quantity, value);
      onLine(line);
      [quantity, value] = [line.quantity_after, line.value_micro_after];
    }
  }
  return { books, refused, repeated };
}

function hasOrder({ at_ms, seq }: StockEvent): boolean {
  return Number.isSafeInteger(at_ms) && Number.isSafeInteger(seq);
}

function cardLine(event: StockEvent, postings: readonly Posting[], quantity_before: number, before: Ratio): CardLine {
  const own = postings.filter(({ corrects }) => corrects === undefined || event.kind === 'costing');
  const quantity = postings.reduce((sum, posting) => sum + posting.quantity, 0);
  const value_micro = own.reduce((sum, posting) => plus(sum, posting.value_micro), zero);
  const value_micro_after = postings.reduce((sum, posting) => plus(sum, posting.value_micro), before);
  return { event, postings, quantity, quantity_after: quantity_before + quantity, value_micro_after, value_micro };
}

function closeItem({ books, refused, repeated }: Derived): ItemValuation {
  const layers: ValuedLayer[] = [];
  let [quantity, unvalued, owed, value_micro] = [0, 0, 0, zero];
  let last: Ratio | undefined;
  for (const [location, pile] of [...books.piles].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const place = location === '' ? {} : { location };
    quantity += pile.quantity;
    last = pile.last?.unit ?? last;
    for (const { quantity: pieces, unit, source } of layersOf(pile)) {
      if (unit === undefined) unvalued += pieces;
      else value_micro = plus(value_micro, times(unit, pieces));
      addLayer(layers, {
        ...place,
        quantity: pieces,
        ...(unit && { unit_micro: unit }),
        ...(source !== '' && { source }),
      });
    }
    for (const { quantity: pieces, unit } of debtsOf(pile)) {
      owed += pieces;
      if (unit !== undefined) value_micro = minus(value_micro, times(unit, pieces));
      addLayer(layers, { ...place, quantity: -pieces, ...(unit && { unit_micro: unit }) });
    }
  }
  const valued = quantity - unvalued;
  const last_unit_micro = books.policy.method === 'standard' ? books.standard : last;
  return {
    item: books.item,
    quantity,
    value_micro,
    ...(valued > 0 && { unit_micro: ratio(value_micro.numerator, value_micro.denominator * BigInt(valued)) }),
    ...(last_unit_micro && { last_unit_micro }),
    unvalued,
    owed,
    layers,
    levels: books.levels,
    consigned: consignedLevels(books),
    flows: totalsOf(books.sums),
    receipts_without_cost: [...books.without_cost],
    refused,
    repeated,
  };
}

/** Debts of one cost are shown as one. */
function addLayer(layers: ValuedLayer[], layer: ValuedLayer): void {
  const before = layers.at(-1);
  const [a, b] = [before?.unit_micro, layer.unit_micro];
  const isAlike = a === undefined || b === undefined ? a === b : isEqual(a, b);
  if (before !== undefined && before.quantity < 0 && before.location === layer.location && isAlike) {
    layers[layers.length - 1] = { ...before, quantity: before.quantity + layer.quantity };
  } else layers.push(layer);
}

function consignedLevels(books: ItemBooks): readonly ConsignedLevel[] {
  return [...books.consigned].flatMap(([owner, levels]) =>
    [...levels].filter(([, quantity]) => quantity !== 0).map(([location, quantity]) => ({ owner, location, quantity })),
  );
}

/** Costs that are told after the pieces: of a receipt, of what is on hand, of the standard. Always in the open, as events. */
import { type ItemBooks, pileAt, postDifference, varianceOf } from './item-books.ts';
import { unitCostOf } from './money.ts';
import { debtsOf, layersOf, mergedLayer, type Pile, settleMerged } from './pile.ts';
import { dividedBy, plus, type Ratio, times, whole, zero } from './ratio.ts';
import { type Refusal, refuse } from './refusal.ts';
import { settle } from './settled-average.ts';
import type { CostingEvent, RevaluationEvent, StandardCostEvent } from './stock-event.ts';
import type { Trace } from './trace.ts';

/**
 * The cost of a receipt is told or corrected. Its pieces on hand are worth it from now on; of those that are gone, the difference
 * goes where they went. Under the moving average pieces that were valued cannot be told from others: as many as are on hand carry
 * the difference, but never below being worth nothing; the rest goes to `cost-variance` (stock coverage).
 */
export function applyCosting(books: ItemBooks, event: CostingEvent): Refusal | undefined {
  const trace = books.traces.get(event.of);
  if (trace?.event.kind !== 'receipt' || trace.event.owner !== undefined) {
    return refuse('of', 'must name a receipt of this item that took effect before');
  }
  if (trace.isReversed) return refuse('of', 'must not name a receipt that was taken back');
  const unit = unitCostOf(event.cost, trace.quantity);
  books.without_cost.delete(event.of);
  if (books.policy.method === 'standard') costAtStandard(books, trace, unit, event.of);
  else costByPieces(books, trace, unit, event.of);
  const pile = pileAt(books, trace.event.location);
  const average = books.policy.method === 'average' ? mergedLayer(pile)?.unit : undefined;
  const isNewest = pile.last === undefined || pile.last === trace.last_before || pile.last.event === event.of;
  if (average !== undefined) pile.last = { unit: average, event: pile.last?.event ?? event.of };
  else if (isNewest) pile.last = { unit, event: event.of };
  trace.unit = unit;
  // Whoever takes the receipt back takes back what stands in the books by now.
  const stocked = books.policy.method === 'standard' ? books.standard : unit;
  trace.fills = trace.fills.map((fill) => ({ ...fill, told: unit, posted: unit, stocked }));
  return undefined;
}

function costAtStandard(books: ItemBooks, trace: Trace, unit: Ratio, of: string): void {
  postDifference(books, trace.flow, trace.quantity, { from: trace.unit, to: unit, corrects: of });
  postDifference(books, 'purchase-variance', trace.quantity, { from: unit, to: trace.unit, corrects: of });
}

function costByPieces(books: ItemBooks, trace: Trace, unit: Ratio, of: string): void {
  let merged = trace.quantity;
  for (const pile of books.piles.values()) {
    const found = layersOf(pile).filter((layer) => layer.source === of);
    for (const layer of found) {
      postDifference(books, trace.flow, layer.quantity, { from: layer.unit, to: unit, corrects: of });
      layer.unit = unit;
      merged -= layer.quantity;
    }
    if (found.length === 0) continue;
    settleMerged(pile, books.policy.method);
    settle(books, pile);
  }
  for (const gone of books.gone.get(of) ?? []) {
    postDifference(books, trace.flow, gone.quantity, { from: gone.unit, to: unit, corrects: of });
    postDifference(books, gone.flow, gone.quantity, { from: unit, to: gone.unit, corrects: gone.event });
    merged -= gone.quantity;
    gone.unit = unit;
    for (const part of books.traces.get(gone.event)?.parts ?? []) if (part.source === of) part.unit = unit;
  }
  if (books.policy.method === 'average' && merged > 0) coverByStock(books, trace, unit, merged);
}

function coverByStock(books: ItemBooks, trace: Trace, unit: Ratio, quantity: number): void {
  if (trace.event.kind !== 'receipt' || trace.unit === undefined) return;
  const of = trace.event.id;
  const pile = pileAt(books, trace.event.location);
  const layer = mergedLayer(pile);
  const covered = Math.min(quantity, layer?.quantity ?? 0);
  postDifference(books, trace.flow, quantity, { from: trace.unit, to: unit, corrects: of });
  postDifference(books, 'cost-variance', quantity - covered, { from: unit, to: trace.unit, corrects: of });
  if (layer?.unit === undefined) return;
  const difference = plus(unit, { ...trace.unit, numerator: -trace.unit.numerator });
  layer.unit = plus(layer.unit, dividedBy(times(difference, covered), layer.quantity));
  if (layer.unit.numerator < 0n) {
    // What is on hand was worth less than the difference, by an earlier write-down or because cheaper pieces came in between.
    postDifference(books, 'cost-variance', layer.quantity, { from: layer.unit, to: zero, corrects: of });
    layer.unit = zero;
  }
  settle(books, pile);
}

/** Every piece on hand, or at one location, is worth the same from here on. Debts keep what they stand at. */
export function applyRevaluation(books: ItemBooks, event: RevaluationEvent): Refusal | undefined {
  if (books.policy.method === 'standard') return refuse('kind', 'must be a standard-cost under the method standard');
  if (event.location !== undefined && books.policy.pool === 'item') {
    return refuse('location', 'must not be given where an item has one value over all locations');
  }
  const unit = whole(event.unit_micro);
  for (const pile of event.location === undefined ? books.piles.values() : [pileAt(books, event.location)]) {
    revalue(books, pile, unit);
    pile.last = { unit, event: event.id };
  }
  return undefined;
}

function revalue(books: ItemBooks, pile: Pile, unit: Ratio): void {
  for (const layer of layersOf(pile)) {
    postDifference(books, 'revaluation', layer.quantity, { from: layer.unit, to: unit });
    layer.unit = unit;
  }
  settleMerged(pile, books.policy.method);
}

/** The first standard of an item values what is here against its purchase variance; a later one against `standard-change`. */
export function applyStandardCost(books: ItemBooks, event: StandardCostEvent): undefined {
  const unit = whole(event.unit_micro);
  if (books.policy.method === 'standard') {
    for (const pile of books.piles.values()) {
      for (const layer of layersOf(pile)) {
        const flow = layer.unit === undefined ? varianceOf(books) : 'standard-change';
        postDifference(books, flow, layer.quantity, { from: layer.unit, to: unit });
        layer.unit = unit;
      }
      for (const debt of debtsOf(pile)) {
        postDifference(books, 'standard-change', -debt.quantity, { from: debt.unit, to: unit });
        debt.unit = unit;
      }
      settleMerged(pile, books.policy.method);
    }
  }
  books.standard = unit;
}

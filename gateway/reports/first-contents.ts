/** What a scale finds on a place of which the ledger knew nothing: where keeping begins there, and no difference to a book that was wrong. */

import type { Span } from '../stock/valuation/period-flows.ts';
import type { PiecesAndValue } from '../stock/valuation/periodic-cost.ts';
import { plus, zero } from '../stock/valuation/ratio.ts';
import type { BookRow, CountedRow } from './books/book-source.ts';
import { cardOf, type ItemBook } from './books/item-book.ts';

/** Rules by which the weight of a place is counted by itself; the second one is that of earlier versions. */
const by_scales: ReadonlySet<string> = new Set(['fusion', 'weight-step']);

/**
 * The ids of the movements that booked it: by a scale alone, without a document, where neither a movement nor a count of the item
 * was known at the place before.
 *
 * @param rows of one item, as they were learned, those that were taken back included
 * @param counts of the same item, as they were learned
 */
export function firstContents(rows: readonly BookRow[], counts: readonly CountedRow[]): ReadonlySet<string> {
  const begun = new Set<string>();
  const first = new Map<string, string>();
  for (const { location, id } of counts) if (!first.has(location)) first.set(location, id);
  const found = new Set<string>();
  for (const { id, kind, from, to, rule, work } of rows) {
    const isByScale = kind === 'counted' && work === undefined && by_scales.has(rule.slice(0, rule.indexOf('@')));
    const isFirst = !begun.has(to) && (first.get(to) ?? id) === id;
    if (isByScale && isFirst && from === 'count-difference') found.add(id);
    begun.add(from);
    begun.add(to);
  }
  return found;
}

/** Of what the books of an item have as found by counts in a span: what were first contents. Pieces of ours, and what they came in at. */
export function firstFound(book: ItemBook, first: ReadonlySet<string>, { from_ms, until_ms }: Span): PiecesAndValue {
  if (first.size === 0) return { quantity: 0, value_micro: zero };
  let quantity = 0;
  for (const event of book.events) {
    if (event.kind !== 'receipt' || event.owner !== undefined || !first.has(event.id)) continue;
    if (event.at_ms >= from_ms && event.at_ms < until_ms) quantity += event.quantity;
  }
  let value_micro = zero;
  for (const { event, postings } of cardOf(book, until_ms)) {
    if (event.at_ms < from_ms) continue;
    for (const { flow, corrects, value_micro: value } of postings) {
      if (flow === 'count-gain' && first.has(corrects ?? event.id)) value_micro = plus(value_micro, value);
    }
  }
  return { quantity, value_micro };
}

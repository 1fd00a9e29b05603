/**
 * A period of an item that is valued by mass: usage is a difference of masses, so it is told only where nobody had to estimate one of
 * them. What went out in between need not be known: that is what the periodic system is for.
 */
import type { Span } from '../../stock/valuation/period-flows.ts';
import { type Refusal, refuse } from '../../stock/valuation/refusal.ts';
import type { BooksContext } from './books-context.ts';
import type { ItemBook } from './item-book.ts';
import { type BookMass, massOfRow, offsOf } from './mass-events.ts';
import { firstEstimated, isTold, type MassAsked } from './mass-known.ts';

/** Why the usage of the period would be an estimate; undefined where it is none, or where the item is valued by the unit. */
export function refuseEstimates(
  book: ItemBook,
  { from_ms, until_ms }: Span,
  { isOutside }: Pick<BooksContext, 'isOutside'>,
): Refusal | undefined {
  const { rows, mass, weighed } = book;
  if (mass === undefined || weighed === undefined) return undefined;
  const booked = new Map(weighed.map(({ id, at_ms }) => [id, at_ms]));
  const atOf: MassAsked['atOf'] = ({ id, at_ms }) =>
    [id, ...offsOf(id)].map((each) => booked.get(each)).find((each) => each !== undefined) ?? at_ms;
  const shared = rows.find((row) => (row.owners ?? []).length > 0 && atOf(row) < until_ms);
  if (shared !== undefined)
    return refuse('owners', 'must be none: what of a mass is ours is an estimate where stock of others lies beside it');
  for (const [field, before_ms] of [
    ['opening', from_ms],
    ['closing', until_ms],
  ] as const) {
    const place = firstEstimated({ rows, mass, isOutside, atOf }, before_ms);
    if (place !== undefined)
      return refuse(field, `must be a known mass: that at ${place} is estimated; count it with its mass`);
  }
  return refusePurchases(book, mass, { from_ms, until_ms });
}

/** What came in, and what of it went back to suppliers. */
function refusePurchases({ rows, weighed = [] }: ItemBook, mass: BookMass, span: Span): Refusal | undefined {
  const known = new Map(rows.map((row) => [row.id, row]));
  const back = new Set(weighed.flatMap((event) => (event.kind === 'reversal' ? [event.of] : [])));
  for (const event of weighed) {
    if (event.at_ms < span.from_ms || event.at_ms >= span.until_ms || back.has(event.id)) continue;
    if (event.kind !== 'receipt' && event.kind !== 'supplier-return') continue;
    const row = known.get(event.id);
    if (row === undefined || row.from === 'count-difference' || isTold(massOfRow(row, mass)?.source)) continue;
    const field =
      event.kind === 'supplier-return' ? 'supplier-return' : event.source === 'opening' ? 'opening' : 'purchases';
    return refuse(field, `must have a known mass each; that of ${event.id} is estimated`);
  }
  return undefined;
}

/**
 * A period of an item that is valued by mass: usage is a difference of masses, so it is told only where nobody had to estimate one of
 * them. What went out in between need not be known: that is what the periodic system is for.
 */
import { valuedAt } from '../../stock/valuation/period-close.ts';
import type { Span } from '../../stock/valuation/period-flows.ts';
import { type Refusal, refuse } from '../../stock/valuation/refusal.ts';
import type { BooksContext } from './books-context.ts';
import type { ItemBook } from './item-book.ts';
import { type BookMass, massOfRow } from './mass-events.ts';
import { firstEstimated, isTold, type MassAsked } from './mass-known.ts';
import { firstDerivedAnew } from './mass-late.ts';

/** Why the usage of the period would be an estimate; undefined where it is none, or where the item is valued by the unit. */
export function refuseEstimates(
  book: ItemBook,
  { from_ms, until_ms }: Span,
  { isOutside, closed }: Pick<BooksContext, 'isOutside' | 'closed'>,
): Refusal | undefined {
  const { rows, mass, weighed } = book;
  if (mass === undefined || weighed === undefined) return undefined;
  const asked: MassAsked = { rows, mass, isOutside, atOf: (of) => valuedAt(of, closed) };
  const shared = rows.find((row) => (row.owners ?? []).length > 0 && asked.atOf(row) < until_ms);
  if (shared !== undefined)
    return refuse('owners', 'must be none: what of a mass is ours is an estimate where stock of others lies beside it');
  const ends = [
    ['opening', from_ms],
    ['closing', until_ms],
  ] as const;
  for (const [field, before_ms] of ends) {
    const place = firstEstimated(asked, before_ms);
    if (place !== undefined)
      return refuse(field, `must be a known mass: that at ${place} is estimated; count it with its mass`);
  }
  const estimated = refusePurchases(book, mass, { from_ms, until_ms });
  if (estimated !== undefined) return estimated;
  for (const [field, before_ms] of ends) {
    const anew = firstDerivedAnew(asked, before_ms);
    if (anew !== undefined)
      return refuse(
        field,
        `must weigh what it weighed when its period was closed: ${anew.late} was learned or taken back after that, and happened before a count or movement at ${anew.location} that the period has`,
      );
  }
  return undefined;
}

/** What came in, and what of it went back to suppliers. */
function refusePurchases({ rows, weighed = [] }: ItemBook, mass: BookMass, span: Span): Refusal | undefined {
  const known = new Map(rows.map((row) => [row.id, row]));
  // What is taken back later is of this period all the same.
  const back = new Set(
    weighed.flatMap((event) => (event.kind === 'reversal' && event.at_ms < span.until_ms ? [event.of] : [])),
  );
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

/** What pieces that do not weigh the same weighed over a span of time, beside what they should have. */
import type { MassSource } from '../stock/catch-weight/catch-weight.ts';
import type { BookRow } from './books/book-source.ts';
import type { BooksContext } from './books/books-context.ts';
import { type BookMass, massesAt, massOfRow } from './books/mass-events.ts';

export interface CaughtWeight {
  /** At the end of the span. */
  readonly mass_mg: number;
  readonly unit_mass_mg: number;
  /** What suppliers brought, and what its pieces weigh nominally; what went back to them is less of it. */
  readonly received_mg: number;
  readonly received_nominal_mg: number;
  /** What went to customers; what came back from them is less of it. */
  readonly sold_mg: number;
  readonly sold_nominal_mg: number;
  /** Booked off with the last piece of a place; above zero where it was less than had been thought. */
  readonly off_mg: number;
  /** What counts of the mass found otherwise. */
  readonly counted_mg: number;
  /** All mass that moved, and of that what was stated, scanned or weighed. */
  readonly moved_mg: number;
  readonly known_mg: number;
}

const known: ReadonlySet<MassSource> = new Set<MassSource>(['stated', 'scanned', 'weighed']);

/**
 * Of one item with catch weight. Movements that were taken back are left out.
 *
 * @param rows all of it
 * @param standing those of them that stand
 */
export function caughtWeightOf(
  item: string,
  { rows, standing, mass }: { rows: readonly BookRow[]; standing: readonly BookRow[]; mass: BookMass },
  { from_ms, until_ms }: { readonly from_ms: number; readonly until_ms: number },
  context: BooksContext,
): CaughtWeight {
  const unit_mass_mg = context.items.get(item)?.unit_mass_mg ?? mass.unit_mass_mg;
  const sums = {
    received_mg: 0,
    received_nominal_mg: 0,
    sold_mg: 0,
    sold_nominal_mg: 0,
    off_mg: 0,
    moved_mg: 0,
    known_mg: 0,
  };
  const isIn = (at_ms: number) => at_ms >= from_ms && at_ms < until_ms;
  for (const row of standing) {
    const moved = isIn(row.at_ms) ? massOfRow(row, mass) : undefined;
    if (moved === undefined) continue;
    const { mass_mg, source = 'nominal', off_from_mg, off_to_mg } = moved;
    const nominal = row.quantity * unit_mass_mg;
    for (const [outside, name, sign] of [
      [row.from, 'received', 1],
      [row.to, 'received', -1],
      [row.to, 'sold', 1],
      [row.from, 'sold', -1],
    ] as const) {
      if (outside !== (name === 'received' ? 'supplier' : 'customer')) continue;
      sums[`${name}_mg`] += sign * mass_mg;
      sums[`${name}_nominal_mg`] += sign * nominal;
    }
    sums.off_mg += off_from_mg + off_to_mg;
    sums.moved_mg += mass_mg;
    if (known.has(source)) sums.known_mg += mass_mg;
  }
  const counted_mg = mass.counts.reduce((sum, { at_ms, off_mg }) => (isIn(at_ms) ? sum + off_mg : sum), 0);
  const at_end = [...massesAt(rows, mass, context, until_ms).values()];
  return { ...sums, unit_mass_mg, counted_mg, mass_mg: at_end.reduce((sum, each) => sum + each, 0) };
}

/** Goods of customers that are kept here: what of them is shipped is their own, no sale of ours, and what lies here serves no demand of ours. */
import type { BookRow } from './books/book-source.ts';

/**
 * The owners of rows of an item whose goods we only keep: those who are no suppliers, and from whom no receipt of the item was taken in. Who
 * has left the settings and delivered it stays a supplier, so that what was settled does not change.
 */
export function keptFor(rows: readonly BookRow[], suppliers: ReadonlySet<string>): ReadonlySet<string> {
  const kept = new Set<string>();
  const delivered = new Set<string>();
  for (const { from, owners = [], work } of rows) {
    for (const { owner } of owners) {
      if (from === 'supplier' && work?.party === owner) delivered.add(owner);
      else if (!suppliers.has(owner)) kept.add(owner);
    }
  }
  return new Set([...kept].filter((owner) => !delivered.has(owner)));
}

/** The same rows without the pieces of some owners, and without those that were of nothing else. */
export function withoutKept(rows: readonly BookRow[], kept: ReadonlySet<string>): readonly BookRow[] {
  if (kept.size === 0) return rows;
  return rows.flatMap((row) => {
    const { owners = [], quantity } = row;
    const left = owners.reduce((sum, each) => (kept.has(each.owner) ? sum - each.quantity : sum), quantity);
    if (left === quantity) return [row];
    return left > 0 ? [{ ...row, quantity: left, owners: owners.filter(({ owner }) => !kept.has(owner)) }] : [];
  });
}

/** How many pieces the packs of an item hold. */
import type { Item } from './site.ts';

/** Pieces of what a GTIN names: 1 for the piece itself, and where the settings say nothing. GTINs are compared as GTIN-14. */
export function piecesOfGtin({ packs }: Item, gtin: string): number {
  if (packs === undefined) return 1;
  const wanted = gtin.padStart(14, '0');
  return packs.find((pack) => pack.gtin.padStart(14, '0') === wanted)?.pieces ?? 1;
}

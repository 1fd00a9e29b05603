/**
 * Which deeds no sensor could tell. The rule is the simulator's own and is applied as a deed is done, before anybody has
 * interpreted anything. A perfect observer is one who knows where every piece lay, what each lot weighs on average and what every
 * plate shows at rest without noise, and hears every tag and scan; what even this observer would take for something else is unseen:
 *
 * - its plates are dead, nobody scanned it rightly, and none of its tags can be read;
 * - its scale took its load for its zero and shows nothing below it, and nobody scanned it rightly;
 * - the change at rest is nearer to another number of pieces of its lot than to the true one, nobody scanned it
 *   rightly, and not all of its tags can be read;
 * - where several items lie, another item in another number fits the change better, it has lain on the same plate, nobody
 *   scanned the right item, and none of its tags can be read;
 * - what was put down in a wrong place fits what belongs there within what leaning can explain, and has no tag that can be read.
 */
import type { Place } from './places.ts';
import type { Piece, Ware } from './wares.ts';

export interface Deed {
  readonly place: Place;
  readonly ware: Ware;
  readonly pieces: readonly Piece[];
  /** On which plate they lay, mostly. */
  readonly home: number;
  /** What the living plates under it show of it at rest. */
  readonly seen_mg: number;
  /** What was scanned for it, if anything was. */
  readonly scanned?: { readonly quantity: number } | undefined;
}

const lean_max = 0.07;

/** Why it is unseen; undefined when it can be told. */
export function unseenBecause(deed: Deed): string | undefined {
  const { place, ware, pieces, seen_mg, scanned } = deed;
  const readable = pieces.filter(({ is_heard }) => is_heard).length;
  const is_scanned = scanned?.quantity === pieces.length;
  if (is_scanned || readable === pieces.length) return undefined;
  const is_dead = place.row.plates[deed.home]?.manner.dead === true;
  if (is_dead) return readable > 0 ? undefined : 'its plate is dead and nobody scanned it';
  if (place.row.zero_lost === true && readable === 0)
    return 'its scale took the load for its zero and nobody scanned it';
  const lot_mg = pieces.reduce((sum, piece) => sum + piece.lot_mg, 0) / pieces.length;
  if (Math.round(seen_mg / lot_mg) !== pieces.length) return 'it leans so far that its weight fits another number';
  if (readable > 0 || scanned !== undefined) return undefined;
  const belongs = place.homes.has(ware);
  for (const [other, home] of place.homes) {
    if (other === ware) continue;
    const number = Math.max(1, Math.round(seen_mg / other.lot_mg));
    const off = Math.abs(seen_mg - number * other.lot_mg) / (number * other.lot_mg);
    if (!belongs && off < lean_max) return 'in the wrong place it weighs like what belongs there';
    const own_off = Math.abs(seen_mg - pieces.length * lot_mg) / (pieces.length * lot_mg);
    if (belongs && home === deed.home && off < own_off) return 'it weighs like another item on the same plate';
  }
  return undefined;
}

/** Which numbers of several items together would weigh what a plate holds: told to the person who is asked, never booked. */

export interface Composed {
  readonly name: string;
  readonly unit_mg: number;
}

/** More of them tell a person nothing. */
const told_max = 3;
/** Of one item, and looked at in all: beyond it a plate holds too many small pieces to tell. */
const pieces_max = 200;
const looked_at_max = 50_000;

/**
 * ` That could be 3 × Can and 3 × Bottle, or 7 × Can.`, the nearest first; empty where none fits within `off_mg`, or more than three do.
 * An item of which there is none is not named.
 */
export function compositionsText(net_mg: number, off_mg: number, items: readonly Composed[]): string {
  const found = compositions(net_mg, off_mg, items);
  if (found === undefined || found.length === 0 || found.length > told_max) return '';
  const texts = found
    .sort((a, b) => Math.abs(a.off_mg) - Math.abs(b.off_mg))
    .map(({ pieces }) =>
      items.flatMap(({ name }, at) => ((pieces[at] ?? 0) === 0 ? [] : [`${pieces[at]} × ${name}`])).join(' and '),
    );
  return texts.length === 1 ? ` Only ${texts[0]} would weigh about that.` : ` That could be ${texts.join(', or ')}.`;
}

interface Composition {
  readonly pieces: readonly number[];
  readonly off_mg: number;
}

/** All that fit; undefined when there are too many to look at. */
function compositions(net_mg: number, off_mg: number, items: readonly Composed[]): Composition[] | undefined {
  let open: Composition[] = [{ pieces: [], off_mg: net_mg }];
  for (const { unit_mg } of items) {
    if (unit_mg <= 0) return undefined;
    const next: Composition[] = [];
    for (const { pieces, off_mg: left_mg } of open) {
      const most = Math.floor((left_mg + off_mg) / unit_mg);
      if (most > pieces_max || next.length > looked_at_max) return undefined;
      for (let count = 0; count <= most; count += 1) {
        next.push({ pieces: [...pieces, count], off_mg: left_mg - count * unit_mg });
      }
    }
    open = next;
  }
  return open.filter((each) => Math.abs(each.off_mg) <= off_mg && each.pieces.some((count) => count > 0));
}

/**
 * What is learned after a period was closed is valued after it, but what weighs what in the period is derived anew: a count that was a loss finds nothing
 * missing, and a last piece is not the last. Until what is learned late is valued, the two do not fit together.
 */
import type { MassAsked } from './mass-known.ts';

export interface DerivedAnew {
  /** What was learned late. */
  readonly late: string;
  readonly location: string;
}

/** What of all that is valued at an instant or later happened, at some place, before something that is valued earlier; the first by place. */
export function firstDerivedAnew(
  { rows, mass, isOutside, atOf }: MassAsked,
  before_ms: number,
): DerivedAnew | undefined {
  const valued = [
    ...rows.map(({ id, seq, at_ms, from, to, kind, reverses }) => {
      const places = [from, to].filter((place) => !isOutside(place));
      return { id, seq, at_ms, places, isCount: kind === 'counted', reverses };
    }),
    ...mass.counts.map(({ id, seq, at_ms, location }) => {
      return { id, seq, at_ms, places: [location], isCount: true, reverses: undefined };
    }),
  ].map((each) => ({ ...each, valued_ms: atOf(each) }));
  // A count that is taken back has not been, and is so from its own instant on.
  const counts = new Set(valued.flatMap(({ id, isCount }) => (isCount ? [id] : [])));
  const first = new Map<string, { readonly id: string; readonly at_ms: number }>();
  for (const { id, at_ms, places, reverses, valued_ms } of valued) {
    if (valued_ms < before_ms || at_ms >= before_ms) continue;
    const since_ms = reverses !== undefined && counts.has(reverses) ? at_ms - 1 : at_ms;
    for (const place of places)
      if (since_ms < (first.get(place)?.at_ms ?? Number.POSITIVE_INFINITY)) first.set(place, { id, at_ms: since_ms });
  }
  if (first.size === 0) return undefined;
  const found = new Map<string, string>();
  for (const { seq, at_ms, places, valued_ms } of valued) {
    // What is of before the accounts weighs the nominal mass, whatever is learned.
    if (valued_ms >= before_ms || seq < mass.began_seq) continue;
    for (const place of places) {
      const late = first.get(place);
      if (late !== undefined && late.at_ms < at_ms) found.set(place, late.id);
    }
  }
  const [location] = [...found.keys()].sort();
  const late = location === undefined ? undefined : found.get(location);
  return location === undefined || late === undefined ? undefined : { late, location };
}

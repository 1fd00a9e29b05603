/**
 * Where the mass that lies somewhere was told by somebody, and where it is an estimate: known is what was counted with its mass, or came into an
 * empty place, for as long as only known masses come and go.
 */
import type { MassSource } from '../../stock/catch-weight/catch-weight.ts';
import type { BookRow } from './book-source.ts';
import { type BookMass, massOfRow, type RowMass } from './mass-events.ts';

export interface MassAsked {
  readonly rows: readonly BookRow[];
  readonly mass: BookMass;
  isOutside(location: string): boolean;
  /** When a movement or count takes effect in the books. */
  atOf(of: { readonly at_ms: number; readonly seq: number }): number;
}

export function isTold(source: MassSource | undefined): boolean {
  return source === 'stated' || source === 'scanned' || source === 'weighed';
}

interface Lying {
  readonly pieces: number;
  readonly mass_mg: number;
}

const nothing: Lying = { pieces: 0, mass_mg: 0 };

/** The first place, by id, of which what lies there before an instant is estimated; undefined where all is known. */
export function firstEstimated(asked: MassAsked, before_ms: number): string | undefined {
  const lies = new Map<string, Lying>();
  const estimated = new Set<string>();
  const put = (location: string, { pieces, mass_mg }: Lying, isKnown: boolean): void => {
    if (asked.isOutside(location)) return;
    const had = lies.get(location) ?? nothing;
    const after = { pieces: had.pieces + pieces, mass_mg: had.mass_mg + mass_mg };
    lies.set(location, after);
    if (after.pieces === 0 && after.mass_mg === 0) estimated.delete(location);
    else if (!isKnown) estimated.add(location);
  };
  for (const step of stepsOf(asked)) {
    if (step.at_ms >= before_ms) break;
    if (step.kind === 'count') {
      const { location, found, mass_mg, off_mg, source } = step.count;
      if (isTold(source)) estimated.delete(location);
      const counted = { pieces: found, mass_mg: Math.sign(found) * mass_mg - off_mg };
      put(location, counted, isTold(source) || found === 0);
      continue;
    }
    const { from, to, quantity } = step.row;
    const had = lies.get(from) ?? nothing;
    const { mass_mg, source, off_from_mg, off_to_mg } = step.moved;
    // All of what was known goes, however its pieces share it.
    const isAll = off_from_mg === 0 && had.pieces === quantity && had.mass_mg === mass_mg && !estimated.has(from);
    const isKnown = isTold(source) || isAll;
    put(from, { pieces: -quantity, mass_mg: -mass_mg - off_from_mg }, isKnown);
    put(to, { pieces: quantity, mass_mg: mass_mg - off_to_mg }, isKnown);
  }
  return [...estimated].sort()[0];
}

type Step = { readonly at_ms: number; readonly seq: number; readonly id: string } & (
  | { readonly kind: 'movement'; readonly row: BookRow; readonly moved: RowMass }
  | { readonly kind: 'count'; readonly count: BookMass['counts'][number] }
);

/** In the order of effect; a count has in it what was booked before or with it. */
function stepsOf({ rows, mass, atOf }: MassAsked): readonly Step[] {
  const steps: Step[] = [];
  // What is booked beside a count that stands moves nothing, nor does what takes a count back: the pieces are the count's own.
  const counted = new Set(rows.flatMap(({ id, kind }) => (kind === 'counted' ? [id] : [])));
  for (const row of rows) {
    const moved = massOfRow(row, mass);
    const isOfCount = counted.has(row.reverses ?? row.id);
    if (moved !== undefined && (moved.mass_mg !== 0 || !isOfCount))
      steps.push({ kind: 'movement', at_ms: atOf(row), seq: row.seq, id: row.id, row, moved });
  }
  for (const count of mass.counts)
    steps.push({ kind: 'count', at_ms: atOf(count), seq: count.seq, id: count.id, count });
  return steps.sort(
    (a, b) =>
      a.at_ms - b.at_ms ||
      a.seq - b.seq ||
      Number(a.kind === 'count') - Number(b.kind === 'count') ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

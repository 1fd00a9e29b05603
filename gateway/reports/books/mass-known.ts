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
  atOf(of: { readonly id: string; readonly at_ms: number }): number;
}

export function isTold(source: MassSource | undefined): boolean {
  return source === 'stated' || source === 'scanned' || source === 'weighed';
}

/** The first place, by id, of which what lies there before an instant is estimated; undefined where all is known. */
export function firstEstimated(asked: MassAsked, before_ms: number): string | undefined {
  const masses = new Map<string, number>();
  const estimated = new Set<string>();
  const put = (location: string, mass_mg: number, isKnown: boolean): void => {
    if (asked.isOutside(location)) return;
    const after = (masses.get(location) ?? 0) + mass_mg;
    masses.set(location, after);
    if (after === 0) estimated.delete(location);
    else if (!isKnown) estimated.add(location);
  };
  for (const step of stepsOf(asked)) {
    if (step.at_ms >= before_ms) break;
    if (step.kind === 'count') {
      const { location, found, mass_mg, off_mg, source } = step.count;
      if (isTold(source)) estimated.delete(location);
      put(location, Math.sign(found) * mass_mg - off_mg, isTold(source) || found === 0);
      continue;
    }
    const { from, to } = step.row;
    const { mass_mg, source, off_from_mg, off_to_mg } = step.moved;
    // All of what was known goes, however many pieces share it.
    const isAll = off_from_mg === 0 && masses.get(from) === mass_mg && !estimated.has(from);
    const isKnown = isTold(source) || isAll;
    put(from, -mass_mg - off_from_mg, isKnown);
    put(to, mass_mg - off_to_mg, isKnown);
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
  for (const row of rows) {
    const moved = massOfRow(row, mass);
    if (moved !== undefined && moved.mass_mg !== 0)
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

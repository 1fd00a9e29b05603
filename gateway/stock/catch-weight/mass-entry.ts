/** What moves mass of one item, one after the other in the order of effect: the lines of its mass account. */
import type { MassKnown, MassSource } from './catch-weight.ts';

/**
 * `opening`: what lay at a place when catch weight began. `count-difference`: what a count books, and what is booked with a movement that
 * is learned after it; those of one place and instant are one difference. `count`: the mass that a count says.
 */
export type MassEntryKind = 'opening' | 'movement' | 'count-difference' | 'count';

export interface MassEntry {
  readonly kind: MassEntryKind;
  /** Of the movement; of a count the id that its difference has, also where there is none. */
  readonly id: string;
  /** When it takes effect. */
  readonly at_ms: number;
  /** The ledger's number of the movement; of a count that of the last movement booked before it. */
  readonly seq: number;
  /** Places of ours; absent where that end is outside. */
  readonly from?: string;
  readonly to?: string;
  /** Pieces: of a count as many as were there, of anything else as many as moved. */
  readonly quantity: number;
  readonly unit_mass_mg: number;
  readonly tolerance_permille: number;
  readonly told_mg?: number;
  readonly known?: MassKnown;
  /** The movement that it takes back. */
  readonly reverses?: string;
}

/** What an entry did to the accounts of its places. */
export interface MassEffect {
  /** What moved with the pieces. */
  readonly mass_mg: number;
  readonly source: MassSource;
  /**
   * Mass that a place was said to have and turned out not to have, below zero where it turned out to have more: what was left when the last
   * piece went, or what a count of the mass found otherwise.
   */
  readonly off_from_mg: number;
  readonly off_to_mg: number;
}

export interface MassLevel {
  readonly item: string;
  readonly location: string;
  readonly mass_mg: number;
}

const ranks: Readonly<Record<MassEntryKind, number>> = {
  opening: 0,
  movement: 1,
  'count-difference': 2,
  count: 3,
};

/** Where a count stands: within one instant, entries of counts come after movements, by place. */
export function rankOf({ kind }: Pick<MassEntry, 'kind'>): number {
  return ranks[kind];
}

/** The place that a difference or a count is of; no text of a movement. */
export function placeOf({ kind, from, to }: Pick<MassEntry, 'kind' | 'from' | 'to'>): string {
  return kind === 'movement' ? '' : (from ?? to ?? '');
}

/** The order in which entries take effect: time, then movements before what counts say of it, then the ledger's number. Total. */
export function byMassEffect(a: MassEntry, b: MassEntry): number {
  if (a.at_ms !== b.at_ms) return a.at_ms - b.at_ms;
  const [place_a, place_b] = [placeOf(a), placeOf(b)];
  const [counts_a, counts_b] = [isOfCount(a), isOfCount(b)];
  if (counts_a !== counts_b) return counts_a ? 1 : -1;
  if (place_a !== place_b) return place_a < place_b ? -1 : 1;
  return rankOf(a) - rankOf(b) || a.seq - b.seq || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export function isOfCount({ kind }: Pick<MassEntry, 'kind'>): boolean {
  return kind === 'count-difference' || kind === 'count';
}

/** What moves mass of one item, one after the other in the order of effect: the lines of its mass account. */
import type { MassKnown, MassSource } from './catch-weight.ts';

/**
 * `opening`: what lay at a place when catch weight began. `count`: so many pieces were there at that instant, whatever was booked for it, and
 * they may have been said to weigh something. `count-back`: that count was taken back. The difference that a count books has no entry. `opposite`:
 * booked at a count with what was learned after it; nothing while the count stands.
 */
export type MassEntryKind = 'opening' | 'movement' | 'opposite' | 'count-back' | 'count';

export interface MassEntry {
  readonly kind: MassEntryKind;
  /** Of the movement; of a count the id that its difference has, also where there is none. */
  readonly id: string;
  /** When it takes effect. */
  readonly at_ms: number;
  /** The ledger's number of the movement; of a count that of the last movement booked before or with it. */
  readonly seq: number;
  /** Places of ours; absent where that end is outside. A count is of the place `from`. */
  readonly from?: string;
  readonly to?: string;
  /** Pieces: of a count as many as were there, of anything else as many as moved. */
  readonly quantity: number;
  readonly unit_mass_mg: number;
  readonly tolerance_permille: number;
  readonly told_mg?: number;
  readonly known?: MassKnown;
  /** The movement or count that it takes back. */
  readonly reverses?: string;
}

/** What an entry did to the accounts of its places. */
export interface MassEffect {
  /** What moved with the pieces; of a count with the pieces that it found or missed. */
  readonly mass_mg: number;
  readonly source: MassSource;
  /** Of a count: pieces found, or below zero missing. Of an opposite those that it moves. */
  readonly found: number;
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
  opposite: 1,
  'count-back': 2,
  count: 3,
};

/** Which comes first of a movement and what was counted with it. */
export function rankOf({ kind }: Pick<MassEntry, 'kind'>): number {
  return ranks[kind];
}

/** The order in which entries take effect: time, then the ledger's number, as it decides what a count has in it. Total. */
export function byMassEffect(a: MassEntry, b: MassEntry): number {
  return a.at_ms - b.at_ms || a.seq - b.seq || rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

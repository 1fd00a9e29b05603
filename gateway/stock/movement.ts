/** Stock moves; it is never made or lost. The outside has locations too. */
import type { MassSaid, MovementMass } from './catch-weight/catch-weight.ts';
import type { LotPart, LotSaid } from './lots/lot.ts';
import type { OwnerPart } from './owner.ts';
import type { CountSource } from './sweep.ts';

export type MovementKind =
  | 'taken'
  | 'filled'
  | 'arrived'
  | 'left'
  | 'moved'
  | 'received'
  | 'shipped'
  | 'picked'
  | 'returned'
  | 'scrapped'
  | 'consumed'
  | 'produced'
  | 'counted'
  | 'changed-while-offline'
  | 'manual'
  | 'reversed';

/** A pointer to the reading that made us think so: the way down to the bytes. */
export interface Evidence {
  /** The gateway's arrival number of the frame in the journal. */
  readonly n: number;
  /** Which reading of that frame, from 0. */
  readonly index: number;
  readonly device: string;
  readonly at_ms: number;
  /** The reading in a few words, e.g. `channel 1: 4 120.5 g at rest`. */
  readonly says: string;
}

/** The work of people that a movement is part of. */
export interface MovementWork {
  /** The document that booked it, `RC-3`, and the line of it. */
  readonly document: string;
  readonly line?: number;
  /** The order that it fulfils, and the line of that. */
  readonly order?: string;
  readonly order_line?: number;
  /** The handling unit that it went in, by its SSCC. */
  readonly unit?: string;
  /** Supplier or customer. */
  readonly party?: string;
  /** What one unit costs, decimal text in the site's currency, where the order says so. */
  readonly unit_cost?: string;
  /** Why, as one of the site's reasons. */
  readonly reason?: string;
  /** Of a production order: which of its reports says that this was used or made. */
  readonly report?: number;
  /** Of a by-product: so many thousandths of the value of what was used it carries. */
  readonly share_permille?: number;
  /** Whose they are, where the document says it; or that they are ours. */
  readonly owner?: string;
  readonly is_own?: true;
  /** What counted it, of a count; a person when absent. */
  readonly source?: CountSource;
}

/** What a command of work asks to be booked. */
export type WorkMovement = Pick<Movement, 'kind' | 'item' | 'quantity' | 'from' | 'to' | 'at_ms' | 'why'> & {
  readonly work: MovementWork;
  /** Which pieces of an item that is tracked. */
  readonly said?: readonly LotSaid[];
  /** What all of them together weigh, of an item with catch weight. */
  readonly weighs?: MassSaid;
  /** Out of a record that was kept elsewhere: it is no event of now that devices could notice as well. */
  readonly is_record?: true;
};

/** What a command of work says was counted: the level then becomes this, and what moved since stays moved. */
export interface WorkCount {
  readonly item: string;
  readonly location: string;
  /** Whole, from zero on. */
  readonly counted: number;
  /** The level that it is compared with: that of `at_ms`, as far as it is known now; what the same command moves is added when it is booked. */
  readonly before: number;
  /** When it was counted. */
  readonly at_ms: number;
  readonly why: string;
  readonly work: MovementWork;
  /** Which pieces, of an item that is tracked. */
  readonly said?: readonly LotSaid[];
  /** What all that was counted weighs, of an item with catch weight. */
  readonly weighs?: MassSaid;
  /** By which device, where not by hand. */
  readonly sensed?: SensedCount;
}

export interface SensedCount {
  readonly permille: number;
  readonly evidence: readonly Evidence[];
  /** Of a sweep: the tags that were heard, and those that the ledger has there and nobody heard. */
  readonly tags?: readonly { readonly epc: string; readonly quantity: number }[];
  readonly gone?: readonly string[];
}

/** Movements of an earlier command of work that are taken back: the `count` ones that begin with the id `first`. */
export interface WorkReversal {
  /** Without the name of the rule that booked it, `n12`. */
  readonly first: string;
  readonly count: number;
  readonly why: string;
}

/** What a command of work asks people. */
export interface WorkQuestion {
  readonly id: string;
  readonly question: string;
  readonly item?: string;
  readonly location?: string;
}

export interface Movement {
  /** Made once, from the identity of the deciding reading and the rule. */
  readonly id: string;
  readonly kind: MovementKind;
  readonly item: string;
  /** Whole units, above zero. */
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  /** Effective time: when it happened, as far as known. */
  readonly at_ms: number;
  /** When the gateway learned it. Arrival orders the ledger. */
  readonly arrived_ms: number;
  /** Thousandths: 973 is printed 0.973. */
  readonly confidence_permille: number;
  /** Rule and its version, e.g. `weight-step@1`. */
  readonly rule: string;
  readonly settings_revision: number;
  /** One sentence a person understands. */
  readonly why: string;
  readonly evidence: readonly Evidence[];
  /** The movement this one takes back. */
  readonly reverses?: string;
  /** Of an item that is tracked: which pieces, as was known when it was booked. They sum to the quantity. */
  readonly lots?: readonly LotPart[];
  /** The pieces of it that are not ours; absent where all are. */
  readonly owners?: readonly OwnerPart[];
  /** Of an item with catch weight: what is known of the mass of all its pieces. */
  readonly mass?: MovementMass;
  /** Absent of what sensors noticed, and of what nobody made a document for. */
  readonly work?: MovementWork;
}

/** Sums of movements stay exact whole numbers far beyond this; one movement of more is a mistake of somebody. */
export const quantity_max = 1_000_000_000_000;

export type Refusal = {
  readonly code: 'quantity-not-positive' | 'quantity-too-large' | 'same-location' | 'unknown-item' | 'unknown-location';
  /** Of the movement: what breaks the rule. */
  readonly field: 'quantity' | 'item' | 'from' | 'to';
  readonly says: string;
};

/** Why a movement may not be, or undefined when it may. */
export function refuse(
  movement: Pick<Movement, 'item' | 'quantity' | 'from' | 'to'>,
  known: { hasItem(id: string): boolean; hasLocation(id: string): boolean },
): Refusal | undefined {
  if (!Number.isSafeInteger(movement.quantity) || movement.quantity <= 0) {
    return {
      code: 'quantity-not-positive',
      field: 'quantity',
      says: `quantity must be a whole number above zero, not ${movement.quantity}`,
    };
  }
  if (movement.quantity > quantity_max) {
    const says = `quantity must be at most ${quantity_max}, not ${movement.quantity}`;
    return { code: 'quantity-too-large', field: 'quantity', says };
  }
  if (movement.from === movement.to) {
    return { code: 'same-location', field: 'to', says: `from and to are both ${movement.from}` };
  }
  const { item } = movement;
  if (!known.hasItem(item)) return { code: 'unknown-item', field: 'item', says: `there is no item ${item}` };
  for (const field of ['from', 'to'] as const) {
    const id = movement[field];
    if (!known.hasLocation(id)) return { code: 'unknown-location', field, says: `there is no location ${id}` };
  }
  return undefined;
}

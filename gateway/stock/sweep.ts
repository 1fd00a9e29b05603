/**
 * What a sweep says: a reader goes over places for a while, once or several times, and each time hears some of the tags that are there.
 * A tag that one pass did not hear may be there nonetheless; how likely that is, several passes tell of each other.
 */
import type { Evidence } from './movement.ts';

/** How a line was counted, where nobody counted it by hand. */
export const countSources = ['rfid-sweep', 'weight'] as const;
export type CountSource = (typeof countSources)[number];

export interface SweptPlace {
  readonly round: number;
  readonly location: string | undefined;
  /** The ledger has moved it away before a later pass over the place, which did not hear it. */
  readonly is_over: boolean;
}

export interface SweptTag {
  readonly epc: string;
  /** Absent where nobody knows what it stands for. */
  readonly item?: string;
  /** Pieces it stands for. */
  readonly quantity: number;
  /** The passes that heard it, by their numbers. */
  readonly passes: readonly number[];
  /** By round, where it was heard best, as far as the passes of that tell places apart; anew once the ledger has moved it in between. */
  readonly places: readonly SweptPlace[];
  /** Where the ledger has it, in the house or outside; absent where nowhere. */
  readonly thought?: string;
  /** The ledger has moved it since the last pass that heard it: where it had it then. */
  readonly moved?: { readonly from: string | undefined };
  /** Fixed antennas hear it there. */
  readonly is_present?: true;
  /** It carries others: a handling unit, or a pack whose pieces carry tags of their own. */
  readonly is_container?: true;
  /** Its newest read. */
  readonly evidence: Evidence;
}

/** A tag that the ledger has at a place. */
export interface KnownTag {
  readonly epc: string;
  readonly item: string;
  readonly quantity: number;
  readonly location: string;
  /** Only since the last pass over the place was ended: no pass could hear it. */
  readonly is_new?: true;
}

/** All that the passes of a sheet have heard, and what the ledger has at the places asked for. */
export interface SweptSheet {
  readonly heard: readonly SweptTag[];
  readonly known: readonly KnownTag[];
  /** Items of which any tag is known. */
  readonly tagged: ReadonlySet<string>;
  /** Tags that were heard and not kept: there were too many. */
  readonly beyond: number;
}

/** What a sweep is told to listen to. */
export type SweepOrder =
  | {
      readonly kind: 'begin';
      readonly sheet: string;
      readonly pass: number;
      readonly round: number;
      readonly device: string;
      readonly locations: readonly string[];
    }
  | { readonly kind: 'end'; readonly sheet: string; readonly pass: number };

/** What the scale of a place says lies there now; else why it says nothing, without a number that whoever counts must not know. */
export type Weighed =
  | {
      readonly ok: true;
      readonly item: string;
      readonly pieces: number;
      readonly permille: number;
      /** Of the newest reading of the rest. */
      readonly at_ms: number;
      readonly evidence: Evidence;
    }
  | { readonly ok: false; readonly says: string };

/** What devices know beyond what they have booked. */
export interface CountSenses {
  /** Undefined where nothing of the sheet was swept. */
  swept(sheet: string, locations: ReadonlySet<string>): SweptSheet | undefined;
  weighed(location: string): Weighed;
}

/**
 * How many tags there are by two passes, and its standard deviation: N = (n₁ + 1)(n₂ + 1) / (m + 1) − 1, where n₁ and n₂ are the tags
 * that each pass heard and m those that both did; s² = (n₁ + 1)(n₂ + 1)(n₁ − m)(n₂ − m) / ((m + 1)²(m + 2)). It takes for granted that
 * no tag comes or goes meanwhile and that each is as easily heard as the next; one that can never be heard is in no pass, and not in it.
 * Source: Chapman (1951), for the estimate of Lincoln and Petersen; variance by Seber (1970).
 */
export function recaptured(
  first: ReadonlySet<string>,
  second: ReadonlySet<string>,
): { readonly tags: number; readonly sd: number } {
  const [n1, n2] = [first.size, second.size];
  const m = [...first].reduce((sum, epc) => sum + (second.has(epc) ? 1 : 0), 0);
  const product = (n1 + 1) * (n2 + 1);
  return {
    tags: product / (m + 1) - 1,
    sd: Math.sqrt((product * (n1 - m) * (n2 - m)) / ((m + 1) * (m + 1) * (m + 2))),
  };
}

/**
 * The chance that a tag which is there was heard by no pass: Π (1 − pₖ). What share of the tags a pass hears is told by the others: of the
 * o tags that they heard it heard m, so pₖ = (m + 1) / (o + 2), the rule of succession. One pass alone says nothing of itself: p = ½.
 */
export function missedChance(passes: readonly ReadonlySet<string>[]): number {
  let chance = 1;
  for (const [at, pass] of passes.entries()) {
    const others = new Set(passes.flatMap((each, i) => (i === at ? [] : [...each])));
    const both = [...others].reduce((sum, epc) => sum + (pass.has(epc) ? 1 : 0), 0);
    chance *= 1 - (both + 1) / (others.size + 2);
  }
  return chance;
}

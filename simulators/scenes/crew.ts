/** Who works in a house, and how: habits, hands, and what is at hand. */
import type { Seed } from '../seed.ts';
import type { Gun } from './guns.ts';
import type { Hall } from './hall.ts';
import type { Place } from './places.ts';
import type { Piece, Ware } from './wares.ts';

/** How often people do what, in a thousand. */
export interface Habits {
  readonly pause_ms: number;
  /** Visits at the places that are used most; the others are seldom visited. */
  readonly busy_permille: number;
  readonly touch_permille: number;
  readonly hesitate_permille: number;
  readonly count_permille: number;
  readonly theft_permille: number;
  readonly pass_by_permille: number;
  /** Of takings: first a hand rests on it for a while; two grasps in a second; scanned; put back later; that in a wrong place. */
  readonly hold_permille: number;
  readonly twice_permille: number;
  readonly scan_permille: number;
  readonly wrong_scan_permille: number;
  readonly put_back_permille: number;
  readonly misplace_permille: number;
  /** Of visits to a row of joined plates: somebody else, or the other hand, takes from the next plate meanwhile. */
  readonly companion_permille: number;
  /** Of fillings: a whole carton at once, scanned with its quantity. */
  readonly carton_permille: number;
}

/** What becomes of tagged pieces in the air. */
export interface Air {
  pieceOf(ware: Ware): Piece;
  /** An antenna looks at the place. */
  hears(place: Place): boolean;
  laid(place: Place, pieces: readonly Piece[]): void;
  lifted(place: Place, pieces: readonly Piece[]): void;
}

export interface Crew {
  readonly hall: Hall;
  readonly places: readonly Place[];
  /** How many of them, from the front, are used much. */
  readonly busy: number;
  readonly habits: Habits;
  readonly air?: Air;
}

export interface Worker extends Crew {
  readonly seed: Seed;
  readonly gun: Gun;
}

/** People have gone home; scales and readers go on. */
export function isClosed({ at_ms, times }: Hall): boolean {
  return at_ms >= times.end_ms - closing_ms;
}

/** Nobody reaches into a row again before its plates have had time to settle and to be read. */
export const alone_ms = { min: 5_000, max: 6_500 } as const;
export const hand_mg = { min: 50_000, max: 500_000 } as const;
export const hand_ms = { min: 300, max: 5_000 } as const;
/** So long before the scene ends nobody begins anything more: what happens is seen to its end. */
const closing_ms = 45_000;
export const taken_max_mg = 6_000_000;
/** Where a scale is known to be broken, most people scan. */
export const broken_scan_permille = 800;
/** What is put back later than two minutes after it was taken is a new filling to everybody. */
export const put_back_ms_max = 100_000;
export const forgotten_ms = 150_000;

/**
 * Rows of plates and the places on them. A piece is shown by the plate under it as its spot on the plate makes it seem (lean),
 * by two or three plates where it lies across them (straddling), and a little by their neighbours. What is lifted takes
 * with it exactly what it had added: leaning is where a thing lies, not noise.
 */
import type { Seed } from '../seed.ts';
import type { Plate } from './plate.ts';
import type { Lie, Piece, Ware } from './wares.ts';

export interface LeanManner {
  /** Standard deviation of how much heavier or lighter a spot makes a piece, thousandths; never beyond 70. */
  readonly lean_permille: number;
  /** So many of a thousand things lie across two or three plates; rows only. */
  readonly straddle_permille: number;
  /** What each neighbour shows lastingly, thousandths of the piece, from and to. */
  readonly neighbour_permille: readonly [number, number];
}

export interface Row {
  readonly plates: readonly Plate[];
  /** The plates stand on one board: they share what lies across them and swing together. */
  readonly joined: boolean;
  readonly lean: LeanManner;
  /** Nobody reaches in before. */
  free_from_ms: number;
  /** Its scale took its load for its zero and shows nothing below. */
  zero_lost?: boolean;
}

export interface Place {
  readonly location: string;
  readonly row: Row;
  /** On which plate of the row each of its items lies, as the people here keep it. */
  readonly homes: ReadonlyMap<Ware, number>;
  readonly pieces: Piece[];
  readonly taken_to: string;
  readonly filled_from: string;
  /** What it holds when it is full, in pieces of one item. */
  readonly full: number;
  /** People here can be expected to fill up below it. */
  readonly low: number;
  /** More of it than this nobody takes, or lays down, at once. */
  readonly hand_max: number;
  /** When something was last taken, by item. */
  readonly taken_ms: Map<Ware, number>;
  /** Something happened here that nobody could see: nobody counts here, for what a count finds is no deed. */
  is_off: boolean;
}

/** No spot makes a piece heavier or lighter than by this. */
export const lean_permille_max = 70;
const lean_max = lean_permille_max / 1_000;
/** How fast a ring fades; one in ten fades slowly. */
export const ring_decay_ms = { min: 100, usual: 450, max: 800 } as const;
/** What the plates next to a step swing by, thousandths of it. */
export const swing_permille = { min: 200, max: 300 } as const;
/** Of the lean of things put down together most is common to them: they lie in one spot. */
const common = 0.85;

export function placeOf(
  location: string,
  row: Row,
  homes: ReadonlyMap<Ware, number>,
  size: { readonly full: number; readonly low: number; readonly hand_max: number },
): Place {
  return {
    location,
    row,
    homes,
    pieces: [],
    taken_to: 'production',
    filled_from: 'supplier',
    ...size,
    taken_ms: new Map(),
    is_off: false,
  };
}

export function piecesOf(place: Place, ware: Ware): Piece[] {
  return place.pieces.filter((piece) => piece.ware === ware);
}

/** Somebody may reach in there now. */
export function isFree({ row }: Place, at_ms: number): boolean {
  return at_ms >= row.free_from_ms;
}

/** What the living plates on which these pieces stand show of them at rest. */
export function shownOf({ row }: Place, pieces: readonly Piece[]): number {
  let mass_mg = 0;
  for (const piece of pieces) {
    for (const { plate, share, direct } of piece.lies) {
      if (direct && row.plates[plate]?.manner.dead === false) mass_mg += share * piece.mass_mg;
    }
  }
  return mass_mg;
}

/** Puts pieces down together, around the same spot of the plate `home`. */
export function layDown(seed: Seed, place: Place, pieces: readonly Piece[], home: number, at_ms: number): void {
  const { row } = place;
  const spot = spotOf(seed, row, home);
  const { lean_permille } = row.lean;
  const spot_lean = seed.normal((lean_permille / 1_000) * common);
  const added = new Map<number, number>();
  for (const piece of pieces) {
    const own_lean = seed.normal((lean_permille / 1_000) * Math.sqrt(1 - common * common));
    const lean = Math.max(-lean_max, Math.min(lean_max, spot_lean + own_lean));
    piece.lies = spot.map((lie) => (lie.direct ? { ...lie, share: lie.share * (1 + lean) } : lie));
    place.pieces.push(piece);
    addTo(added, piece, 1);
  }
  move(seed, row, added, at_ms);
}

/** Lifts pieces together. */
export function liftUp(seed: Seed, place: Place, pieces: readonly Piece[], at_ms: number): void {
  const taken = new Map<number, number>();
  for (const piece of pieces) {
    place.pieces.splice(place.pieces.indexOf(piece), 1);
    addTo(taken, piece, -1);
    piece.lies = [];
    place.taken_ms.set(piece.ware, at_ms);
  }
  move(seed, place.row, taken, at_ms);
}

function spotOf(seed: Seed, row: Row, home: number): Lie[] {
  if (!row.joined) return [{ plate: home, share: 1, direct: true }];
  const last = row.plates.length - 1;
  const shares = new Map<number, number>([[home, 1]]);
  if (seed.happens(row.lean.straddle_permille) && last > 0) {
    const first_side = home === 0 ? 1 : home === last ? -1 : seed.happens(500) ? 1 : -1;
    const over = 0.15 + 0.25 * seed.share();
    shares.set(home + first_side, over);
    const other = home - first_side;
    const third = other >= 0 && other <= last && seed.happens(400) ? 0.1 + 0.1 * seed.share() : 0;
    if (third > 0) shares.set(other, third);
    shares.set(home, 1 - over - third);
  }
  const spot: Lie[] = [...shares].map(([plate, share]) => ({ plate, share, direct: true }));
  const [low, high] = row.lean.neighbour_permille;
  for (const plate of neighboursOf(row, shares)) {
    spot.push({ plate, share: (low + (high - low) * seed.share()) / 1_000, direct: false });
  }
  return spot;
}

function neighboursOf(row: Row, shares: ReadonlyMap<number, number>): number[] {
  return row.plates
    .map((_, plate) => plate)
    .filter((plate) => !shares.has(plate) && (shares.has(plate - 1) || shares.has(plate + 1)));
}

function addTo(sums: Map<number, number>, piece: Piece, sign: 1 | -1): void {
  for (const { plate, share } of piece.lies) sums.set(plate, (sums.get(plate) ?? 0) + sign * share * piece.mass_mg);
}

function move(seed: Seed, row: Row, change: ReadonlyMap<number, number>, at_ms: number): void {
  let most_mg = 0;
  let decay_ms = seed.int(ring_decay_ms.min, ring_decay_ms.usual);
  if (seed.happens(100)) decay_ms = seed.int(ring_decay_ms.usual, ring_decay_ms.max);
  for (const [index, mass_mg] of change) {
    const plate = row.plates[index];
    if (plate === undefined) continue;
    plate.step(at_ms, mass_mg, decay_ms);
    if (Math.abs(mass_mg) > Math.abs(most_mg)) most_mg = mass_mg;
  }
  if (row.joined) swingAround(seed, row, change, most_mg, at_ms);
}

/** The board passes the blow on: plates next to it swing by a fifth to a third of it, all others by a twentieth. */
function swingAround(seed: Seed, row: Row, change: ReadonlyMap<number, number>, mass_mg: number, at_ms: number): void {
  const main = [...change].find(([, each]) => each === mass_mg)?.[0] ?? 0;
  for (const [index, plate] of row.plates.entries()) {
    if (index === main) continue;
    const share = Math.abs(index - main) === 1 ? seed.int(swing_permille.min, swing_permille.max) / 1_000 : 0.05;
    plate.swing(at_ms, mass_mg * share);
  }
}

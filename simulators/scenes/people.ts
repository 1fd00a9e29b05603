/** People at weighed places: they take one or several, hold, hesitate, put back here or elsewhere, fill up, count and steal. */
import type { Seed } from '../seed.ts';
import type { Doing } from '../timeline.ts';
import { aim, done, type Gun, scanItem } from './guns.ts';
import type { Hall } from './hall.ts';
import { type Deed, unseenBecause } from './judgement.ts';
import { isFree, layDown as layOn, liftUp as liftFrom, type Place, piecesOf, shownOf } from './places.ts';
import { newLot, type Piece, pieceOf, type Ware } from './wares.ts';

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

interface Worker extends Crew {
  readonly seed: Seed;
  readonly gun: Gun;
}

/** Nobody reaches into a row again before its plates have had time to settle and to be read. */
const alone_ms = { min: 5_000, max: 6_500 } as const;
const hand_mg = { min: 50_000, max: 500_000 } as const;
const hand_ms = { min: 300, max: 5_000 } as const;
const taken_max_mg = 6_000_000;
/** Where a scale is known to be broken, most people scan. */
const broken_scan_permille = 800;
/** What is put back later than two minutes after it was taken is a new filling to everybody. */
const put_back_ms_max = 100_000;
const forgotten_ms = 150_000;

/** Sends the workers in; each has a scanner. */
export function beginWork(crew: Crew, guns: readonly Gun[], in_ms: number): void {
  for (const [nth, gun] of guns.entries()) {
    const worker = { ...crew, gun, seed: crew.hall.seed.stream(`worker-${nth}`) };
    crew.hall.timeline.begin(working(worker), in_ms + nth * 700);
  }
}

function* working(worker: Worker): Doing {
  const { hall, seed, habits } = worker;
  for (;;) {
    const place = choose(worker);
    if (place !== undefined) {
      place.row.free_from_ms = Number.POSITIVE_INFINITY;
      yield* visit(worker, place);
      place.row.free_from_ms = hall.at_ms + seed.int(alone_ms.min, alone_ms.max);
    }
    yield Math.round(habits.pause_ms * (0.3 - 0.7 * Math.log(1 - seed.share())));
  }
}

function choose({ hall, places, busy, habits, seed }: Worker): Place | undefined {
  const number = seed.happens(habits.busy_permille) ? busy : places.length;
  for (let tries = 0; tries < 8; tries += 1) {
    const place = places[seed.int(0, Math.max(0, number - 1))];
    if (place !== undefined && isFree(place, hall.at_ms)) return place;
  }
  return undefined;
}

function* visit(worker: Worker, place: Place): Doing {
  const { hall, seed, habits } = worker;
  if (seed.happens(habits.pass_by_permille)) shake(worker, place);
  const ware = seed.oneOf([...place.homes.keys()]);
  if (ware === undefined) return;
  const here = piecesOf(place, ware);
  if (here.length <= place.low) return yield* fill(worker, place, ware);
  if (!place.is_off && seed.happens(habits.count_permille)) return yield* count(worker, place);
  if (seed.happens(habits.touch_permille)) return yield* touch(worker, place, ware);
  if (seed.happens(habits.hesitate_permille)) return yield* hesitate(worker, place, ware);
  if (seed.happens(habits.theft_permille))
    return takeAway(worker, place, some(worker, place, here), 'theft', undefined);
  if (place.row.joined && seed.happens(habits.companion_permille)) {
    hall.timeline.begin(companion(worker, place), seed.int(0, 2_500));
  }
  yield* take(worker, place, ware);
}

/** Somebody walks by, and the floor gives. */
function shake({ hall, seed }: Worker, { row }: Place): void {
  const for_ms = seed.int(800, 2_500);
  const times = 1.3 + 2.2 * seed.share();
  for (const plate of row.plates) plate.rumble(hall.at_ms, for_ms, times);
}

function* touch({ hall, seed }: Worker, place: Place, ware: Ware): Doing {
  const for_ms = seed.int(hand_ms.min, hand_ms.max);
  place.row.plates[place.homes.get(ware) ?? 0]?.touch(hall.at_ms, seed.int(hand_mg.min, hand_mg.max), for_ms);
  yield for_ms;
}

/** Lifts one, thinks better of it, and lays it down where it was, or nearly. */
function* hesitate(worker: Worker, place: Place, ware: Ware): Doing {
  const { seed } = worker;
  const [piece] = piecesOf(place, ware);
  if (piece === undefined) return;
  const taken_ms = place.taken_ms.get(ware);
  lift(worker, place, [piece]);
  yield seed.int(300, 900);
  lay(worker, place, [piece], place.homes.get(ware) ?? 0);
  if (taken_ms === undefined) place.taken_ms.delete(ware);
  else place.taken_ms.set(ware, taken_ms);
}

/** How many somebody grasps: those that lie together, newest first. */
function some({ seed }: Worker, { hand_max }: Place, here: readonly Piece[]): Piece[] {
  const dice = seed.int(0, 99);
  const wanted = dice < 62 ? 1 : dice < 82 ? 2 : dice < 93 ? 3 : dice < 98 ? 4 : 5;
  const unit_mg = here[0]?.mass_mg ?? 1;
  const most = Math.max(1, Math.min(wanted, hand_max, Math.floor(taken_max_mg / unit_mg), here.length));
  return here.slice(here.length - most);
}

function* take(worker: Worker, place: Place, ware: Ware): Doing {
  const { hall, seed, habits, gun } = worker;
  const pieces = some(worker, place, piecesOf(place, ware));
  const is_broken = place.row.plates[place.homes.get(ware) ?? 0]?.manner.dead === true;
  const is_scanned = seed.happens(is_broken ? broken_scan_permille : habits.scan_permille);
  const is_wrong = is_scanned && seed.happens(habits.wrong_scan_permille);
  const quantity = is_wrong ? pieces.length + 1 : pieces.length;
  const scanned = is_scanned ? { quantity } : undefined;
  const is_scanned_first = seed.happens(500);
  if (is_scanned && is_scanned_first) {
    yield* aim(hall, gun, seed, 'PICK', place.location);
    yield* scanItem(hall, gun, seed, ware, quantity);
    yield seed.int(200, 2_000);
  }
  if (seed.happens(habits.hold_permille)) yield* touch(worker, place, ware);
  yield* grasp(worker, place, pieces, scanned);
  if (is_scanned && !is_scanned_first) {
    yield seed.int(300, 2_000);
    yield* aim(hall, gun, seed, 'PICK', place.location);
    yield* scanItem(hall, gun, seed, ware, quantity);
  }
  if (seed.happens(habits.put_back_permille)) {
    hall.timeline.begin(putBack(worker, place, pieces.slice(0, seed.int(1, pieces.length))), seed.int(7_000, 60_000));
  }
}

/** One grasp, or two within a second: to a scale, and to the truth, that is one taking. */
function* grasp(worker: Worker, place: Place, pieces: readonly Piece[], scanned: Deed['scanned']): Doing {
  const { seed, habits } = worker;
  if (pieces.length < 2 || !seed.happens(habits.twice_permille)) {
    takeAway(worker, place, pieces, 'take', scanned);
    return;
  }
  const first = pieces.slice(1);
  const home = homeOf(pieces);
  const seen_mg = shownOf(place, pieces);
  lift(worker, place, first);
  tell(worker, 'take-twice', { place, pieces, home, seen_mg, scanned }, false);
  yield seed.int(300, 1_000);
  lift(worker, place, pieces.slice(0, 1));
}

function takeAway(
  worker: Worker,
  place: Place,
  pieces: readonly Piece[],
  deed: string,
  scanned: Deed['scanned'],
): void {
  const home = homeOf(pieces);
  const seen_mg = shownOf(place, pieces);
  lift(worker, place, pieces);
  tell(worker, deed, { place, pieces, home, seen_mg, scanned }, false);
}

function* companion(worker: Worker, place: Place): Doing {
  const { places, seed } = worker;
  const other = seed.oneOf(places.filter((each) => each.row === place.row && each !== place)) ?? place;
  const ware = seed.oneOf([...other.homes.keys()]);
  if (ware === undefined) return;
  const here = piecesOf(other, ware);
  if (other === place || here.length <= other.low) return;
  takeAway(worker, other, some(worker, other, here), 'take-beside', undefined);
  const free_ms = worker.hall.at_ms + seed.int(alone_ms.min, alone_ms.max);
  place.row.free_from_ms = Math.max(place.row.free_from_ms, free_ms);
}

/** Comes back with it, waits until nobody else reaches in, and puts it where it was, or in a place next to it. */
function* putBack(worker: Worker, place: Place, pieces: readonly Piece[]): Doing {
  const { hall, seed, habits } = worker;
  const until_ms = hall.at_ms + 30_000;
  const near = worker.places.filter((each) => each.row === place.row && each !== place);
  const wrong = seed.happens(habits.misplace_permille) ? seed.oneOf(near) : undefined;
  const target = wrong ?? place;
  while (!isFree(target, hall.at_ms)) {
    if (hall.at_ms > until_ms) return;
    yield 500;
  }
  const ware = pieces[0]?.ware;
  if (ware === undefined) return;
  const home = target.homes.get(ware) ?? [...target.homes.values()][0] ?? 0;
  lay(worker, target, pieces, home);
  const seen_mg = shownOf(target, pieces);
  const deed = wrong === undefined ? 'put-back' : 'misplace';
  tell(worker, deed, { place: target, pieces, home, seen_mg }, true, place.taken_to);
  target.row.free_from_ms = hall.at_ms + seed.int(alone_ms.min, alone_ms.max);
  if (wrong !== undefined)
    hall.timeline.begin(correct(worker, target, place, pieces), seed.int(20_000, put_back_ms_max));
}

/** Somebody finds it in the wrong place and brings it home. */
function* correct(worker: Worker, wrong: Place, right: Place, pieces: readonly Piece[]): Doing {
  const { hall, seed } = worker;
  while (!isFree(wrong, hall.at_ms)) yield 500;
  takeAway(worker, wrong, pieces, 'take-misplaced', undefined);
  wrong.row.free_from_ms = hall.at_ms + seed.int(alone_ms.min, alone_ms.max);
  yield seed.int(alone_ms.max + 500, alone_ms.max + 6_000);
  yield* putBack({ ...worker, habits: { ...worker.habits, misplace_permille: 0 } }, right, pieces);
}

/** By handfuls, once nobody could take it for something put back; or a whole carton with its label scanned. */
function* fill(worker: Worker, place: Place, ware: Ware): Doing {
  const { hall, seed, habits, gun } = worker;
  const missing = place.full - piecesOf(place, ware).length;
  if (seed.happens(300)) newLot(seed, ware);
  if (seed.happens(habits.carton_permille)) {
    yield* aim(hall, gun, seed, 'RECEIVE', place.location);
    yield* scanItem(hall, gun, seed, ware, missing);
    yield seed.int(300, 1_500);
    add(worker, place, ware, missing, { quantity: missing });
    return;
  }
  if (hall.at_ms - (place.taken_ms.get(ware) ?? Number.NEGATIVE_INFINITY) < forgotten_ms) return;
  const handful = Math.max(1, Math.min(place.hand_max, Math.floor(taken_max_mg / ware.mass_mg)));
  for (let left = missing; left > 0; ) {
    const number = Math.min(left, seed.int(1, handful));
    add(worker, place, ware, number, undefined);
    left -= number;
    if (left > 0) yield seed.int(alone_ms.min, alone_ms.max);
  }
}

function add(worker: Worker, place: Place, ware: Ware, number: number, scanned: Deed['scanned']): void {
  const { seed, air } = worker;
  const pieces = Array.from({ length: number }, () => air?.pieceOf(ware) ?? pieceOf(seed, ware));
  const home = place.homes.get(ware) ?? 0;
  lay(worker, place, pieces, home);
  const seen_mg = shownOf(place, pieces);
  tell(worker, 'fill', { place, pieces, home, seen_mg, scanned }, true);
}

/** Counts rightly; a count that finds what the ledger has moves nothing. */
function* count(worker: Worker, place: Place): Doing {
  const { hall, seed, gun } = worker;
  yield* aim(hall, gun, seed, 'COUNT', place.location);
  for (const ware of new Set([...place.homes.keys(), ...place.pieces.map((piece) => piece.ware)])) {
    yield* scanItem(hall, gun, seed, ware, piecesOf(place, ware).length);
  }
  yield* done(hall, gun, seed);
}

function lift({ hall, seed, air }: Worker, place: Place, pieces: readonly Piece[]): void {
  liftFrom(seed, place, pieces, hall.at_ms);
  air?.lifted(place, pieces);
}

function lay({ hall, seed, air }: Worker, place: Place, pieces: readonly Piece[], home: number): void {
  layOn(seed, place, pieces, home, hall.at_ms);
  air?.laid(place, pieces);
}

function tell(
  { hall }: Worker,
  deed: string,
  what: Omit<Deed, 'ware'>,
  is_coming: boolean,
  from = what.place.filled_from,
): void {
  const { place, pieces } = what;
  const ware = pieces[0]?.ware;
  if (ware === undefined) return;
  const unseen = unseenBecause({ ...what, ware });
  if (unseen !== undefined) place.is_off = true;
  const epcs = pieces.flatMap(({ epc }) => (epc === undefined ? [] : [epc]));
  hall.happened({
    item: ware.id,
    quantity: pieces.length,
    from: is_coming ? from : place.location,
    to: is_coming ? place.location : place.taken_to,
    deed,
    ...(unseen === undefined ? {} : { unseen }),
    ...(epcs.length === 0 ? {} : { epcs }),
  });
}

/** The plate that shows most of the first of them. */
function homeOf(pieces: readonly Piece[]): number {
  let home = { plate: 0, share: 0 };
  for (const each of pieces[0]?.lies ?? []) if (each.share > home.share) home = each;
  return home.plate;
}

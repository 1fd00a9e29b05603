/** People at weighed places: they take one or several, hold, hesitate, put back here or elsewhere, fill up, count and steal. */
import type { Doing } from '../timeline.ts';
import {
  alone_ms,
  broken_scan_permille,
  type Crew,
  forgotten_ms,
  hand_mg,
  hand_ms,
  isClosed,
  taken_max_mg,
  type Worker,
} from './crew.ts';
import { aim, done, type Gun, scanItem } from './guns.ts';
import { homeOf, lay, lift, some, takeAway, tell } from './hands.ts';
import type { Deed } from './judgement.ts';
import { isFree, type Place, piecesOf, shownOf } from './places.ts';
import { putBack } from './put-back.ts';
import { newLot, type Piece, pieceOf, type Ware } from './wares.ts';

/** Sends the workers in; each has a scanner. */
export function beginWork(crew: Crew, guns: readonly Gun[], in_ms: number): void {
  for (const [nth, gun] of guns.entries()) {
    const worker = { ...crew, gun, seed: crew.hall.seed.stream(`worker-${nth}`) };
    crew.hall.timeline.begin(working(worker), in_ms + nth * 700);
  }
}

function* working(worker: Worker): Doing {
  const { hall, seed, habits } = worker;
  while (!isClosed(hall)) {
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

function* take(worker: Worker, place: Place, ware: Ware): Doing {
  const { hall, seed, habits, gun } = worker;
  const pieces = some(worker, place, piecesOf(place, ware));
  const is_broken = isBroken(place, ware);
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
  if (!is_broken && seed.happens(habits.put_back_permille)) {
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

function* companion(worker: Worker, place: Place): Doing {
  const { places, seed } = worker;
  const other = seed.oneOf(places.filter((each) => each.row === place.row && each !== place)) ?? place;
  const ware = seed.oneOf([...other.homes.keys()]);
  if (ware === undefined) return;
  const here = piecesOf(other, ware);
  if (other === place || here.length <= other.low || isBroken(other, ware)) return;
  takeAway(worker, other, some(worker, other, here), 'take-beside', undefined);
  const free_ms = worker.hall.at_ms + seed.int(alone_ms.min, alone_ms.max);
  place.row.free_from_ms = Math.max(place.row.free_from_ms, free_ms);
}

/** By handfuls, once nobody could take it for something put back; or a whole carton with its label scanned. */
function* fill(worker: Worker, place: Place, ware: Ware): Doing {
  const { hall, seed, habits, gun } = worker;
  const missing = place.full - piecesOf(place, ware).length;
  if (seed.happens(300)) newLot(seed, ware);
  if (isBroken(place, ware) || seed.happens(habits.carton_permille)) {
    yield* aim(hall, gun, seed, 'RECEIVE', place.location);
    yield* scanItem(hall, gun, seed, ware, missing);
    yield seed.int(300, 1_500);
    add(worker, place, ware, missing, { quantity: missing });
    return;
  }
  if (hall.at_ms - (place.taken_ms.get(ware) ?? Number.NEGATIVE_INFINITY) < forgotten_ms) return;
  const handful = Math.max(1, Math.min(place.hand_max, Math.floor(taken_max_mg / ware.mass_mg)));
  for (let left = missing; left > 0 && !isClosed(hall); ) {
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

/** The plate under it is dead, or shows nothing since its power failed, and people know. */
function isBroken({ row, homes }: Place, ware: Ware): boolean {
  return row.zero_lost === true || row.plates[homes.get(ware) ?? 0]?.manner.dead === true;
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

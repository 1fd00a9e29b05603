/** What was taken comes back: to its place, or to a wrong one, where somebody finds it. */
import type { Doing } from '../timeline.ts';
import { alone_ms, isClosed, put_back_ms_max, type Worker } from './crew.ts';
import { lay, takeAway, tell } from './hands.ts';
import { isFree, type Place, shownOf } from './places.ts';
import type { Piece } from './wares.ts';

/** Comes back with it, waits until nobody else reaches in, and puts it where it was, or in a place next to it. */
export function* putBack(worker: Worker, place: Place, pieces: readonly Piece[]): Doing {
  const { hall, seed, habits } = worker;
  const until_ms = hall.at_ms + 30_000;
  const is_misled = seed.happens(habits.misplace_permille);
  const wrong = is_misled ? wrongPlace(worker, place) : undefined;
  const target = wrong ?? place;
  while (!isFree(target, hall.at_ms)) {
    if (hall.at_ms > until_ms) return;
    yield 500;
  }
  if (isClosed(hall)) return;
  const ware = pieces[0]?.ware;
  if (ware === undefined) return;
  const homes = [...target.homes.values()];
  // On a shelf of several plates the wrong one is no other place, but not where anybody expects it.
  const home = (is_misled ? seed.oneOf(homes) : target.homes.get(ware)) ?? homes[0] ?? 0;
  lay(worker, target, pieces, home);
  const seen_mg = shownOf(target, pieces);
  const deed = wrong === undefined ? 'put-back' : 'misplace';
  tell(worker, deed, { place: target, pieces, home, seen_mg }, true, place.taken_to);
  target.row.free_from_ms = hall.at_ms + seed.int(alone_ms.min, alone_ms.max);
  if (wrong !== undefined)
    hall.timeline.begin(correct(worker, target, place, pieces), seed.int(20_000, put_back_ms_max));
}

/** Next to the right one: on the same board; where tags would tell, also on the next shelf. */
function wrongPlace({ places, seed, air }: Worker, place: Place): Place | undefined {
  const at = places.indexOf(place);
  const near = places.filter((each, index) => {
    const is_next = air?.hears(each) === true && Math.abs(index - at) === 1;
    return each !== place && (each.row === place.row || is_next);
  });
  return seed.happens(500) || place.homes.size === 1 ? seed.oneOf(near) : undefined;
}

/** Somebody finds it in the wrong place and brings it home. */
function* correct(worker: Worker, wrong: Place, right: Place, pieces: readonly Piece[]): Doing {
  const { hall, seed } = worker;
  while (!isFree(wrong, hall.at_ms)) yield 500;
  if (isClosed(hall)) return;
  takeAway(worker, wrong, pieces, 'take-misplaced', undefined);
  wrong.row.free_from_ms = hall.at_ms + seed.int(alone_ms.min, alone_ms.max);
  yield seed.int(alone_ms.max + 500, alone_ms.max + 6_000);
  yield* putBack({ ...worker, habits: { ...worker.habits, misplace_permille: 0 } }, right, pieces);
}

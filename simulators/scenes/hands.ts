/** What hands do to shelves, scales and the air, and what of it is told as truth. */
import { taken_max_mg, type Worker } from './crew.ts';
import { type Deed, unseenBecause } from './judgement.ts';
import { layDown, liftUp, type Place, shownOf } from './places.ts';
import type { Piece } from './wares.ts';

/** How many somebody grasps: those that lie together, newest first. */
export function some({ seed }: Worker, { hand_max }: Place, here: readonly Piece[]): Piece[] {
  const dice = seed.int(0, 99);
  const wanted = dice < 62 ? 1 : dice < 82 ? 2 : dice < 93 ? 3 : dice < 98 ? 4 : 5;
  const unit_mg = here[0]?.mass_mg ?? 1;
  const most = Math.max(1, Math.min(wanted, hand_max, Math.floor(taken_max_mg / unit_mg), here.length));
  return here.slice(here.length - most);
}

export function takeAway(
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

export function lift({ hall, seed, air }: Worker, place: Place, pieces: readonly Piece[]): void {
  liftUp(seed, place, pieces, hall.at_ms);
  air?.lifted(place, pieces);
}

export function lay({ hall, seed, air }: Worker, place: Place, pieces: readonly Piece[], home: number): void {
  layDown(seed, place, pieces, home, hall.at_ms);
  air?.laid(place, pieces);
}

export function tell(
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
export function homeOf(pieces: readonly Piece[]): number {
  let home = { plate: 0, share: 0 };
  for (const each of pieces[0]?.lies ?? []) if (each.share > home.share) home = each;
  return home.plate;
}

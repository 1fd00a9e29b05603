/** What a booked change teaches: how many pieces people take at once, where an item lies, and what a piece of it weighs. */
import { homeAfter, homeKey } from './arrangement.ts';
import type { Booking } from './fusion-book.ts';
import { isOwnPlate, noiseOf, totalOf } from './fusion-event.ts';
import { type Judgement, type SenseParts, tagged } from './fusion-judge.ts';
import { isPartlyFelt } from './fusion-unfelt.ts';
import { restsOf } from './fusion-words.ts';
import { habitAfter } from './grasp-habit.ts';
import { leanOf } from './likelihood.ts';
import { leanAfter } from './plate-lean.ts';
import { raise } from './questions.ts';
import { scannedOf } from './scan-near.ts';
import type { Turn } from './turn.ts';
import { learnMass } from './unit-mass.ts';

/** So few pieces of the only item of a place are hardly ever mistaken for one more or less. */
const plain_pieces_max = 3;
/** As sure as this a change tells how many pieces people take at once. */
const habit_min_permille = 950;

/** What was seen to happen and is sure tells how many pieces people take at once. */
export function noteHabit({ fusion }: SenseParts, { verdict, event }: Judgement): void {
  const [best] = verdict.ranked;
  const [line, ...others] = best?.lines ?? [];
  if (best === undefined || line === undefined || others.length > 0 || event.unwatched) return;
  if (best.permille >= habit_min_permille) fusion.habit = habitAfter(fusion.habit, line.quantity);
}

/** Where the item lies among the plates of its location; where some of them feel nothing, only what a scan or a tag names tells that. */
export function noteHome(turn: Turn, parts: SenseParts, { line, location, judgement, witnesses }: Booking): void {
  const { fusion } = parts;
  const isNamed = witnesses.length > 0 || scannedOf(judgement.scans, location, line.item) !== undefined;
  if (!isNamed && isPartlyFelt(turn, parts, location)) return;
  const plates = judgement.event.plates.filter((plate) => plate.location === location);
  const whole_mg = totalOf({ plates });
  if (whole_mg === 0) return;
  const shares = plates.map(({ channel, delta_mg }): [string, number] => [channel, Math.max(0, delta_mg / whole_mg)]);
  const key = homeKey(location, line.item);
  fusion.homes.set(key, homeAfter(fusion.homes.get(key), shares));
}

/**
 * A pick whose number a scan or the tags confirm teaches what a piece weighs. So do a few pieces where only one item lies, as a guess: one
 * more or less would weigh so much else that they are told well, unless the mass itself is wrong.
 */
export function learn(turn: Turn, { fusion }: SenseParts, booking: Booking): void {
  const { judgement, line, location, witnesses, plates, candidate } = booking;
  const item = turn.index.items.get(line.item);
  const { event } = judgement;
  if (item === undefined || event.unwatched || (judgement.verdict.ranked[0]?.lines.length ?? 0) > 1) return;
  const scanned = scannedOf(judgement.scans, location, line.item);
  const isConfirmed =
    scanned === line.quantity ||
    (scanned === undefined && tagged(witnesses, location, line.item, line.quantity) === Math.abs(line.quantity));
  const isPlain =
    scanned === undefined &&
    Math.abs(line.quantity) <= plain_pieces_max &&
    judgement.candidates.every(({ item: each }) => each === line.item);
  if (!(isConfirmed || isPlain) || event.plates.some((plate) => plate.location !== location)) return;
  const pieces = Math.abs(line.quantity);
  const mass_mg = Math.abs(totalOf({ plates }));
  const noise = noiseOf({ plates }) / mass_mg;
  const piece_mg = mass_mg / pieces;
  if (isOwnPlate(turn, event, location)) {
    const seen = { piece_mg, pieces, lean: leanOf(pieces, true), noise };
    fusion.leans.set(location, leanAfter(fusion.leans.get(location), candidate.mass, seen));
  }
  const sample = {
    piece_mg,
    pieces,
    at_ms: event.at_ms,
    sd: Math.hypot(leanOf(pieces, candidate.is_alone, candidate.lean), noise),
    ...(line.quantity < 0 ? { from: location } : {}),
    ...(isConfirmed ? {} : { is_guess: true }),
  };
  if (learnMass(fusion.masses, item, sample) !== 'changed') return;
  raise(turn, {
    id: `unit-mass/${item.id}`,
    kind: 'unit-mass-changed',
    location,
    item: item.id,
    question: `The last picks of ${item.name} weigh something else than those before them: has its package changed? The unit mass is learned anew from now on.`,
    evidence: restsOf(event.plates),
  });
}

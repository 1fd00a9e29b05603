/**
 * A shelf with look-alike weights: boards of plates with three to six items each whose pieces weigh the same within a few
 * thousandths, an antenna behind every board, tags of which some are dead or shadowed or heard next door, and scans for a share.
 */
import { type Seed, seedOf } from '../seed.ts';
import type { Habits } from './crew.ts';
import { type FittingOptions, Fittings, rangesOf } from './fittings.ts';
import { Hall } from './hall.ts';
import type { Scenario, Scene } from './scene.ts';
import { answers_permille, ShelfAir } from './shelf-air.ts';
import { day_ms, gunsOf, morning_ms, sceneOfDay } from './shop-scene.ts';

const name = 'look-alike shelf';
const opening_ms = 80_000;

const fittings: FittingOptions = {
  plates: {
    noise_mg: [200, 1_500],
    wander_mg: [0, 500],
    quantum_mg: [100, 500],
    drift_mg: [80, 400],
    mg_per_kelvin: [0, 0],
    creep_ppm: [100, 300],
    empty_mg: [200_000, 1_500_000],
    spiky_permille: 500,
    dead_permille: 0,
  },
  wares: {
    grams: [80, 600],
    piece_permille: [5, 15],
    lot_permille_max: 15,
    wrong_permille: 50,
    wrong_by_permille: 20,
    own_label_permille: 0,
  },
  lean: { lean_permille: 30, straddle_permille: 180, neighbour_permille: [20, 30] },
};

const habits: Habits = {
  pause_ms: 9_000,
  busy_permille: 1_000,
  touch_permille: 50,
  hesitate_permille: 40,
  count_permille: 4,
  theft_permille: 8,
  pass_by_permille: 200,
  hold_permille: 70,
  twice_permille: 350,
  scan_permille: 300,
  wrong_scan_permille: 10,
  put_back_permille: 90,
  misplace_permille: 60,
  companion_permille: 80,
  carton_permille: 300,
};

/** Items of a shelf lie so far apart at most. */
const alike_permille_max = 30;

function sceneOf(seed_number: number, scale: number): Scene {
  const seed = seedOf(seed_number, name);
  const hall = new Hall(seed, { start_ms: morning_ms, end_ms: morning_ms + opening_ms + day_ms });
  const plan = seed.stream('plan');
  const fitted = new Fittings(hall, fittings, 30_000);
  const air = new ShelfAir(hall, {
    tag_permille: 980,
    dead_permille: 15,
    shadowed_permille: 250,
    shadow_cdb: [300, 1_200],
  });
  const shelves = Math.max(2, Math.round(16 * scale));
  for (let shelf = 0; shelf < shelves; shelf += 1) {
    const number = plan.int(3, 6);
    const before = fitted.places.length;
    const hz = shelf === 0 ? 10 : (plan.oneOf([4, 4, 5]) ?? 4);
    fitted.board({
      speaks: 'native',
      hz,
      batch: hz === 10 ? 12 : 2,
      stamped: true,
      plates: number,
      shelf: true,
      grams: lookAlikes(plan, number),
      vibrates: false,
    });
    air.watch(fitted.places.slice(before));
  }
  const guns = gunsOf(Math.max(1, Math.round(6 * scale)));
  const house = { name: 'Look-alike shelf', guns, readers: air.readers(), ...fitted.parts() };
  return sceneOfDay({
    name,
    seed: seed_number,
    hall,
    house,
    crew: { busy: fitted.places.length, habits, air },
    opening_ms,
    begin: () => air.begin(),
  });
}

function lookAlikes(seed: Seed, number: number): number[] {
  const grams = 80 * (600 / 80) ** seed.share();
  return Array.from({ length: number }, () => grams * (1 + (alike_permille_max * seed.share()) / 1_000));
}

export const lookAlikeShelf: Scenario = {
  name,
  says: 'Boards of plates with three to six items of nearly the same mass, an antenna behind each; one taking in three is scanned.',
  ranges: {
    ...rangesOf(fittings, [4, 10]),
    'items a shelf': [3, 6],
    'masses apart, thousandths': [0, alike_permille_max],
    'read probability, thousandths': [answers_permille.min, answers_permille.max],
  },
  sceneOf,
};

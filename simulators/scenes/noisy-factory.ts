/** A noisy factory: machines shake the racks, people are in a hurry, parts lie across plates, and cells are cheap. */
import { seedOf } from '../seed.ts';
import { partsOf } from './calm-shop.ts';
import type { Habits } from './crew.ts';
import { type FittingOptions, Fittings, rangesOf } from './fittings.ts';
import { Hall } from './hall.ts';
import type { House } from './house.ts';
import type { Scenario, Scene } from './scene.ts';
import { day_ms, gunsOf, morning_ms, sceneOfDay } from './shop-scene.ts';

const name = 'noisy factory';
const opening_ms = 45_000;

const fittings: FittingOptions = {
  plates: {
    noise_mg: [300, 3_000],
    wander_mg: [0, 1_000],
    quantum_mg: [100, 5_000],
    drift_mg: [100, 800],
    mg_per_kelvin: [0, 0],
    creep_ppm: [100, 500],
    empty_mg: [150_000, 2_000_000],
    spiky_permille: 1_000,
    dead_permille: 10,
  },
  wares: {
    grams: [40, 1_500],
    piece_permille: [5, 20],
    lot_permille_max: 30,
    wrong_permille: 100,
    wrong_by_permille: 40,
    own_label_permille: 300,
  },
  lean: { lean_permille: 30, straddle_permille: 120, neighbour_permille: [20, 30] },
  vibration: { hz: [5, 12], mg: [2_000, 7_000], permille: 250 },
};

const habits: Habits = {
  pause_ms: 8_000,
  busy_permille: 970,
  touch_permille: 110,
  hesitate_permille: 60,
  count_permille: 5,
  theft_permille: 8,
  pass_by_permille: 500,
  hold_permille: 120,
  twice_permille: 450,
  scan_permille: 60,
  wrong_scan_permille: 15,
  put_back_permille: 90,
  misplace_permille: 25,
  companion_permille: 180,
  carton_permille: 400,
};

/** A press nearby: all racks shake while it runs. */
const press = { every_ms: 45_000, for_ms: { min: 2_000, max: 6_000 }, times: { min: 1.2, max: 2 } } as const;
/** A crate, heavier than all that a bin can hold, is set down on it and taken away again; scales end at what they can weigh. */
const crate = {
  every_ms: 240_000,
  mg: { min: 20_000_000, max: 90_000_000 },
  for_ms: { min: 4_000, max: 15_000 },
} as const;

function sceneOf(seed_number: number, scale: number): Scene {
  const seed = seedOf(seed_number, name);
  const hall = new Hall(seed, { start_ms: morning_ms, end_ms: morning_ms + opening_ms + day_ms });
  const plan = seed.stream('plan');
  const fitted = new Fittings(hall, fittings, 10_000);
  const busy = Math.max(10, Math.round(110 * scale));
  // One board is read as fast as a store's shelf: 60 times a second, twelve samples in a message.
  fitted.board({
    speaks: 'native',
    hz: 60,
    batch: 12,
    stamped: true,
    plates: Math.max(2, Math.round(4 * scale)),
    shelf: false,
    vibrates: true,
  });
  while (fitted.places.length < busy) {
    const turn = fitted.nodes.length % 5;
    const hz = turn === 0 ? 10 : (plan.oneOf([2, 4, 5, 5]) ?? 4);
    const own = { speaks: 'native', hz, batch: hz === 10 ? 12 : Math.max(1, hz >> 1), stamped: true } as const;
    if (turn % 2 === 0) fitted.board({ ...own, plates: 5, shelf: false, vibrates: turn === 0 });
    else if (turn === 3) fitted.bins(1, { speaks: 'mt-sics', hz: 5, batch: 1, stamped: false });
    else fitted.bins(6, own);
  }
  const streamed = fitted.places.length;
  while (fitted.places.length < streamed + Math.round(300 * scale)) {
    fitted.bins(8, { speaks: 'native-changes', hz: 1, batch: 1, stamped: true });
  }
  const guns = gunsOf(Math.max(1, Math.round(6 * scale)));
  const house = { name: 'Noisy factory', guns, readers: [], ...partsOf(fitted) };
  return sceneOfDay({
    name,
    seed: seed_number,
    hall,
    house,
    crew: { busy: streamed, habits },
    opening_ms,
    begin() {
      hall.timeline.begin(pressing(hall, house), 5_000);
      hall.timeline.begin(crating(hall, house), opening_ms + 20_000);
    },
  });
}

function* pressing(hall: Hall, { places }: House): Generator<number, void, void> {
  const seed = hall.seed.stream('press');
  const plates = places.flatMap(({ row }) => row.plates);
  for (;;) {
    const for_ms = seed.int(press.for_ms.min, press.for_ms.max);
    const times = press.times.min + (press.times.max - press.times.min) * seed.share();
    for (const plate of plates) plate.rumble(hall.at_ms, for_ms, times);
    yield for_ms + Math.round(press.every_ms * (0.5 + seed.share()));
  }
}

function* crating(hall: Hall, { places }: House): Generator<number, void, void> {
  const seed = hall.seed.stream('crates');
  for (;;) {
    const place = seed.oneOf(places.filter(({ row }) => !row.joined && hall.at_ms >= row.free_from_ms));
    if (place !== undefined) {
      const for_ms = seed.int(crate.for_ms.min, crate.for_ms.max);
      place.row.free_from_ms = hall.at_ms + for_ms + 7_000;
      place.row.plates[0]?.lay(hall.at_ms, seed.int(crate.mg.min, crate.mg.max), for_ms);
    }
    yield Math.round(crate.every_ms * (0.5 + seed.share()));
  }
}

export const noisyFactory: Scenario = {
  name,
  says: 'Machines shake the racks, cells are cheap, parts lie across plates, and everybody is in a hurry.',
  ranges: rangesOf(fittings, [1, 60]),
  sceneOf,
};

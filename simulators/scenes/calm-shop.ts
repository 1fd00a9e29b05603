/** A calm shop: hundreds of bins of one item on good load cells, some shelves of several, a share of takings scanned. */
import { seedOf } from '../seed.ts';
import type { Habits } from './crew.ts';
import { type FittingOptions, Fittings, rangesOf } from './fittings.ts';
import { Hall } from './hall.ts';
import type { NodePlan } from './nodes.ts';
import type { Scenario, Scene } from './scene.ts';
import { day_ms, gunsOf, morning_ms, sceneOfDay } from './shop-scene.ts';

const name = 'calm shop';
const opening_ms = 40_000;

const fittings: FittingOptions = {
  plates: {
    noise_mg: [50, 800],
    wander_mg: [0, 250],
    quantum_mg: [50, 500],
    drift_mg: [60, 300],
    mg_per_kelvin: [0, 0],
    creep_ppm: [100, 300],
    empty_mg: [150_000, 900_000],
    spiky_permille: 200,
    dead_permille: 8,
  },
  wares: {
    grams: [25, 900],
    piece_permille: [5, 15],
    lot_permille_max: 20,
    wrong_permille: 80,
    wrong_by_permille: 40,
    own_label_permille: 100,
  },
  lean: { lean_permille: 25, straddle_permille: 40, neighbour_permille: [10, 25] },
};

const habits: Habits = {
  pause_ms: 14_000,
  busy_permille: 930,
  touch_permille: 60,
  hesitate_permille: 40,
  count_permille: 8,
  theft_permille: 6,
  pass_by_permille: 200,
  hold_permille: 60,
  twice_permille: 300,
  scan_permille: 160,
  wrong_scan_permille: 10,
  put_back_permille: 80,
  misplace_permille: 10,
  companion_permille: 50,
  carton_permille: 300,
};

const kinds: readonly NodePlan['speaks'][] = [
  'native',
  'native',
  'native',
  'esphome',
  'native',
  'mt-sics',
  'native',
  'tasmota',
];
const rates = [1, 2, 2, 4, 5] as const;

function sceneOf(seed_number: number, scale: number): Scene {
  const seed = seedOf(seed_number, name);
  const hall = new Hall(seed, { start_ms: morning_ms, end_ms: morning_ms + opening_ms + day_ms });
  const plan = seed.stream('plan');
  const fitted = new Fittings(hall, fittings);
  const busy = Math.max(12, Math.round(200 * scale));
  while (fitted.places.length < busy) {
    const speaks = kinds[fitted.nodes.length % kinds.length] ?? 'native';
    const hz = speaks === 'native' ? (plan.oneOf(rates) ?? 2) : 3;
    const stamped = speaks === 'native' && !plan.happens(150);
    const own = { speaks, hz, batch: stamped ? Math.max(1, Math.floor(hz / 2)) : 1, stamped };
    if (fitted.nodes.length % 7 === 3) fitted.mixedShelf(plan.int(3, 4), { ...own, speaks: 'native' });
    else if (fitted.nodes.length % 7 === 6)
      fitted.board({ ...own, speaks: 'native', plates: 4, shelf: false, vibrates: false });
    else fitted.bins(speaks === 'native' ? 6 : speaks === 'esphome' ? 3 : 1, own);
  }
  const streamed = fitted.places.length;
  // The store behind the shop: battery nodes that wake when something moves, seldom visited.
  while (fitted.places.length < streamed + Math.round(1_000 * scale)) {
    fitted.bins(8, { speaks: 'native-changes', hz: 1, batch: 1, stamped: true });
  }
  const guns = gunsOf(Math.max(1, Math.round(9 * scale)));
  const house = { name: 'Calm shop', guns, readers: [], ...fitted.parts() };
  return sceneOfDay({ name, seed: seed_number, hall, house, crew: { busy: streamed, habits }, opening_ms });
}

export const calmShop: Scenario = {
  name,
  says: 'Bins of one item and shelves of several on good load cells; one taking in six is scanned.',
  ranges: rangesOf(fittings, [1, 5]),
  sceneOf,
};

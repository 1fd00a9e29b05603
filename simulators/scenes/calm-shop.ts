/** A calm shop: hundreds of single-item bins on good load cells, some shelves of several items, a share of takings scanned. */
import { type Seed, seedOf } from '../seed.ts';
import { gunOf } from './guns.ts';
import { Hall } from './hall.ts';
import { type House, openHouse, siteOf } from './house.ts';
import type { NodePlan } from './nodes.ts';
import { beginWork, type Habits } from './people.ts';
import { type LeanManner, type Place, placeOf, type Row } from './places.ts';
import { type PlateManner, plateOf } from './plate.ts';
import type { Scenario, Scene } from './scene.ts';
import { type Ware, type WareOptions, wareOf } from './wares.ts';

const start_ms = 1_795_420_800_000;
const opening_ms = 40_000;
const open_ms = 1_200_000;

const says = 'A calm shop: bins of one item and shelves of several on good load cells; one taking in six is scanned.';

const wareOptions: WareOptions = {
  grams: [25, 900],
  piece_permille: [5, 15],
  lot_permille_max: 20,
  wrong_permille: 80,
  wrong_by_permille: 40,
};

const lean: LeanManner = { lean_permille: 25, straddle_permille: 0, neighbour_permille: [0, 0] };

const habits: Habits = {
  pause_ms: 14_000,
  busy_permille: 850,
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
  misplace_permille: 0,
  companion_permille: 0,
  carton_permille: 300,
};

function mannerOf(seed: Seed, quantum_mg: number): PlateManner {
  const typical = seed.share();
  return {
    noise_mg: Math.round(50 * (900 / 50) ** seed.share()),
    wander_mg: Math.round(250 * seed.share()),
    quantum_mg,
    dither_permille: 0,
    resonance_hz: 0,
    resonance_mg: 0,
    spike_ppm: seed.happens(200) ? 100 : 0,
    spike_samples_max: 1,
    drift_mg: Math.round(60 * (300 / 60) ** typical),
    mg_per_kelvin: 0,
    creep_ppm: 300,
    offset_mg: seed.happens(100) ? seed.int(-5_000_000, 60_000_000) : seed.int(150_000, 900_000),
    clamps: false,
    range_mg: 80_000_000,
    dead: seed.happens(8),
  };
}

/** Bins that nodes stream, up to eight on a node, some of them over other drivers. */
function streamed(
  seed: Seed,
  hall: Hall,
  number: number,
  first: number,
): { wares: Ware[]; places: Place[]; nodes: NodePlan[] } {
  const wares: Ware[] = [];
  const places: Place[] = [];
  const nodes: NodePlan[] = [];
  const kinds = ['native', 'native', 'native', 'native', 'esphome', 'native', 'mt-sics', 'native', 'tasmota'] as const;
  while (places.length < number) {
    const speaks = kinds[nodes.length % kinds.length] ?? 'native';
    const device = `${speaks === 'native' ? 'node' : speaks}-${nodes.length + 1}`;
    const cells = [];
    const wanted = speaks === 'native' ? 8 : speaks === 'esphome' ? 3 : 1;
    for (let nth = 1; nth <= wanted && places.length < number; nth += 1) {
      const ware = wareOf(
        seed,
        first + wares.length,
        speaks === 'tasmota' ? { ...wareOptions, grams: [60, 900] } : wareOptions,
      );
      const manner = mannerOf(
        seed,
        speaks === 'tasmota' ? 1_000 : speaks === 'mt-sics' || speaks === 'esphome' ? 100 : seed.int(50, 500),
      );
      const plate = plateOf(hall.seed.stream(`${device}/${nth}`), { ...manner, clamps: speaks === 'tasmota' });
      const row: Row = { plates: [plate], joined: false, lean, free_from_ms: 0 };
      wares.push(ware);
      places.push(placeOf(`A${first + places.length}`, row, new Map([[ware, 0]]), sizeOf(ware)));
      cells.push({ channel: speaks === 'esphome' ? `bin_${nth}` : String(nth), plate });
    }
    const hz = speaks === 'native' ? (seed.oneOf([1, 2, 2, 4, 5]) ?? 2) : speaks === 'mt-sics' ? 4 : 2;
    const stamped = speaks === 'native' && !seed.happens(150);
    nodes.push({ device, speaks, hz, batch: stamped ? Math.max(1, Math.floor(hz / 2)) : 1, stamped, cells });
  }
  return { wares, places, nodes };
}

function sizeOf({ mass_mg }: Ware): { full: number; low: number } {
  const full = Math.max(10, Math.min(40, Math.floor(12_000_000 / mass_mg)));
  return { full, low: 5 };
}

function sceneOf(seed_number: number, scale: number): Scene {
  const seed = seedOf(seed_number, 'calm-shop');
  const end_ms = start_ms + opening_ms + open_ms;
  const hall = new Hall(seed, { start_ms, end_ms });
  const plan = seed.stream('plan');
  const built = streamed(plan, hall, Math.max(12, Math.round(220 * scale)), 1);
  const workers = Math.max(1, Math.round(9 * scale));
  const guns = Array.from({ length: workers }, (_, nth) =>
    gunOf(`gun-${nth + 1}`, nth % 3 === 2 ? 'line-scanner' : 'native'),
  );
  const house: House = { name: 'Calm shop', ...built, guns, joined: new Set(), readers: [] };
  return {
    name: 'calm shop',
    seed: seed_number,
    site: siteOf(house, seed.stream('settings')),
    start_ms,
    end_ms,
    score_from_ms: start_ms + opening_ms,
    *play(told) {
      const lines = hall.play(told);
      hall.timeline.begin(opening(hall, house));
      beginWork({ hall, places: house.places, busy: house.places.length, habits }, guns, opening_ms + 1_000);
      yield* lines;
    },
  };
}

function* opening(hall: Hall, house: House): Generator<number, void, void> {
  openHouse(hall, house, { counted_from_ms: 15_000, counted_by_ms: opening_ms - 5_000 });
  yield 0;
}

export const calmShop: Scenario = {
  name: 'calm shop',
  says,
  ranges: { 'white noise, mg': [50, 900], 'quantum, mg': [50, 1_000], 'rate, Hz': [1, 5] },
  sceneOf,
};

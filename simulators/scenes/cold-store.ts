/** A cold store: doors open, plates warm up and creep, cheap nodes show nothing below zero, tags freeze in behind liquid. */
import { seedOf } from '../seed.ts';
import type { Habits } from './crew.ts';
import { type FittingOptions, Fittings, rangesOf } from './fittings.ts';
import { Hall } from './hall.ts';
import type { House } from './house.ts';
import { failPower } from './nodes.ts';
import { isFree } from './places.ts';
import type { Scenario, Scene } from './scene.ts';
import { answers_permille, ShelfAir } from './shelf-air.ts';
import { day_ms, gunsOf, morning_ms, sceneOfDay } from './shop-scene.ts';

const name = 'cold store';
const opening_ms = 75_000;

const plates: FittingOptions['plates'] = {
  noise_mg: [100, 1_500],
  wander_mg: [0, 600],
  quantum_mg: [100, 2_000],
  drift_mg: [200, 800],
  // 0.02 to 0.05 % of 30 kg in ten degrees, and cells of lesser make.
  mg_per_kelvin: [600, 2_500],
  creep_ppm: [300, 1_500],
  empty_mg: [-300_000, 1_500_000],
  spiky_permille: 400,
  dead_permille: 8,
};

const wares: FittingOptions['wares'] = {
  grams: [120, 2_500],
  piece_permille: [5, 20],
  lot_permille_max: 30,
  wrong_permille: 80,
  wrong_by_permille: 30,
  own_label_permille: 0,
};

const lean: FittingOptions['lean'] = { lean_permille: 30, straddle_permille: 60, neighbour_permille: [15, 30] };
const shadow_cdb = [500, 1_800] as const;

const habits: Habits = {
  pause_ms: 11_000,
  busy_permille: 960,
  touch_permille: 50,
  hesitate_permille: 30,
  count_permille: 5,
  theft_permille: 5,
  pass_by_permille: 250,
  hold_permille: 60,
  twice_permille: 350,
  scan_permille: 180,
  wrong_scan_permille: 10,
  put_back_permille: 60,
  misplace_permille: 15,
  companion_permille: 60,
  carton_permille: 350,
};

/** Doors stand open for a minute or two; the air warms up at once and cools down slowly. */
const door = { every_ms: 240_000, kelvin: { min: 2, max: 8 }, warms_ms: 25_000, cools_ms: 220_000 } as const;

function sceneOf(seed_number: number, scale: number): Scene {
  const seed = seedOf(seed_number, name);
  const end_ms = morning_ms + opening_ms + day_ms;
  const hall = new Hall(seed, { start_ms: morning_ms, end_ms });
  const plan = seed.stream('plan');
  const doors = doorsOf(seed.stream('doors'), end_ms);
  const kelvinAt = (at_ms: number) => doors.reduce((sum, each) => sum + warmth(at_ms - each.at_ms) * each.kelvin, 0);
  const fitted = new Fittings(hall, { plates, wares, lean, kelvinAt }, 20_000);
  const air = new ShelfAir(hall, {
    tag_permille: 900,
    dead_permille: 30,
    shadowed_permille: 250,
    shadow_cdb,
  });
  const busy = Math.max(10, Math.round(100 * scale));
  while (fitted.places.length < busy) {
    const turn = fitted.nodes.length % 6;
    const hz = plan.oneOf([1, 2, 4, 5]) ?? 2;
    const own = { speaks: 'native', hz, batch: Math.max(1, hz >> 1), stamped: true } as const;
    if (turn === 0) {
      const before = fitted.places.length;
      fitted.board({ ...own, plates: 4, shelf: true, vibrates: false });
      air.watch(fitted.places.slice(before));
    } else if (turn === 2 || turn === 5) {
      // One in four is of before Tasmota sent what it weighs before its tare.
      const speaks = plan.happens(250) ? 'tasmota-old' : 'tasmota';
      fitted.bins(1, { speaks, hz: 1, batch: 1, stamped: false });
    } else if (turn === 4) fitted.mixedShelf(3, own);
    else fitted.bins(6, own);
  }
  const streamed = fitted.places.length;
  while (fitted.places.length < streamed + Math.round(200 * scale)) {
    fitted.bins(8, { speaks: 'native-changes', hz: 1, batch: 1, stamped: true });
  }
  const guns = gunsOf(Math.max(1, Math.round(8 * scale)));
  const house = { name: 'Cold store', guns, readers: air.readers(), ...fitted.parts() };
  return sceneOfDay({
    name,
    seed: seed_number,
    hall,
    house,
    crew: { busy: streamed, habits, air },
    opening_ms,
    begin() {
      air.begin();
      hall.timeline.begin(failing(hall, house), opening_ms + 60_000);
    },
  });
}

/** Now and then the power of a cheap node fails, while nobody is at its bin. */
function* failing(hall: Hall, { nodes, places }: House): Generator<number, void, void> {
  const seed = hall.seed.stream('power');
  for (;;) {
    const node = seed.oneOf(nodes.filter(({ speaks }) => speaks.startsWith('tasmota')));
    const place = places.find(({ row }) => row.plates[0] === node?.cells[0]?.plate);
    if (node !== undefined && place !== undefined && isFree(place, hall.at_ms)) {
      const for_ms = seed.int(8_000, 30_000);
      place.row.free_from_ms = hall.at_ms + for_ms + 12_000;
      place.row.zero_lost = node.speaks === 'tasmota-old';
      hall.timeline.begin(failPower(hall, node, for_ms));
    }
    yield seed.int(200_000, 500_000);
  }
}

interface Door {
  readonly at_ms: number;
  readonly kelvin: number;
}

function doorsOf(seed: ReturnType<typeof seedOf>, end_ms: number): Door[] {
  const doors: Door[] = [];
  for (
    let at_ms = morning_ms + 60_000;
    at_ms < end_ms;
    at_ms += Math.round(door.every_ms * (0.4 + 1.2 * seed.share()))
  ) {
    doors.push({ at_ms, kelvin: door.kelvin.min + (door.kelvin.max - door.kelvin.min) * seed.share() });
  }
  return doors;
}

/** From 0 up to nearly 1 and back. */
function warmth(since_ms: number): number {
  if (since_ms <= 0) return 0;
  return (1 - Math.exp(-since_ms / door.warms_ms)) * Math.exp(-since_ms / door.cools_ms);
}

export const coldStore: Scenario = {
  name,
  says: 'Doors let the warmth in, plates drift and creep, cheap nodes show nothing below zero, liquid shadows tags.',
  ranges: {
    ...rangesOf({ plates, wares, lean }, [1, 5]),
    'tag shadow, cdB': shadow_cdb,
    'read probability, thousandths': [answers_permille.min, answers_permille.max],
  },
  sceneOf,
};

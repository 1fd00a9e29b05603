/** A busy cross-dock: pallets come in, wait in staging zones, change zones and go out, all the time and past each other. */
import type { Seed } from '../seed.ts';
import type { Doing } from '../timeline.ts';
import { type Door, dockRanges, type Zone } from './dock-house.ts';
import { axisOf, type Load, tagRanges } from './dock-load.ts';
import { type DockPlay, dockScene, opening_ms } from './dock-scene.ts';
import type { Scenario } from './scene.ts';

const ranges = {
  ...dockRanges,
  ...tagRanges,
  'speed of people and trucks, m/s': [0.8, 3.2],
  'tags of one pallet': [5, 40],
  'pallet stands at least, ms': [15_000, 30_000],
  'stock in the hall that is overheard, tags': [800, 2_000],
} as const;

const for_ms = 1_200_000;
/** Where trailers stand before a door, and where loads turn off behind it. */
const trailer_y_m = -9;
const aisle_y_m = 5;
const crews = 3;
const pallets_in_zone_max = 4;

export const crossDock: Scenario = {
  name: 'busy cross-dock',
  says: 'Three dock doors, pallets of 5 to 40 cases in and out all the time, staging zones, two pallets crossing in one door.',
  ranges,
  sceneOf: (seed, scale) =>
    dockScene({
      name: 'busy cross-dock',
      seed,
      doors: 3,
      zones: 4,
      for_ms: Math.round(for_ms * scale) + opening_ms,
      begin,
    }),
};

/** A pallet that stands in a zone. */
interface Standing {
  readonly load: Load;
  readonly zone: Zone;
  /** Nobody takes it before. */
  readonly until_ms: number;
}

interface Yard {
  readonly play: DockPlay;
  /** Nobody is at work on these. */
  readonly free: Standing[];
  /** Pallets in a zone or on their way to it. */
  readonly taken: Map<string, number>;
}

function begin(play: DockPlay): void {
  const yard: Yard = { play, free: [], taken: new Map() };
  stockTheHall(play);
  for (let crew = 0; crew < crews; crew += 1) {
    play.timeline.begin(working(yard, play.seed.stream(`crew-${crew}`)), opening_ms + crew * 7_000);
  }
}

/** Cases in the racks behind, which no antenna is meant to hear. */
function stockTheHall({ loads, seed }: DockPlay): void {
  const stock = seed.stream('stock');
  const [from, to] = ranges['stock in the hall that is overheard, tags'];
  const racks = Math.round(stock.int(from, to) / 10);
  for (let rack = 0; rack < racks; rack += 1) {
    loads.make(10, { x_m: stock.share() * 30 - 5, y_m: 20 + stock.share() * 20 }, 'hall');
  }
}

function* working(yard: Yard, seed: Seed): Doing {
  const { timeline, until_ms } = yard.play;
  while (timeline.now_ms < until_ms) {
    const inbound = yard.free.length < 3 || (yard.free.length < 12 && seed.happens(500));
    if (inbound) yield* receive(yard, seed);
    else if (seed.happens(250)) yield* putAway(yard, seed);
    else yield* ship(yard, seed);
    yield seed.int(3_000, 20_000);
  }
}

function* receive(yard: Yard, seed: Seed): Doing {
  const { house, loads } = yard.play;
  const door = seed.oneOf(house.doors);
  const zone = emptiest(yard);
  if (door === undefined || zone === undefined) return;
  const [from, to] = ranges['tags of one pallet'];
  // Two pallets keep to the right of each other.
  const x_m = door.x_m + 0.5;
  const load = loads.make(seed.int(from, to), { x_m, y_m: trailer_y_m }, 'supplier');
  yield* through(yard, load, door, 'in', speedOf(seed));
  yield* putDown(yard, seed, load, zone);
}

function* putAway(yard: Yard, seed: Seed): Doing {
  const standing = pickUp(yard, seed);
  const zone = emptiest(yard);
  if (standing === undefined || zone === undefined) return;
  const { load } = standing;
  // Out of the zone by the aisle, which takes longer than a tag's silence needs to mean something.
  yield* yard.play.carriers.carry(load, { x_m: load.x_m, y_m: aisle_y_m - 1 }, 1);
  yield seed.int(12_000, 30_000);
  yield* putDown(yard, seed, load, zone);
}

function* ship(yard: Yard, seed: Seed): Doing {
  const standing = pickUp(yard, seed);
  const door = seed.oneOf(yard.play.house.doors);
  if (standing === undefined || door === undefined) return;
  const { load } = standing;
  const speed = speedOf(seed);
  yield* yard.play.carriers.carry(load, { x_m: load.x_m, y_m: aisle_y_m + 1 }, 1);
  yield seed.int(8_000, 25_000);
  yield* yard.play.carriers.carry(load, { x_m: door.x_m - 0.5, y_m: aisle_y_m }, speed);
  yield* through(yard, load, door, 'out', speed);
  yield seed.int(2_000, 10_000);
  yard.play.loads.takeAway(load);
}

function* through({ play }: Yard, load: Load, door: Door, way: 'in' | 'out', speed: number): Doing {
  const x_m = door.x_m + (way === 'in' ? 0.5 : -0.5);
  yield* play.carriers.carry(load, { x_m, y_m: way === 'in' ? aisle_y_m : trailer_y_m }, speed);
}

function* putDown(yard: Yard, seed: Seed, load: Load, zone: Zone): Doing {
  const spot = { x_m: zone.x_m + 2 * seed.share() - 1, y_m: zone.y_m + 2 * seed.share() - 1 };
  const { carriers, house } = yard.play;
  yield* carriers.carry(load, { x_m: spot.x_m, y_m: aisle_y_m }, speedOf(seed));
  yield* carriers.carry(load, spot, 1);
  // Some cases shift when a pallet is set down.
  for (const { tag } of load.pieces) if (seed.happens(150)) house.field.move(tag, { axis: axisOf(seed) });
  carriers.put(load, zone.location, 'put down');
  // The forks are drawn out and the truck backs off before the next one drives in.
  const until_ms = yard.play.timeline.now_ms + seed.int(...ranges['pallet stands at least, ms']);
  yard.free.push({ load, zone, until_ms });
}

function pickUp(yard: Yard, seed: Seed): Standing | undefined {
  const { now_ms } = yard.play.timeline;
  const standing = seed.oneOf(yard.free.filter(({ until_ms }) => until_ms <= now_ms));
  if (standing === undefined) return undefined;
  yard.free.splice(yard.free.indexOf(standing), 1);
  yard.taken.set(standing.zone.location, (yard.taken.get(standing.zone.location) ?? 1) - 1);
  yard.play.carriers.put(standing.load, 'transit', 'pick up');
  return standing;
}

/** The zone with the most room, which then has one pallet more. */
function emptiest({ play, taken }: Yard): Zone | undefined {
  let best: Zone | undefined;
  for (const zone of play.house.zones) {
    const pallets = taken.get(zone.location) ?? 0;
    if (pallets >= pallets_in_zone_max) continue;
    if (best === undefined || pallets < (taken.get(best.location) ?? 0)) best = zone;
  }
  if (best !== undefined) taken.set(best.location, (taken.get(best.location) ?? 0) + 1);
  return best;
}

function speedOf(seed: Seed): number {
  const [slow, fast] = ranges['speed of people and trucks, m/s'];
  // Half of them walk.
  return seed.happens(500) ? slow + seed.share() * 0.8 : 1.6 + seed.share() * (fast - 1.6);
}

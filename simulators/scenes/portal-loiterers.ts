/** Two doors at which hardly anybody just walks through: loads wait before and behind them, turn back, pass by, come and go. */
import type { Seed } from '../seed.ts';
import type { Doing } from '../timeline.ts';
import { type Door, dockRanges } from './dock-house.ts';
import { type Load, tagRanges } from './dock-load.ts';
import { type DockPlay, dockScene, opening_ms } from './dock-scene.ts';
import type { Scenario } from './scene.ts';

const ranges = {
  ...dockRanges,
  ...tagRanges,
  'speed of people and trucks, m/s': [0.7, 3],
  'pallet parked before or behind a door, s': [20, 3_600],
  'parked so far from the threshold, m': [1.6, 4],
  'truck waits in the gate, s': [3, 60],
  'turns back so far before the threshold, m': [0.1, 1.2],
  'inside before it goes out again, s': [6, 60],
  'tags stuck to a door frame': [2, 6],
} as const;

type Drawn = keyof typeof ranges;

const for_ms = 2_700_000;
const far_y_m = 11;
const crews = 4;
/** Half the depth of a load: this far before the threshold its foremost piece stands on it. */
const half_load_m = 0.56;

export const portalLoiterers: Scenario = {
  name: 'portal with loiterers',
  says: 'Two doors with pallets parked in their fields for minutes to an hour, people who turn back, pass by or come and go, and trucks that wait in the gate.',
  ranges,
  sceneOf: (seed, scale) =>
    dockScene({
      name: 'portal with loiterers',
      seed,
      doors: 2,
      zones: 0,
      for_ms: Math.round(for_ms * scale) + opening_ms,
      begin,
    }),
};

function begin(play: DockPlay): void {
  stickToFrames(play);
  for (let crew = 0; crew < crews; crew += 1) {
    play.timeline.begin(working(play, play.seed.stream(`crew-${crew}`)), opening_ms + crew * 9_000);
  }
}

/** Labels that somebody stuck to the posts years ago. */
function stickToFrames({ house, loads, seed }: DockPlay): void {
  const glue = seed.stream('frames');
  for (const { x_m } of house.doors) {
    const count = Math.round(draw(glue, 'tags stuck to a door frame'));
    for (let label = 0; label < count; label += 1) {
      const side = glue.happens(500) ? -1.45 : 1.45;
      loads.make(1, { x_m: x_m + side, y_m: glue.share() * 0.4 - 0.2 }, 'nowhere');
    }
  }
}

/** Somebody with something to carry, again and again. Loads enter the scene outside or deep inside, where nobody hears them. */
function* working(play: DockPlay, seed: Seed): Doing {
  const deeds = [justThrough, justThrough, parkThenThrough, throughThenPark, turnBack, passBy, inAndOut, waitInGate];
  while (play.timeline.now_ms < play.until_ms) {
    const door = seed.oneOf(play.house.doors);
    const deed = seed.oneOf(deeds);
    if (door === undefined || deed === undefined) return;
    const count = seed.happens(400) ? seed.int(1, 3) : seed.int(5, 40);
    const outside = seed.happens(600);
    const x_m = door.x_m + 0.8 * (2 * seed.share() - 1);
    const load = play.loads.make(count, { x_m, y_m: outside ? -far_y_m : far_y_m }, outside ? 'supplier' : 'dock');
    yield* deed({
      play,
      seed,
      door,
      load,
      side: outside ? -1 : 1,
      speed: draw(seed, 'speed of people and trucks, m/s'),
    });
    play.loads.takeAway(load);
    yield seed.int(1_000, 15_000);
  }
}

interface Errand {
  readonly play: DockPlay;
  readonly seed: Seed;
  readonly door: Door;
  readonly load: Load;
  /** Where it begins: −1 outside, 1 inside. */
  readonly side: number;
  readonly speed: number;
}

function* to({ play, load, speed }: Errand, y_m: number, x_m = load.x_m): Doing {
  yield* play.carriers.carry(load, { x_m, y_m }, speed);
}

function* justThrough(errand: Errand): Doing {
  yield* to(errand, -errand.side * far_y_m);
}

function* parkThenThrough(errand: Errand): Doing {
  const { seed, side } = errand;
  yield* to(errand, side * parkingSpot(seed));
  yield* parked(errand);
  yield* to(errand, -side * far_y_m);
}

function* throughThenPark(errand: Errand): Doing {
  const { seed, side } = errand;
  yield* to(errand, -side * parkingSpot(seed));
  yield* parked(errand);
  yield* to(errand, -side * far_y_m);
}

/** Now and then somebody leans on it, or turns a case. */
function* parked({ play, seed, load }: Errand): Doing {
  const end_ms = Math.min(play.until_ms, play.timeline.now_ms + parkingTime_ms(seed));
  while (play.timeline.now_ms < end_ms) {
    yield Math.max(1_000, Math.min(seed.int(10_000, 120_000), end_ms - play.timeline.now_ms));
    const piece = seed.oneOf(load.pieces);
    if (piece !== undefined) play.house.field.move(piece.tag, { turned_cdb: seed.int(0, 1_000) });
  }
}

function* turnBack(errand: Errand): Doing {
  const { seed, side } = errand;
  yield* to(errand, side * (half_load_m + draw(seed, 'turns back so far before the threshold, m')));
  yield seed.int(0, 6_000);
  yield* to(errand, side * far_y_m);
}

/** Along the facade, before the doors or behind them. */
function* passBy(errand: Errand): Doing {
  const { seed, side, door, load } = errand;
  const y_m = side * (half_load_m + 0.8 + 3 * seed.share());
  const way = seed.happens(500) ? 1 : -1;
  yield* to(errand, load.y_m, door.x_m - way * 12);
  yield* to(errand, y_m);
  yield* to(errand, y_m, door.x_m + way * 14);
}

function* inAndOut(errand: Errand): Doing {
  const { seed, side } = errand;
  yield* to(errand, -side * (2.5 + 3.5 * seed.share()));
  yield Math.round(1_000 * draw(seed, 'inside before it goes out again, s'));
  yield* to(errand, side * far_y_m);
}

/** With all of its load still on this side, or already on the other. */
function* waitInGate(errand: Errand): Doing {
  const { seed, side } = errand;
  const beyond = seed.happens(500) ? -1 : 1;
  yield* to(errand, beyond * side * (half_load_m + 0.1 + 0.4 * seed.share()));
  yield Math.round(1_000 * draw(seed, 'truck waits in the gate, s'));
  yield* to(errand, -side * far_y_m);
}

function parkingSpot(seed: Seed): number {
  return half_load_m + draw(seed, 'parked so far from the threshold, m') - 0.5;
}

/** Most wait for minutes, few for an hour. */
function parkingTime_ms(seed: Seed): number {
  const [from, longest] = ranges['pallet parked before or behind a door, s'];
  return Math.round(1_000 * from * (longest / from) ** (seed.share() ** 1.5));
}

function draw(seed: Seed, name: Drawn): number {
  const [from, to] = ranges[name];
  return from + seed.share() * (to - from);
}

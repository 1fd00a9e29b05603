/** The back gate of a shop: two doors through which small loads come and go. */
import type { Seed } from '../seed.ts';
import type { Doing } from '../timeline.ts';
import { type DockPlay, dockScene, opening_ms } from './dock-scene.ts';
import type { Scene } from './scene.ts';
import type { Unplugged } from './scene-reader.ts';

/** Where loads begin and end, out of the antennas' reach. */
const far_y_m = 11;
const load_max = 6;
const speed_m_per_s = [0.8, 2.2] as const;
const turn_back_permille = 120;
/** So far before the threshold whoever turns back does so. */
const turn_back_m = [0.7, 1.8] as const;
const pause_ms = [12_000, 45_000] as const;

export interface GatePlan {
  readonly name: string;
  readonly seed: number;
  readonly start_ms: number;
  readonly for_ms: number;
  readonly unplugged: Unplugged;
}

/** Each door has two posts: the last one's reader, which is of another make, loses an antenna for a while. */
export function gateScene(plan: GatePlan): Scene {
  return dockScene({ ...plan, doors: 2, zones: 0, pairs: 2, begin });
}

function begin(play: DockPlay): void {
  play.timeline.begin(working(play, play.seed.stream('crew')), opening_ms);
}

function* working(play: DockPlay, seed: Seed): Doing {
  while (play.timeline.now_ms < play.until_ms) {
    const door = seed.oneOf(play.house.doors);
    if (door === undefined) return;
    const side = seed.happens(600) ? -1 : 1;
    const x_m = door.x_m + 0.6 * (2 * seed.share() - 1);
    const from = side < 0 ? 'supplier' : 'dock';
    const load = play.loads.make(seed.int(1, load_max), { x_m, y_m: side * far_y_m }, from);
    const speed = speed_m_per_s[0] + seed.share() * (speed_m_per_s[1] - speed_m_per_s[0]);
    const [near_m, further_m] = turn_back_m;
    const turns = seed.happens(turn_back_permille);
    if (turns) {
      yield* play.carriers.carry(load, { x_m, y_m: side * (near_m + seed.share() * (further_m - near_m)) }, speed);
      yield seed.int(500, 4_000);
    }
    yield* play.carriers.carry(load, { x_m, y_m: (turns ? side : -side) * far_y_m }, speed);
    play.loads.takeAway(load);
    yield seed.int(...pause_ms);
  }
}

/** Plays a dock: people in simulated time, readers that look around meanwhile, and all their frames in order of arrival. */
import { type Seed, seedOf } from '../seed.ts';
import { Timeline } from '../timeline.ts';
import { type DockHouse, dockHouse } from './dock-house.ts';
import { Carriers, Loads } from './dock-load.ts';
import type { Scene, SceneFrame, SceneLine, TrueEvent } from './scene.ts';
import type { Unplugged } from './scene-reader.ts';

export interface DockPlay {
  readonly house: DockHouse;
  readonly seed: Seed;
  readonly timeline: Timeline;
  readonly loads: Loads;
  readonly carriers: Carriers;
  /** Ms from the beginning after which nobody begins anything new. */
  readonly until_ms: number;
}

export interface DockScene {
  readonly name: string;
  readonly seed: number;
  readonly doors: number;
  readonly zones: number;
  readonly for_ms: number;
  /** Early in the morning when absent. */
  readonly start_ms?: number;
  /** Posts with antennas at each door; drawn when absent. */
  readonly pairs?: 1 | 2;
  /** An antenna of the last door whose plug is out for a while. */
  readonly unplugged?: Unplugged;
  /** Sends the people in. */
  begin(play: DockPlay): void;
}

/** 2026-11-23T06:00:00Z. */
const early_ms = 1_795_413_600_000;
/** Readers are up and heard what hangs at the doors; then the day begins. */
export const opening_ms = 30_000;
/** What was begun is finished by then. */
export const closing_ms = 90_000;
const step_ms = 100;

export function dockScene(scene: DockScene): Scene {
  const seed = seedOf(scene.seed, scene.name);
  const { start_ms = early_ms } = scene;
  const house = dockHouse(seed, start_ms, scene);
  return {
    name: scene.name,
    seed: scene.seed,
    site: house.site,
    start_ms,
    end_ms: start_ms + scene.for_ms + closing_ms,
    score_from_ms: start_ms + opening_ms,
    play: (told) => play({ ...scene, start_ms }, seed, house, told),
  };
}

function* play(
  scene: DockScene & { readonly start_ms: number },
  seed: Seed,
  house: DockHouse,
  told: (event: TrueEvent) => void,
): Generator<SceneLine> {
  const { start_ms } = scene;
  const timeline = new Timeline();
  const carriers = new Carriers(house.field, () => start_ms + timeline.now_ms, told);
  const loads = new Loads(house.field, seed, scene.seed * 1_000_000);
  yield { kind: 'event', at_ms: start_ms, event: 'started', detail: {} };
  for (const device of new Set([...house.doors, ...house.zones].map((each) => each.device))) {
    yield { kind: 'event', at_ms: start_ms, device, event: 'connected', detail: {} };
  }
  scene.begin({ house, seed, timeline, loads, carriers, until_ms: scene.for_ms });
  const arriving: SceneFrame[] = [];
  for (let now_ms = step_ms; now_ms <= scene.for_ms + closing_ms; now_ms += step_ms) {
    timeline.advance(now_ms);
    for (const reader of house.readers) arriving.push(...reader.listen(start_ms + now_ms));
    yield* arrived(arriving, start_ms + now_ms);
  }
}

/** Frames that have arrived by then, soonest first; those of one reader stay in order. */
function* arrived(arriving: SceneFrame[], now_ms: number): Generator<SceneFrame> {
  arriving.sort((a, b) => a.at_ms - b.at_ms);
  let count = 0;
  while (count < arriving.length && (arriving[count]?.at_ms ?? 0) <= now_ms) count += 1;
  yield* arriving.splice(0, count);
}

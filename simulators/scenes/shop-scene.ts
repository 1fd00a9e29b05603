/** From a house and its people to a scene: the morning, the stocktaking, the day. */
import type { Gun } from './guns.ts';
import { gunOf } from './guns.ts';
import type { Hall } from './hall.ts';
import { type House, openHouse, siteOf } from './house.ts';
import { beginWork, type Crew } from './people.ts';
import type { Scene } from './scene.ts';

/** 2026-11-23T08:00:00Z. */
export const morning_ms = 1_795_420_800_000;
export const day_ms = 1_200_000;

export interface Day {
  readonly name: string;
  readonly seed: number;
  readonly hall: Hall;
  readonly house: House;
  readonly crew: Omit<Crew, 'hall' | 'places'>;
  /** From the beginning until all is counted and people come to work. */
  readonly opening_ms: number;
  /** Whatever else goes on: the air, the climate, machines. */
  begin?(): void;
}

export function gunsOf(number: number): Gun[] {
  return Array.from({ length: number }, (_, nth) => gunOf(`gun-${nth + 1}`, nth % 3 === 2 ? 'line-scanner' : 'native'));
}

export function sceneOfDay({ name, seed, hall, house, crew, opening_ms, begin }: Day): Scene {
  const { start_ms, end_ms } = hall.times;
  return {
    name,
    seed,
    site: siteOf(house, hall.seed.stream('settings')),
    start_ms,
    end_ms,
    score_from_ms: start_ms + opening_ms,
    *play(told) {
      const { air } = crew;
      const times = { counted_from_ms: opening_ms - 15_000, counted_by_ms: opening_ms - 4_000 };
      hall.timeline.begin(
        (function* () {
          openHouse(hall, house, { ...times, ...(air === undefined ? {} : { air }) });
          begin?.();
          yield 0;
        })(),
      );
      beginWork({ ...crew, hall, places: house.places }, house.guns, opening_ms + 1_000);
      yield* hall.play(told);
    },
  };
}

/** What everyone at work in a simulated warehouse shares: time, chance, the truth, and the devices their hands touch. */
import type { Seed } from './seed.ts';
import type { Timeline } from './timeline.ts';
import type { TrueKind, Truth } from './truth.ts';
import type { Bin, World } from './world.ts';

/** What people do to devices. */
export interface Stage {
  /** Something of this mass is put into a bin, or taken out when it is below 0. */
  load(bin: Bin, mass_mg: number): void;
  /** A hand leans on a bin for a while. */
  touch(bin: Bin, force_mg: number, for_ms: number): void;
  scan(device: string, code: string, aim: string): void;
}

export interface FloorParts {
  readonly world: World;
  readonly timeline: Timeline;
  readonly truth: Truth;
  readonly stage: Stage;
  readonly seed: Seed;
  /** Wall time of the timeline's beginning. */
  readonly start_ms: number;
  /** Divides the pauses between what people do. What they do takes its time: scales settle and radio waves fade at their own pace. */
  readonly speed: number;
}

export interface Floor extends FloorParts {
  readonly at_ms: number;
  /** Books what has just happened. */
  happened(
    kind: TrueKind,
    what: { readonly item: string; readonly quantity: number; readonly from: string; readonly to: string },
  ): void;
  /** How long somebody pauses who pauses for about `ms`: a quarter of it at least, three times as long at most. */
  pause(seed: Seed, ms: number): number;
}

/** Nobody is faster than this, however fast the house. */
const pause_ms_min = 100;

export function floorOf(parts: FloorParts): Floor {
  const { timeline, truth, start_ms, speed } = parts;
  return {
    ...parts,
    get at_ms() {
      return start_ms + timeline.now_ms;
    },
    happened(kind, what) {
      truth.move({ at_ms: start_ms + timeline.now_ms, kind, ...what });
    },
    pause(seed, ms) {
      const share = Math.min(3, 0.25 + 0.75 * -Math.log(1 - seed.share()));
      return Math.max(pause_ms_min, (ms * share) / speed);
    },
  };
}

/** A warehouse at work: one seed, one history. It runs in its own time and says what happens; wires are somebody else's. */
import { beginScanning } from './clerks.ts';
import { type Floor, floorOf, type Stage } from './floor.ts';
import { Goods, type TaggedPiece } from './goods.ts';
import { beginPicking } from './pickers.ts';
import type { Seed } from './seed.ts';
import { Timeline } from './timeline.ts';
import { type TrueMovement, Truth } from './truth.ts';
import type { World } from './world.ts';

export interface WarehouseOptions {
  readonly world: World;
  readonly seed: Seed;
  /** Wall time of its beginning. */
  readonly start_ms: number;
  /** 1 or more, see `FloorParts`. */
  readonly speed: number;
  readonly stage: Stage;
  /** Told of every movement, in order, when it happens. */
  happened(movement: TrueMovement): void;
  readonly script?: Script;
}

/** Somebody's own people in place of those who work by chance. */
export type Script = (floor: Floor, goods: Goods) => void;

export interface Warehouse {
  readonly truth: Truth;
  /** Its own time, as wall time. */
  readonly at_ms: number;
  readonly pieces: ReadonlySet<TaggedPiece>;
  /** Lets so much more of its own time pass. */
  pass(ms: number): void;
}

/** Stocks the warehouse; people begin with the first `pass`. */
export function warehouseOf(options: WarehouseOptions): Warehouse {
  const timeline = new Timeline();
  const truth = new Truth(options.happened);
  const floor = floorOf({ ...options, timeline, truth });
  const goods = new Goods(floor);
  const { script = byChance } = options;
  script(floor, goods);
  return {
    truth,
    get at_ms() {
      return floor.at_ms;
    },
    pieces: goods.pieces,
    pass: (ms) => timeline.advance(timeline.now_ms + ms),
  };
}

function byChance(floor: Floor, goods: Goods): void {
  beginPicking(floor);
  goods.begin();
  beginScanning(floor, goods);
}

/** People at weighed bins: they take, hesitate, put back, and fill up what runs low. */
import type { Floor } from './floor.ts';
import type { Seed } from './seed.ts';
import type { Doing } from './timeline.ts';
import type { Bin } from './world.ts';

const bins_per_picker = 5;
const pickers_max = 8;
const pause_ms = 4_500;
/** Nobody reaches into a bin again before its scale had time to settle. */
const alone_ms = 4_500;
const pieces_taken_max = 4;
const piece_ms = 110;
const touch_mg = { min: 20_000, max: 350_000 } as const;

interface BinState {
  readonly bin: Bin;
  /** True mass of each piece in it, the newest last. */
  readonly pieces: number[];
  in_use: boolean;
}

/** Fills the bins before the doors open, and sends the people in. */
export function beginPicking(floor: Floor): void {
  const seed = floor.seed.stream('bins');
  const states = floor.world.bins.map((bin) => ({ bin, pieces: [], in_use: false }) satisfies BinState);
  for (const state of states) {
    const { item, location, full } = state.bin;
    const quantity = seed.int(Math.ceil(full * 0.55), Math.ceil(full * 0.95));
    for (let piece = 0; piece < quantity; piece += 1) put(floor, state, seed);
    floor.happened('opening', { item, quantity, from: 'count-difference', to: location });
  }
  const pickers = Math.min(pickers_max, Math.ceil(states.length / bins_per_picker));
  for (let picker = 0; picker < pickers; picker += 1) {
    floor.timeline.begin(picking(floor, states, floor.seed.stream(`picker-${picker}`)), 1_800 + picker * 2_100);
  }
}

function* picking(floor: Floor, states: readonly BinState[], seed: Seed): Doing {
  for (;;) {
    const state = seed.oneOf(states.filter(({ in_use }) => !in_use));
    if (state !== undefined) {
      state.in_use = true;
      yield* visit(floor, state, seed);
      floor.timeline.begin(settled(state));
    }
    yield floor.pause(seed, pause_ms);
  }
}

function* visit(floor: Floor, state: BinState, seed: Seed): Doing {
  if (state.pieces.length <= Math.max(state.bin.low, pieces_taken_max)) return yield* refill(floor, state, seed);
  if (seed.happens(150)) yield* touch(floor, state, seed);
  if (seed.happens(80)) return;
  yield* take(floor, state, seed);
}

function* take(floor: Floor, state: BinState, seed: Seed): Doing {
  const { bin, pieces } = state;
  const quantity = Math.min(pieces.length, seed.oneOf([1, 1, 1, 2, 2, 3, pieces_taken_max]) ?? 1);
  const taken = pieces.splice(pieces.length - quantity);
  // Each piece leaned on the plate in its own way, also when a hand grasps several.
  for (const mass_mg of taken) floor.stage.load(bin, -mass_mg);
  floor.happened('taken', { item: bin.item, quantity, from: bin.location, to: bin.taken_to });
  yield seed.int(300, 800);
  if (!seed.happens(120)) return;
  const [back] = taken;
  if (back === undefined) return;
  yield seed.int(1_000, 4_000);
  pieces.push(back);
  floor.stage.load(bin, back);
  floor.happened('put-back', { item: bin.item, quantity: 1, from: bin.taken_to, to: bin.location });
  yield seed.int(300, 800);
}

/** Piece by piece, a handful at a time. */
function* refill(floor: Floor, state: BinState, seed: Seed): Doing {
  const { bin, pieces } = state;
  const wanted = seed.int(Math.ceil(bin.full * 0.8), bin.full);
  while (pieces.length < wanted) {
    const quantity = Math.min(wanted - pieces.length, seed.int(3, 8));
    for (let piece = 0; piece < quantity; piece += 1) {
      put(floor, state, seed);
      yield piece_ms;
    }
    floor.happened('filled', { item: bin.item, quantity, from: bin.filled_from, to: bin.location });
    yield seed.int(300, 600);
  }
}

function* touch(floor: Floor, { bin }: BinState, seed: Seed): Doing {
  const for_ms = seed.int(400, 2_200);
  floor.stage.touch(bin, seed.int(touch_mg.min, touch_mg.max), for_ms);
  yield for_ms + seed.int(200, 500);
}

/** Frees the bin once its scale had time to settle. */
function* settled(state: BinState): Doing {
  yield alone_ms;
  state.in_use = false;
}

/** Adds one piece; no two weigh the same. */
function put(floor: Floor, { bin, pieces }: BinState, seed: Seed): void {
  const off_mg = Math.max(-3, Math.min(3, seed.normal(1))) * bin.unit_mass_sd_mg;
  const mass_mg = Math.max(1, Math.round(bin.unit_mass_mg + off_mg));
  pieces.push(mass_mg);
  floor.stage.load(bin, mass_mg);
}

/**
 * Readings become blocks of some tenths of a second, each of one level: the mean of its middle half, which a spike does not
 * move and a vibration of several hertz hardly does. A block ends early where the readings jump, so that none holds two levels.
 * Nothing is allocated from reading to reading.
 */
import { learnStep, type Noise, quantumOf, sampleSd } from './weight-noise.ts';

/** What a whole block says. */
export interface Block {
  mass_mg: number;
  /** Standard deviation of its readings, as far as they tell. */
  spread_mg: number;
  readings: number;
  start_ms: number;
  /** Up to when it stands for what lay there. */
  until_ms: number;
}

export interface Blocks {
  /** The readings of the block that is not whole yet. */
  readonly masses: number[];
  sum_mg: number;
  start_ms: number;
  last_ms: number;
  /** The newest reading, where it lies off the block: a spike, or the first one of something else. */
  stray_mg: number;
  stray_ms: number;
  has_stray: boolean;
  /** How far readings are apart, smoothed; 0 before two were heard. */
  interval_ms: number;
  /** When the last block became whole. */
  whole_ms: number;
  /** The newest block that became whole; without readings before the first. */
  readonly newest: Block;
  /** Readings in a row that were older than what is known. */
  late: number;
  /** What is shown, what was shown before it and when that ended; absent in older checkpoints. */
  shown_mg?: number | undefined;
  left_mg?: number | undefined;
  left_ms?: number;
  /** Blocks since it was last silent for long; absent in older checkpoints. */
  said?: number;
  /** The first readings after jumps, oldest first, until somebody clears them; the newest ones when there are many. */
  readonly jumps: Jump[];
}

export interface Jump {
  readonly at_ms: number;
  readonly mass_mg: number;
}

/** What a reading did: with `whole`, `newest` is another block. */
export type Added = 'open' | 'whole' | 'late';

const jumps_max = 24;
const said_max = 1_000;

/** Half a second at 120 readings a second; of more, the newest count. */
const masses_max = 60;
/** A reading further off than so many deviations is a spike or a jump. */
const gate_deviations = 6;
/** For so long jumps may end blocks before any is whole; then the channel is as restless as it is. */
const restless_ms = 2_000;
/** Whoever takes and puts back is slower. */
const flicker_ms_max = 3_000;
/** So many readings in a row that come too late are the clock's doing. */
const late_max = 8;

export function blocksOf(): Blocks {
  return {
    masses: [],
    sum_mg: 0,
    start_ms: 0,
    last_ms: 0,
    stray_mg: 0,
    stray_ms: 0,
    has_stray: false,
    interval_ms: 0,
    whole_ms: 0,
    newest: { mass_mg: 0, spread_mg: 0, readings: 0, start_ms: 0, until_ms: 0 },
    late: 0,
    jumps: [],
  };
}

/** Forgets the block that is not whole yet. */
export function stopBlock(blocks: Blocks): void {
  blocks.masses.length = 0;
  blocks.sum_mg = 0;
  blocks.has_stray = false;
}

/** Nobody watched: what follows is not the neighbour of what was shown. */
export function breakOff(blocks: Blocks): void {
  stopBlock(blocks);
  blocks.shown_mg = undefined;
  blocks.left_mg = undefined;
}

export interface Sample {
  readonly mass_mg: number;
  readonly at_ms: number;
  /** Its device calls it stable, so it is no spike. */
  readonly is_stable: boolean;
}

/** Adds a reading; what became whole by it does not hold it. */
export function addReading(blocks: Blocks, noise: Noise, sample: Sample, block_ms: number): Added {
  const { at_ms } = sample;
  if (isLate(blocks, at_ms)) return 'late';
  const { masses } = blocks;
  const apart_ms = at_ms - blocks.last_ms;
  if (blocks.last_ms > 0) noteInterval(blocks, apart_ms);
  blocks.last_ms = at_ms;
  const isWhole = masses.length > 0 && at_ms - blocks.start_ms >= block_ms;
  if (isWhole) {
    const until_ms = apart_ms > 3 * block_ms ? at_ms - apart_ms : at_ms;
    endBlock(blocks, blocks.has_stray ? Math.min(until_ms, blocks.stray_ms) : until_ms);
  }
  noteFlicker(blocks, noise, sample, block_ms);
  const isLong = keep(blocks, noise, sample, block_ms);
  return isWhole || isLong ? 'whole' : 'open';
}

/**
 * A display between two values goes to and fro within a block, which no hand does again and again by the same size. Seen in
 * all readings: on a quiet scale a whole step of the display looks like a jump until its size is known. Of a scale read about once
 * a second, so do three readings in a row.
 */
function noteFlicker(blocks: Blocks, noise: Noise, { mass_mg, at_ms }: Sample, block_ms: number): void {
  const { shown_mg, left_mg, left_ms = 0 } = blocks;
  if (mass_mg === shown_mg) return;
  const flicker_ms = Math.max(block_ms, Math.min(flicker_ms_max, 2.5 * blocks.interval_ms));
  if (shown_mg !== undefined && mass_mg === left_mg && at_ms - left_ms <= flicker_ms) {
    learnStep(noise, Math.abs(mass_mg - shown_mg));
  }
  blocks.left_mg = shown_mg;
  blocks.left_ms = at_ms;
  blocks.shown_mg = mass_mg;
}

/** Where readings are rarer than blocks, each is a block at once. */
export function closeRare(blocks: Blocks, block_ms: number): boolean {
  if (blocks.interval_ms < block_ms || blocks.masses.length !== 1) return false;
  return closeBlock(blocks);
}

/** The block as it stands is whole: nothing more is to come. False when there is none. */
export function closeBlock(blocks: Blocks): boolean {
  blocks.has_stray = false;
  if (blocks.masses.length === 0) return false;
  endBlock(blocks, blocks.last_ms);
  return true;
}

/** True when the reading shows that the one before it began something else, and what was before is long enough to be whole. */
function keep(blocks: Blocks, noise: Noise, { mass_mg, at_ms, is_stable }: Sample, block_ms: number): boolean {
  const { masses, has_stray, stray_mg, stray_ms } = blocks;
  const near_mg = masses.length > 0 ? blocks.sum_mg / masses.length : blocks.newest.mass_mg;
  const isGated = (masses.length > 0 || blocks.newest.readings > 0) && at_ms - blocks.whole_ms < restless_ms;
  const gate_mg = Math.max(gate_deviations * sampleSd(noise), 1.5 * quantumOf(noise));
  if (!isGated || Math.abs(mass_mg - near_mg) <= gate_mg) {
    blocks.has_stray = false;
    if (masses.length === 0) blocks.start_ms = at_ms;
    push(blocks, mass_mg);
    return false;
  }
  if (!has_stray && !is_stable && blocks.interval_ms < block_ms) {
    blocks.has_stray = true;
    blocks.stray_mg = mass_mg;
    blocks.stray_ms = at_ms;
    return false;
  }
  const isLong = masses.length >= 3 && at_ms - blocks.start_ms >= block_ms / 2;
  if (isLong) endBlock(blocks, has_stray ? stray_ms : at_ms);
  stopBlock(blocks);
  const isTogether = has_stray && Math.abs(mass_mg - stray_mg) <= gate_mg;
  blocks.start_ms = isTogether ? stray_ms : at_ms;
  if (isTogether) push(blocks, stray_mg);
  push(blocks, mass_mg);
  if (blocks.jumps.length >= jumps_max) blocks.jumps.shift();
  blocks.jumps.push({ at_ms: has_stray ? stray_ms : at_ms, mass_mg });
  return isLong;
}

function push(blocks: Blocks, mass_mg: number): void {
  const { masses } = blocks;
  if (masses.length >= masses_max) return;
  masses.push(mass_mg);
  blocks.sum_mg += mass_mg;
}

function endBlock(blocks: Blocks, until_ms: number): void {
  const { masses, newest } = blocks;
  sortInPlace(masses);
  const count = masses.length;
  const quarter = count >> 2;
  let sum_mg = 0;
  for (let at = quarter; at < count - quarter; at += 1) sum_mg += masses[at] ?? 0;
  newest.mass_mg = count === 3 ? (masses[1] ?? 0) : sum_mg / (count - 2 * quarter);
  newest.spread_mg = spreadOf(masses, newest.mass_mg);
  newest.readings = count;
  newest.start_ms = blocks.start_ms;
  newest.until_ms = until_ms;
  blocks.whole_ms = until_ms;
  blocks.said = Math.min(said_max, (blocks.said ?? 0) + 1);
  masses.length = 0;
  blocks.sum_mg = 0;
}

/**
 * Standard deviation of the readings, from the mean size of their deviations; of many, the outermost eighths do not count, and what
 * is left is less by a known factor (of a normal distribution cut at 1.15 deviations).
 */
function spreadOf(sorted: readonly number[], level_mg: number): number {
  const count = sorted.length;
  if (count < 2) return 0;
  const cut = count >> 3;
  let sum_mg = 0;
  for (let at = cut; at < count - cut; at += 1) sum_mg += Math.abs((sorted[at] ?? 0) - level_mg);
  const mean_mg = sum_mg / (count - 2 * cut);
  return cut > 0 ? 1.94 * mean_mg : 1.2533 * mean_mg * Math.sqrt(count / (count - 1));
}

/** Insertion sort: blocks are short, and nothing is allocated. */
function sortInPlace(masses: number[]): void {
  for (let at = 1; at < masses.length; at += 1) {
    const mass_mg = masses[at] ?? 0;
    let to = at;
    while (to > 0 && (masses[to - 1] ?? 0) > mass_mg) {
      masses[to] = masses[to - 1] ?? 0;
      to -= 1;
    }
    masses[to] = mass_mg;
  }
}

/** Readings from before the block at hand say nothing any more; unless they go on, and it is the clock that went back. */
function isLate(blocks: Blocks, at_ms: number): boolean {
  const known_ms = blocks.masses.length > 0 ? blocks.start_ms : blocks.whole_ms;
  if (at_ms >= known_ms) {
    blocks.late = 0;
    return false;
  }
  blocks.late += 1;
  if (blocks.late < late_max) return true;
  blocks.late = 0;
  blocks.last_ms = at_ms;
  blocks.whole_ms = at_ms;
  stopBlock(blocks);
  return false;
}

function noteInterval(blocks: Blocks, apart_ms: number): void {
  const shown_ms = Math.min(10_000, Math.max(0, apart_ms));
  blocks.interval_ms = blocks.interval_ms === 0 ? shown_ms : blocks.interval_ms + (shown_ms - blocks.interval_ms) / 8;
}

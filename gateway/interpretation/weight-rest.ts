/** When a channel is at rest and at what mass: blocks that follow each other at one level, no more restless than the channel is by itself. */
import type { Block } from './weight-block.ts';
import { blockSd, coarse, driftSd, hops_known, type Noise, quantumOf, wander_ms } from './weight-noise.ts';

/** A level at rest. */
export interface Level {
  mass_mg: number;
  /** Standard deviation of the level, from the noise of its readings. */
  sd_mg: number;
}

/** Blocks of one level so far. */
export interface Run {
  blocks: number;
  sum_mg: number;
  first_mg: number;
  /** Of those blocks whose spread says something, and how many they are. */
  spread_sum_mg: number;
  spreads: number;
  readings: number;
  start_ms: number;
  until_ms: number;
  /** Blocks each of which hardly differs from the one before, as pieces weigh; absent before the first. */
  near?: Near | undefined;
}

/** A level known well enough to tell pieces, though it still rings out or creeps. */
export interface Near {
  blocks: number;
  readings: number;
  mass_mg: number;
  start_ms: number;
  until_ms: number;
  spread_sum_mg: number;
  spreads: number;
  /** What was so before this first block, which may hold the end of it and the beginning of something else. */
  former?: Near | undefined;
}

/** A block further off the newest ones than so many deviations has left the rest. */
export const leave_deviations = 5.5;
/** Blocks further off the run than so many deviations begin a new one. */
const together_deviations = 4.5;
/** Readings that follow each other are not independent, and neither are blocks. */
const dependence = 1.5;
/** A level is never known better than as the mean of so many blocks: it drifts meanwhile. */
const blocks_effective_max = 16;
/** Blocks that differ by less than this share of the least change that may be a piece are of one level … */
const near_share = 0.05;
/** … and by less than this one within the band of the settings: a quiet display that stands between two of its steps. */
const near_share_in_band = 0.15;
const near_blocks_min = 3;
/** A level of so many blocks is known well: how it moves from there is drift. */
export const blocks_known = 8;
/** Fewer readings have no spread. */
export const readings_spread_min = 4;
/** How many times as restless as by itself a channel may be at rest. */
const restless_times = 2;
const hand_mg = { min: 40_000, max: 2_000_000 } as const;
const spike_readings_max = 3;
/** So few readings are a level where the load goes on from there. */
export const stair_readings = 2;
const rare_ms = 5_000;

export function runOf(): Run {
  return { blocks: 0, sum_mg: 0, first_mg: 0, spread_sum_mg: 0, spreads: 0, readings: 0, start_ms: 0, until_ms: 0 };
}

export function stopRun(run: Run): void {
  run.blocks = 0;
  run.sum_mg = 0;
  run.spread_sum_mg = 0;
  run.spreads = 0;
  run.readings = 0;
  run.near = undefined;
}

/**
 * Adds a block; one that lies off begins a new run. `band_mg` is what is taken for rest until the channel is known, `least_mg` what a
 * piece has at least.
 */
export function extendRun(
  run: Run,
  block: Block,
  noise: Noise,
  { band_mg, least_mg }: { readonly band_mg: number; readonly least_mg: number },
): void {
  const { mass_mg } = block;
  const near_mg = nearReach({ band_mg, least_mg });
  const near = nearAfter(run.near, block, near_mg);
  if (run.blocks > 0) {
    const known_mg = together_deviations * blockSd(noise) * Math.sqrt(1 + 1 / run.blocks) + 0.6 * coarse(noise);
    const reach_mg = Math.max(known_mg, noise.hops < hops_known ? band_mg / 2 : 0, near_mg);
    const isOff = Math.abs(mass_mg - run.sum_mg / run.blocks) > reach_mg;
    // What was restless at first is no part of the rest that follows, or it would stay restless for long.
    const isCalmAtLast =
      block.readings >= readings_spread_min && !isCalm(run, noise) && block.spread_mg <= calmMost(noise);
    if (isOff || isCalmAtLast) stopRun(run);
  }
  if (run.blocks === 0) {
    run.first_mg = mass_mg;
    run.start_ms = block.start_ms;
  }
  run.blocks += 1;
  run.sum_mg += mass_mg;
  run.readings += block.readings;
  run.until_ms = block.until_ms;
  run.near = near;
  if (block.readings < readings_spread_min) return;
  run.spread_sum_mg += block.spread_mg;
  run.spreads += 1;
}

/** What hardly differs, as pieces weigh. */
export function nearReach({ band_mg, least_mg }: { readonly band_mg: number; readonly least_mg: number }): number {
  return Math.max(near_share * least_mg, Math.min(band_mg, near_share_in_band * least_mg));
}

function nearAfter(
  near: Near | undefined,
  { mass_mg, spread_mg, readings, start_ms, until_ms }: Block,
  reach_mg: number,
): Near {
  const spreads = readings >= readings_spread_min ? 1 : 0;
  const fresh = { blocks: 1, readings, mass_mg, start_ms, until_ms, spread_sum_mg: spreads * spread_mg, spreads };
  if (near !== undefined && Math.abs(mass_mg - near.mass_mg) <= reach_mg) {
    return {
      ...fresh,
      blocks: near.blocks + 1,
      readings: near.readings + readings,
      start_ms: near.start_ms,
      spread_sum_mg: near.spread_sum_mg + fresh.spread_sum_mg,
      spreads: near.spreads + spreads,
    };
  }
  if (near === undefined || near.blocks < 2) return fresh;
  return { ...fresh, former: { ...near, former: undefined } };
}

/** What hardly moved before the newest block, a block between two levels left out. */
export function nearOf({ near }: Run): Near | undefined {
  return near?.blocks === 1 && near.former !== undefined ? near.former : near;
}

/** No spike: more readings than one has, or spread over more blocks than it lasts. */
export function isNearRest({ blocks, readings, start_ms, until_ms }: Near, rest_ms: number): boolean {
  return (
    until_ms - start_ms >= rest_ms && (blocks >= near_blocks_min || (blocks === 2 && readings > spike_readings_max))
  );
}

/** Takes what hardly moves for the rest that it is to become. */
export function settleNear(run: Run): void {
  const near = nearOf(run);
  if (near === undefined) return;
  const { blocks, mass_mg, readings, start_ms, until_ms, spread_sum_mg, spreads } = near;
  Object.assign(run, {
    blocks,
    readings,
    start_ms,
    until_ms,
    sum_mg: blocks * mass_mg,
    first_mg: mass_mg,
    spread_sum_mg,
    spreads,
  });
}

/** The run's mass. The first of several blocks may still hold the end of a swing and does not count. */
export function massOfRun({ blocks, sum_mg, first_mg }: Run): number {
  return blocks >= 3 ? (sum_mg - first_mg) / (blocks - 1) : sum_mg / blocks;
}

/** Standard deviation of the mean of so many blocks. */
export function meanSd(noise: Noise, blocks: number): number {
  const block_mg = blockSd(noise);
  const coarse_mg = coarse(noise);
  const counted = Math.max(1, Math.min(blocks, blocks_effective_max));
  return Math.sqrt((dependence * block_mg * block_mg) / counted + (coarse_mg * coarse_mg) / 12);
}

/** How far off the mean of so many blocks the next one may lie and be of the same level. */
export function reachOf(noise: Noise, blocks: number): number {
  return leave_deviations * blockSd(noise) * Math.sqrt(1 + 1 / Math.max(1, blocks)) + 0.6 * coarse(noise);
}

/**
 * No more restless than the channel is by itself; a plate that still rings, or a hand on it, mostly is. `is_fast`: a block of it has
 * readings enough to tell, and is only short of them where it was cut by a jump.
 */
export function isCalm(run: Run, noise: Noise, is_fast = false): boolean {
  if (noise.spreads < readings_spread_min) return true;
  if (run.spreads === 0) return !is_fast;
  return run.spread_sum_mg / run.spreads <= calmMost(noise);
}

function calmMost(noise: Noise): number {
  return restless_times * noise.spread_mg + 0.6 * quantumOf(noise);
}

/** What presses so little or so much more is no hand that rests on a plate. */
export function mayBeHand(force_mg: number): boolean {
  return force_mg >= hand_mg.min && force_mg <= hand_mg.max;
}

/** Enough readings that not all of them are of one spike; of a channel that speaks rarely there are no more than two. */
export function isEnough({ blocks, readings }: Run, interval_ms: number): boolean {
  return blocks >= 2 && (readings > spike_readings_max || interval_ms >= rare_ms);
}

/** Where blocks that lie off a level together left it: the split that leaves least of them unexplained. */
export function turnOf(masses_mg: readonly number[], level_mg: number): number {
  let from = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < masses_mg.length; at += 1) {
    let sum_mg = 0;
    for (const mass_mg of masses_mg.slice(at)) sum_mg += mass_mg;
    const after_mg = sum_mg / (masses_mg.length - at);
    let off = 0;
    for (const [index, mass_mg] of masses_mg.entries()) off += (mass_mg - (index < at ? level_mg : after_mg)) ** 2;
    if (off < least) [from, least] = [at, off];
  }
  return from;
}

/** Standard deviation of a level that follows its channel: the noise of the blocks in it, and how far it lags behind drift. */
export function levelSd(noise: Noise, blocks_in: number): number {
  return Math.hypot(meanSd(noise, blocks_in), driftSd(noise, wander_ms) / 2);
}

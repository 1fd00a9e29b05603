/** The level of a channel at rest follows its blocks: as a mean of them while they are few, then slowly. Its noise is learned. */
import type { Channel, ChannelState, Rest } from './weight-channel.ts';
import { followLevel, markLevel } from './weight-drift.ts';
import { hops_known, learnHop, learnSpread, mean } from './weight-noise.ts';
import { blocks_known, levelSd, meanSd, readings_spread_min } from './weight-rest.ts';

/** How fast it follows them. */
const follow_ms = 8_000;
/** What changed beside a plate has stopped swinging on it after so long, and moved it when its blocks lie off by so many deviations. */
const swung_ms = 200;
const moved_deviations = 2.5;
const moved_blocks_min = 2;
/** A channel that does not come to rest for so long has become as restless as it is. */
const restless_ms = 20_000;

/** The channel is at rest at this level. */
export function settle(state: ChannelState, now: Rest): void {
  const { run } = state;
  state.current = { ...now };
  state.blocks_in = Math.max(1, run.blocks);
  state.followed_ms = run.until_ms;
  state.newest.length = 0;
  markLevel(state.drift, undefined, run.until_ms);
}

/** A block goes into the level: as one of those in it while they are few, then slowly. */
export function fold(state: ChannelState, mass_mg: number, at_ms: number): void {
  const { current, drift, noise } = state;
  if (current === undefined) return;
  const passed_ms = Math.max(0, at_ms - state.followed_ms);
  const share = Math.max(1 / (state.blocks_in + 1), 1 - Math.exp(-passed_ms / follow_ms));
  current.mass_mg += share * (mass_mg - current.mass_mg);
  state.followed_ms = Math.max(state.followed_ms, at_ms);
  if (state.blocks_in < 1_000) state.blocks_in += 1;
  current.sd_mg = levelSd(state.noise, state.blocks_in);
  if (state.blocks_in < blocks_known) return;
  if (drift.mark_mg === undefined) markLevel(drift, current.mass_mg, at_ms);
  else followLevel(drift, noise, current.mass_mg, at_ms);
}

/**
 * Something changed beside the plate at `at_ms`, which it did not leave its rest for: a small share of that may lie on it, and is in its
 * level at once.
 */
export function catchUp({ state, plan }: Channel, at_ms: number): void {
  const { current, newest, noise, blocks } = state;
  if (state.away || current === undefined) return;
  const since_ms = blocks.newest.until_ms - at_ms - swung_ms;
  const count = Math.min(newest.length, Math.floor(since_ms / Math.max(plan.block_ms, blocks.interval_ms)));
  if (count < moved_blocks_min) return;
  const mass_mg = mean(newest.slice(-count));
  const sd_mg = meanSd(noise, count);
  if (Math.abs(mass_mg - current.mass_mg) < moved_deviations * Math.hypot(current.sd_mg, sd_mg)) return;
  Object.assign(current, { mass_mg, sd_mg });
  // What is told of it is no drift.
  followLevel(state.drift, noise, mass_mg, blocks.newest.until_ms);
  state.blocks_in = count;
  newest.length = 0;
}

/** While it is away little is learned: only of a channel that is new, or has been restless for long. */
export function learnAway({ noise, blocks, run, away_ms, current }: ChannelState): void {
  const { newest } = blocks;
  const isRestless = current !== undefined && newest.until_ms - away_ms > restless_ms;
  const weight = noise.hops < hops_known ? 1 : isRestless ? 0.25 : 0;
  if (weight === 0) return;
  if (newest.readings >= readings_spread_min) learnSpread(noise, newest.spread_mg, weight);
  const isNext = run.blocks > 0 && newest.start_ms - run.until_ms < 3_000;
  if (isNext) learnHop(noise, Math.abs(newest.mass_mg - run.sum_mg / run.blocks), weight);
}

/**
 * What a channel is like when nothing happens, learned from itself. All three sizes are medians that follow the channel by small
 * steps up or down (a stochastic approximation in the logarithm), so touches, spikes and heavy tails move them no more than
 * anything else does.
 */

export interface Noise {
  /** The middle size of the difference between two blocks that follow each other at rest, and how many were seen. */
  hop_mg: number;
  hops: number;
  /** The middle standard deviation of the readings of a block. */
  spread_mg: number;
  spreads: number;
  /** The middle size of how far the newest blocks lie from the level of before. */
  wander_mg: number;
  wanders: number;
  /** The least size by which the display goes to and fro, and how often it was seen. */
  step_mg: number;
  steps: number;
}

/** From here on a channel is known; before, it learns in larger strides. */
export const hops_known = 12;
const stride_first = 0.5;
const stride_least = 0.02;
/** Drift changes over minutes, and what is learned of it must not follow what it is to be told from; only that it is less is learned sooner at first. */
const wander_stride_least = 0.005;
const wander_stride_first = 0.1;
/** The median of the size of a normal deviate, as its standard deviation. */
const sd_of_median = 1.4826;
/** A step seen so often is the channel's own. */
const steps_sure = 6;
/** Nothing is quieter than this. */
const least_mg = 2;

/** A channel of which nothing is known: its readings at rest are taken to lie within `band_mg`. */
export function noiseOf(band_mg: number): Noise {
  const sd_mg = Math.max(least_mg, band_mg / 6);
  return {
    hop_mg: sd_mg,
    hops: 0,
    spread_mg: sd_mg,
    spreads: 0,
    wander_mg: sd_mg / 5,
    wanders: 0,
    step_mg: 0,
    steps: 0,
  };
}

/** `weight`: how much it counts, at most 1; readings that may be no rest count little. */
export function learnHop(noise: Noise, hop_mg: number, weight: number): void {
  noise.hop_mg = follow(noise.hop_mg, hop_mg, weight * strideAfter(noise.hops, stride_least));
  if (noise.hops < 1_000) noise.hops += 1;
}

export function learnSpread(noise: Noise, spread_mg: number, weight: number): void {
  noise.spread_mg = follow(noise.spread_mg, spread_mg, weight * strideAfter(noise.spreads, stride_least));
  if (noise.spreads < 1_000) noise.spreads += 1;
}

export function learnWander(noise: Noise, wander_mg: number): void {
  const first = wander_mg < noise.wander_mg ? wander_stride_first / (1 + noise.wanders / 16) : 0;
  const stride = Math.max(wander_stride_least, first);
  noise.wander_mg = follow(noise.wander_mg, wander_mg, stride);
  if (noise.wanders < 1_000) noise.wanders += 1;
}

/** How far the display went to and fro. */
export function learnStep(noise: Noise, apart_mg: number): void {
  if (noise.steps === 0 || apart_mg < 0.8 * noise.step_mg) {
    noise.step_mg = apart_mg;
    noise.steps = 1;
  } else if (apart_mg < 1.2 * noise.step_mg && noise.steps < steps_sure) noise.steps += 1;
}

/** The steps in which the channel shows; 0 while they are not known. */
export function quantumOf({ step_mg, steps }: Noise): number {
  return steps < steps_sure ? 0 : step_mg;
}

/** Standard deviation of one reading. */
export function sampleSd(noise: Noise): number {
  return Math.max(noise.spread_mg, 0.3 * quantumOf(noise));
}

/** Standard deviation of the level of one block. What is shown in steps and hardly noisy may jump by a whole step for nothing. */
export function blockSd(noise: Noise): number {
  return Math.max(hopSd(noise), least_mg, coarse(noise) / 4);
}

/** As the differences of neighbours tell it. */
function hopSd({ hop_mg }: Noise): number {
  return (hop_mg * sd_of_median) / Math.SQRT2;
}

/** Standard deviation of how far the level goes within `time_ms` for drift alone: as a random walk goes, of what was learned. */
export function driftSd(noise: Noise, time_ms: number): number {
  return sd_of_median * noise.wander_mg * Math.sqrt(Math.max(0, time_ms) / wander_ms);
}

/** The step in which it shows, where its noise does not smooth it out; else 0. Blocks too short to tell their spread tell it by how they differ. */
export function coarse(noise: Noise): number {
  const quantum_mg = quantumOf(noise);
  const spread_mg = noise.spreads === 0 ? hopSd(noise) : noise.spread_mg;
  return spread_mg < 0.4 * quantum_mg ? quantum_mg : 0;
}

/** The time between the middle of the newest blocks and that of the level they are held against. */
export const wander_ms = 8_000;

function strideAfter(seen: number, least: number): number {
  return Math.max(least, stride_first / (1 + seen / 4));
}

function follow(median_mg: number, seen_mg: number, stride: number): number {
  if (seen_mg > median_mg) return median_mg * (1 + stride);
  return Math.max(least_mg, median_mg / (1 + stride));
}

/** Of at least one value. */
export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

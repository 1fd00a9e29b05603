/**
 * Where a load stood for a moment on its way from one rest to the next. What goes on from there may be the next thing that happens, or a
 * hand that presses harder, or a spike on top of another: a plate that stands alone tells it once the load has come to rest further away.
 */
import type { ReadingRef } from './turn.ts';
import type { Channel, ChannelState } from './weight-channel.ts';
import { blockSd } from './weight-noise.ts';
import {
  isNearRest,
  type Level,
  leave_deviations,
  massOfRun,
  mayBeHand,
  meanSd,
  nearOf,
  type Run,
  stair_readings,
} from './weight-rest.ts';
import { isBlurred, leftAt } from './weight-told.ts';

export interface Landing extends Level {
  readonly ref: ReadingRef;
  readonly run: Readonly<Run>;
  /** When the load left for it, and from it. */
  readonly at_ms: number;
  readonly left_ms: number;
}

/** More of them are told as they come. */
const landings_max = 16;

/** What the next change counts from: where it stood for a moment, or its rest. */
export function standingOf({ landings, current }: ChannelState): Level | undefined {
  return landings?.at(-1) ?? current;
}

/** Where it stands now is told once it goes no way back. */
export function noteLanding({ state }: Channel, ref: ReadingRef, left_ms: number): void {
  const { run, noise } = state;
  const mass_mg = massOfRun(run);
  const left_last_ms = state.landings?.at(-1)?.left_ms ?? 0;
  const at_ms = Math.max(left_last_ms, leftAt(state, standingOf(state)?.mass_mg ?? mass_mg, mass_mg));
  const landing = { mass_mg, sd_mg: meanSd(noise, run.blocks), ref, run: { ...run, near: undefined }, at_ms, left_ms };
  state.landings = [...(state.landings ?? []), landing];
}

/** How many of them were no spike and no hand, now that the load is at rest at `mass_mg`: it went no way back. */
export function landingsSure({ state, plan }: Channel, mass_mg: number): number {
  const { landings = [], gap, jump } = state;
  if (gap || jump !== undefined) return 0;
  let before_mg = state.current?.mass_mg ?? 0;
  for (const [at, landing] of landings.entries()) {
    const further_mg = landing.mass_mg > before_mg ? mass_mg - landing.mass_mg : landing.mass_mg - mass_mg;
    if (further_mg < -plan.least_mg / 2) return at;
    before_mg = landing.mass_mg;
  }
  return landings.length;
}

/**
 * How many of them are told already because it went on once more: none of them was a hand, or they are too many. `which`: the newest one
 * counts, too, or not.
 */
export function landingsPassed({ state }: Channel, which: 'all' | 'but the newest'): number {
  const { landings = [] } = state;
  const count = which === 'all' ? landings.length : Math.max(0, landings.length - 1);
  let before_mg = state.current?.mass_mg ?? 0;
  for (const [at, landing] of landings.slice(0, count).entries()) {
    const isHand = mayBeHand(landing.mass_mg - before_mg);
    if (isHand && landings.length <= landings_max) return at;
    before_mg = landing.mass_mg;
  }
  return count;
}

/** A hand that rests on a plate presses harder by no more than so large a part of its force, or hardly moves for less than so long. */
const harder_max = 0.35;
const hand_still_ms = 2_000;

/**
 * What had all but come to rest at another level goes on to the next one: two things happened, one after the other. What may be a hand
 * is one when something goes from there, and not when so much comes on top that a hand that goes on would have moved.
 */
export function isTrodden({ state, plan }: Channel): boolean {
  const { run, noise, blocks } = state;
  const near = nearOf(run);
  const stood = standingOf(state);
  if (stood === undefined || state.gap || state.jump !== undefined || near === undefined) return false;
  const { newest } = blocks;
  const by_mg = newest.mass_mg - near.mass_mg;
  if (Math.abs(by_mg) < Math.max(plan.least_mg, leave_deviations * blockSd(noise))) return false;
  if (!isNearRest(near, plan.rest_ms)) return false;
  // The block between them lies back where it was: what stood there has left.
  if (near !== run.near && Math.abs((run.near?.mass_mg ?? near.mass_mg) - stood.mass_mg) < plan.least_mg / 2)
    return false;
  const rests_mg = near.mass_mg - stood.mass_mg;
  if (Math.abs(rests_mg) < plan.least_mg) return false;
  if (!mayBeHand(rests_mg)) return true;
  return by_mg >= harder_max * rests_mg || (by_mg > 0 && near.until_ms - near.start_ms >= hand_still_ms);
}

/** Readings in a row stand for at least so long before they are a stair. */
const stair_ms = 900;

/**
 * Of a scale that is read about once a second: the load stood still for fewer readings than a spike may have, and goes on, further
 * away from where it was. A spike falls back. One piece after the other is taken so.
 */
export function isStair(channel: Channel): boolean {
  const { state, plan } = channel;
  const { run, noise, blocks, gap, jump } = state;
  const stood = standingOf(state);
  if (stood === undefined || gap || jump !== undefined || blocks.interval_ms < plan.block_ms) return false;
  if (run.blocks < stair_readings || run.until_ms - run.start_ms < stair_ms) return false;
  const stands_mg = massOfRun(run);
  const rests_mg = stands_mg - stood.mass_mg;
  const by_mg = blocks.newest.mass_mg - stands_mg;
  const least_mg = Math.max(plan.least_mg, leave_deviations * blockSd(noise));
  if (rests_mg * by_mg <= 0 || Math.abs(rests_mg) < least_mg || Math.abs(by_mg) < least_mg) return false;
  if (mayBeHand(rests_mg) && run.blocks === stair_readings) return false;
  return !isBlurred(channel, meanSd(noise, run.blocks));
}

/** All that stands there now and stood before may be one hand still, which goes again in time. */
export function mayBeHandStill({ state, plan }: Channel, mass_mg: number): boolean {
  const { landings = [], current, run } = state;
  const [first] = landings;
  if (first === undefined || current === undefined) return false;
  const isHand = mayBeHand(first.mass_mg - current.mass_mg) && mayBeHand(mass_mg - current.mass_mg);
  return isHand && run.until_ms - first.at_ms < plan.hand_ms;
}

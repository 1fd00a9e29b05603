/** What is told of a plate that is at rest at another level: whether it is sure enough, since when, and what may make it doubtful. */
import { type Channel, type ChannelState, emptyOf, type Rest } from './weight-channel.ts';
import { blockSd, coarse, driftSd } from './weight-noise.ts';
import {
  blocks_known,
  isNearRest,
  leave_deviations,
  massOfRun,
  mayBeHand,
  meanSd,
  nearOf,
  stair_readings,
} from './weight-rest.ts';

/** When it went over the middle between both levels for the last time. */
export function leftAt({ blocks, away_ms, run }: ChannelState, before_mg: number, after_mg: number): number {
  const middle_mg = (before_mg + after_mg) / 2;
  let left_ms: number | undefined;
  for (let at = blocks.jumps.length - 1; at >= 0; at -= 1) {
    const jump = blocks.jumps[at];
    if (jump === undefined || jump.mass_mg > middle_mg !== after_mg > middle_mg) break;
    left_ms = jump.at_ms;
  }
  return Math.min(left_ms ?? Math.min(away_ms, run.start_ms), run.start_ms);
}

/** What a restart may have made of the weight shown. */
export function restartDoubt(channel: Channel, tare: 'no' | 'unclear', before: Rest, now: Rest): string | undefined {
  const { state, plan } = channel;
  if (tare === 'unclear') return 'restarted and may have lost its tare';
  const isZero = Math.abs(now.mass_mg) <= plan.band_mg;
  const wasZero = Math.abs(emptyOf(channel) ?? before.mass_mg) <= plan.band_mg;
  // Whoever was away may have been switched off without saying so; empty bins weigh something, where that is known.
  return (state.restarted || state.gap) && isZero && !wasZero
    ? 'restarted and shows nothing: it may have made the load its zero'
    : undefined;
}

/** A change is told when it is beyond so many deviations of its error. */
const tell_deviations = 5;
/** A level is sharp once the least change that may be a piece is so many of its deviations. */
const sharp_deviations = 8;

/** So few blocks do not tell a piece from none yet: its change is known only to a good part of a piece. */
export function isBlurred({ state, plan }: Channel, sd_mg: number): boolean {
  return state.run.blocks < blocks_known && sd_mg > plan.least_mg / sharp_deviations;
}

/** What is told: beyond the error of both levels and, up to the least change that may be a piece, beyond drift meanwhile; and no trifle. */
export function leastTold({ state, plan }: Channel): number {
  const { noise, current, run, away_ms } = state;
  const error_mg = Math.hypot(current?.sd_mg ?? 0, meanSd(noise, run.blocks));
  const drift_mg = driftSd(noise, run.until_ms - away_ms);
  const own_mg = Math.max(tell_deviations * error_mg, 1.1 * coarse(noise));
  return Math.max(own_mg, plan.least_mg / 2, Math.min(plan.least_mg, tell_deviations * Math.hypot(error_mg, drift_mg)));
}

/** A hand that rests on a plate presses harder by no more than so large a part of its force, or hardly moves for less than so long. */
const harder_max = 0.35;
const hand_still_ms = 2_000;

/**
 * What had all but come to rest at another level goes on to the next one: two things happened, one after the other. What may be a hand
 * is one when something goes from there, and not when so much comes on top that a hand that goes on would have moved.
 */
export function isTrodden({ state, plan }: Channel): boolean {
  const { run, noise, current, blocks } = state;
  const near = nearOf(run);
  if (current === undefined || state.gap || state.jump !== undefined || near === undefined) return false;
  const { newest } = blocks;
  const by_mg = newest.mass_mg - near.mass_mg;
  if (Math.abs(by_mg) < Math.max(plan.least_mg, leave_deviations * blockSd(noise))) return false;
  if (!isNearRest(near, plan.rest_ms)) return false;
  // The block between them lies back where it was: what stood there has left.
  if (near !== run.near && Math.abs((run.near?.mass_mg ?? near.mass_mg) - current.mass_mg) < plan.least_mg / 2)
    return false;
  const rests_mg = near.mass_mg - current.mass_mg;
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
  const { run, noise, current, blocks, gap, jump } = state;
  if (current === undefined || gap || jump !== undefined || blocks.interval_ms < plan.block_ms) return false;
  if (run.blocks < stair_readings || run.until_ms - run.start_ms < stair_ms) return false;
  const stands_mg = massOfRun(run);
  const rests_mg = stands_mg - current.mass_mg;
  const by_mg = blocks.newest.mass_mg - stands_mg;
  const least_mg = Math.max(plan.least_mg, leave_deviations * blockSd(noise));
  if (rests_mg * by_mg <= 0 || Math.abs(rests_mg) < least_mg || Math.abs(by_mg) < least_mg) return false;
  if (mayBeHand(rests_mg) && run.blocks === stair_readings) return false;
  return !isBlurred(channel, meanSd(noise, run.blocks));
}

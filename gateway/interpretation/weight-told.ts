/** What is told of a plate that is at rest at another level: whether it is sure enough, since when, and what may make it doubtful. */
import { type Channel, type ChannelState, emptyOf, type Rest } from './weight-channel.ts';
import { coarse, driftSd } from './weight-noise.ts';
import { blocks_known, meanSd, readings_spread_min } from './weight-rest.ts';

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

const fast_slack = 1.05;

/** So few blocks do not tell a piece from none yet: its change is known only to a good part of a piece. */
export function isBlurred({ state, plan }: Channel, sd_mg: number): boolean {
  return state.run.blocks < blocks_known && sd_mg > plan.least_mg / sharp_deviations;
}

/** Whether it stands still is told by the spread of the readings of each block. */
export function isFast({ state: { blocks }, plan }: Channel): boolean {
  return blocks.interval_ms > 0 && blocks.interval_ms * readings_spread_min <= fast_slack * plan.block_ms;
}

/** What is told: beyond the error of both levels and, up to the least change that may be a piece, beyond drift meanwhile; and no trifle. */
export function leastTold({ state, plan }: Channel): number {
  const { noise, current, run, away_ms } = state;
  const error_mg = Math.hypot(current?.sd_mg ?? 0, meanSd(noise, run.blocks));
  const drift_mg = driftSd(noise, run.until_ms - away_ms);
  const own_mg = Math.max(tell_deviations * error_mg, 1.1 * coarse(noise));
  return Math.max(own_mg, plan.least_mg / 2, Math.min(plan.least_mg, tell_deviations * Math.hypot(error_mg, drift_mg)));
}

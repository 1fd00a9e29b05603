/** What is told of a plate that is at rest at another level: since when, and what may make it doubtful. */
import { type Channel, type ChannelState, emptyOf, type Rest } from './weight-channel.ts';

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
  // A scale whose zero nobody knows may have been switched off without saying so.
  const mayHaveRestarted = state.restarted || (state.gap && emptyOf(channel) === undefined);
  return mayHaveRestarted && isZero && !wasZero
    ? 'restarted and shows nothing: it may have made the load its zero'
    : undefined;
}

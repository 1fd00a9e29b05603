/** The level of a channel at rest follows its blocks: as a mean of them while they are few, then slowly. */
import type { ChannelState, Rest } from './weight-channel.ts';
import { followLevel, markLevel } from './weight-drift.ts';
import { blocks_known, levelSd } from './weight-rest.ts';

/** How fast it follows them. */
const follow_ms = 8_000;

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

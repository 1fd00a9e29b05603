/** A channel that nobody watched for a while and that shows, when it is heard again, exactly what it showed: nothing has happened to it. */
import type { ReadingRef, Turn } from './turn.ts';
import type { Channel } from './weight-channel.ts';
import { tellGroup } from './weight-group.ts';
import { hops_known } from './weight-noise.ts';
import type { WeightParts } from './weight-pieces.ts';
import { reachOf } from './weight-rest.ts';

/** Nobody was watching, and what is seen first is what was seen last: nothing has happened meanwhile, and what comes now is seen. */
export function isAsBefore({ state, plan }: Channel): boolean {
  const { gap, current, jump, noise, blocks, run } = state;
  if (!gap || current === undefined || jump !== undefined || run.blocks > 0 || noise.hops < hops_known) return false;
  const off_mg = Math.abs(blocks.newest.mass_mg - current.mass_mg);
  return off_mg <= Math.min(reachOf(noise, state.blocks_in), plan.least_mg / 2);
}

/** It is at rest at the level of before. */
export function resume(turn: Turn, parts: WeightParts, channel: Channel, ref: ReadingRef): void {
  const { state } = channel;
  const { newest, jumps } = state.blocks;
  state.away = false;
  state.landings = undefined;
  state.gap = false;
  state.restarted = false;
  state.rested_ms = newest.start_ms;
  state.followed_ms = newest.until_ms;
  state.newest.push(newest.mass_mg);
  if (state.current !== undefined) state.current.ref = ref;
  while ((jumps[0]?.at_ms ?? Number.POSITIVE_INFINITY) < newest.until_ms) jumps.shift();
  tellGroup(turn, parts, channel.group, ref);
}

/** Slow drift of a load cell: changes count from the newest rest, and what drift is too slow for is not forgotten. */
import type { Channel, Rest } from './weight-channel.ts';

/** Drift is forgotten at this share of the lightest piece per hour. */
const slew_pieces_per_hour = 0.25;
const hour_ms = 3_600_000;

/** How far the level has gone without a step, less what drift accounts for; from one rest to the next. */
export function followDrift({ state, plan }: Channel, before: Rest, now: Rest): number {
  const elapsed_ms = Math.max(0, Math.min(hour_ms, now.ref.at_ms - state.followed_ms));
  const reach_mg = ((plan.piece_mg ?? plan.band_mg) * slew_pieces_per_hour * elapsed_ms) / hour_ms;
  const crept_mg = state.crept_mg + now.mass_mg - before.mass_mg;
  state.crept_mg = crept_mg - Math.max(-reach_mg, Math.min(reach_mg, crept_mg));
  state.followed_ms = now.ref.at_ms;
  return state.crept_mg;
}

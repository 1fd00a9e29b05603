/** Slow drift of a load cell: the resolved level follows it at a limited rate and not for ever, so a slow bleed is never taken for drift. */
import type { Channel, Rest } from './weight-channel.ts';

/** The resolved level follows drift by this share of a unit per hour … */
const slew_units_per_hour = 0.25;
/** … and by this share of a unit altogether. */
const creep_units_max = 0.5;
const hour_ms = 3_600_000;

/** Brings the resolved level nearer to a rest that is off it by less than a step. */
export function followDrift({ state, plan }: Channel, resolved: Rest, rest: Rest): void {
  const off_mg = rest.mass_mg - resolved.mass_mg;
  const elapsed_ms = Math.max(0, Math.min(hour_ms, rest.ref.at_ms - state.followed_ms));
  const reach_mg = (plan.unit_mg * slew_units_per_hour * elapsed_ms) / hour_ms;
  const creep_max_mg = plan.unit_mg * creep_units_max;
  const wanted_mg = state.crept_mg + Math.max(-reach_mg, Math.min(reach_mg, off_mg));
  const crept_mg = Math.max(-creep_max_mg, Math.min(creep_max_mg, wanted_mg));
  resolved.mass_mg += crept_mg - state.crept_mg;
  state.crept_mg = crept_mg;
  state.followed_ms = rest.ref.at_ms;
}

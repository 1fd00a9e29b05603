/**
 * Rests on the way up. A load that may be a hand counts once it has stood for longer than hands do; where more is put down on it meanwhile, the
 * channel never stands still for so long, although the first load stays. So a rest that is left upwards is remembered, and told by itself
 * once it has been there for that time and nothing below it was seen: a hand would have gone by then.
 */
import type { ReadingRef, Turn } from './turn.ts';
import type { Channel, ChannelState, Perch } from './weight-channel.ts';
import { tellAround } from './weight-group.ts';
import { coarse, driftSd } from './weight-noise.ts';
import type { WeightParts } from './weight-pieces.ts';
import { isCalm, massOfRun, meanSd } from './weight-rest.ts';

/** More than fit into the time of a hand; the oldest of more gives way to the load that follows it. */
const perches_max = 6;
/** A change is told when it is beyond so many deviations of its error. */
const tell_deviations = 5;
/** Plates that came to rest within this time did so for one load. */
const together_ms = 1_500;

/** The run ends: what it was may be a rest on the way up. `ref`: its last reading; `next_mg`: what comes after it. */
export function notePerch(channel: Channel, ref: ReadingRef, next_mg: number): void {
  const { state, plan } = channel;
  const { run, noise, current, perches } = state;
  const isAsIs = current === undefined || state.gap || state.restarted || state.jump !== undefined;
  if (isAsIs || run.blocks < 2 || run.until_ms - run.start_ms < plan.rest_ms || !isCalm(run, noise)) return;
  const below = perches.at(-1) ?? current;
  const mass_mg = massOfRun(run);
  const least_mg = leastTold(channel);
  if (mass_mg - below.mass_mg < least_mg || next_mg - mass_mg < least_mg) return;
  const at_ms = leftAt(state, below.mass_mg, mass_mg);
  const { start_ms, until_ms, blocks } = run;
  if (perches.length >= perches_max) perches.shift();
  perches.push({ mass_mg, sd_mg: meanSd(noise, blocks), ref: { ...ref }, at_ms, start_ms, until_ms, blocks });
}

/** Looks at the newest block while the channel is away: what is below it may have been a hand, and what has stood long enough is told. */
export function watchPerches(turn: Turn, parts: WeightParts, channel: Channel): void {
  const { state, plan } = channel;
  const { perches, blocks } = state;
  if (perches.length === 0) return;
  const { mass_mg, until_ms } = blocks.newest;
  const slack_mg = leastTold(channel) / 2;
  while (perches.length > 0 && mass_mg < (perches.at(-1)?.mass_mg ?? 0) - slack_mg) perches.pop();
  for (let first = perches[0]; first !== undefined; first = perches[0]) {
    if (until_ms - first.start_ms < plan.hand_ms) return;
    tellPerch(turn, parts, channel, first, until_ms);
  }
}

function tellPerch(turn: Turn, parts: WeightParts, channel: Channel, perch: Perch, now_ms: number): void {
  const { group } = channel;
  const told = group.channels.filter(({ state }) => {
    const [first] = state.perches;
    return first !== undefined && Math.abs(first.start_ms - perch.start_ms) <= together_ms;
  });
  for (const { state } of told) {
    const first = state.perches.shift();
    if (first === undefined) continue;
    const { mass_mg, sd_mg, ref, at_ms, until_ms, blocks } = first;
    state.current = { mass_mg, sd_mg, ref };
    state.blocks_in = blocks;
    state.followed_ms = until_ms;
    const first_ms = Math.min(at_ms, state.pending?.at_ms ?? at_ms);
    state.pending = { at_ms: first_ms, settled_ms: until_ms, unwatched: false, doubt: state.pending?.doubt };
  }
  tellAround(turn, parts, group, told, perch.ref, now_ms);
}

/** What is told: beyond the error of both levels and, up to the least change that may be a piece, beyond drift meanwhile; and no trifle. */
export function leastTold({ state, plan }: Channel): number {
  const { noise, current, run, away_ms } = state;
  const error_mg = Math.hypot(current?.sd_mg ?? 0, meanSd(noise, run.blocks));
  const drift_mg = driftSd(noise, run.until_ms - away_ms);
  const own_mg = Math.max(tell_deviations * error_mg, 1.1 * coarse(noise));
  return Math.max(own_mg, plan.least_mg / 2, Math.min(plan.least_mg, tell_deviations * Math.hypot(error_mg, drift_mg)));
}

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

/**
 * The level of one channel, from rest to rest and never from peaks.
 *
 * - At rest the level follows the newest blocks slowly, so drift of any size is followed; a block off them, or several that lie off
 *   the level together, begin a change, so a step is never followed.
 * - What comes to rest below was taken. What comes to rest above by what a hand presses with may be a hand that holds still: it
 *   counts once it has stood longer than hands do. A plate more restless than by itself is not at rest.
 */
import type { ReadingRef, Turn } from './turn.ts';
import { unseenAt } from './weight-back.ts';
import { type Channel, emptyOf, type Rest, silenceOf } from './weight-channel.ts';
import { followLevel, followStep, forgetCreep, markLevel, suspectOf } from './weight-drift.ts';
import { fold, learnAway, settle } from './weight-follow.ts';
import { holdGroup, tellBefore, tellGroup } from './weight-group.ts';
import { noteLiveliness } from './weight-health.ts';
import {
  isStair,
  isTrodden,
  landingsPassed,
  landingsSure,
  mayBeHandStill,
  noteLanding,
  standingOf,
} from './weight-landing.ts';
import { blockSd, coarse, driftSd, learnHop, learnSpread, learnWander, mean } from './weight-noise.ts';
import { onFirstRest, type WeightParts } from './weight-pieces.ts';
import {
  blocks_known,
  extendRun,
  isCalm,
  isEnough,
  levelSd,
  massOfRun,
  mayBeHand,
  meanSd,
  nearReach,
  reachOf,
  readings_spread_min,
  settleNear,
  stopRun,
  turnOf,
} from './weight-rest.ts';
import { isAsBefore, resume } from './weight-resume.ts';
import { forgetTare, lostTare, noteHandTare, takeJump } from './weight-tare.ts';
import { isBlurred, isFast, leastTold, leftAt, restartDoubt } from './weight-told.ts';

/** So have the newest ones together, off the level by so many of theirs, or of what it wanders by itself. */
const part_deviations = 5;
const part_wanders = 8;
/** How many of the newest blocks are held back from the level. */
const newest_held = 4;
/** Where blocks are so long, each is of few readings. */
const newest_held_rare = 6;
const rare_block_ms = 900;

/** The channel's newest block is another one. `ref`: the reading that ended it. */
export function onBlock(turn: Turn, parts: WeightParts, channel: Channel, ref: ReadingRef): void {
  const { state } = channel;
  noteLiveliness(state);
  if (isAsBefore(channel)) {
    resume(turn, parts, channel, ref);
    return;
  }
  if (state.away || state.current === undefined) {
    learnAway(state);
    const isOn = isStair(channel);
    if (isOn || isTrodden(channel)) {
      if (!isOn) settleNear(state.run);
      land(turn, parts, channel, ref, isOn ? 'stair' : 'trodden');
    } else {
      extendRun(state.run, state.blocks.newest, state.noise, channel.plan);
      judge(turn, parts, channel, ref, undefined);
    }
  } else stay(turn, parts, channel, ref);
  state.before_ref = ref;
}

/** Nothing was said for `silent_ms` since the newest block: as much as if it had said the same all the while. */
export function onSilence(turn: Turn, parts: WeightParts, channel: Channel, silent_ms: number): void {
  const { state } = channel;
  if (state.away && state.last !== undefined) judge(turn, parts, channel, state.last, silent_ms);
}

/** Nobody watches from now on: what is as good as known is told. */
export function tellKnown(turn: Turn, parts: WeightParts, channel: Channel): void {
  tellLandings(turn, parts, channel, landingsPassed(channel, 'all'));
  tellBefore(turn, parts, channel, Number.POSITIVE_INFINITY);
}

/** The load leaves its rest, or nobody knows; `at_ms`: since when. */
export function leave(channel: Channel, at_ms: number): void {
  const { state } = channel;
  stopRun(state.run);
  if (state.away) return;
  const { newest } = state;
  // The newest block may hold the beginning of what comes.
  for (let at = 0; at < newest.length - 1; at += 1) fold(state, newest[at] ?? 0, state.followed_ms);
  part(channel, at_ms);
}

/** From here on the level stands as it is, and what all plates of the group show is kept for what comes. */
function part({ state, group }: Channel, at_ms: number): void {
  const { current, drift, noise } = state;
  state.away = true;
  state.away_ms = at_ms;
  state.newest.length = 0;
  if (current !== undefined) {
    followLevel(drift, noise, current.mass_mg, at_ms);
    markLevel(drift, undefined, at_ms);
    current.sd_mg = levelSd(state.noise, state.blocks_in);
  }
  holdGroup(group);
}

function stay(turn: Turn, parts: WeightParts, channel: Channel, ref: ReadingRef): void {
  const { state, plan } = channel;
  const { blocks, noise, newest, current } = state;
  const block = blocks.newest;
  if (current === undefined) return;
  const count = newest.length;
  const near_mg = count === 0 ? current.mass_mg : mean(newest);
  if (Math.abs(block.mass_mg - near_mg) > Math.max(reachOf(noise, count), nearReach(plan))) {
    const left_ms = blocks.jumps[0]?.at_ms ?? block.start_ms;
    if (Math.abs(block.mass_mg - current.mass_mg) >= plan.least_mg) tellBefore(turn, parts, channel, left_ms);
    leave(channel, left_ms);
    extendRun(state.run, block, noise, plan);
    return;
  }
  while ((blocks.jumps[0]?.at_ms ?? Number.POSITIVE_INFINITY) < block.until_ms) blocks.jumps.shift();
  learnHop(noise, Math.abs(block.mass_mg - (newest[count - 1] ?? current.mass_mg)), count === 0 ? 0 : 1);
  if (block.readings >= readings_spread_min) learnSpread(noise, block.spread_mg, 1);
  newest.push(block.mass_mg);
  const length_ms = Math.max(plan.block_ms, blocks.interval_ms);
  const held = length_ms >= rare_block_ms ? newest_held_rare : newest_held;
  if (newest.length > held) fold(state, newest.shift() ?? 0, block.until_ms);
  current.ref = ref;
  if (state.jump !== undefined && block.start_ms - (state.jump.moved_ms ?? 0) >= plan.rest_ms) {
    takeJump(turn, parts, channel, { current, rest: current, began_ms: block.start_ms });
  }
  if (newest.length === held) watchNewest(channel, length_ms);
  if (!state.away) tellCreep(turn, parts, channel, ref);
  else judge(turn, parts, channel, ref, undefined);
  if (state.held !== undefined) tellGroup(turn, parts, channel.group, ref);
}

/** The newest blocks may lie off the level together, and be another one. */
function watchNewest(channel: Channel, length_ms: number): void {
  const { state, plan } = channel;
  const { noise, newest, current, run, blocks } = state;
  if (current === undefined || state.blocks_in < blocks_known) return;
  const off_mg = Math.abs(mean(newest) - current.mass_mg);
  const noise_mg = part_deviations * blockSd(noise) * Math.sqrt(1 / newest.length + 0.1) + 0.6 * coarse(noise);
  if (off_mg <= Math.max(part_wanders * noise.wander_mg, noise_mg, nearReach(plan))) {
    learnWander(noise, off_mg);
    return;
  }
  stopRun(run);
  const from = turnOf(newest, current.mass_mg);
  for (let at = from; at < newest.length; at += 1) {
    const until_ms = blocks.newest.until_ms - (newest.length - 1 - at) * length_ms;
    extendRun(
      run,
      { ...blocks.newest, mass_mg: newest[at] ?? 0, start_ms: until_ms - length_ms, until_ms },
      noise,
      plan,
    );
  }
  part(channel, blocks.newest.until_ms - (newest.length - from) * length_ms);
}

/** Tells what came to rest, or will once it is sure, and begins what comes on top of it. */
function land(turn: Turn, parts: WeightParts, channel: Channel, ref: ReadingRef, as: 'stair' | 'trodden'): void {
  const { state, plan } = channel;
  const { run, blocks } = state;
  const jumps = blocks.jumps.filter(({ at_ms }) => at_ms >= run.until_ms - plan.block_ms);
  const left_ms = jumps[0]?.at_ms ?? blocks.newest.start_ms;
  const isAlone = channel.group.channels.length === 1;
  if (isAlone && (as === 'stair' || mayBeHand(massOfRun(run) - (standingOf(state)?.mass_mg ?? 0)))) {
    noteLanding(channel, state.before_ref ?? ref, left_ms);
    stopRun(run);
    extendRun(run, blocks.newest, state.noise, plan);
    tellLandings(turn, parts, channel, landingsPassed(channel, 'but the newest'));
    return;
  }
  judge(turn, parts, channel, ref, undefined, as);
  if (!state.away) {
    tellBefore(turn, parts, channel, left_ms);
    leave(channel, left_ms);
    blocks.jumps.push(...jumps);
  }
  extendRun(run, blocks.newest, state.noise, plan);
}

/** What may become a rest: is it one, and what follows? `silent_ms`: nothing else was said for so long, or it is not known to be silent. */
function judge(
  turn: Turn,
  parts: WeightParts,
  channel: Channel,
  ref: ReadingRef,
  silent_ms: number | undefined,
  as: 'rest' | 'stair' | 'trodden' = 'rest',
): void {
  const { state, plan } = channel;
  const { run, noise, current } = state;
  if (run.blocks === 0) return;
  const stood_ms = run.until_ms - run.start_ms + (silent_ms ?? 0);
  const isLong = as === 'stair' || isEnough(run, state.blocks.interval_ms);
  const isRest = isLong && stood_ms >= plan.rest_ms && isCalm(run, noise, isFast(channel));
  const isSaid = silent_ms !== undefined && silent_ms >= (silenceOf(channel) ?? 0);
  if (!isRest && !isSaid) return;
  const now = { mass_mg: massOfRun(run), sd_mg: meanSd(noise, run.blocks), ref };
  if (current === undefined) {
    beginLevel(turn, parts, channel, now);
    return;
  }
  const sure = landingsSure(channel, now.mass_mg);
  const before_mg = state.landings?.[sure - 1]?.mass_mg ?? current.mass_mg;
  const by_mg = now.mass_mg - before_mg;
  // On a board a hand is told by all plates together, and with what follows: fusion waits for it.
  const isAlone = channel.group.channels.length === 1;
  const isBack = Math.abs(by_mg) < leastTold(channel);
  // Enough for a piece and not yet beyond doubt: more blocks tell.
  if (isBack && !isSaid && Math.abs(by_mg) >= plan.least_mg / 2 && run.blocks < blocks_known) return;
  if (as === 'rest' && !isBack && !isSaid && isBlurred(channel, now.sd_mg)) return;
  if (as === 'rest' && !isBack && isAlone && mayBeHand(by_mg) && stood_ms < plan.hand_ms) return;
  if (as === 'rest' && !isSaid && sure > 0 && mayBeHandStill(channel, now.mass_mg)) return;
  tellLandings(turn, parts, channel, sure);
  state.landings = undefined;
  if (takeJump(turn, parts, channel, { current: state.current ?? current, rest: now, began_ms: run.start_ms }))
    settle(state, state.current ?? now);
  else if (isBack) comeBack(channel, now, before_mg);
  else come(channel, now);
  state.away = false;
  state.gap = false;
  state.restarted = false;
  state.rested_ms = run.start_ms;
  stopRun(run);
  state.blocks.jumps.length = 0;
  tellGroup(turn, parts, channel.group, ref);
}

/** Tells the first ones of where the load stood on its way, each as a change of its own. */
function tellLandings(turn: Turn, parts: WeightParts, channel: Channel, count: number): void {
  const { state } = channel;
  const { landings = [] } = state;
  if (count === 0) return;
  const run = { ...state.run };
  for (const landing of landings.slice(0, count)) {
    Object.assign(state.run, landing.run);
    come(channel, landing, landing.at_ms);
    tellBefore(turn, parts, channel, landing.left_ms);
    part(channel, landing.left_ms);
  }
  Object.assign(state.run, run);
  state.landings = landings.slice(count);
}

function beginLevel(turn: Turn, parts: WeightParts, channel: Channel, now: Rest): void {
  const { state } = channel;
  const { run, device, channel: name, location } = state;
  settle(state, now);
  state.away = false;
  state.gap = false;
  state.restarted = false;
  state.rested_ms = run.start_ms;
  // A scale tared before it was ever seen at rest shows nothing that could be counted.
  if (state.jump !== undefined) state.is_shift_known = false;
  state.jump = undefined;
  const at_ms = run.start_ms;
  stopRun(run);
  const empty_mg = emptyOf(channel);
  onFirstRest(turn, parts, { kind: 'first-rest', device, channel: name, location, rest: { ...now }, empty_mg, at_ms });
}

/** It is back where it was: a touch, or drift meanwhile. */
function comeBack(channel: Channel, now: Rest, before_mg: number): void {
  const { state, plan } = channel;
  const { noise, run, drift, current } = state;
  const by_mg = now.mass_mg - before_mg;
  const error_mg = Math.hypot(current?.sd_mg ?? 0, now.sd_mg, driftSd(noise, run.until_ms - state.away_ms));
  const isStep = Math.abs(by_mg) > 3 * error_mg;
  if (isStep) followStep(drift, plan.least_mg, by_mg, run.until_ms);
  else {
    // Both are of the same level, so both count.
    const blocks = Math.min(state.blocks_in, 2 * blocks_known);
    now = { ...now, mass_mg: (before_mg * blocks + now.mass_mg * run.blocks) / (blocks + run.blocks) };
  }
  settle(state, now);
  // What it went meanwhile counts as drift, and so does what it goes from here.
  if (isStep) markLevel(drift, now.mass_mg, run.until_ms);
  else markLevel(drift, before_mg, state.away_ms);
}

/** It is at rest at another level; `seen_ms`: when it left the one before, where that was seen already. */
function come(channel: Channel, now: Rest, seen_ms?: number): void {
  const { state } = channel;
  const { current, run, gap, pending, held } = state;
  if (current === undefined) return;
  const tare = state.restarted ? lostTare(channel, current, now) : 'no';
  if (tare === 'lost') {
    forgetTare(channel, current, now);
    settle(state, now);
    return;
  }
  noteHandTare(channel, current, now);
  const restart = restartDoubt(channel, tare, current, now);
  // What it shows when empty is known again once somebody counts.
  if (restart !== undefined) state.is_shift_known = false;
  const unwatched = (gap && !state.watch.is_told) || pending?.unwatched === true;
  const left_ms = gap ? unseenAt(state.watch, run.start_ms) : (seen_ms ?? leftAt(state, current.mass_mg, now.mass_mg));
  const at_ms = Math.min(left_ms, pending?.at_ms ?? left_ms);
  if (held !== undefined) held.sd_mg = Math.hypot(current.sd_mg, driftSd(state.noise, run.start_ms - state.away_ms));
  state.pending = { at_ms, settled_ms: run.until_ms, unwatched, doubt: restart ?? pending?.doubt };
  settle(state, now);
}

/** What went without a step, and is more than drift: a person is asked. */
function tellCreep(turn: Turn, parts: WeightParts, channel: Channel, ref: ReadingRef): void {
  const { state, plan } = channel;
  const { current, drift } = state;
  const crept_mg = suspectOf(drift, plan.least_mg);
  if (crept_mg === 0 || current === undefined || state.held !== undefined) return;
  forgetCreep(drift, drift.mark_mg);
  state.held = { ...current, mass_mg: current.mass_mg - crept_mg };
  const at_ms = state.followed_ms;
  state.pending = { at_ms, settled_ms: at_ms, unwatched: false, doubt: 'has crept without a step' };
  holdGroup(channel.group);
  tellGroup(turn, parts, channel.group, ref);
}

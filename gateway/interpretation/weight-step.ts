/**
 * Load cells: pieces taken and filled, from rest to rest and never from peaks.
 *
 * - `resolved` is the level that what was booked explains, `current` the level of the last rest. They part when a step fits
 *   no number of pieces; the next step may then fit from either, and a return to the resolved level settles the question.
 * - Slow drift is followed at a limited rate and for half a unit at most; what goes beyond becomes a question, so a slow
 *   bleed is never taken for drift.
 * - What changed while nobody was watching is booked against the count difference: whoever took or filled may have booked
 *   it elsewhere, and the discrepancy must show.
 * - Less than the empty bin is no number of pieces taken: somebody lifted the bin off, and is asked.
 * - The first rest is a count where the empty mass is known. The settings name one item, so its contents are that item.
 * - A commanded tare or zero moves the mass and no piece: `weight-tare.ts`.
 */
import type { ConditionReading, WeightReading } from '../../devices/reading.ts';
import { levelOf } from '../stock/levels.ts';
import type { Movement } from '../stock/movement.ts';
import { filledFrom, itemName, locationName, takenTo } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { fitPieces, lean_of_a_step, type PieceFit } from './confidence.ts';
import { takeDue } from './deadlines.ts';
import { heardUntil } from './order.ts';
import { isOpen, raise, settle } from './questions.ts';
import { ruleText } from './rule.ts';
import type { ReadingRef, Turn } from './turn.ts';
import {
  awaitedChannel,
  awaitSilence,
  type Channel,
  contentsQuestion,
  type Rest,
  restEvidence,
  type Scales,
  stepQuestion,
  tareQuestion,
  weightRule,
} from './weight-channel.ts';
import { countContents } from './weight-contents.ts';
import { followDrift } from './weight-drift.ts';
import { extendRun, isLevel, levelOfRun, stopRun } from './weight-rest.ts';
import { emptyOf, forgetTare, learnEmpty, lostTare, takeJump, watchJump } from './weight-tare.ts';
import { gramsText, probabilityText, stepText } from './wording.ts';

export function onWeight(turn: Turn, scales: Scales, ref: ReadingRef, reading: WeightReading): void {
  const channel = scales.devices.get(ref.device)?.get(reading.channel);
  if (channel === undefined) {
    turn.books.counters.add('weights of channels without an item of known mass');
    return;
  }
  const { state, plan } = channel;
  if (reading.snapshot === true) {
    turn.books.counters.add("weights from a broker's memory");
    unsettle(channel);
    state.gap = true;
    return;
  }
  state.says_stable = reading.stable === true;
  watchJump(channel, reading.mass_mg);
  if (reading.stable === false) {
    unsettle(channel);
    return;
  }
  const { current, run } = state;
  // Between two rests that follow on each other the band begins anew, so a step just there must be noticed too.
  if (run.taken === 0 && current !== undefined && Math.abs(reading.mass_mg - current.mass_mg) > plan.band_mg) {
    state.moved = true;
  }
  const sample = { mass_mg: reading.mass_mg, at_ms: ref.at_ms, is_stable: state.says_stable };
  const kept = extendRun(run, sample, plan.band_mg);
  state.last_arrived_ms = turn.at_ms;
  if (kept === 'stray') return;
  if (kept === 'broken') state.moved = true;
  state.last = ref;
  if (run.taken > 1 && ref.at_ms - run.start_ms >= plan.rest_ms) settleRun(turn, channel);
  else awaitSilence(scales, channel);
}

/** Silence after a weight that the device called stable is rest. */
export function onWeightTick(turn: Turn, scales: Scales): void {
  for (const key of takeDue(scales.deadlines, turn.at_ms)) {
    const channel = awaitedChannel(scales, key);
    if (channel === undefined) continue;
    channel.waiting = false;
    const { state, plan } = channel;
    const silent = state.says_stable && heardUntil(turn, state.device) - state.last_arrived_ms >= plan.rest_ms;
    if (silent && state.run.taken > 0) settleRun(turn, channel);
    else awaitSilence(scales, channel, turn.at_ms);
  }
}

export function onWeightCondition(turn: Turn, scales: Scales, device: string, reading: ConditionReading): void {
  const { condition } = reading;
  if (condition === 'offline' || condition === 'online') onWeightGap(turn, scales, device, reading.channel);
  else if (condition === 'restarted') onScaleRestart(turn, scales, device);
  else if (condition === 'motion' || condition === 'overload' || condition === 'underload' || condition === 'fault') {
    for (const channel of scales.devices.get(device)?.values() ?? []) {
      if (reading.channel !== undefined && reading.channel !== channel.state.channel) continue;
      watchJump(channel, undefined);
      unsettle(channel);
    }
  }
}

/**
 * Nobody was watching: the next rest says what is, not what happened. All devices when none is named, all channels when
 * none is. A weight that the
 * device called stable before it went counts as it stands: battery nodes wake, say one weight and hang up.
 */
export function onWeightGap(turn: Turn, scales: Scales, device: string | undefined, only?: string): void {
  for (const [id, channels] of scales.devices) {
    if (device !== undefined && id !== device) continue;
    for (const channel of channels.values()) {
      if (only !== undefined && channel.state.channel !== only) continue;
      if (channel.state.says_stable && channel.state.run.taken > 0) settleRun(turn, channel);
      unsettle(channel);
      channel.state.gap = true;
      if (channel.state.jump !== undefined) channel.state.jump.unwatched = true;
    }
  }
}

/** Scales take the load they find at power-up for their zero. */
export function onScaleRestart(turn: Turn, scales: Scales, device: string): void {
  onWeightGap(turn, scales, device);
  for (const channel of scales.devices.get(device)?.values() ?? []) channel.state.restarted = true;
}

/** A person or a scanner counted here: the weight of now stands for that count, and what was doubtful is settled. */
export function onRecount(turn: Turn, scales: Scales): void {
  for (const { item, location } of turn.counted) {
    for (const channels of scales.devices.values()) {
      for (const channel of channels.values()) {
        const { state } = channel;
        if (state.location !== location || state.item !== item) continue;
        learnEmpty(channel, levelOf(turn.books.levels, item, location));
        if (state.current !== undefined) state.resolved = { ...state.current };
        state.crept_mg = 0;
        state.asked = false;
        settle(turn, stepQuestion(state), 'counted', ruleText(weightRule));
        settle(turn, contentsQuestion(state), 'counted', ruleText(weightRule));
        settle(turn, tareQuestion(state), 'counted', ruleText(weightRule));
      }
    }
  }
}

function unsettle({ state }: Channel): void {
  stopRun(state.run);
  state.says_stable = false;
  state.moved = true;
}

/** A run is long enough: either it is a level at rest, or it still settles and its end begins the next one. */
function settleRun(turn: Turn, channel: Channel): void {
  const { state, plan } = channel;
  const { last } = state;
  if (last === undefined) return;
  const began_ms = state.run.start_ms;
  const level = isLevel(state.run, plan.unit_mg) ? levelOfRun(state.run, plan.band_mg) : undefined;
  stopRun(state.run);
  if (level === undefined) {
    state.moved = true;
    return;
  }
  decide(turn, channel, { ...level, ref: last }, began_ms);
  state.moved = false;
  state.gap = false;
  state.restarted = false;
}

function decide(turn: Turn, channel: Channel, rest: Rest, began_ms: number): void {
  const { state, plan } = channel;
  const question = stepQuestion(state);
  const { current } = state;
  if (state.resolved === undefined || current === undefined) {
    state.resolved = { ...rest };
    state.current = rest;
    state.followed_ms = rest.ref.at_ms;
    // A scale tared before it was ever seen at rest shows nothing that could be counted.
    if (state.jump !== undefined) state.is_shift_known = false;
    state.jump = undefined;
    countContents(turn, channel, rest, began_ms);
    return;
  }
  if (state.asked && !isOpen(turn, question)) {
    state.asked = false;
    state.crept_mg = 0;
    state.resolved = { ...current };
  }
  if (takeJump(turn, channel, current, rest, began_ms)) return;
  const { resolved } = state;
  const tare = state.restarted ? lostTare(channel, current, rest) : 'no';
  if (tare === 'lost') {
    forgetTare(channel, current, rest);
    return;
  }
  const latest_mg = rest.mass_mg - current.mass_mg;
  const total_mg = rest.mass_mg - resolved.mass_mg;
  state.current = rest;
  if (Math.abs(total_mg) < plan.least_mg) {
    if (state.asked) settle(turn, question, `the weight is back at ${gramsText(rest.mass_mg)}`, ruleText(weightRule));
    state.asked = false;
    followDrift(channel, resolved, rest);
    return;
  }
  if (!state.moved || Math.abs(latest_mg) < plan.least_mg / 4) {
    if (!state.asked) askStep(turn, channel, resolved, rest, 'has crept without a step');
    return;
  }
  if (tare === 'unclear') {
    askStep(turn, channel, resolved, rest, 'restarted and may have lost its tare');
    return;
  }
  if (
    state.restarted &&
    Math.abs(rest.mass_mg) <= plan.band_mg &&
    Math.abs(emptyOf(channel) ?? resolved.mass_mg) > plan.band_mg
  ) {
    askStep(turn, channel, resolved, rest, 'restarted and shows nothing: it may have made the load its zero');
    return;
  }
  resolveStep(turn, channel, { resolved, current, rest, began_ms });
}

interface Step {
  readonly resolved: Rest;
  /** The rest before this one. */
  readonly current: Rest;
  readonly rest: Rest;
  readonly began_ms: number;
}

/** A step counts from the resolved level; while that is in doubt, from the last rest if it fits there. */
function resolveStep(turn: Turn, channel: Channel, step: Step): void {
  const { state, plan } = channel;
  const { resolved, current, rest } = step;
  if (isBelowEmpty(channel, rest) && !isBelowEmpty(channel, current)) {
    askStep(turn, channel, resolved, rest, 'shows less than when it is empty');
    return;
  }
  const whole = fitStep(channel, resolved, rest);
  const isDoubtful = Math.abs(current.mass_mg - resolved.mass_mg) >= plan.least_mg;
  // What a bin weighs that is put back says nothing about pieces, only what it holds against the resolved level.
  const isPutBack = isBelowEmpty(channel, current) && !isBelowEmpty(channel, rest);
  const partly = isDoubtful && !isPutBack ? fitStep(channel, current, rest) : undefined;
  const isPartly = partly !== undefined && partly.permille >= plan.confidence_min_permille;
  const fit = isPartly ? partly : whole;
  if (fit.permille < plan.confidence_min_permille) {
    askStep(turn, channel, resolved, rest, 'changed by what is no number of pieces');
    return;
  }
  bookStep(turn, channel, isPartly ? current : resolved, step, fit);
  if (isPartly) {
    resolved.mass_mg += rest.mass_mg - current.mass_mg;
    return;
  }
  state.resolved = { ...rest };
  state.followed_ms = rest.ref.at_ms;
  if (state.asked) settle(turn, stepQuestion(state), 'a later weight explains it', ruleText(weightRule));
  state.asked = false;
}

function bookStep(turn: Turn, { state, plan }: Channel, before: Rest, { rest, began_ms }: Step, fit: PieceFit): void {
  const { location, item } = state;
  const step_mg = rest.mass_mg - before.mass_mg;
  const isTaken = step_mg < 0;
  const outside = state.gap
    ? 'count-difference'
    : isTaken
      ? takenTo(turn.index, location)
      : filledFrom(turn.index, location);
  const kind: Movement['kind'] = state.gap ? 'changed-while-offline' : isTaken ? 'taken' : 'filled';
  book(turn, {
    id: `${rest.ref.id}/${weightRule.name}`,
    kind,
    item,
    quantity: fit.pieces,
    from: isTaken ? location : outside,
    to: isTaken ? outside : location,
    at_ms: began_ms,
    confidence_permille: fit.permille,
    rule: ruleText(weightRule),
    why: `${locationName(turn.index, location)}: ${stepText(step_mg)} = ${fit.pieces} × ${gramsText(plan.unit_mg)} (${itemName(
      turn.index,
      item,
    )}), p ${probabilityText(fit.permille)}${state.gap ? ', changed while nobody was watching' : ''}`,
    evidence: [restEvidence(state, before), restEvidence(state, rest)],
  });
}

/** By more than a piece: the bin itself was lifted off, or its scale made another load its zero. */
function isBelowEmpty(channel: Channel, { mass_mg }: Rest): boolean {
  const empty_mg = emptyOf(channel);
  return empty_mg !== undefined && mass_mg < empty_mg - channel.plan.unit_mg;
}

function fitStep({ plan }: Channel, before: Rest, after: Rest): PieceFit {
  return fitPieces(
    Math.abs(after.mass_mg - before.mass_mg),
    {
      unit_mg: plan.unit_mg,
      piece_sd_mg: plan.piece_sd_mg,
      measured_sd_mg: Math.sqrt(before.sd_mg * before.sd_mg + after.sd_mg * after.sd_mg),
      lean: lean_of_a_step,
    },
    1,
  );
}

function askStep(turn: Turn, { state, plan }: Channel, before: Rest, rest: Rest, what: string): void {
  const step_mg = rest.mass_mg - before.mass_mg;
  state.asked = true;
  raise(turn, {
    id: stepQuestion(state),
    kind: 'weight-unresolved',
    device: state.device,
    location: state.location,
    item: state.item,
    question: `${locationName(turn.index, state.location)} ${what}: ${gramsText(before.mass_mg)} before, ${gramsText(
      rest.mass_mg,
    )} now, ${stepText(step_mg)}; one ${itemName(turn.index, state.item)} is ${gramsText(
      plan.unit_mg,
    )}, the nearest number is ${Math.round(Math.abs(step_mg) / plan.unit_mg)}. What happened?`,
    evidence: [restEvidence(state, before), restEvidence(state, rest)],
  });
}

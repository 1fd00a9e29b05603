/**
 * Load cells: from rest to rest and never from peaks. What a change means is not known here (`weight-pieces.ts`).
 *
 * - Slow drift is followed and forgotten at a limited rate; what goes beyond is told as a doubt, so a slow bleed is never taken
 *   for drift.
 * - A change that came about while nobody was watching says so.
 * - A commanded tare or zero moves the mass and is no change: `weight-tare.ts`.
 */
import type { ConditionReading, WeightReading } from '../../devices/reading.ts';
import { takeDue } from './deadlines.ts';
import { heardUntil } from './order.ts';
import type { ReadingRef, Turn } from './turn.ts';
import { awaitedChannel, awaitSilence, type Channel, emptyOf, type Rest } from './weight-channel.ts';
import { followDrift } from './weight-drift.ts';
import { onFirstRest, onWeightChange, type WeightParts } from './weight-pieces.ts';
import { extendRun, isLevel, levelOfRun, stopRun } from './weight-rest.ts';
import { forgetTare, lostTare, takeJump, watchJump } from './weight-tare.ts';

export function onWeight(turn: Turn, parts: WeightParts, ref: ReadingRef, reading: WeightReading): void {
  const channel = parts.scales.devices.get(ref.device)?.get(reading.channel);
  if (channel === undefined || channel.plan.piece_mg === undefined) {
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
  if (run.taken > 1 && ref.at_ms - run.start_ms >= plan.rest_ms) settleRun(turn, parts, channel);
  else awaitSilence(parts.scales, channel);
}

/** Silence after a weight that the device called stable is rest. */
export function onWeightTick(turn: Turn, parts: WeightParts): void {
  for (const key of takeDue(parts.scales.deadlines, turn.at_ms)) {
    const channel = awaitedChannel(parts.scales, key);
    if (channel === undefined) continue;
    channel.waiting = false;
    const { state, plan } = channel;
    const silent = state.says_stable && heardUntil(turn, state.device) - state.last_arrived_ms >= plan.rest_ms;
    if (silent && state.run.taken > 0) settleRun(turn, parts, channel);
    else awaitSilence(parts.scales, channel, turn.at_ms);
  }
}

export function onWeightCondition(turn: Turn, parts: WeightParts, device: string, reading: ConditionReading): void {
  const { condition } = reading;
  if (condition === 'offline' || condition === 'online') onWeightGap(turn, parts, device, reading.channel);
  else if (condition === 'restarted') onScaleRestart(turn, parts, device);
  else if (condition === 'motion' || condition === 'overload' || condition === 'underload' || condition === 'fault') {
    for (const channel of parts.scales.devices.get(device)?.values() ?? []) {
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
export function onWeightGap(turn: Turn, parts: WeightParts, device: string | undefined, only?: string): void {
  for (const [id, channels] of parts.scales.devices) {
    if (device !== undefined && id !== device) continue;
    for (const channel of channels.values()) {
      if (only !== undefined && channel.state.channel !== only) continue;
      if (channel.state.says_stable && channel.state.run.taken > 0) settleRun(turn, parts, channel);
      unsettle(channel);
      channel.state.gap = true;
      if (channel.state.jump !== undefined) channel.state.jump.unwatched = true;
    }
  }
}

/** Scales take the load they find at power-up for their zero. */
export function onScaleRestart(turn: Turn, parts: WeightParts, device: string): void {
  onWeightGap(turn, parts, device);
  for (const channel of parts.scales.devices.get(device)?.values() ?? []) channel.state.restarted = true;
}

function unsettle({ state }: Channel): void {
  stopRun(state.run);
  state.says_stable = false;
  state.moved = true;
}

/** A run is long enough: either it is a level at rest, or it still settles and its end begins the next one. */
function settleRun(turn: Turn, parts: WeightParts, channel: Channel): void {
  const { state, plan } = channel;
  const { last } = state;
  if (last === undefined) return;
  const began_ms = state.run.start_ms;
  const level = isLevel(state.run, plan.piece_mg ?? plan.band_mg) ? levelOfRun(state.run, plan.band_mg) : undefined;
  stopRun(state.run);
  if (level === undefined) {
    state.moved = true;
    return;
  }
  rest(turn, parts, channel, { ...level, ref: last }, began_ms);
  state.moved = false;
  state.gap = false;
  state.restarted = false;
}

function rest(turn: Turn, parts: WeightParts, channel: Channel, now: Rest, began_ms: number): void {
  const { state, plan } = channel;
  const { current } = state;
  if (current === undefined) {
    state.current = now;
    state.followed_ms = now.ref.at_ms;
    // A scale tared before it was ever seen at rest shows nothing that could be counted.
    if (state.jump !== undefined) state.is_shift_known = false;
    state.jump = undefined;
    const { device, channel: name, location } = state;
    const empty_mg = emptyOf(channel);
    onFirstRest(turn, parts, {
      kind: 'first-rest',
      device,
      channel: name,
      location,
      rest: now,
      empty_mg,
      at_ms: began_ms,
    });
    return;
  }
  if (takeJump(turn, parts, channel, { current, rest: now, began_ms })) return;
  const tare = state.restarted ? lostTare(channel, current, now) : 'no';
  if (tare === 'lost') {
    forgetTare(channel, current, now);
    return;
  }
  state.current = now;
  const latest_mg = now.mass_mg - current.mass_mg;
  if (Math.abs(latest_mg) >= plan.least_mg && state.moved) {
    state.crept_mg = 0;
    tell(turn, parts, channel, { before: current, now, began_ms, doubt: restartDoubt(channel, tare, current, now) });
    return;
  }
  const crept_mg = followDrift(channel, current, now);
  if (Math.abs(crept_mg) < plan.least_mg) return;
  state.crept_mg = 0;
  const isStep = state.moved && Math.abs(latest_mg) >= plan.least_mg / 4;
  const before = { ...current, mass_mg: now.mass_mg - crept_mg };
  const doubt = isStep ? restartDoubt(channel, tare, before, now) : 'has crept without a step';
  tell(turn, parts, channel, { before, now, began_ms, doubt });
}

/** What a restart may have made of the weight shown. */
function restartDoubt(channel: Channel, tare: 'no' | 'unclear', before: Rest, now: Rest): string | undefined {
  const { state, plan } = channel;
  if (tare === 'unclear') return 'restarted and may have lost its tare';
  const isZero = Math.abs(now.mass_mg) <= plan.band_mg;
  const wasZero = Math.abs(emptyOf(channel) ?? before.mass_mg) <= plan.band_mg;
  return state.restarted && isZero && !wasZero
    ? 'restarted and shows nothing: it may have made the load its zero'
    : undefined;
}

function tell(
  turn: Turn,
  parts: WeightParts,
  channel: Channel,
  change: { readonly before: Rest; readonly now: Rest; readonly began_ms: number; readonly doubt: string | undefined },
): void {
  const { before, now, began_ms, doubt } = change;
  const { device, channel: name, location, gap } = channel.state;
  onWeightChange(turn, parts, {
    kind: 'weight',
    device,
    group: name,
    plates: [{ channel: name, location, before, after: now, empty_mg: emptyOf(channel) }],
    ref: now.ref,
    at_ms: began_ms,
    settled_ms: now.ref.at_ms,
    unwatched: gap,
    ...(doubt === undefined ? {} : { doubt }),
  });
}

/**
 * Load cells: from readings to changes of weight. What a change means is not known here (`weight-pieces.ts`).
 *
 * - Readings become blocks (`weight-block.ts`), blocks become levels at rest (`weight-level.ts`), plates that share a lean speak
 *   together (`weight-group.ts`). The noise of each channel is learned (`weight-noise.ts`).
 * - A change that came about while nobody was watching says so.
 * - A commanded tare or zero moves the mass and is no change: `weight-tare.ts`.
 */
import type { ConditionReading, WeightReading } from '../../devices/reading.ts';
import { takeDue } from './deadlines.ts';
import { heardUntil } from './order.ts';
import type { ReadingRef, Turn } from './turn.ts';
import { forgetWatch, notePause, noteUnwatched, noteWord } from './weight-back.ts';
import { addReading, breakOff, closeBlock, closeRare } from './weight-block.ts';
import {
  awaitSilence,
  type Channel,
  type ChannelState,
  pending_ms,
  rare_ms,
  type Scales,
  silenceOf,
  speaksOfChanges,
} from './weight-channel.ts';
import { tellGroup } from './weight-group.ts';
import { leave, onBlock, onSilence, tellKnown } from './weight-level.ts';
import type { WeightParts } from './weight-pieces.ts';
import { watchJump } from './weight-tare.ts';

/** A silence longer than this, and so many times as long as readings are apart, is one of a channel that speaks only of changes. */
const silence_ms = 5_000;
const silence_intervals = 8;
const silences_max = 8;
/** Whoever said so many blocks without such a silence streams, and does not speak only of changes. */
const stream_blocks = 120;
/** A stream that is cut for so long, and so many times as long as readings are apart, was not watched, whoever says so or not. */
const outage_ms = 60_000;
const outage_intervals = 200;

export function onWeight(turn: Turn, parts: WeightParts, ref: ReadingRef, reading: WeightReading): void {
  const channel = parts.scales.devices.get(ref.device)?.get(reading.channel);
  if (channel === undefined || channel.plan.piece_mg === undefined) {
    turn.books.counters.add('weights of channels without an item of known mass');
    return;
  }
  const { state, plan } = channel;
  if (reading.snapshot === true) {
    turn.books.counters.add("weights from a broker's memory");
    tellKnown(turn, parts, channel);
    unsettle(parts, channel);
    state.gap = true;
    forgetWatch(state.watch);
    return;
  }
  const pause_ms = turn.at_ms - state.last_arrived_ms;
  if (state.last !== undefined && pause_ms > silence_ms) notePause(state.watch, pause_ms);
  const isSeldom = isSeldomHeard(state) && !state.restarted;
  const since_back_ms = noteWord(state.watch, isSeldom, { now_ms: turn.at_ms, pause_ms });
  noteSilence(turn, parts, channel, ref, since_back_ms);
  state.says_stable = reading.stable === true;
  watchJump(channel, reading.mass_mg, ref.at_ms);
  if (reading.stable === false) {
    state.last_arrived_ms = turn.at_ms;
    unsettle(parts, channel);
    return;
  }
  const { blocks, last } = state;
  const sample = { mass_mg: reading.mass_mg, at_ms: ref.at_ms, is_stable: state.says_stable };
  const added = addReading(blocks, state.noise, sample, plan.block_ms);
  state.last_arrived_ms = turn.at_ms;
  if (added === 'late') {
    turn.books.counters.add('weights that came after newer ones');
    awaitSilence(parts.scales, channel);
    return;
  }
  state.last = ref;
  // What became whole does not hold this reading: the one before stands for it where this one tells of something else.
  const isOther = blocks.has_stray || blocks.jumps.at(-1)?.at_ms === ref.at_ms;
  const isRare = blocks.interval_ms >= plan.block_ms;
  if (added === 'whole') onBlock(turn, parts, channel, isRare || isOther ? (last ?? ref) : ref);
  if (closeRare(blocks, plan.block_ms)) onBlock(turn, parts, channel, ref);
  awaitSilence(parts.scales, channel);
}

/** Silence after a weight that the device called stable is rest, and so is a longer one where it speaks only of changes. */
export function onWeightTick(turn: Turn, parts: WeightParts): void {
  for (const key of takeDue(parts.scales.deadlines, turn.at_ms)) {
    const channel = awaitedChannel(parts.scales, key);
    if (channel === undefined) continue;
    channel.awaited_ms = Number.POSITIVE_INFINITY;
    channel.looked_ms = turn.at_ms;
    const wait_ms = silenceOf(channel);
    const silent_ms = heardUntil(turn, channel.state.device) - channel.state.last_arrived_ms;
    if (wait_ms !== undefined && silent_ms >= wait_ms) onQuiet(turn, parts, channel, silent_ms);
    const { pending, last } = channel.state;
    if (pending !== undefined && last !== undefined && silent_ms >= pending_ms)
      tellGroup(turn, parts, channel.group, last);
    awaitSilence(parts.scales, channel);
  }
}

export function onWeightCondition(turn: Turn, parts: WeightParts, device: string, reading: ConditionReading): void {
  const { condition } = reading;
  if (condition === 'offline' || condition === 'online')
    onWeightGap(turn, parts, device, { only: reading.channel, is_back: condition === 'online' });
  else if (condition === 'restarted') onScaleRestart(turn, parts, device);
  else if (condition === 'motion' || condition === 'overload' || condition === 'underload' || condition === 'fault') {
    for (const channel of parts.scales.devices.get(device)?.values() ?? []) {
      if (reading.channel !== undefined && reading.channel !== channel.state.channel) continue;
      watchJump(channel, undefined, channel.state.blocks.last_ms);
      channel.state.last_arrived_ms = turn.at_ms;
      if (condition !== 'motion') tellKnown(turn, parts, channel);
      unsettle(parts, channel);
    }
  }
}

interface GapOf {
  readonly only?: string | undefined;
  readonly from_ms?: number;
  readonly is_back?: boolean;
}

/**
 * Nobody was watching: the next rest says what is, not what happened. All devices when none is named, all channels when
 * none is. A weight that the device called stable before it went counts as it stands, and so does the last one of a channel that
 * speaks only of changes: battery nodes wake, say one weight and hang up. `from_ms`: since when, if not since now; `is_back`: somebody
 * watches from now on.
 */
export function onWeightGap(
  turn: Turn,
  parts: WeightParts,
  device: string | undefined,
  { only, from_ms = turn.at_ms, is_back = false }: GapOf = {},
): void {
  for (const [id, channels] of parts.scales.devices) {
    if (device !== undefined && id !== device) continue;
    for (const channel of channels.values()) {
      if (only !== undefined && channel.state.channel !== only) continue;
      if (channel.state.says_stable || speaksOfChanges(channel.state))
        onQuiet(turn, parts, channel, Number.MAX_SAFE_INTEGER);
      tellKnown(turn, parts, channel);
      unsettle(parts, channel);
      channel.state.gap = true;
      noteUnwatched(channel.state.watch, from_ms, turn.at_ms, is_back);
      if (channel.state.jump !== undefined) channel.state.jump.unwatched = true;
    }
  }
}

/** Scales take the load they find at power-up for their zero. */
export function onScaleRestart(turn: Turn, parts: WeightParts, device: string): void {
  onWeightGap(turn, parts, device);
  for (const channel of parts.scales.devices.get(device)?.values() ?? []) channel.state.restarted = true;
}

/** What the device said last stands; nothing more is to come for now. */
function onQuiet(turn: Turn, parts: WeightParts, channel: Channel, silent_ms: number): void {
  const { blocks, last } = channel.state;
  if (last === undefined) return;
  if (closeBlock(blocks)) onBlock(turn, parts, channel, last);
  onSilence(turn, parts, channel, silent_ms);
}

function unsettle({ scales }: Pick<WeightParts, 'scales'>, channel: Channel): void {
  const { state } = channel;
  breakOff(state.blocks);
  state.says_stable = false;
  leave(channel, state.blocks.last_ms);
  awaitSilence(scales, channel);
}

/**
 * Learns whether the channel falls silent when nothing changes: while it was not cut off, it said nothing for long. `since_back_ms`: it
 * was cut off, and said nothing for so long since.
 */
function noteSilence(
  turn: Turn,
  parts: WeightParts,
  channel: Channel,
  ref: ReadingRef,
  since_back_ms: number | undefined,
): void {
  const { state } = channel;
  const { blocks, last, gap, jump } = state;
  // What was held back and comes with its own times was no silence of the scale.
  const silent_ms = Math.min(turn.at_ms - state.last_arrived_ms, ref.at_ms - blocks.last_ms, since_back_ms ?? Infinity);
  const isLong = silent_ms > silence_ms && silent_ms > silence_intervals * blocks.interval_ms;
  if (!isLong || last === undefined) return;
  const isStream = (blocks.said ?? 0) >= stream_blocks;
  blocks.said = 0;
  // Whoever streams and begins late after an absence, or after a start, is not silent by nature.
  if (gap && (since_back_ms === undefined || state.restarted || !isRarelyHeard(state))) return;
  if (!isStream) state.watch.quiet_ms = Math.max(state.watch.quiet_ms, silent_ms);
  state.silences = isStream ? 0 : Math.min(silences_max, state.silences + 1);
  if (!isStream || gap || silent_ms < Math.max(outage_ms, outage_intervals * blocks.interval_ms)) return;
  turn.books.counters.add('silences of streaming scales, taken for outages');
  tellKnown(turn, parts, channel);
  unsettle(parts, channel);
  state.gap = true;
  forgetWatch(state.watch);
  if (jump !== undefined) jump.unwatched = true;
}

/** When any scale was last heard: so long the gateway was there. */
export function heardLast({ devices }: Scales): number {
  let last_ms = 0;
  for (const channels of devices.values()) {
    for (const { state } of channels.values()) last_ms = Math.max(last_ms, state.last_arrived_ms);
  }
  return last_ms;
}

/** It speaks only of changes, or so seldom that it may well, or has said one thing in all the time so far. */
function isSeldomHeard(state: ChannelState): boolean {
  return speaksOfChanges(state) || isRarelyHeard(state);
}

function isRarelyHeard({ blocks: { interval_ms } }: ChannelState): boolean {
  return interval_ms === 0 || interval_ms >= rare_ms;
}

/** The channel of an entry in the deadlines. */
function awaitedChannel(scales: Scales, key: string): Channel | undefined {
  const [device = '', channel = ''] = key.split('\u0000');
  return scales.devices.get(device)?.get(channel);
}

/**
 * Plates that share a lean speak together: a change is told once all of them are at rest again, with what each showed before and
 * after, so that what lies across several plates, and what neighbours keep of it, is one change. Where somebody always works at
 * some plate, those that have been at rest for a while, side by side, are told by themselves.
 */
import type { ReadingRef, Turn } from './turn.ts';
import { type Channel, type ChannelState, emptyOf, type Group, speaksOfChanges } from './weight-channel.ts';
import { forgetTold, zeroSd } from './weight-drift.ts';
import { catchUp } from './weight-follow.ts';
import { onWeightChange, type WeightParts } from './weight-pieces.ts';

/** A plate that changed waits so long for the rest of its group … */
const patience_ms = 3_000;
/** … and so long where a neighbour within reach of one piece is not at rest. */
const patience_beside_ms = 8_000;
/** Plates told without the rest of their group have been at rest for so long. */
const rested_ms = 2_000;
/** Two grasps so shortly after each other are one taking. */
const twice_ms = 1_200;
/** And whether another follows is known so much later. */
const seen_after_ms = 300;
/** A plate that is not heard is not waited for. */
const heard_ms = 10_000;

/** Something of the group has left its rest: what all its plates show now is what they will be held against. */
export function holdGroup({ channels }: Group): void {
  for (const { state } of channels) {
    if (state.held === undefined && state.current !== undefined) state.held = { ...state.current };
  }
}

/** Tells what can be told of the group; `ref` is the reading that decides. */
export function tellGroup(turn: Turn, parts: WeightParts, group: Group, ref: ReadingRef): void {
  const { channels } = group;
  const goesOn = ({ state }: Channel): boolean => mayGoOn(turn, state, ref.at_ms);
  if (!channels.some(({ state }) => isMoving(turn, state))) {
    // On a board where somebody always takes, the others are not held back for long.
    if (channels.some(goesOn) && !channels.some(({ state }) => isOverdue(state, ref.at_ms))) return;
    tell(turn, parts, group, channels, ref);
    return;
  }
  for (let at = 0; at < channels.length; at += 1) {
    const pending = channels[at]?.state.pending;
    if (pending === undefined || ref.at_ms - pending.settled_ms < patience_ms) continue;
    const [from, to] = restingAround(turn, channels, at, ref.at_ms);
    const isLong = ref.at_ms - pending.settled_ms >= patience_beside_ms;
    if (!isLong && (!isApart(channels, from, to) || channels.slice(from, to + 1).some(goesOn))) continue;
    tell(turn, parts, group, channels.slice(from, to + 1), ref);
    return;
  }
}

/**
 * A plate is about to leave its rest, at `left_ms`, for another load: what has come to rest on it and waits for others of its group to
 * do so was another thing, and is told with the plates side by side that are at rest still. The second of two grasps is no other
 * thing, nor is what somebody lifts and lays back at once.
 */
export function tellBefore(turn: Turn, parts: WeightParts, { group, state }: Channel, left_ms: number): void {
  const { channels } = group;
  const at = channels.findIndex((each) => each.state === state);
  if (state.pending === undefined || state.current === undefined) return;
  if (isTaking(state) && left_ms - state.pending.at_ms <= twice_ms) return;
  const [from, to] = around(channels, at, (each) => !isAway(turn, each));
  if (isApart(channels, from, to)) tell(turn, parts, group, channels.slice(from, to + 1), state.current.ref);
}

/** First and last of the plates around one that have been at rest for a while, side by side. */
function restingAround(turn: Turn, channels: readonly Channel[], at: number, now_ms: number): [number, number] {
  return around(channels, at, (state) => !isMoving(turn, state) && now_ms - state.rested_ms >= rested_ms);
}

function around(
  channels: readonly Channel[],
  at: number,
  isAtRest: (state: ChannelState) => boolean,
): [number, number] {
  const rests = (place: number) => {
    const state = channels[place]?.state;
    return state !== undefined && isAtRest(state);
  };
  let from = at;
  let to = at;
  while (rests(from - 1)) from -= 1;
  while (rests(to + 1)) to += 1;
  return [from, to];
}

/** No plate that changed stands at an end of these beside one that still moves: what lies across both would be cut in two. */
function isApart(channels: readonly Channel[], from: number, to: number): boolean {
  const isOpenBelow = from > 0 && channels[from]?.state.pending !== undefined;
  const isOpenAbove = to < channels.length - 1 && channels[to]?.state.pending !== undefined;
  return !isOpenBelow && !isOpenAbove;
}

function isOverdue({ pending }: ChannelState, now_ms: number): boolean {
  return pending !== undefined && now_ms - pending.settled_ms >= patience_ms;
}

/** Something was taken a moment ago, and a second grasp may have followed. */
function mayGoOn(turn: Turn, state: ChannelState, now_ms: number): boolean {
  const { pending, says_stable, last_arrived_ms } = state;
  if (pending === undefined || pending.unwatched || !isTaking(state)) return false;
  // Of a scale that falls silent no reading comes that would tell it later.
  const isSilent = says_stable || speaksOfChanges(state) || turn.at_ms - last_arrived_ms > twice_ms;
  const since_ms = now_ms - pending.at_ms;
  // A clock that was set back says nothing.
  return !isSilent && since_ms >= 0 && since_ms < twice_ms + seen_after_ms;
}

/** How far it is from what it showed before, either way. */
function wayOf({ held, current }: ChannelState): number {
  return Math.abs((current?.mass_mg ?? 0) - (held?.mass_mg ?? 0));
}

function isTaking({ held, current }: ChannelState): boolean {
  return held !== undefined && current !== undefined && current.mass_mg < held.mass_mg;
}

/** It has left its rest, or jumps, and what it does now is not known yet. */
function isMoving(turn: Turn, state: ChannelState): boolean {
  return isAway(turn, state) || (isHeard(turn, state) && state.blocks.jumps.length > 0);
}

function isAway(turn: Turn, state: ChannelState): boolean {
  return state.away && isHeard(turn, state);
}

function isHeard(turn: Turn, { last_arrived_ms, current }: ChannelState): boolean {
  return current !== undefined && turn.at_ms - last_arrived_ms < heard_ms;
}

function tell(turn: Turn, parts: WeightParts, { name }: Group, channels: readonly Channel[], ref: ReadingRef): void {
  const decider = deciderOf(channels, ref);
  let device = '';
  let at_ms = Number.POSITIVE_INFINITY;
  let settled_ms = 0;
  let changed_ms = 0;
  let unwatched = false;
  let doubt: string | undefined;
  for (const { state } of channels) {
    const { pending } = state;
    if (pending === undefined) continue;
    device = state.device;
    at_ms = Math.min(at_ms, pending.at_ms);
    settled_ms = Math.max(settled_ms, pending.settled_ms);
    changed_ms = Math.max(changed_ms, pending.at_ms);
    unwatched ||= pending.unwatched;
    doubt ??= pending.doubt;
  }
  for (const channel of channels)
    if (device !== '' && channel.state.pending === undefined) catchUp(channel, changed_ms);
  const isBack = channels.every(({ state, plan }) => state.pending === undefined || wayOf(state) < plan.least_mg / 2);
  if (device !== '' && isBack) turn.books.counters.add('pieces lifted and laid back at once');
  const plates = device === '' || isBack ? [] : channels.flatMap((channel) => plateOf(channel));
  for (const { state } of channels) {
    // What a neighbour kept of the change is told with it, and has not crept.
    const by_mg = (state.current?.mass_mg ?? 0) - (state.held?.mass_mg ?? state.current?.mass_mg ?? 0);
    if (device !== '' && state.pending === undefined) forgetTold(state.drift, by_mg);
    state.pending = undefined;
    // What it shows next is held against what was told of it.
    state.held = state.away && state.current !== undefined ? { ...state.current } : undefined;
  }
  if (plates.length === 0) return;
  const times = { at_ms, settled_ms };
  const change = { kind: 'weight' as const, device, group: name, plates, ref: decider, ...times, unwatched };
  onWeightChange(turn, parts, doubt === undefined ? change : { ...change, doubt });
}

/**
 * Movement ids are made of the reading that decides, so that no two changes may have the same: what is told on the reading of a plate
 * that stands apart is named after the one at which it came to rest itself.
 */
function deciderOf(channels: readonly Channel[], ref: ReadingRef): ReadingRef {
  if (channels.some(({ state }) => state.current?.ref.id === ref.id)) return ref;
  return channels.find(({ state }) => state.pending !== undefined)?.state.current?.ref ?? ref;
}

/** Nothing for a plate that was never seen at rest. */
function plateOf(channel: Channel) {
  const { channel: name, location, held, current, pending } = channel.state;
  if (held === undefined || current === undefined) return [];
  const empty_mg = emptyOf(channel);
  const zero_sd_mg = empty_mg === undefined ? undefined : zeroSd(channel.state.drift, empty_mg);
  const zero = zero_sd_mg === undefined ? {} : { zero_sd_mg };
  const plate = { channel: name, location, before: held, after: { ...current }, empty_mg, ...zero };
  return [pending === undefined ? plate : { ...plate, at_ms: pending.at_ms }];
}

/**
 * Readings into their order before any rule sees them. What carries a sequence or its device's time and comes over a wire
 * that can change the order (MQTT, HTTP) is given on as it was said, whatever the order of arrival, as long as nothing comes
 * later than `rules.late_ms` after something that it should have come before. On streams (serial, TCP, USB, LLRP) the order
 * is the wire's, and what carries neither has no other. Why so: `docs/decisions/0013-lateness.md`.
 */
import { limits } from '../base/limits.ts';
import type { SiteIndex } from '../stock/site-index.ts';
import { addDeadline, type Deadlines, deadlinesOf, takeDue } from './deadlines.ts';
import type { DeviceLife } from './device-life.ts';
import { earliest_device_ms, noteLead } from './effective-time.ts';
import type { ReadingInput } from './interpretation.ts';
import { type Counted, countedOf, giveUpCounted, noteCountedGap, takeCounted } from './order-counted.ts';
import { giveUpTimed, type Timed, takeTimed, timedOf } from './order-timed.ts';
import { inTurn, noteGap, type Ready } from './order-waiting.ts';
import type { Turn } from './turn.ts';

interface DeviceOrder {
  readonly device: string;
  readonly counted: Counted;
  readonly timed: Timed;
}

export interface Order {
  readonly devices: Map<string, DeviceOrder>;
  /** Devices of which readings wait, and the arrival of the first of these. */
  readonly held_since: Map<string, number>;
  readonly deadlines: Deadlines;
}

export type SavedOrder = readonly DeviceOrder[];

export function orderOf(): Order {
  return { devices: new Map(), held_since: new Map(), deadlines: deadlinesOf() };
}

export function saveOrder({ devices }: Order): SavedOrder {
  return [...devices.values()];
}

export function restoreOrder(order: Order, saved: SavedOrder, late_ms: number): void {
  for (const each of saved) order.devices.set(each.device, each);
  awaitOrder(order, late_ms);
}

/** Looks at every device anew, after the window may have changed. Those that the settings no longer have are forgotten. */
export function awaitOrder(order: Order, late_ms: number, index?: SiteIndex): void {
  order.deadlines.due.clear();
  order.deadlines.next_ms = Number.POSITIVE_INFINITY;
  order.held_since.clear();
  for (const state of order.devices.values()) {
    if (index !== undefined && !index.devices.has(state.device)) order.devices.delete(state.device);
    else awaitDevice(order, state, late_ms);
  }
}

/**
 * Takes a reading in; what may now go on, in order: as a rule the reading itself. The lead of the device's clock is learned
 * here, so that what waits is dated by all that is known when its turn comes.
 */
export function takeIn(order: Order, turn: Turn, life: DeviceLife, input: ReadingInput): readonly Ready[] {
  const { reading, device } = input;
  const { late_ms } = turn.index.site.rules;
  const way = reading.snapshot === true || !canReorder(turn.index, device) ? 'none' : wayOf(input);
  if (way === 'none' || (late_ms === 0 && !order.held_since.has(device))) return [inTurn(input)];
  noteLead(life.clock, input.at_ms, reading.device_at_ms, late_ms);
  const state = stateOf(order, device);
  const ready = way === 'counted' ? takeCounted(state.counted, input) : takeTimed(state.timed, input, late_ms);
  // A wait is only ever begun or ended by what is not the usual case.
  if (ready.length === 1 && !order.held_since.has(device) && heldBy(state) === 0) return ready;
  const forced =
    heldBy(state) > limits.readings_waiting_per_device_max ? giveUp(turn, state, Number.NEGATIVE_INFINITY) : [];
  awaitDevice(order, state, late_ms);
  return forced.length === 0 ? ready : [...ready, ...forced];
}

/** What has waited for as long as anything may come late. */
export function takeWaited(order: Order, turn: Turn): readonly Ready[] {
  const { late_ms } = turn.index.site.rules;
  const ready: Ready[] = [];
  for (const device of takeDue(order.deadlines, turn.at_ms)) {
    const state = order.devices.get(device);
    if (state === undefined) continue;
    for (const each of giveUp(turn, state, turn.at_ms - late_ms)) ready.push(each);
    awaitDevice(order, state, late_ms);
  }
  return ready;
}

/**
 * Its connection broke or came back. True when that shows in what goes on later (`Ready.after_gap`): what waits was said
 * before it, and a device that counts and goes on without a break has kept what it saw.
 */
export function keepGap(order: Order, device: string): boolean {
  const state = order.devices.get(device);
  if (state === undefined) return false;
  const isTimed = noteGap(state.timed.waiting);
  return noteCountedGap(state.counted) || isTimed;
}

/** Until when a device's silence is known: what waits of it was said, and no rule has seen it yet. */
export function heardUntil(turn: Turn, device: string): number {
  const since_ms = turn.held_since.get(device);
  return since_ms === undefined || since_ms > turn.at_ms ? turn.at_ms : since_ms;
}

function wayOf({ reading }: ReadingInput): 'counted' | 'timed' | 'none' {
  if (reading.seq !== undefined) return 'counted';
  const { device_at_ms } = reading;
  return device_at_ms !== undefined && device_at_ms >= earliest_device_ms ? 'timed' : 'none';
}

function canReorder(index: SiteIndex, device: string): boolean {
  return index.devices.get(device)?.is_reordered === true;
}

/** Everything that came before `before_ms` goes on, and all that has its turn before it. */
function giveUp(turn: Turn, { counted, timed }: DeviceOrder, before_ms: number): Ready[] {
  const isForced = before_ms === Number.NEGATIVE_INFINITY;
  if (isForced) turn.books.counters.add('waits for late readings ended, too many wait');
  const until_ms = isForced ? Number.POSITIVE_INFINITY : before_ms;
  const { ready, holes } = giveUpCounted(counted, until_ms);
  if (holes > 0) turn.books.counters.add('holes in a sequence that nothing filled in time', holes);
  return [...ready, ...giveUpTimed(timed, until_ms)];
}

function awaitDevice(order: Order, state: DeviceOrder, late_ms: number): void {
  const since_ms = Math.min(state.counted.waiting.since_ms ?? Infinity, state.timed.waiting.since_ms ?? Infinity);
  if (since_ms === Infinity) order.held_since.delete(state.device);
  else if (order.held_since.get(state.device) !== since_ms) {
    order.held_since.set(state.device, since_ms);
    // What comes just `late_ms` later is in time.
    addDeadline(order.deadlines, state.device, since_ms + late_ms + 1);
  }
}

function heldBy({ counted, timed }: DeviceOrder): number {
  return counted.waiting.held.length + timed.waiting.held.length;
}

function stateOf(order: Order, device: string): DeviceOrder {
  const known = order.devices.get(device);
  if (known !== undefined) return known;
  const state = { device, counted: countedOf(), timed: timedOf() };
  order.devices.set(device, state);
  return state;
}

/**
 * The readings of a device that counts, by power-up and sequence. What follows on the one before goes on at once. A hole
 * makes what comes after it wait until it is filled or given up; so do the first readings of a power-up, because what was
 * said before them may still be on its way.
 */
import type { ReadingInput } from './interpretation.ts';
import {
  countUntil,
  noteGap,
  type Ready,
  saidBy,
  takeFirst,
  takeGap,
  tooLate,
  type Waiting,
  wait,
  waitingOf,
} from './order-waiting.ts';

export interface Counted {
  /** The power-up whose readings go on now; undefined before the first. */
  boot: string | undefined;
  /** Power-ups that are over, the newest last. */
  before: string[];
  /** Power-ups heard of whose turn has not come, in the order in which they were heard of. */
  next: string[];
  /** What went on last: its sequence, its frame and the greatest device time up to it. */
  newest_seq: number;
  newest_n: number;
  newest_device_ms: number | undefined;
  /** When what went on last had arrived; absent in older checkpoints. */
  newest_arrived_ms?: number | undefined;
  /** It was cut off once and sent later, without a hole, what it had to say meanwhile. Absent in older checkpoints. */
  keeps?: boolean;
  /** Grows with every hole given up, shrinks with every step without one: a count that has holes by nature is not waited for. */
  impatience: number;
  /** The connection broke since what went on last. */
  gap: boolean;
  readonly waiting: Waiting;
}

/** Power-ups that are over and may still have something on its way. */
const before_max = 16;

/** One hole counts as much as this many steps without one. */
const steps_a_hole = 4;
/** Eight holes on end, or more than one in five steps for a while. */
const impatience_max = 8 * steps_a_hole;

/** A device that goes on counting with no more than this between two readings was watching all the time. */
const bridge_ms = 5_000;
/** What was said so long before it arrived was kept while nobody could hear it. */
const kept_ms = 3_000;

/** A clock that goes back by more was set; a report may hold tags in any order. */
const set_back_ms = { weight: 2_000, scan: 2_000, condition: 2_000, tag: 10_000 } as const;

export function countedOf(): Counted {
  return {
    boot: undefined,
    before: [],
    next: [],
    newest_seq: -1,
    newest_n: -1,
    newest_device_ms: undefined,
    newest_arrived_ms: undefined,
    keeps: false,
    impatience: 0,
    gap: false,
    waiting: waitingOf(),
  };
}

export function takeCounted(state: Counted, input: ReadingInput): readonly Ready[] {
  const boot = bootOf(input);
  const seq = seqOf(input);
  if (boot !== state.boot) {
    if (state.before.includes(boot)) return [tooLate(input)];
    if (state.boot === undefined && seq === 0 && state.waiting.held.length === 0) {
      // Nothing can come before it.
      beginBoot(state, boot, 0);
      return [goOn(state, input)];
    }
    if (!state.next.includes(boot)) state.next.push(boot);
    hold(state, input);
    return none;
  }
  if (followsOn(state, input)) {
    const first = goOn(state, input);
    return state.waiting.held.length === 0 ? [first] : saidBy([first, ...following(state)], state.waiting);
  }
  if (seq <= state.newest_seq) {
    // Order matters to this device, then.
    state.impatience = 0;
    return [tooLate(input)];
  }
  if (state.impatience >= impatience_max && state.waiting.held.length === 0) return [goOn(state, input)];
  hold(state, input);
  return none;
}

/** What came before `before_ms` goes on with all that has its turn before it; `holes`: how many were given up for it. */
export function giveUpCounted(
  state: Counted,
  before_ms: number,
): { readonly ready: readonly Ready[]; readonly holes: number } {
  const count = countUntil(state.waiting, before_ms);
  if (count === 0) return { ready: none, holes: 0 };
  const ready: Ready[] = [];
  let holes = 0;
  for (const input of takeFirst(state.waiting, count)) {
    const boot = bootOf(input);
    if (boot !== state.boot) beginBoot(state, boot, seqOf(input));
    else if (!followsOn(state, input)) holes += 1;
    ready.push(goOn(state, input));
  }
  ready.push(...following(state));
  return { ready: saidBy(ready, state.waiting), holes };
}

/** The connection broke or came back. False when nothing waits and nothing is known of the device's count. */
export function noteCountedGap(state: Counted): boolean {
  if (noteGap(state.waiting)) return true;
  if (state.boot === undefined || state.newest_device_ms === undefined) return false;
  state.gap = true;
  return true;
}

const none: readonly Ready[] = [];

function goOn(state: Counted, input: ReadingInput): Ready {
  const { reading, n } = input;
  const seq = seqOf(input);
  const isStep = followsOn(state, input);
  if (takeGap(state.waiting, input)) state.gap = true;
  if (!isStep) state.impatience = Math.min(impatience_max + steps_a_hole, state.impatience + steps_a_hole);
  else if (state.impatience > 0 && seq > state.newest_seq) state.impatience -= 1;
  const before_ms = state.newest_device_ms;
  const { device_at_ms } = reading;
  const passed_ms = before_ms === undefined || device_at_ms === undefined ? undefined : device_at_ms - before_ms;
  const waited_ms = input.at_ms - (state.newest_arrived_ms ?? input.at_ms) - (passed_ms ?? Number.POSITIVE_INFINITY);
  if (state.gap && isStep && waited_ms >= kept_ms) state.keeps = true;
  // One that says itself what is at rest speaks of changes alone: silence and an unbroken count say that there was none.
  const isComplete = state.keeps === true || (reading.kind === 'weight' && reading.stable === true);
  const isBridged = isStep && passed_ms !== undefined && (isComplete || Math.abs(passed_ms) <= bridge_ms);
  const after_gap = state.gap && !isBridged;
  const after_clock_set = passed_ms !== undefined && passed_ms < -set_back_ms[reading.kind];
  state.gap = false;
  state.newest_seq = seq;
  state.newest_n = n;
  state.newest_arrived_ms = input.at_ms;
  if (device_at_ms !== undefined && (passed_ms === undefined || passed_ms > 0 || after_clock_set)) {
    state.newest_device_ms = device_at_ms;
  }
  return { input, said_by_ms: input.at_ms, is_late: false, after_gap, after_clock_set };
}

/** It is the next in the count, or of the same frame and number. */
function followsOn({ newest_seq, newest_n }: Counted, input: ReadingInput): boolean {
  const seq = seqOf(input);
  return seq === newest_seq + 1 || (seq === newest_seq && input.n === newest_n);
}

/** What waited for no more than what has just gone on. */
function following(state: Counted): Ready[] {
  const { held } = state.waiting;
  const ready: Ready[] = [];
  for (let first = held[0]; first !== undefined; first = held[ready.length]) {
    if (bootOf(first) !== state.boot || !followsOn(state, first)) break;
    ready.push(goOn(state, first));
  }
  takeFirst(state.waiting, ready.length);
  return ready;
}

function beginBoot(state: Counted, boot: string, seq: number): void {
  if (state.boot !== undefined) state.before.push(state.boot);
  if (state.before.length > before_max) state.before.shift();
  state.next = state.next.filter((each) => each !== boot);
  state.boot = boot;
  state.newest_seq = seq - 1;
  state.newest_n = -1;
}

function hold(state: Counted, input: ReadingInput): void {
  const rank = (each: ReadingInput) => state.next.indexOf(bootOf(each));
  wait(state.waiting, input, (a, b) => {
    const by = rank(a) - rank(b) || seqOf(a) - seqOf(b) || a.index - b.index;
    return by < 0;
  });
}

function bootOf({ boot, reading }: ReadingInput): string {
  return boot ?? reading.boot ?? '';
}

function seqOf({ reading }: ReadingInput): number {
  return reading.seq ?? 0;
}

/**
 * The readings of a device that tells its time and does not count. Nothing says whether something is missing before a reading,
 * so each waits for as long as anything may come late, and goes on in the order of the device's time.
 */
import type { ReadingInput } from './interpretation.ts';
import {
  countUntil,
  inTurn,
  type Ready,
  saidBy,
  takeFirst,
  takeGap,
  tooLate,
  type Waiting,
  wait,
  waitingOf,
} from './order-waiting.ts';

export interface Timed {
  /** Greatest device time that went on. */
  newest_ms: number | undefined;
  /** The first of the readings that lie behind it, while no other comes. */
  behind: { readonly at_ms: number; readonly device_ms: number } | undefined;
  readonly waiting: Waiting;
}

/** Readings that lie behind and keep pace with the gateway's time for so long are no late ones: the clock was set back. */
const set_back_after_ms = 5_000;

export function timedOf(): Timed {
  return { newest_ms: undefined, behind: undefined, waiting: waitingOf() };
}

export function takeTimed(state: Timed, input: ReadingInput, late_ms: number): readonly Ready[] {
  const device_ms = timeOf(input);
  if (state.newest_ms !== undefined && device_ms < state.newest_ms) {
    if (!isSetBack(state, input, late_ms)) {
      return [tooLate(input)];
    }
    // What waits was said by the clock as it stood before.
    const ready = giveUpTimed(state, Number.POSITIVE_INFINITY);
    state.newest_ms = device_ms;
    state.behind = undefined;
    return [...ready, { ...inTurn(input), after_clock_set: true }];
  }
  state.behind = undefined;
  wait(state.waiting, input, (a, b) => (timeOf(a) - timeOf(b) || a.n - b.n || a.index - b.index) < 0);
  return none;
}

export function giveUpTimed(state: Timed, before_ms: number): readonly Ready[] {
  const count = countUntil(state.waiting, before_ms);
  if (count === 0) return none;
  const taken = takeFirst(state.waiting, count);
  for (const input of taken) state.newest_ms = timeOf(input);
  const ready = taken.map((input) => ({ ...inTurn(input), after_gap: takeGap(state.waiting, input) }));
  return saidBy(ready, state.waiting);
}

const none: readonly Ready[] = [];

function isSetBack(state: Timed, input: ReadingInput, late_ms: number): boolean {
  const device_ms = timeOf(input);
  state.behind ??= { at_ms: input.at_ms, device_ms };
  const passed_ms = input.at_ms - state.behind.at_ms;
  return passed_ms >= set_back_after_ms && Math.abs(device_ms - state.behind.device_ms - passed_ms) <= late_ms;
}

function timeOf({ reading }: ReadingInput): number {
  return reading.device_at_ms ?? 0;
}

/** Readings of one device that wait for their turn, in the order in which they go on. */
import type { ReadingInput } from './interpretation.ts';

/** A reading whose turn has come. */
export interface Ready {
  readonly input: ReadingInput;
  /** It was said no later than this: by then it had arrived, or something that was said after it. */
  readonly said_by_ms: number;
  /** It comes after what it should have come before. */
  readonly is_late: boolean;
  /** Nobody was watching its device before it. */
  readonly after_gap: boolean;
  /** Its device's clock was set back just before it. */
  readonly after_clock_set: boolean;
}

export function inTurn(input: ReadingInput): Ready {
  return { input, said_by_ms: input.at_ms, is_late: false, after_gap: false, after_clock_set: false };
}

export function tooLate(input: ReadingInput): Ready {
  return { input, said_by_ms: input.at_ms, is_late: true, after_gap: false, after_clock_set: false };
}

export interface Waiting {
  held: ReadingInput[];
  /** Arrival of the one that has waited longest. */
  since_ms: number | undefined;
  /** Breaks of the connection while something waited: the newest arrival before each. Absent in older checkpoints. */
  gaps?: number[];
}

export function waitingOf(): Waiting {
  return { held: [], since_ms: undefined };
}

/** Adds a reading behind all that go on before it. Arrivals never run backwards, so none that waits came later. */
export function wait(
  waiting: Waiting,
  input: ReadingInput,
  isBefore: (a: ReadingInput, b: ReadingInput) => boolean,
): void {
  const { held } = waiting;
  let at = held.length;
  for (let before = held[at - 1]; before !== undefined && isBefore(input, before); before = held[at - 1]) at -= 1;
  held.splice(at, 0, input);
  waiting.since_ms ??= input.at_ms;
}

/** Takes the first `count` out. */
export function takeFirst(waiting: Waiting, count: number): readonly ReadingInput[] {
  const taken = waiting.held.splice(0, count);
  let since_ms: number | undefined;
  for (const { at_ms } of waiting.held) if (since_ms === undefined || at_ms < since_ms) since_ms = at_ms;
  waiting.since_ms = since_ms;
  return taken;
}

/** The connection broke or came back. False when nothing waits: then the break is behind all that has gone on. */
export function noteGap(waiting: Waiting): boolean {
  if (waiting.held.length === 0) return false;
  let newest_n = 0;
  for (const { n } of waiting.held) newest_n = Math.max(newest_n, n);
  waiting.gaps ??= [];
  if (waiting.gaps.at(-1) !== newest_n) waiting.gaps.push(newest_n);
  return true;
}

/** True when this one is the first that goes on of what came after a break. */
export function takeGap(waiting: Waiting, { n }: ReadingInput): boolean {
  const { gaps } = waiting;
  if (gaps === undefined || (gaps[0] ?? n) >= n) return false;
  const rest = gaps.filter((before_n) => before_n >= n);
  if (rest.length === 0) delete waiting.gaps;
  else waiting.gaps = rest;
  return true;
}

/** What goes on was said no later than what goes on after it and what still waits. */
export function saidBy(ready: readonly Ready[], { since_ms }: Waiting): readonly Ready[] {
  let least_ms = since_ms ?? Number.POSITIVE_INFINITY;
  return ready
    .toReversed()
    .map((each) => {
      least_ms = Math.min(least_ms, each.said_by_ms);
      return each.said_by_ms === least_ms ? each : { ...each, said_by_ms: least_ms };
    })
    .reverse();
}

/** How many go on so that none is left which came before `before_ms`. */
export function countUntil({ held }: Waiting, before_ms: number): number {
  return held.findLastIndex(({ at_ms }) => at_ms < before_ms) + 1;
}

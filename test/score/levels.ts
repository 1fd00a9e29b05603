/**
 * Levels over time: at every instant of the scored time, how far the level of an item at a place is from what lies there.
 * All levels are right when the scoring begins, so both are followed as changes since then.
 */
import type { TrueEvent } from '../../simulators/scenes/scene.ts';
import type { Booked } from './booked.ts';

export interface LevelFigures {
  /** Pairs of item and place, times seconds. */
  readonly pair_s: number;
  /** Of these, those in which the level was the truth. */
  readonly exact_s: number;
  /** Sum over all pairs of pieces too many or too few, times seconds. */
  readonly error_piece_s: number;
}

export interface LevelSpan {
  readonly from_ms: number;
  readonly end_ms: number;
  /** Places that count: all of the site's own, or those that two senses share. */
  isCounted(place: string): boolean;
}

/** `effective`: as the ledger has it for that time afterwards. `shown`: as the screen had it then. */
export type LevelTime = 'effective' | 'shown';

/** Pairs are those that the truth or the movements touch. */
export function levelFigures(
  events: readonly TrueEvent[],
  movements: readonly Booked[],
  span: LevelSpan,
  time: LevelTime,
): LevelFigures {
  const pairs = new Map<string, [number, number][]>();
  function add(item: string, place: string, at_ms: number, pieces: number): void {
    if (!span.isCounted(place)) return;
    const key = `${place}\u0000${item}`;
    const changes = pairs.get(key);
    const change: [number, number] = [at_ms, pieces];
    if (changes === undefined) pairs.set(key, [change]);
    else changes.push(change);
  }
  for (const { item, from, to, quantity, at_ms, watched_ms = at_ms } of events) {
    add(item, from, watched_ms, quantity);
    add(item, to, watched_ms, -quantity);
  }
  for (const { item, from, to, quantity, at_ms, arrived_ms } of movements) {
    const told_ms = time === 'effective' ? at_ms : arrived_ms;
    add(item, from, told_ms, -quantity);
    add(item, to, told_ms, quantity);
  }
  const sum = { pair_s: 0, exact_s: 0, error_piece_s: 0 };
  for (const changes of pairs.values()) addPair(sum, changes, span);
  return sum;
}

function addPair(
  sum: { pair_s: number; exact_s: number; error_piece_s: number },
  changes: [number, number][],
  { from_ms, end_ms }: LevelSpan,
): void {
  let error = 0;
  let since_ms = from_ms;
  function passTo(at_ms: number): void {
    const passed_s = (at_ms - since_ms) / 1_000;
    sum.pair_s += passed_s;
    if (error === 0) sum.exact_s += passed_s;
    sum.error_piece_s += Math.abs(error) * passed_s;
    since_ms = at_ms;
  }
  for (const [at_ms, pieces] of changes.sort((a, b) => a[0] - b[0])) {
    if (at_ms < from_ms || at_ms > end_ms) continue;
    passTo(at_ms);
    error += pieces;
  }
  passTo(end_ms);
}

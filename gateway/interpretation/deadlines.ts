/**
 * Who is due when, so that a tick looks only at what is due. An entry may come too early, never too late: whoever takes it
 * looks again and, where it is not time yet, adds it again. That is why nothing of this needs to be in a checkpoint.
 */
import { tick_ms } from './interpretation.ts';

export interface Deadlines {
  /** Keys by the tick at which they are due. */
  readonly due: Map<number, string[]>;
  /** The earliest of those ticks. */
  next_ms: number;
}

export function deadlinesOf(): Deadlines {
  return { due: new Map(), next_ms: Number.POSITIVE_INFINITY };
}

export function addDeadline(deadlines: Deadlines, key: string, due_ms: number): void {
  const tick = Math.ceil(due_ms / tick_ms) * tick_ms;
  const keys = deadlines.due.get(tick);
  if (keys === undefined) deadlines.due.set(tick, [key]);
  else keys.push(key);
  if (tick < deadlines.next_ms) deadlines.next_ms = tick;
}

const none: readonly string[] = [];

/** Takes every key due at `at_ms`, each once, in an order that depends on the keys alone. */
export function takeDue(deadlines: Deadlines, at_ms: number): readonly string[] {
  if (at_ms < deadlines.next_ms) return none;
  const taken = new Set<string>();
  let next_ms = Number.POSITIVE_INFINITY;
  for (const [tick, keys] of deadlines.due) {
    if (tick <= at_ms) {
      for (const key of keys) taken.add(key);
      deadlines.due.delete(tick);
    } else if (tick < next_ms) next_ms = tick;
  }
  deadlines.next_ms = next_ms;
  return [...taken].sort();
}

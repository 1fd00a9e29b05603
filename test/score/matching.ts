/**
 * Which movement tells which true event. A match is item, quantity, from and to, and effective times within the window of
 * the event's place. Each is used once, and no other assignment has more matches: augmenting paths (Kuhn 1955) within each
 * item and quantity, events in order of time, nearest movement first.
 */
import type { TrueEvent } from '../../simulators/scenes/scene.ts';
import type { Booked } from './booked.ts';

export const window_ms = { portal: 3_000, elsewhere: 10_000 } as const;

export interface Match {
  readonly event: TrueEvent;
  readonly movement: Booked;
}

export interface Matching {
  readonly matches: readonly Match[];
  readonly missed: readonly TrueEvent[];
  readonly unmatched: readonly Booked[];
}

/**
 * `as_told`: what was away is only matched by a movement that says so, kind `changed-while-offline`. Baselines have no such
 * kind, so their movements are taken by the rest alone.
 */
export function matchingOf(
  events: readonly TrueEvent[],
  movements: readonly Booked[],
  kinds: 'as-told' | 'any',
): Matching {
  const by_key = groupOf(movements, keyOf);
  const matches: Match[] = [];
  const missed: TrueEvent[] = [];
  for (const [key, group] of groupOf(events, keyOf)) {
    const candidates = (by_key.get(key) ?? []).toSorted((a, b) => a.at_ms - b.at_ms);
    const taken = assign(
      group.toSorted((a, b) => a.at_ms - b.at_ms),
      candidates,
      kinds,
    );
    for (const event of group) {
      const movement = taken.get(event);
      if (movement === undefined) missed.push(event);
      else matches.push({ event, movement });
    }
  }
  const used = new Set(matches.map(({ movement }) => movement));
  return { matches, missed, unmatched: movements.filter((each) => !used.has(each)) };
}

/** Up to how far from the event a movement may be dated. */
export function spanOf({ at_ms, until_ms, place }: TrueEvent): readonly [number, number] {
  const window = window_ms[place];
  return [at_ms - window, until_ms === undefined ? at_ms + window : until_ms + window_ms.elsewhere];
}

/** It happened a moment before or after an absence, and was told as what is seen is. */
function isSeen({ watched_ms, place, ...event }: TrueEvent, { kind, from, to, at_ms }: Booked): boolean {
  if (watched_ms === undefined || kind === 'changed-while-offline') return false;
  return from === event.from && to === event.to && Math.abs(at_ms - watched_ms) <= window_ms[place];
}

function fits(event: TrueEvent, { kind, from, to }: Booked, kinds: 'as-told' | 'any'): boolean {
  if (event.until_ms === undefined) return from === event.from && to === event.to;
  if (kinds === 'as-told' && kind !== 'changed-while-offline') return false;
  // Nobody saw where it went or came from, so that end may be the count difference.
  const isFrom = from === event.from || (from === 'count-difference' && to === event.to);
  const isTo = to === event.to || (to === 'count-difference' && from === event.from);
  return isFrom && isTo;
}

function assign(
  events: readonly TrueEvent[],
  movements: readonly Booked[],
  kinds: 'as-told' | 'any',
): ReadonlyMap<TrueEvent, Booked> {
  const options = new Map(events.map((event) => [event, optionsOf(event, movements, kinds)]));
  const holder = new Map<Booked, TrueEvent>();
  function place(event: TrueEvent, tried: Set<Booked>): boolean {
    for (const movement of options.get(event) ?? []) {
      if (tried.has(movement)) continue;
      tried.add(movement);
      const other = holder.get(movement);
      if (other !== undefined && !place(other, tried)) continue;
      holder.set(movement, event);
      return true;
    }
    return false;
  }
  for (const event of events) place(event, new Set());
  return new Map([...holder].map(([movement, event]) => [event, movement]));
}

function optionsOf(event: TrueEvent, movements: readonly Booked[], kinds: 'as-told' | 'any'): readonly Booked[] {
  const [first_ms, last_ms] = spanOf(event);
  const { watched_ms = event.at_ms, place } = event;
  const until_ms = Math.max(last_ms, watched_ms + window_ms[place]);
  const found: Booked[] = [];
  for (let at = firstAt(movements, Math.min(first_ms, watched_ms - window_ms[place])); at < movements.length; at += 1) {
    const movement = movements[at];
    if (movement === undefined || movement.at_ms > until_ms) break;
    const isInTime = movement.at_ms >= first_ms && movement.at_ms <= last_ms;
    if ((isInTime && fits(event, movement, kinds)) || isSeen(event, movement)) found.push(movement);
  }
  return found.sort((a, b) => Math.abs(a.at_ms - event.at_ms) - Math.abs(b.at_ms - event.at_ms));
}

/** The first movement of that time or later; they are in order. */
function firstAt(movements: readonly Booked[], at_ms: number): number {
  let low = 0;
  let high = movements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((movements[middle]?.at_ms ?? 0) < at_ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keyOf({ item, quantity }: { readonly item: string; readonly quantity: number }): string {
  return `${quantity}\u0000${item}`;
}

function groupOf<Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

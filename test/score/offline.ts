/**
 * What happened while nobody watched can only show as a difference afterwards, so several events become the one that is
 * left of them: at a place with a scale the sum of an item's pieces, elsewhere the way of a tag from its first place to its
 * last. What came to nothing is no event.
 */
import type { TrueEvent } from '../../simulators/scenes/scene.ts';

export interface Netted {
  readonly events: readonly TrueEvent[];
  /** Events that others of the same outage took back. */
  readonly came_to_nothing: number;
}

export function netted(events: readonly TrueEvent[], weighed: ReadonlySet<string>): Netted {
  const groups = new Map<string, TrueEvent[]>();
  const kept: TrueEvent[] = [];
  for (const event of events) {
    const key = keyOf(event, weighed);
    if (key === undefined) kept.push(event);
    else groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  let came_to_nothing = 0;
  for (const group of groups.values()) {
    const left = leftOf(group, weighed);
    if (left === undefined) came_to_nothing += group.length;
    else kept.push(left);
  }
  return { events: kept.sort((a, b) => a.at_ms - b.at_ms), came_to_nothing };
}

/** Events with the same key are one difference. Undefined for events that stand alone. */
function keyOf({ until_ms, unseen, item, from, to, epcs = [] }: TrueEvent, weighed: ReadonlySet<string>) {
  if (until_ms === undefined || unseen !== undefined || (weighed.has(from) && weighed.has(to))) return undefined;
  const place = weighed.has(from) ? from : weighed.has(to) ? to : undefined;
  if (place !== undefined) return `${until_ms}\u0000${item}\u0000${place}`;
  return epcs.length === 1 ? `${until_ms}\u0000${item}\u0000${epcs[0]}` : undefined;
}

function leftOf(group: readonly TrueEvent[], weighed: ReadonlySet<string>): TrueEvent | undefined {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined || group.length === 1) return first;
  const deed = group.map((each) => each.deed).join(' + ');
  const epcs = [...new Set(group.flatMap((each) => each.epcs ?? []))];
  const { watched_ms: _, ...shared } = first;
  const all = { ...shared, deed, ...(epcs.length === 0 ? {} : { epcs }) };
  const isWeighed = weighed.has(first.from) || weighed.has(first.to);
  if (!isWeighed) return first.from === last.to ? undefined : { ...all, to: last.to };
  const sum = group.reduce((pieces, { quantity, to }) => pieces + (weighed.has(to) ? quantity : -quantity), 0);
  const way = group.findLast(({ to }) => weighed.has(to) === sum > 0);
  if (sum === 0 || way === undefined) return undefined;
  return { ...all, quantity: Math.abs(sum), from: way.from, to: way.to };
}

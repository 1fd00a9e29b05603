/** What was found lately. Bounded: the one not seen the longest gives way, and what is not seen again is forgotten. */
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import type { Found, FoundKind, Sighting } from './found.ts';

export interface FoundList {
  note(sighting: Sighting): void;
  /** A look at everything of a kind: what it did not see is gone. */
  replace(kind: FoundKind, sightings: readonly Sighting[]): void;
  forget(id: string): void;
  find(id: string): Found | undefined;
  /** By kind, then by place. */
  list(): readonly Found[];
}

export function foundList({ clock, counters }: { readonly clock: Clock; readonly counters: Counters }): FoundList {
  /** In the order of when each was seen last, the oldest first. */
  const known = new Map<string, Found>();

  function note(sighting: Sighting): void {
    const now_ms = clock.now_ms();
    expire(now_ms);
    const before = known.get(sighting.id);
    known.delete(sighting.id);
    if (known.size >= limits.discovered_max) {
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
      counters.add('discovery.forgotten');
    }
    known.set(sighting.id, {
      ...sighting,
      first_ms: before?.first_ms ?? now_ms,
      seen_ms: now_ms,
      times: (before?.times ?? 0) + 1,
    });
  }

  function expire(now_ms: number): void {
    for (const [id, { seen_ms }] of known) {
      // The rest was seen later.
      if (now_ms - seen_ms < limits.discovered_keep_ms) return;
      known.delete(id);
    }
  }

  return {
    note,
    replace(kind, sightings) {
      const seen = new Set(sightings.map(({ id }) => id));
      for (const [id, found] of known) if (found.kind === kind && !seen.has(id)) known.delete(id);
      for (const sighting of sightings) note(sighting);
    },
    forget: (id) => known.delete(id),
    find: (id) => known.get(id),
    list() {
      expire(clock.now_ms());
      return [...known.values()].sort((a, b) => compare(a.kind, b.kind) || compare(a.place, b.place));
    },
  };
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * Fixed window: a tag is present while any read of it lies within the last `window_ms`, at the place with most reads in it; on
 * a tie it stays. The smoothing that RFID middleware has had since the first of it.
 */
import type { PresenceRule } from './presence.ts';
import type { TagBook } from './tag-book.ts';

export interface FixedWindowManner {
  readonly window_ms: number;
}

interface Windowed {
  readonly reads: {
    readonly location: string;
    readonly count: number;
    readonly at_ms: number;
    readonly arrived_ms: number;
  }[];
  readonly counts: Map<string, number>;
  place: string | undefined;
}

export function fixedWindow(book: TagBook, { window_ms }: FixedWindowManner): PresenceRule {
  /** The longest unread first. */
  const tags = new Map<string, Windowed>();
  function forget({ reads, counts }: Windowed, before_ms: number): void {
    let old = 0;
    for (const { arrived_ms, location, count } of reads) {
      if (arrived_ms > before_ms) break;
      counts.set(location, (counts.get(location) ?? 0) - count);
      old += 1;
    }
    if (old > 0) reads.splice(0, old);
  }
  return {
    read({ epc, location, count, at_ms, arrived_ms }) {
      const tag = tags.get(epc) ?? { reads: [], counts: new Map<string, number>(), place: undefined };
      tags.delete(epc);
      tags.set(epc, tag);
      forget(tag, arrived_ms - window_ms);
      tag.reads.push({ location, count, at_ms, arrived_ms });
      tag.counts.set(location, (tag.counts.get(location) ?? 0) + count);
      const best = bestOf(tag.counts, tag.place);
      if (best === undefined || best === tag.place) return;
      tag.place = best;
      const first_ms = tag.reads.find((each) => each.location === best)?.at_ms ?? at_ms;
      book.goes(epc, best, first_ms, arrived_ms);
    },
    tick(now_ms) {
      for (const [epc, { reads }] of tags) {
        const last = reads.at(-1);
        if (last !== undefined && now_ms - last.arrived_ms < window_ms) return;
        tags.delete(epc);
        if (last !== undefined) book.leaves(epc, last.at_ms, now_ms);
      }
    },
  };
}

/** The place with most reads; the present one on a tie. */
export function bestOf(counts: ReadonlyMap<string, number>, present: string | undefined): string | undefined {
  let best = present;
  let most = present === undefined ? 0 : (counts.get(present) ?? 0);
  for (const [place, count] of counts) {
    if (count <= most) continue;
    best = place;
    most = count;
  }
  return best;
}

/**
 * Tags that pass a portal together. What is carried on one pallet crosses within a moment, so who crossed at the same time supports
 * a tag's own evidence, and who came along with it and stayed where it was speaks against it.
 */
import { type Crossing, crossingAt, crossingOf, type Passage, type Way } from './passage.ts';

/** One tag at a portal, with the crossing that was last booked for it there. */
export interface Companion {
  readonly passage: Passage;
  readonly crossed: { readonly way: Way; readonly at_ms: number } | undefined;
}

/** A pallet's length at walking speed. */
const together_ms = 2_000;
/** Tags that began to be heard within this time may have come together. */
const came_together_ms = 2_500;
/** A companion's own crossing counts from this evidence on for each half. */
const crossing_min = 1;
/** A companion stays from this evidence on. */
const staying_min = 2;
/** Beyond this time nobody is asked whether he came along. */
const lately_ms = 20_000;
/** How far a tag's reads may lie from a crossing that it is to have shared. */
const around_ms = 6_000;
const support_max = 4;

/** Log odds that the company lends to a crossing of one tag. */
export function supportOf(company: Iterable<Companion>, self: Passage, { way, at_ms }: Crossing): number {
  let along = 0;
  let stayed = 0;
  for (const companion of company) {
    const { passage } = companion;
    if (passage === self) continue;
    const crossing_ms = crossingTime(companion, way);
    if (crossing_ms !== undefined) {
      if (Math.abs(crossing_ms - at_ms) <= together_ms) along += 1;
    } else if (isStaying(companion, self, way)) stayed += 1;
  }
  return Math.max(-support_max, Math.min(support_max, 1.2 * (Math.log(1 + along) - Math.log(1 + stayed))));
}

/**
 * The crossing of others that a tag most likely shared, which was heard too rarely to tell by itself; undefined when nobody
 * crossed while it was heard.
 */
export function sharedCrossing(company: Iterable<Companion>, self: Passage, way: Way): Crossing | undefined {
  const times: number[] = [];
  for (const companion of company) {
    if (companion.passage === self) continue;
    const at_ms = crossingTime(companion, way);
    if (at_ms === undefined) continue;
    if (at_ms > self.start_ms - around_ms && at_ms < self.end_ms + around_ms) times.push(at_ms);
  }
  times.sort((a, b) => a - b);
  let best = 0;
  let best_ms: number | undefined;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while ((times[last] ?? 0) - (times[first] ?? 0) > together_ms) first += 1;
    if (last - first + 1 <= best) continue;
    best = last - first + 1;
    best_ms = times[Math.floor((first + last) / 2)];
  }
  return best_ms === undefined ? undefined : crossingAt(self, way, best_ms);
}

/** When a companion crossed that way, by what was booked or by what it shows; undefined when it did not. */
function crossingTime({ passage, crossed }: Companion, way: Way): number | undefined {
  if (crossed?.way === way && passage.end_ms - crossed.at_ms < lately_ms) return crossed.at_ms;
  const { at_ms, before, after } = crossingOf(passage, way);
  return before >= crossing_min && after >= crossing_min ? at_ms : undefined;
}

function isStaying({ passage }: Companion, self: Passage, way: Way): boolean {
  if (Math.abs(passage.start_ms - self.start_ms) > came_together_ms) return false;
  const { before, after } = crossingOf(passage, way);
  return before >= staying_min && after < crossing_min / 2;
}

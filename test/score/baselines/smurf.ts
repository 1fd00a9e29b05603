/**
 * SMURF: Jeffery, Garofalakis, Franklin, "Adaptive Cleaning for RFID Data Streams", VLDB 2006, Algorithm 1, for single tags.
 * Each tag has a window of `w` epochs. With p the mean share of interrogations answered in the epochs S of the window in which it
 * was read:
 *
 * - complete enough: w* = ⌈ln(1/δ) / p⌉, because the chance to miss it all the window long is (1 − p)^w ≤ e^(−p·w) ≤ δ
 * - w* > w: the window grows, w ← max(min(w + 2, w*), 1)
 * - else, when fewer epochs have it than would be expected, w·p − |S| > 2·√(w·p·(1 − p)), it has moved away:
 *   w ← max(min(⌊w/2⌋, w*), 1)
 * - present while |S| > 0; an empty window goes back to w = 1
 *
 * It knows no places: here the tag is at the one with most reads in its window. A reader does not tell how often it asked in an
 * epoch; `cycles` is what it is assumed to be.
 */
import { bestOf } from './fixed-window.ts';
import type { PresenceRule } from './presence.ts';
import type { TagBook } from './tag-book.ts';

export interface SmurfManner {
  readonly epoch_ms: number;
  readonly cycles: number;
  readonly delta: number;
}

interface Epoch {
  readonly number: number;
  reads: number;
  readonly places: Map<string, number>;
}

interface Smoothed {
  window: number;
  /** Those with reads, the newest last. */
  epochs: Epoch[];
  place: string | undefined;
  first_ms: number;
  last_ms: number;
}

/** Nobody waits longer than this for a tag, whatever it answers. */
const window_max = 600;

export function smurf(book: TagBook, { epoch_ms, cycles, delta }: SmurfManner): PresenceRule {
  const tags = new Map<string, Smoothed>();
  let epoch = Number.NaN;

  /** The epoch is over: the window of each tag follows, and where it is with it. */
  function endEpoch(now_ms: number): void {
    for (const [epc, tag] of tags) {
      tag.epochs = tag.epochs.filter(({ number }) => number > epoch - tag.window);
      if (tag.epochs.length === 0) {
        tags.delete(epc);
        book.leaves(epc, tag.last_ms, now_ms);
        continue;
      }
      adapt(tag);
      place(epc, tag, now_ms);
    }
  }

  function adapt(tag: Smoothed): void {
    const seen = tag.epochs.length;
    const p = tag.epochs.reduce((sum, { reads }) => sum + Math.min(1, reads / cycles), 0) / seen;
    const complete = Math.ceil(Math.log(1 / delta) / p);
    const w = tag.window;
    if (complete > w) tag.window = Math.max(Math.min(w + 2, complete), 1);
    else if (w * p - seen > 2 * Math.sqrt(w * p * (1 - p))) {
      tag.window = Math.max(Math.min(Math.floor(w / 2), complete), 1);
    }
    tag.window = Math.min(tag.window, window_max);
  }

  function place(epc: string, tag: Smoothed, now_ms: number): void {
    const counts = new Map<string, number>();
    for (const { places } of tag.epochs) {
      for (const [location, count] of places) counts.set(location, (counts.get(location) ?? 0) + count);
    }
    const best = bestOf(counts, tag.place);
    if (best === undefined || best === tag.place) return;
    book.goes(epc, best, tag.place === undefined ? tag.first_ms : tag.last_ms, now_ms);
    tag.place = best;
  }

  return {
    read({ epc, location, count, at_ms }) {
      const tag = tags.get(epc) ?? { window: 1, epochs: [], place: undefined, first_ms: at_ms, last_ms: at_ms };
      tags.set(epc, tag);
      tag.last_ms = at_ms;
      let now = tag.epochs.at(-1);
      if (now?.number !== epoch) {
        now = { number: epoch, reads: 0, places: new Map() };
        tag.epochs.push(now);
      }
      now.reads += count;
      now.places.set(location, (now.places.get(location) ?? 0) + count);
    },
    tick(now_ms) {
      const now = Math.floor(now_ms / epoch_ms);
      if (Number.isNaN(epoch)) epoch = now;
      for (; epoch < now && tags.size > 0; epoch += 1) endEpoch(now_ms);
      epoch = now;
    },
  };
}

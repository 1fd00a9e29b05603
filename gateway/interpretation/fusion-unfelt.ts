/** Plates that feel nothing among those of their place: what lies on them is told by scans and tags alone. */
import { homeKey } from './arrangement.ts';
import type { SenseParts } from './fusion-judge.ts';
import { put_back_ms, type Witness } from './fusion-memory.ts';
import type { Turn } from './turn.ts';
import { hasNeverMoved, showsNothing } from './weight-health.ts';

/** A plate whose middle change from block to block is so many times that of one beside it has a noise that the other should show, too. */
const lively_times = 10;

/**
 * No scale there would show a piece of the item: all of them feel nothing, or some do while those beside them are alive, and what these
 * showed was never that item. One feels nothing that has shown one and the same weight ever since it was first heard, or lost its zero.
 */
export function isUnfelt(turn: Turn, parts: SenseParts, location: string, item: string): boolean {
  const feeling = feelingAt(turn, parts, location);
  return feeling === 'none' || (feeling === 'some' && !parts.fusion.homes.has(homeKey(location, item)));
}

/** Some of its scales feel nothing, while those beside them are alive: these show a part of what lies there at most. */
export function isPartlyFelt(turn: Turn, parts: SenseParts, location: string): boolean {
  return feelingAt(turn, parts, location) === 'some';
}

function feelingAt(turn: Turn, { scales }: SenseParts, location: string): 'all' | 'some' | 'none' {
  const { rest_band_mg } = turn.index.site.rules.weight;
  const states = (turn.index.senses.get(location)?.channels ?? []).map(
    ({ device, channel }) => scales.devices.get(device)?.get(channel)?.state,
  );
  const mute = states.filter(
    (state) => state === undefined || showsNothing(state, rest_band_mg) || hasNeverMoved(state),
  );
  if (mute.length === 0) return 'all';
  if (mute.length === states.length) return 'none';
  // Where none of them is noisy, one that was never moved may be a good one that nobody has touched.
  const noise_mg = Math.max(...states.map((state) => state?.noise.hop_mg ?? 0));
  const isDead = mute.some(
    (state) => state === undefined || showsNothing(state, rest_band_mg) || noise_mg > lively_times * state.noise.hop_mg,
  );
  return isDead ? 'some' : 'all';
}

/**
 * Until when a tag that is silent may come back to where the scale of its item feels nothing: what comes back within moments was never used,
 * or was silent for a while. Arrival time; undefined for a tag that is back, or came, and where its item is felt. A scale that was never moved
 * and has none beside it may be a quiet one under what lies still: there the silence of a tag alone says nothing.
 */
export function unfeltUntil(
  turn: Turn,
  parts: SenseParts,
  { epc, location, item, change }: Witness,
): number | undefined {
  const tag = parts.tags.by_epc.get(epc);
  if (tag === undefined || change === 'came' || tag.place === location) return undefined;
  const isAlone = isPartlyFelt(turn, parts, location) && isUnfelt(turn, parts, location, item);
  return isAlone ? tag.last_arrived_ms + put_back_ms : undefined;
}

/** Other tags of the item that fell silent with it and are silent still: they left at once, and wait no longer. */
export function goneWith(turn: Turn, parts: SenseParts, { location, item, at_ms }: Witness): readonly Witness[] {
  const { fusion } = parts;
  const { window_ms } = turn.index.site.rules.fusion;
  const together = fusion.witnesses.filter(
    (each) =>
      each.location === location &&
      each.item === item &&
      Math.abs(each.at_ms - at_ms) <= window_ms &&
      unfeltUntil(turn, parts, each) !== undefined,
  );
  fusion.witnesses = fusion.witnesses.filter((each) => !together.includes(each));
  return together;
}

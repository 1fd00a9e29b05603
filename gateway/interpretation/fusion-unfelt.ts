/** Plates that feel nothing among those of their place: what lies on them is told by scans. */
import { homeKey } from './arrangement.ts';
import type { SenseParts } from './fusion-judge.ts';
import type { Turn } from './turn.ts';
import type { ChannelState } from './weight-channel.ts';
import { hasNeverMoved, showsNothing } from './weight-health.ts';

/** A plate that goes to and fro by fewer digits than these may do so for its display alone. */
const digits_min = 2;
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
  // Where none of them is noisy, one that was never moved may be a good one that nobody has touched; one digit to and fro is no noise.
  const noise_mg = Math.max(...states.map((state) => (state === undefined ? 0 : noiseOf(state))));
  const isDead = mute.some(
    (state) => state === undefined || showsNothing(state, rest_band_mg) || noise_mg > lively_times * state.noise.hop_mg,
  );
  return isDead ? 'some' : 'all';
}

function noiseOf({ noise: { hop_mg, step_mg } }: ChannelState): number {
  return hop_mg >= digits_min * step_mg ? hop_mg : 0;
}

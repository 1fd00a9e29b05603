/** How a channel of a scale does, as far as its readings tell: plain facts for its device's page, and for advice. */
import type { ChannelHealth } from '../base/device-detail.ts';
import type { Channel, ChannelState, Scales } from './weight-channel.ts';
import { driftPerDay } from './weight-drift.ts';
import { blockSd, hops_known, sampleSd } from './weight-noise.ts';
import { gramsText, stepText } from './wording.ts';

/** Exactly the same for so long, after its readings used to differ from block to block. */
const flat_ms = 1_800_000;
/** The share of blocks whose readings differ, at its highest, that makes a constant channel remarkable. */
const lively_share = 0.5;
const lively_blocks = 256;
/** Away from rest for so long. */
const restless_ms = 300_000;
/** A change is told from five deviations of the difference of two levels on. */
const told_deviations = 5 * Math.SQRT2;

/** Whether a channel's readings ever differ, and since when they do not. */
export interface Liveliness {
  /** Share of the newest blocks whose readings differed, and the highest it was. */
  share: number;
  highest: number;
  /** It has shown this mass and no other since then. */
  same_mg: number;
  same_since_ms: number;
  /** It has shown another mass once; undefined in older checkpoints, where nobody knows. */
  has_moved?: boolean;
}

export function livelinessOf(): Liveliness {
  return { share: 0, highest: 0, same_mg: 0, same_since_ms: 0, has_moved: false };
}

/** Looks at the newest block. */
export function noteLiveliness({ liveliness, blocks }: ChannelState): void {
  const { mass_mg, spread_mg, start_ms } = blocks.newest;
  const isLively = spread_mg > 0;
  liveliness.share += ((isLively ? 1 : 0) - liveliness.share) / lively_blocks;
  if (liveliness.share > liveliness.highest) liveliness.highest = liveliness.share;
  if (!isLively && mass_mg === liveliness.same_mg) return;
  if (isLively || liveliness.same_since_ms > 0) liveliness.has_moved = true;
  liveliness.same_mg = mass_mg;
  liveliness.same_since_ms = start_ms;
}

/** A broken wire shows one and the same weight for ever, and so does a scale that was never loaded. */
export function hasNeverMoved({ liveliness }: ChannelState): boolean {
  return liveliness.has_moved === false;
}

/** It took its load for its zero when its power came back, and many a scale shows nothing below that: what goes now does not show. */
export function showsNothing({ is_shift_known, current }: ChannelState, band_mg: number): boolean {
  return !is_shift_known && current !== undefined && Math.abs(current.mass_mg) <= band_mg;
}

/** Undefined for a channel that the settings do not have, or that was never heard. */
export function channelHealth(scales: Scales, device: string, name: string): ChannelHealth | undefined {
  const channel = scales.devices.get(device)?.get(name);
  if (channel?.state.last === undefined) return undefined;
  const { noise, drift, blocks, shift_mg, is_shift_known } = channel.state;
  const per_day_mg = driftPerDay(drift, blocks.last_ms);
  const facts = [
    noise.hops < hops_known ? 'its noise is not known yet' : `noise ${gramsText(Math.round(sampleSd(noise)))}`,
    ...(per_day_mg === undefined ? [] : [`drift ${stepText(per_day_mg)} a day`]),
    ...(shift_mg === 0 ? [] : [`tared by ${gramsText(Math.round(-shift_mg))}`]),
    ...(is_shift_known
      ? []
      : ['tared since it was counted: what it shows when empty is not known until somebody counts']),
  ];
  const state = stateOf(channel, per_day_mg);
  return {
    state,
    says: facts.join(', '),
    ...(per_day_mg === undefined ? {} : { drift_mg_per_day: per_day_mg }),
    ...(shift_mg === 0 ? {} : { tared_mg: Math.round(-shift_mg) }),
  };
}

function stateOf({ state, plan }: Channel, per_day_mg: number | undefined): ChannelHealth['state'] {
  const { noise, liveliness, blocks, away, away_ms, current } = state;
  const isFlat = liveliness.highest >= lively_share && blocks.last_ms - liveliness.same_since_ms >= flat_ms;
  if (isFlat) return 'flat';
  if (away && current !== undefined && blocks.last_ms - away_ms >= restless_ms) return 'restless';
  if (noise.hops < hops_known) return 'new';
  if (told_deviations * (blockSd(noise) / 2) > plan.least_mg) return 'noisy';
  return per_day_mg !== undefined && Math.abs(per_day_mg) >= 24 * plan.least_mg ? 'drifting' : 'well';
}

/** How busy each device was lately: frames per bucket of time, a window of fixed length. */
import { limits } from '../base/limits.ts';
import type { DeviceActivity } from '../ledger/commit.ts';
import type { RateBucket, Rates } from './messages.ts';

interface Track {
  /** The device's total when the running bucket began, and now. */
  base: number;
  total: number;
  readonly frames: number[];
}

export interface DeviceRates {
  note(activity: DeviceActivity): void;
  /** Ends the running bucket for every device. */
  close(until_ms: number): RateBucket;
  view(): Rates;
}

export function deviceRatesOf(known: readonly DeviceActivity[], started_ms: number): DeviceRates {
  const tracks = new Map<string, Track>();
  for (const { device, frames } of known) tracks.set(device, { base: frames, total: frames, frames: [] });
  let until = started_ms;
  return {
    note({ device, frames }) {
      const track = tracks.get(device);
      if (track === undefined) tracks.set(device, { base: 0, total: frames, frames: [] });
      else track.total = frames;
    },
    close(until_ms) {
      until = until_ms;
      const bucket: [string, number][] = [];
      for (const [device, track] of tracks) {
        const frames = track.total - track.base;
        track.base = track.total;
        track.frames.push(frames);
        if (track.frames.length > limits.live_rate_buckets) track.frames.shift();
        bucket.push([device, frames]);
      }
      return { until_ms, frames: Object.fromEntries(bucket) };
    },
    view: () => ({
      bucket_ms: limits.live_rate_bucket_ms,
      buckets_max: limits.live_rate_buckets,
      until_ms: until,
      frames: Object.fromEntries(
        [...tracks].flatMap(([device, { frames }]) => (frames.length === 0 ? [] : [[device, [...frames]]])),
      ),
    }),
  };
}

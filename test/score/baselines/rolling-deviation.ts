/**
 * Rolling mean and deviation of a whole shelf, as the CMU AutoCheckout system has it: over the last second of the plates' sum, the
 * shelf is active while the deviation is above a bound (20 g there) for half a window; when it is still again, the difference of
 * the means before and after is the event. It belongs to the plate that changed most. Pick below 0.4 and put below 0.75 of a
 * unit are nothing.
 */
import type { PlateRule, Plates, Sample } from './weighing.ts';

export interface RollingManner {
  readonly window_ms: number;
  readonly active_mg: number;
}

interface Rolling {
  samples: Sample[];
  sum: number;
  squares: number;
}

export function rollingDeviation({ places, book }: Plates, { window_ms, active_mg }: RollingManner): PlateRule {
  const shelf: Rolling = { samples: [], sum: 0, squares: 0 };
  const plates = new Map<string, Rolling>([...places.keys()].map((channel) => [channel, rollingOf()]));
  const latest = new Map<string, number>();
  let still = new Map<string, number>();
  let active_since_ms: number | undefined;
  let isActive = false;

  function means(): Map<string, number> {
    return new Map([...plates].map(([channel, rolling]) => [channel, meanOf(rolling)]));
  }
  function settle(at_ms: number, arrived_ms: number): void {
    const now = means();
    const changes = [...now].map(([channel, mean_mg]) => ({
      channel,
      change_mg: mean_mg - (still.get(channel) ?? mean_mg),
    }));
    const whole_mg = changes.reduce((sum, { change_mg }) => sum + change_mg, 0);
    const most = changes.toSorted((a, b) => Math.abs(b.change_mg) - Math.abs(a.change_mg))[0];
    const location = most === undefined ? undefined : places.get(most.channel);
    if (location !== undefined) book.step(location, whole_mg, at_ms, arrived_ms);
    still = now;
  }

  return {
    take(channel, sample) {
      const own = plates.get(channel);
      if (own === undefined) return;
      roll(own, sample, window_ms);
      latest.set(channel, sample.mass_mg);
      if (latest.size < places.size) return;
      const sum_mg = [...latest.values()].reduce((sum, mass_mg) => sum + mass_mg, 0);
      roll(shelf, { ...sample, mass_mg: sum_mg }, window_ms);
      if (deviationOf(shelf) > active_mg) {
        active_since_ms ??= sample.at_ms;
        isActive ||= sample.at_ms - active_since_ms >= window_ms / 2;
        return;
      }
      if (isActive) settle(active_since_ms ?? sample.at_ms, sample.arrived_ms);
      else if (active_since_ms === undefined) still = means();
      active_since_ms = undefined;
      isActive = false;
    },
  };
}

function rollingOf(): Rolling {
  return { samples: [], sum: 0, squares: 0 };
}

function roll(rolling: Rolling, sample: Sample, window_ms: number): void {
  const { samples } = rolling;
  samples.push(sample);
  rolling.sum += sample.mass_mg;
  rolling.squares += sample.mass_mg * sample.mass_mg;
  let old = 0;
  // Two samples at least, however slow the plate.
  while (samples.length - old > 2 && sample.at_ms - (samples[old]?.at_ms ?? 0) > window_ms) {
    const gone = samples[old]?.mass_mg ?? 0;
    rolling.sum -= gone;
    rolling.squares -= gone * gone;
    old += 1;
  }
  if (old > 0) samples.splice(0, old);
}

function meanOf({ samples, sum }: Rolling): number {
  return samples.length === 0 ? 0 : sum / samples.length;
}

function deviationOf({ samples, sum, squares }: Rolling): number {
  const mean = sum / samples.length;
  return Math.sqrt(Math.max(0, squares / samples.length - mean * mean));
}

/** The readings as every baseline gets them: decoded once, redeliveries gone, dated by the product's own rule. */
import type { Reading } from '../../devices/reading.ts';
import { Decoders } from '../../gateway/intake/decoders.ts';
import type { Surroundings } from '../../gateway/intake/deriver.ts';
import {
  identityMemoryOf,
  isSameMoment,
  messageHash,
  newEpoch,
  newSequence,
  type Repeats,
  repeatsOf,
} from '../../gateway/intake/identity.ts';
import { type DeviceClock, deviceClockOf, effectiveTime } from '../../gateway/interpretation/effective-time.ts';
import type { JournalRow } from '../../gateway/ledger/reader.ts';
import type { Site } from '../../gateway/stock/site.ts';

export interface Heard {
  readonly device: string;
  readonly reading: Reading;
  /** Effective time. */
  readonly at_ms: number;
  readonly arrived_ms: number;
}

export interface Ears {
  /** What is new in a row, in its order; what is not understood says nothing. */
  hear(row: JournalRow): readonly Heard[];
}

export function earsOf(site: Site, around: Pick<Surroundings, 'driverOf'>): Ears {
  const decoders = new Decoders((id) => around.driverOf(id));
  decoders.use(site);
  const identity = identityMemoryOf();
  const clocks = new Map<string, DeviceClock>();
  return {
    hear(row) {
      const { device, data, at_ms: arrived_ms } = row;
      if (row.event === 'started') newEpoch(identity, undefined);
      if (row.event === 'connected') newEpoch(identity, device);
      if (row.event === 'started' || row.event === 'connected')
        decoders.gap(row.event === 'started' ? undefined : device);
      if (device === undefined || data === undefined) return [];
      const understood = decoders.understand(device, data, row);
      if (understood?.ok !== true) return [];
      const clock = clocks.get(device) ?? deviceClockOf();
      clocks.set(device, clock);
      let repeats: Repeats | undefined;
      return understood.value.readings.flatMap((reading) => {
        if (reading.kind === 'condition' || reading.snapshot === true) return [];
        if (reading.seq !== undefined) {
          const { boot, seq } = reading;
          if (newSequence(identity, device, { boot, seq, n: row.n, data }) === undefined) return [];
        } else {
          repeats ??=
            row.qos === 0 || row.retained
              ? { since_ms: undefined, is_redelivery: false }
              : repeatsOf(identity, device, messageHash(row.topic, data), arrived_ms);
          if (repeats.is_redelivery || isSameMoment(reading, repeats.since_ms)) return [];
        }
        return [{ device, reading, arrived_ms, at_ms: effectiveTime(clock, arrived_ms, reading.device_at_ms) }];
      });
    },
  };
}

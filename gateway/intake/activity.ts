/** How each device has been doing: counts and its last words, kept with the other derived state. */
import type { Reading } from '../../devices/reading.ts';
import { never } from '../base/assert.ts';
import type { DeviceActivity } from '../ledger/commit.ts';

interface Counts {
  frames: number;
  readings: number;
  duplicates: number;
  quarantined: number;
  last_at_ms: number;
  last: Reading | undefined;
  skew_ms: number | undefined;
  lost: DeviceActivity['lost'];
  changed: boolean;
}

export interface Activities {
  readonly counts: Map<string, Counts>;
  takeChanged(): DeviceActivity[];
  all(): DeviceActivity[];
  toJson(): unknown;
}

export function activitiesOf(json?: [string, Counts][]): Activities {
  const counts = new Map<string, Counts>(json);
  const listed = (changedOnly: boolean): DeviceActivity[] => {
    const list: DeviceActivity[] = [];
    for (const [device, each] of counts) {
      if (changedOnly && !each.changed) continue;
      if (changedOnly) each.changed = false;
      list.push(activityOf(device, each));
    }
    return list;
  };
  return { counts, takeChanged: () => listed(true), all: () => listed(false), toJson: () => [...counts] };
}

/** Counts a frame; `quarantined` counts one already noted as not understood. */
export function noteFrame(activities: Activities, device: string, at_ms: number, quarantined = false): void {
  const counts = countsOf(activities, device, at_ms);
  if (quarantined) counts.quarantined += 1;
  else counts.frames += 1;
}

export function noteReading(
  activities: Activities,
  device: string,
  at_ms: number,
  reading: Reading,
  isDuplicate: boolean,
): void {
  const counts = countsOf(activities, device, at_ms);
  if (isDuplicate) {
    counts.duplicates += 1;
    return;
  }
  counts.readings += 1;
  counts.last = reading;
  if (reading.device_at_ms !== undefined) counts.skew_ms = reading.device_at_ms - at_ms;
  if (reading.kind === 'condition' && reading.condition === 'data-lost') {
    counts.lost = { times: (counts.lost?.times ?? 0) + 1, last_says: reading.says ?? '', last_at_ms: at_ms };
  }
}

/** A reading in a few words for a person. */
export function wordsOf(reading: Reading): string {
  switch (reading.kind) {
    case 'weight': {
      const rest = reading.stable === undefined ? '' : reading.stable ? ' at rest' : ' moving';
      return `channel ${reading.channel}: ${(reading.mass_mg / 1000).toFixed(1)} g${rest}`;
    }
    case 'tag': {
      const where = reading.antenna === undefined ? '' : ` at antenna ${reading.antenna}`;
      const power = reading.rssi_cdbm === undefined ? '' : `, ${(reading.rssi_cdbm / 100).toFixed(1)} dBm`;
      return `tag …${reading.epc.slice(-6)}${where}${power}`;
    }
    case 'scan':
      return `scanned ${reading.code.slice(0, 40).replaceAll('\x1d', '␝')}`;
    case 'condition':
      return reading.says === undefined ? reading.condition : `${reading.condition}: ${reading.says}`;
    default:
      return never(reading);
  }
}

function activityOf(device: string, counts: Counts): DeviceActivity {
  return {
    device,
    frames: counts.frames,
    readings: counts.readings,
    duplicates: counts.duplicates,
    quarantined: counts.quarantined,
    last_at_ms: counts.last_at_ms,
    last_says: counts.last === undefined ? '' : wordsOf(counts.last),
    ...(counts.skew_ms === undefined ? {} : { skew_ms: counts.skew_ms }),
    ...(counts.lost === undefined ? {} : { lost: counts.lost }),
  };
}

function countsOf(activities: Activities, device: string, at_ms: number): Counts {
  let counts = activities.counts.get(device);
  if (counts === undefined) {
    counts = {
      frames: 0,
      readings: 0,
      duplicates: 0,
      quarantined: 0,
      last_at_ms: at_ms,
      last: undefined,
      skew_ms: undefined,
      lost: undefined,
      changed: true,
    };
    activities.counts.set(device, counts);
  }
  counts.last_at_ms = at_ms;
  counts.changed = true;
  return counts;
}

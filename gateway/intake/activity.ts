/** How each device has been doing: counts and its last words, kept with the other derived state. */
import type { Reading } from '../../devices/reading.ts';
import type { DeviceDetail, FrameNote } from '../base/device-detail.ts';
import type { DeviceActivity } from '../ledger/commit.ts';
import {
  type DeviceMemory,
  detailOf,
  deviceMemoryFrom,
  deviceMemoryOf,
  deviceMemoryToJson,
  type RecentFrame,
  recentFrames,
  rememberFrame,
  rememberReading,
} from './device-memory.ts';
import { wordsOf } from './short-words.ts';

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
  readonly memory: DeviceMemory;
}

export interface Activities {
  readonly counts: Map<string, Counts>;
  takeChanged(): DeviceActivity[];
  all(): DeviceActivity[];
  /** Of the devices heard since the last call; the first call tells of all. */
  takeChangedDetails(): DeviceDetail[];
  /** Undefined for a device that was never heard. */
  inspect(device: string): { readonly detail: DeviceDetail; readonly frames: FrameNote[] } | undefined;
  toJson(): unknown;
}

type SavedCounts = Omit<Counts, 'memory'> & { readonly memory?: Parameters<typeof deviceMemoryFrom>[0] };

export function activitiesOf(json: [string, SavedCounts][] = []): Activities {
  const counts = new Map<string, Counts>(
    json.map(([device, saved]) => [device, { ...saved, memory: deviceMemoryFrom(saved.memory) }]),
  );
  const listed = (changedOnly: boolean): DeviceActivity[] => {
    const list: DeviceActivity[] = [];
    for (const [device, each] of counts) {
      if (changedOnly && !each.changed) continue;
      if (changedOnly) each.changed = false;
      list.push(activityOf(device, each));
    }
    return list;
  };
  return {
    counts,
    takeChanged: () => listed(true),
    all: () => listed(false),
    takeChangedDetails() {
      const details: DeviceDetail[] = [];
      for (const [device, { memory }] of counts) {
        if (!memory.changed) continue;
        memory.changed = false;
        details.push(detailOf(device, memory));
      }
      return details;
    },
    inspect(device) {
      const memory = counts.get(device)?.memory;
      return memory === undefined ? undefined : { detail: detailOf(device, memory), frames: recentFrames(memory) };
    },
    toJson: () => [...counts].map(([device, each]) => [device, { ...each, memory: deviceMemoryToJson(each.memory) }]),
  };
}

/** Counts a frame, and remembers it as one of the last. */
export function noteFrame(activities: Activities, device: string, note: RecentFrame): void {
  const counts = countsOf(activities, device, note.at_ms);
  counts.frames += 1;
  rememberFrame(counts.memory, note);
}

/** Counts a frame that was noted as one that is not understood. */
export function noteQuarantined(activities: Activities, device: string, at_ms: number): void {
  countsOf(activities, device, at_ms).quarantined += 1;
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
  rememberReading(counts.memory, reading, at_ms);
  if (reading.device_at_ms !== undefined) counts.skew_ms = reading.device_at_ms - at_ms;
  if (reading.kind === 'condition' && reading.condition === 'data-lost') {
    counts.lost = { times: (counts.lost?.times ?? 0) + 1, last_says: reading.says ?? '', last_at_ms: at_ms };
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
      memory: deviceMemoryOf(),
    };
    activities.counts.set(device, counts);
  }
  counts.last_at_ms = at_ms;
  counts.changed = true;
  return counts;
}

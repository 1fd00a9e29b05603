/** What is remembered of each device's parts, conditions and last frames. Small, and part of the checkpoint. */
import type { Reading } from '../../devices/reading.ts';
import type { DeviceCondition, DeviceDetail, DeviceFault, FrameNote } from '../base/device-detail.ts';
import { limits } from '../base/limits.ts';
import { wordsOf, wordsOfAll } from './short-words.ts';

interface Part {
  readings: number;
  last_at_ms: number;
  last: Reading;
}

/** Words are made when somebody looks: most frames scroll out before. */
export interface RecentFrame extends Pick<FrameNote, 'n' | 'at_ms' | 'fault'> {
  readonly readings?: readonly Reading[];
}

export interface DeviceMemory {
  readonly parts: Map<string, Part>;
  readonly conditions: Map<string, DeviceCondition>;
  /** The last ones, as a ring: `frames % limits.device_frames_shown` is the place of the next. */
  readonly recent: RecentFrame[];
  frames: number;
  beyond: number;
  last_fault: DeviceFault | undefined;
  /** Since it was last told of. */
  changed: boolean;
}

export function deviceMemoryOf(): DeviceMemory {
  return {
    parts: new Map(),
    conditions: new Map(),
    recent: [],
    frames: 0,
    beyond: 0,
    last_fault: undefined,
    changed: true,
  };
}

export function rememberFrame(memory: DeviceMemory, note: RecentFrame): void {
  memory.recent[memory.frames % limits.device_frames_shown] = note;
  memory.frames += 1;
  memory.changed = true;
  if (note.fault !== undefined) memory.last_fault = { n: note.n, at_ms: note.at_ms, reason: note.fault };
}

export function rememberReading(memory: DeviceMemory, reading: Reading, at_ms: number): void {
  if (reading.kind === 'condition') {
    rememberCondition(memory, reading, at_ms);
    return;
  }
  const name = partOf(reading);
  const part = memory.parts.get(name);
  if (part !== undefined) {
    part.readings += 1;
    part.last_at_ms = at_ms;
    part.last = reading;
  } else if (memory.parts.size < limits.device_parts_max) {
    memory.parts.set(name, { readings: 1, last_at_ms: at_ms, last: reading });
  } else memory.beyond += 1;
}

function rememberCondition(memory: DeviceMemory, reading: Reading & { kind: 'condition' }, at_ms: number): void {
  const { condition, channel, says } = reading;
  const key = `${condition} ${channel ?? ''}`;
  const before = memory.conditions.get(key);
  if (before === undefined && memory.conditions.size >= limits.device_parts_max) {
    memory.beyond += 1;
    return;
  }
  memory.conditions.set(key, {
    condition,
    at_ms,
    times: (before?.times ?? 0) + 1,
    ...(channel === undefined ? {} : { channel }),
    ...(says === undefined ? {} : { says }),
  });
}

function partOf(reading: Exclude<Reading, { kind: 'condition' }>): string {
  switch (reading.kind) {
    case 'weight':
      return `channel ${reading.channel}`;
    case 'tag':
      return reading.antenna === undefined ? 'tags without an antenna' : `antenna ${reading.antenna}`;
    case 'scan':
      return 'scans';
  }
}

export function detailOf(device: string, memory: DeviceMemory): DeviceDetail {
  const { parts, conditions, beyond, last_fault } = memory;
  return {
    device,
    parts: [...parts].map(([part, { readings, last_at_ms, last }]) => ({
      part,
      readings,
      last_at_ms,
      last_says: wordsOf(last),
    })),
    conditions: [...conditions.values()],
    beyond,
    ...(last_fault === undefined ? {} : { last_fault }),
  };
}

/** Newest first. */
export function recentFrames({ recent, frames }: DeviceMemory): FrameNote[] {
  const next = frames % limits.device_frames_shown;
  return [...recent.slice(next), ...recent.slice(0, next)].reverse().map((note) => ({
    ...note,
    ...(note.readings === undefined ? {} : shownReadings(note.readings)),
  }));
}

function shownReadings(readings: readonly Reading[]): Pick<FrameNote, 'readings' | 'says'> {
  return { readings: readings.slice(0, limits.device_frame_readings_shown), says: wordsOfAll(readings) };
}

/** Plain JSON; of the last frames only which they were. */
export function deviceMemoryToJson(memory: DeviceMemory): object {
  const { parts, conditions, beyond, last_fault } = memory;
  const recent = recentFrames(memory)
    .reverse()
    .map(({ n, at_ms, fault }) => ({ n, at_ms, ...(fault === undefined ? {} : { fault }) }));
  return { parts: [...parts], conditions: [...conditions], recent, beyond, last_fault };
}

type Saved = Partial<{
  parts: [string, Part][];
  conditions: [string, DeviceCondition][];
  recent: RecentFrame[];
  beyond: number;
  last_fault: DeviceFault;
}>;

export function deviceMemoryFrom(saved: Saved | undefined): DeviceMemory {
  const recent = (saved?.recent ?? []).slice(-limits.device_frames_shown);
  return {
    parts: new Map(saved?.parts),
    conditions: new Map(saved?.conditions),
    recent,
    frames: recent.length,
    beyond: saved?.beyond ?? 0,
    last_fault: saved?.last_fault,
    changed: true,
  };
}

/** What is remembered of a device: its parts, its conditions, its last frames; bounded, and the same after a checkpoint. */
import { describe, expect, test } from 'vitest';
import type { Reading } from '../../devices/reading.ts';
import { limits } from '../../gateway/base/limits.ts';
import {
  detailOf,
  deviceMemoryFrom,
  deviceMemoryOf,
  deviceMemoryToJson,
  recentFrames,
  rememberFrame,
  rememberReading,
} from '../../gateway/intake/device-memory.ts';

const tag = (antenna?: number): Reading => ({
  kind: 'tag',
  epc: '3034257BF7194E4000001A85',
  count: 1,
  rssi_cdbm: -5_450,
  ...(antenna === undefined ? {} : { antenna }),
});

describe('the memory of a device', () => {
  test('counts each part and keeps its last words', () => {
    const memory = deviceMemoryOf();
    rememberReading(memory, tag(2), 10);
    rememberReading(memory, tag(2), 20);
    rememberReading(memory, tag(), 30);
    rememberReading(memory, { kind: 'weight', channel: 'a', mass_mg: 538_200, stable: true }, 40);
    rememberReading(memory, { kind: 'scan', code: 'TG-LOC.A1' }, 50);
    expect(detailOf('d', memory).parts).toEqual([
      { part: 'antenna 2', readings: 2, last_at_ms: 20, last_says: 'tag …001A85 at antenna 2, -54.5 dBm' },
      { part: 'tags without an antenna', readings: 1, last_at_ms: 30, last_says: 'tag …001A85, -54.5 dBm' },
      { part: 'channel a', readings: 1, last_at_ms: 40, last_says: 'channel a: 538.2 g at rest' },
      { part: 'scans', readings: 1, last_at_ms: 50, last_says: 'scanned TG-LOC.A1' },
    ]);
  });

  test('keeps of each condition and channel when it was said last, and how often', () => {
    const memory = deviceMemoryOf();
    rememberReading(memory, { kind: 'condition', condition: 'overload', channel: '1' }, 10);
    rememberReading(memory, { kind: 'condition', condition: 'overload', channel: '1', says: 'too much' }, 20);
    rememberReading(memory, { kind: 'condition', condition: 'overload', channel: '2' }, 30);
    expect(detailOf('d', memory).conditions).toEqual([
      { condition: 'overload', channel: '1', at_ms: 20, says: 'too much', times: 2 },
      { condition: 'overload', channel: '2', at_ms: 30, times: 1 },
    ]);
  });

  test('does not grow with a device that makes parts up, and counts what is beyond', () => {
    const memory = deviceMemoryOf();
    for (let at = 0; at < limits.device_parts_max + 5; at += 1) {
      rememberReading(memory, { kind: 'weight', channel: `c${at}`, mass_mg: 1 }, at);
      rememberReading(memory, { kind: 'condition', condition: 'fault', channel: `c${at}` }, at);
    }
    const { parts, conditions, beyond } = detailOf('d', memory);
    expect([parts.length, conditions.length, beyond]).toEqual([limits.device_parts_max, limits.device_parts_max, 10]);
  });

  test('keeps the last frames, newest first, with what they meant or why they meant nothing', () => {
    const memory = deviceMemoryOf();
    for (let n = 1; n <= limits.device_frames_shown + 3; n += 1)
      rememberFrame(memory, { n, at_ms: n, readings: [tag(n)] });
    rememberFrame(memory, { n: 900, at_ms: 900, fault: 'frame: must be JSON' });
    const frames = recentFrames(memory);
    expect(frames).toHaveLength(limits.device_frames_shown);
    expect(frames.slice(0, 3).map(({ n, says, fault }) => [n, says, fault])).toEqual([
      [900, undefined, 'frame: must be JSON'],
      [23, 'tag …001A85 at antenna 23, -54.5 dBm', undefined],
      [22, 'tag …001A85 at antenna 22, -54.5 dBm', undefined],
    ]);
    expect(detailOf('d', memory).last_fault).toEqual({ n: 900, at_ms: 900, reason: 'frame: must be JSON' });
  });

  test('goes on from a checkpoint, and remembers of the last frames which they were', () => {
    const memory = deviceMemoryOf();
    rememberReading(memory, tag(1), 10);
    rememberReading(memory, { kind: 'condition', condition: 'online' }, 10);
    for (let n = 1; n <= limits.device_frames_shown + 3; n += 1)
      rememberFrame(memory, { n, at_ms: n, readings: [tag(1)] });
    const again = deviceMemoryFrom(JSON.parse(JSON.stringify(deviceMemoryToJson(memory))));
    expect(detailOf('d', again)).toEqual(detailOf('d', memory));
    expect(recentFrames(again)).toEqual(recentFrames(memory).map(({ n, at_ms }) => ({ n, at_ms })));
    rememberFrame(again, { n: 24, at_ms: 24, readings: [] });
    expect(recentFrames(again).map(({ n }) => n)).toEqual([24, ...recentFrames(memory).map(({ n }) => n)].slice(0, 20));
  });

  test('of a ledger from before it was kept begins empty', () => {
    expect(detailOf('d', deviceMemoryFrom(undefined))).toEqual({ device: 'd', parts: [], conditions: [], beyond: 0 });
  });
});

/** A frame of the journal as a device's page shows it: the first of its bytes and readings. */
import { limits } from '../base/limits.ts';
import type { FrameSeen } from './messages.ts';
import type { Explanation } from './routes/frames.ts';

/** What it meant when it came, where that is remembered; else it is read anew. */
export interface FrameMeaning {
  readonly readings?: readonly unknown[];
  readonly says?: string;
  readonly fault?: string;
}

export function frameSeen(n: number, explained: Explanation, { readings, says, fault }: FrameMeaning = {}): FrameSeen {
  const { at_ms, topic, hex, text } = explained;
  const why = readings === undefined ? (fault ?? explained.fault) : undefined;
  return {
    n,
    at_ms,
    ...(topic === undefined ? {} : { topic }),
    bytes: hex.length / 2,
    hex: hex.slice(0, 2 * limits.device_frame_bytes_shown),
    ...(text === undefined ? {} : { text: text.slice(0, limits.device_frame_bytes_shown) }),
    readings: readings ?? explained.readings.slice(0, limits.device_frame_readings_shown),
    says: says ?? (why === undefined ? (explained.says ?? '') : ''),
    ...(why === undefined ? {} : { fault: why }),
  };
}

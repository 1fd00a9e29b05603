/** One device's last frames down to their bytes, with what they meant when they came. */

import { limits } from './base/limits.ts';
import { explain } from './explain.ts';
import type { Intake } from './intake/intake.ts';
import type { LedgerReader } from './ledger/reader.ts';
import type { FrameSeen } from './live/messages.ts';
import type { Inspect } from './live/routes/device.ts';
import type { Site } from './stock/site.ts';

export function inspectWith(intake: Pick<Intake, 'inspect'>, reader: LedgerReader, site: () => Site): Inspect {
  return async (device) => {
    const { details, frames } = await intake.inspect({ device });
    const [detail] = details;
    const seen = frames.flatMap(({ n, readings, says, fault }): FrameSeen[] => {
      const explained = explain(reader, site(), n);
      // It may have been pruned meanwhile.
      if (explained === undefined) return [];
      const { at_ms, topic, hex, text } = explained;
      const why = readings === undefined ? (fault ?? explained.fault) : undefined;
      return [
        {
          n,
          at_ms,
          ...(topic === undefined ? {} : { topic }),
          bytes: hex.length / 2,
          hex: hex.slice(0, 2 * limits.device_frame_bytes_shown),
          ...(text === undefined ? {} : { text: text.slice(0, limits.device_frame_bytes_shown) }),
          readings: readings ?? explained.readings.slice(0, limits.device_frame_readings_shown),
          says: says ?? (why === undefined ? (explained.says ?? '') : ''),
          ...(why === undefined ? {} : { fault: why }),
        },
      ];
    });
    return { ...(detail === undefined ? {} : { detail }), frames: seen };
  };
}

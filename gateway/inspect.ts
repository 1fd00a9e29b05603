/** One device's last frames down to their bytes, with what they meant when they came. */

import { explain } from './explain.ts';
import type { Intake } from './intake/intake.ts';
import type { LedgerReader } from './ledger/reader.ts';
import { frameSeen } from './live/frame-seen.ts';
import type { FrameSeen } from './live/messages.ts';
import type { Inspect } from './live/routes/device.ts';
import type { Site } from './stock/site.ts';

export function inspectWith(intake: Pick<Intake, 'inspect'>, reader: LedgerReader, site: () => Site): Inspect {
  return async (device) => {
    const { details, frames } = await intake.inspect({ device });
    const [detail] = details;
    const seen = frames.flatMap(({ n, ...meaning }): FrameSeen[] => {
      const explained = explain(reader, site(), n);
      // It may have been pruned meanwhile.
      return explained === undefined ? [] : [frameSeen(n, explained, meaning)];
    });
    return { ...(detail === undefined ? {} : { detail }), frames: seen };
  };
}

/** What the writer's thread is asked, without touching the ledger: one device's last frames down to their bytes, and what it knows besides. */

import { explain } from './explain.ts';
import type { Intake } from './intake/intake.ts';
import type { LedgerReader } from './ledger/reader.ts';
import { frameSeen } from './live/frame-seen.ts';
import type { FrameSeen } from './live/messages.ts';
import type { Inspect } from './live/routes/device.ts';
import type { LiveOptions } from './live/server.ts';
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

/** What was learned of an item, what was walked, and what would come of an import. */
export function askedOf(
  intake: Pick<Intake, 'inspect'>,
): Pick<LiveOptions, 'inspectItem' | 'inspectWalks' | 'tryImport'> {
  return {
    inspectItem: async (item) => (await intake.inspect({ item })).mass,
    inspectWalks: async () => (await intake.inspect({ walks: true })).walks ?? { zones: [], zones_beyond: 0 },
    tryImport: async (by, at_ms, draft) => (await intake.inspect({ trial: { by, at_ms, draft } })).trial,
  };
}

/** Frames that could not be understood, in the log: the first of each device since the start. The rest is counted. */
import type { Log } from '../base/log.ts';
import type { Commit } from '../ledger/commit.ts';

/** `opening` says how many there were before the start. Call the result with every commit. */
export function firstQuarantined(
  opening: Pick<Commit, 'devices'>,
  log: Log,
): (commit: Pick<Commit, 'devices'>) => void {
  const before = new Map(opening.devices.map(({ device, quarantined }) => [device, quarantined]));
  const told = new Set<string>();
  return ({ devices }) => {
    for (const { device, quarantined } of devices) {
      if (told.has(device) || quarantined <= (before.get(device) ?? 0)) continue;
      told.add(device);
      log.warn(
        { device },
        'A frame could not be understood. It is kept: see /api/v1/quarantine for the place and the rule.',
      );
    }
  };
}

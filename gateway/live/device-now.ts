/** All that is known of one device but what its frames said. */
import type { LinkState } from '../base/link-state.ts';
import type { DeviceActivity } from '../ledger/commit.ts';
import type { DriverFacts } from './advice-board.ts';
import type { DevicePage, DeviceView, Pace } from './messages.ts';

export type DeviceNow = Omit<DevicePage, 'detail' | 'frames'>;

interface Known {
  readonly advice: DevicePage['advice'];
  readonly activity: DeviceActivity | undefined;
  readonly link: LinkState | undefined;
  readonly pace: Pace | undefined;
}

export function deviceNow(
  view: DeviceView,
  driver: DriverFacts | undefined,
  { advice, activity, link, pace }: Known,
): DeviceNow {
  return {
    ...view,
    title: driver?.title ?? view.driver,
    family: driver?.family ?? 'native',
    advice,
    ...(activity === undefined ? {} : { activity }),
    ...(link === undefined ? {} : { link }),
    ...(pace === undefined ? {} : { pace }),
  };
}

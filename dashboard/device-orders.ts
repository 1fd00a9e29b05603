/** Which of the commands that a driver knows make sense to a device as the settings have it. */
import type { DeviceView } from '../gateway/live/messages.ts';

/** A node that only weighs has no antennas to set, and one that only reads has nothing to tare. One without places may be anything. */
export function ordersFor({ commands, serves }: Pick<DeviceView, 'commands' | 'serves'>): DeviceView['commands'] {
  const weighs = serves.some(({ part }) => part.startsWith('channel '));
  const hears = serves.some(({ part }) => part.startsWith('antenna ') || part === 'portal');
  return commands.filter((kind) => {
    if (serves.length === 0) return true;
    if (kind === 'tare' || kind === 'zero') return weighs;
    return kind !== 'antenna-power' || hears;
  });
}

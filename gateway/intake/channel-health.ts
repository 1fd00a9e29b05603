/** Beside what each channel of a scale said last, how it does. */
import type { DeviceDetail } from '../base/device-detail.ts';
import type { Memory } from '../interpretation/memory.ts';
import { channelHealth } from '../interpretation/weight-health.ts';

const channel_part = 'channel ';

export function withHealth({ scales }: Memory, detail: DeviceDetail): DeviceDetail {
  const parts = detail.parts.map((part) => {
    if (!part.part.startsWith(channel_part)) return part;
    const health = channelHealth(scales, detail.device, part.part.slice(channel_part.length));
    return health === undefined ? part : { ...part, health };
  });
  return { ...detail, parts };
}

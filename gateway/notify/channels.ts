/** A channel for each way to tell. */
import type { Clock } from '../base/clock.ts';
import type { AlertChannel } from '../stock/alert-settings.ts';
import { mqttTopic } from './mqtt.ts';
import type { Channel } from './notice.ts';
import { smtp } from './smtp.ts';
import { webhook } from './webhook.ts';

export function channelOf(settings: AlertChannel, clock: Clock): Channel {
  switch (settings.kind) {
    case 'smtp':
      return smtp(settings);
    case 'webhook':
      return webhook(settings, clock);
    case 'mqtt':
      return mqttTopic(settings);
  }
}

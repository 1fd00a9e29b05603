/** Every convention by which devices on MQTT make themselves known, in the order they are asked. */
import type { Announcement, Convention } from './announcement.ts';
import { homeAssistantConfig } from './home-assistant-config.ts';
import { nativeStatus } from './native-status.ts';
import { sparkplugBirth } from './sparkplug-birth.ts';
import { tasmotaDiscovery } from './tasmota-discovery.ts';

const conventions: readonly Convention[] = [tasmotaDiscovery, homeAssistantConfig, nativeStatus, sparkplugBirth];

/** What a broker is asked for besides the devices of the settings. */
export const announcement_filters: readonly string[] = conventions.flatMap(({ filters }) => filters);

/** Undefined for what announces nothing. Never throws. */
export function announced(topic: string, payload: Uint8Array): Announcement | undefined {
  for (const { filters, recognise } of conventions) {
    if (filters.some((filter) => fits(filter, topic))) return recognise(topic, payload);
  }
  return undefined;
}

/** These filters have only single-level wildcards. */
function fits(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  return wanted.length === levels.length && wanted.every((level, at) => level === '+' || level === levels[at]);
}

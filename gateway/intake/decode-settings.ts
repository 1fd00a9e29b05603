/** What of a device's settings decides what its frames mean: the same for the live gateway, a replay and an explanation. */
import type { DecodeSettings } from '../../devices/driver.ts';
import type { DeviceSettings } from '../stock/site.ts';

export function decodeSettingsOf({ unit }: DeviceSettings): DecodeSettings {
  return { ...(unit === undefined ? {} : { unit }) };
}

/** What of a device's settings decides what its frames mean: the same for the live gateway, a replay and an explanation. */
import type { DecodeSettings } from '../../devices/driver.ts';
import type { DeviceSettings } from '../stock/site.ts';

export function decodeSettingsOf({ unit, scanner = {} }: DeviceSettings): DecodeSettings {
  const { gs_substitutes, layout, prefix, suffix } = scanner;
  return {
    ...(unit === undefined ? {} : { unit }),
    ...(gs_substitutes === undefined ? {} : { gs_substitutes }),
    ...(layout === undefined ? {} : { layout }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
  };
}

/** What of a device's settings decides what its frames mean: the same for the live gateway, a replay and an explanation. */
import type { ConfiguredUnit, DecodeSettings } from '../../devices/driver.ts';
import type { RegisterMap } from '../../devices/scales/modbus-map.ts';
import { presetMap, presetNamed } from '../../devices/scales/modbus-presets.ts';
import type { ModbusSettings } from '../stock/registers.ts';
import type { DeviceSettings } from '../stock/site.ts';

export function decodeSettingsOf({ unit, modbus, metrics, scanner = {} }: DeviceSettings): DecodeSettings {
  const registers = modbus === undefined ? undefined : registerMapOf(modbus, unit);
  const { gs_substitutes, layout, prefix, suffix } = scanner;
  return {
    ...(unit === undefined ? {} : { unit }),
    ...(registers === undefined ? {} : { registers }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(gs_substitutes === undefined ? {} : { gs_substitutes }),
    ...(layout === undefined ? {} : { layout }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
  };
}

/** Undefined only for settings that were not checked: weights without a unit. */
function registerMapOf(modbus: ModbusSettings, unit: ConfiguredUnit | undefined): RegisterMap | undefined {
  const { decimals, step, states, orders } = modbus;
  const preset = modbus.preset === undefined ? undefined : presetNamed(modbus.preset);
  if (preset !== undefined) {
    if (unit === undefined) return undefined;
    const map = presetMap(preset, { unit, decimals, step });
    return orders.length === 0 ? map : { ...map, orders };
  }
  const weights = modbus.weights.flatMap((weight) => {
    const own = weight.unit ?? unit;
    return own === undefined ? [] : [{ ...weight, unit: own }];
  });
  return weights.length === 0 ? undefined : { weights, states, orders };
}

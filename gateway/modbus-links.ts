/** From a Modbus connection of the site, and the devices on it, to its link. Wiring only. */
import { driverOf } from '../devices/registry.ts';
import { assert } from './base/assert.ts';
import { decodeSettingsOf } from './intake/decode-settings.ts';
import type { DeviceSettings, ModbusWire } from './stock/site.ts';
import type { Link } from './transport/link.ts';
import { type ModbusLinkParts, modbusLink } from './transport/modbus.ts';
import type { ModbusAddress } from './transport/modbus-line.ts';

type Parts = Omit<ModbusLinkParts, 'connection' | 'address' | 'units'>;

export function modbusLinkOf(
  connection: string,
  wire: ModbusWire,
  devices: readonly DeviceSettings[],
  parts: Parts,
): Link {
  const units = devices.map((device) => {
    const talk = driverOf(device.driver)?.registers?.(decodeSettingsOf(device));
    const { id, modbus, poll_ms } = device;
    assert(talk !== undefined && modbus !== undefined, `the settings were checked, so ${id} has its registers`);
    return { device: id, address: modbus.address, talk, ...(poll_ms === undefined ? {} : { poll_ms }) };
  });
  return modbusLink({ ...parts, connection, address: modbusAddressOf(wire), units });
}

function modbusAddressOf(wire: ModbusWire): ModbusAddress {
  const { path, baud, data_bits, parity, stop_bits, host = '', port, framing } = wire;
  if (path !== undefined) return { over: 'serial', serial: { path, baud, data_bits, parity, stop_bits } };
  return { over: framing === 'rtu' ? 'rtu-over-tcp' : 'tcp', host, port };
}

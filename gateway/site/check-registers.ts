/** What the schema cannot see in devices on Modbus and in the named values of nodes. */
import type { Connection, DeviceSettings, Site } from '../stock/site.ts';
import { type Problems, pathOf } from './problem.ts';

export function checkRegisters(site: Site, connections: ReadonlyMap<string, Connection>, problems: Problems): void {
  const addresses = new Map<string, number>();
  for (const [at, device] of site.devices.entries()) {
    const path = ['devices', at, 'modbus'];
    const wire = connections.get(device.connection)?.wire;
    const kind = wire?.kind;
    if (device.metrics !== undefined && device.driver !== 'sparkplug') {
      problems.add(['devices', at, 'metrics'], `means nothing with the driver ${device.driver}`);
    }
    if (kind === undefined) continue;
    const { modbus } = device;
    if (modbus === undefined) {
      if (kind === 'modbus') problems.add(path, 'is required on a modbus connection');
      continue;
    }
    if (kind !== 'modbus') {
      problems.add(path, `means nothing on a ${kind} connection`);
      continue;
    }
    const key = `${device.connection} ${modbus.address}`;
    const first = addresses.get(key);
    if (first === undefined) addresses.set(key, at);
    else problems.add([...path, 'address'], `is the address of ${pathOf(['devices', first])} on the same line`);
    if (wire?.kind === 'modbus' && wire.path !== undefined && !(modbus.address >= 1 && modbus.address <= 247)) {
      problems.add([...path, 'address'], 'must be 1 to 247 on a serial line');
    }
    checkMap(device, at, problems);
  }
}

function checkMap(device: DeviceSettings, at: number, problems: Problems): void {
  const { modbus, unit } = device;
  if (modbus === undefined) return;
  const path = ['devices', at, 'modbus'];
  const { preset, weights, states } = modbus;
  if (preset !== undefined) {
    if (weights.length > 0) problems.add([...path, 'weights'], 'must not stand beside a preset');
    if (states.length > 0) problems.add([...path, 'states'], 'must not stand beside a preset');
    if (unit === undefined)
      problems.add(['devices', at, 'unit'], 'is required: no register says in which unit it weighs');
  } else if (weights.length === 0) problems.add(path, 'needs a preset or weights');
  const known = new Set(preset === undefined ? weights.map(({ channel }) => channel) : ['1']);
  for (const [index, weight] of weights.entries()) {
    const own = [...path, 'weights', index];
    if (weights.findIndex(({ channel }) => channel === weight.channel) !== index) {
      problems.add([...own, 'channel'], 'is the channel of another weight too');
    }
    if (weight.unit === undefined && unit === undefined) {
      problems.add([...own, 'unit'], 'is required, here or at the device: no register says in which unit it weighs');
    }
    if (weight.type === 'f32' && (weight.decimals !== 0 || weight.step !== 1)) {
      problems.add([...own, 'type'], 'has its own point: decimals and step are for whole numbers');
    }
  }
  for (const key of ['states', 'orders'] as const) {
    for (const [index, { channel }] of modbus[key].entries()) {
      if (channel === undefined || known.has(channel)) continue;
      problems.add([...path, key, index, 'channel'], 'is the channel of no weight');
    }
  }
  for (const [index, { channel }] of device.channels.entries()) {
    if (!known.has(channel))
      problems.add(['devices', at, 'channels', index, 'channel'], 'is in no register of the device');
  }
}

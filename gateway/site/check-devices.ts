/** What the schema cannot see in connections and devices: references, wires, topics, and that nothing is counted twice. */
import type { Driver } from '../../devices/driver.ts';
import type { Connection, DeviceSettings, Site } from '../stock/site.ts';
import { checkPorts } from './check-ports.ts';
import { checkRegisters } from './check-registers.ts';
import { checkAddresses, checkScanner, type Placed } from './check-scanner.ts';
import { checkLocation, checkUnique, type Known } from './check-stock.ts';
import { checkWeighing } from './check-weighing.ts';
import { type Problems, pathOf } from './problem.ts';
import { filterFault, filtersOverlap } from './topic-filter.ts';

/** What the settings need to know of a driver; the registry's own entries fit. */
export type KnownDriver = Pick<Driver, 'id' | 'wires' | 'topics' | 'commands' | 'regions' | 'power_cdbm'>;

/** Wires whose connections may carry several devices. */
const severalKinds: ReadonlySet<string> = new Set(['mqtt', 'http', 'tcp-server', 'modbus']);

export function checkDevices(site: Site, known: Known, drivers: readonly KnownDriver[], problems: Problems): void {
  checkUnique(site.connections, 'connections', problems);
  checkUnique(site.devices, 'devices', problems);
  checkPorts(site.connections, problems);
  const connections = new Map(site.connections.map((connection) => [connection.id, connection]));
  const carried = new Map<string, number>();
  for (const [at, device] of site.devices.entries()) {
    const connection = connections.get(device.connection);
    if (connection === undefined) {
      problems.add(['devices', at, 'connection'], `there is no connection "${device.connection}"`);
    } else {
      const already = carried.get(connection.id);
      if (already === undefined) carried.set(connection.id, at);
      else if (!severalKinds.has(connection.wire.kind)) {
        const rule = `carries ${pathOf(['devices', already])} already; a ${connection.wire.kind} connection carries one device`;
        problems.add(['devices', at, 'connection'], rule);
      }
    }
    checkDriver({ at, value: device }, connection, drivers, problems);
    checkScanner({ at, value: device }, connection, problems);
    checkAntennas({ at, value: device }, known, problems);
    checkLocation(device.scanner?.location, ['devices', at, 'scanner', 'location'], known, problems);
    const reader = device.scanner?.reader?.device;
    if (reader !== undefined && !site.devices.some(({ id }) => id === reader)) {
      problems.add(['devices', at, 'scanner', 'reader', 'device'], `there is no device "${reader}"`);
    }
  }
  for (const [at, { id, wire }] of site.connections.entries()) {
    if (wire.kind !== 'mqtt' && wire.kind !== 'http' && !carried.has(id))
      problems.add(['connections', at], 'carries no device');
  }
  checkAddresses(site, connections, problems);
  checkTopics(site, connections, drivers, problems);
  checkRegisters(site, connections, problems);
  checkWeighing(site, known, problems);
}

function checkDriver(
  device: Placed<DeviceSettings>,
  connection: Connection | undefined,
  drivers: readonly KnownDriver[],
  problems: Problems,
): void {
  const { at, value } = device;
  const driver = drivers.find(({ id }) => id === value.driver);
  if (driver === undefined) {
    problems.add(['devices', at, 'driver'], `there is no driver "${value.driver}"`);
    return;
  }
  checkRadio(device, driver, problems);
  for (const [index, { power_cdbm }] of value.antennas.entries()) {
    if (power_cdbm === undefined) continue;
    const path = ['devices', at, 'antennas', index, 'power_cdbm'];
    if (driver.power_cdbm !== undefined) {
      problems.add(path, `must be set at the device: with the driver "${value.driver}" all antennas have one power`);
    } else if (driver.commands?.includes('antenna-power') !== true) {
      problems.add(path, `cannot be set: the driver "${value.driver}" does not know how to tell a reader its power`);
    }
  }
  if (connection === undefined) return;
  const kind = connection.wire.kind;
  if (!driver.wires.includes(kind)) {
    problems.add(['devices', at, 'driver'], `works over ${driver.wires.join(', ')} and not over ${kind}`);
  }
  if (kind !== 'mqtt' && value.topics !== undefined) {
    problems.add(['devices', at, 'topics'], `means nothing on a ${kind} connection`);
  }
  if (kind === 'mqtt' && filtersOf(value, drivers).length === 0) {
    problems.add(['devices', at, 'topics'], 'is required: the driver has no topics of its own');
  }
}

/** Region and power are told to the device by its driver's session, in that driver's own words. */
function checkRadio({ at, value }: Placed<DeviceSettings>, driver: KnownDriver, problems: Problems): void {
  const { region, power_cdbm } = value;
  const { regions, power_cdbm: power } = driver;
  if (region !== undefined && regions === undefined) {
    problems.add(['devices', at, 'region'], `means nothing to the driver ${driver.id}: set it on the device itself`);
  } else if (region !== undefined && regions?.includes(region) === false) {
    problems.add(['devices', at, 'region'], `must be one of: ${regions.join(', ')}`);
  }
  if (power_cdbm === undefined) return;
  if (power === undefined) {
    problems.add(
      ['devices', at, 'power_cdbm'],
      `means nothing to the driver ${driver.id}: set it on the device itself`,
    );
  } else if (power_cdbm < power.min || power_cdbm > power.max) {
    problems.add(['devices', at, 'power_cdbm'], `must be from ${power.min} to ${power.max}`);
  } else if (power.step !== undefined && power_cdbm % power.step !== 0) {
    problems.add(['devices', at, 'power_cdbm'], `must be a multiple of ${power.step}`);
  }
}

function filtersOf(device: DeviceSettings, drivers: readonly KnownDriver[]): string[] {
  const filters = device.topics ?? drivers.find(({ id }) => id === device.driver)?.topics ?? [];
  return filters.map((filter) => filter.replaceAll('{device}', device.id));
}

/**
 * Each topic must lead to one device: among the devices of one connection, and with an external broker (where the
 * gateway cannot see who published) among all of them.
 */
function checkTopics(
  site: Site,
  connections: ReadonlyMap<string, Connection>,
  drivers: readonly KnownDriver[],
  problems: Problems,
): void {
  const external = site.network.broker.kind === 'external';
  const groups = new Map<string, { readonly at: number; readonly filter: string }[]>();
  for (const [at, device] of site.devices.entries()) {
    if (connections.get(device.connection)?.wire.kind !== 'mqtt') continue;
    const group = external ? '' : device.connection;
    const heard = groups.get(group) ?? [];
    groups.set(group, heard);
    const own: { at: number; filter: string }[] = [];
    for (const [index, filter] of filtersOf(device, drivers).entries()) {
      const path = device.topics === undefined ? ['devices', at, 'driver'] : ['devices', at, 'topics', index];
      const fault = filterFault(filter);
      if (fault !== undefined) {
        problems.add(path, fault);
        continue;
      }
      const other = heard.find((each) => filtersOverlap(each.filter, filter));
      if (other !== undefined) {
        const rule = `listens to "${filter}", and ${pathOf(['devices', other.at])} to "${other.filter}": a message could be of either`;
        problems.add(path, rule);
      }
      own.push({ at, filter });
    }
    heard.push(...own);
  }
}

function checkAntennas(device: Placed<DeviceSettings>, known: Known, problems: Problems): void {
  const { at, value } = device;
  const seen = new Map<number, number>();
  const sides = new Set<string>();
  for (const [index, antenna] of value.antennas.entries()) {
    const path = ['devices', at, 'antennas', index];
    const first = seen.get(antenna.antenna);
    if (first === undefined) seen.set(antenna.antenna, index);
    else problems.add([...path, 'antenna'], `is the antenna of ${pathOf(['devices', at, 'antennas', first])} too`);
    if (antenna.role !== 'portal-inside' && antenna.role !== 'portal-outside') {
      if (antenna.location === undefined)
        problems.add([...path, 'location'], `is required for the role ${antenna.role}`);
      checkLocation(antenna.location, [...path, 'location'], known, problems);
      continue;
    }
    sides.add(antenna.role);
    if (antenna.location !== undefined) {
      problems.add([...path, 'location'], 'is not for the sides of a portal; the portal names its own locations');
    }
    if (value.portal === undefined) problems.add([...path, 'role'], 'needs a portal in its device');
  }
  if (value.portal === undefined) return;
  const path = ['devices', at, 'portal'];
  for (const key of ['inside', 'from_outside', 'to_outside'] as const) {
    checkLocation(value.portal[key], [...path, key], known, problems);
    if (key !== 'inside' && value.portal[key] === value.portal.inside) {
      problems.add([...path, key], 'must be another location than inside');
    }
  }
  for (const side of ['portal-inside', 'portal-outside']) {
    if (!sides.has(side)) problems.add(path, `needs an antenna with the role ${side}, or the direction cannot be told`);
  }
}

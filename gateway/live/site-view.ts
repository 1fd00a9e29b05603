/** The site as screens need it: names, the tree of locations and which device watches which of them. */
import { builtInLocations } from '../stock/built-in-locations.ts';
import type { DeviceSettings, Item, Location, Site } from '../stock/site.ts';
import type { DeviceView, ItemView, LocationView, Serving, SiteView } from './messages.ts';

/** What devices of a driver can be told. */
export type CommandsOf = (driver: string) => DeviceView['commands'];

const noCommands: CommandsOf = () => [];

export function siteViewOf(site: Site, commandsOf = noCommands): SiteView {
  const wires = new Map(site.connections.map((connection) => [connection.id, connection.wire.kind]));
  return {
    name: site.name,
    time_zone: site.time_zone,
    items: site.items.map(itemViewOf),
    locations: [...site.locations, ...builtInLocations].map(locationViewOf),
    devices: site.devices.map((device) => ({
      ...deviceViewOf(device, wires.get(device.connection) ?? 'mqtt'),
      commands: commandsOf(device.driver),
    })),
  };
}

function itemViewOf({ id, name, unit }: Item): ItemView {
  return { id, name, unit };
}

function locationViewOf(location: Location): LocationView {
  const { id, name, kind, item, full, low } = location;
  return {
    id,
    name,
    kind,
    ...(location.in === undefined ? {} : { in: location.in }),
    ...(item === undefined ? {} : { item }),
    ...(full === undefined ? {} : { full }),
    ...(low === undefined ? {} : { low }),
  };
}

function deviceViewOf(device: DeviceSettings, wire: DeviceView['wire']): Omit<DeviceView, 'commands'> {
  const { id, name, driver, connection } = device;
  return {
    id,
    name,
    driver,
    connection,
    wire,
    serves: servingsOf(device),
    scans: device.scanner !== undefined,
  };
}

function servingsOf(device: DeviceSettings): Serving[] {
  const serves: Serving[] = [];
  for (const { channel, location } of device.channels) {
    serves.push({ part: `channel ${channel}`, location, watches: true });
  }
  for (const { antenna, role, location } of device.antennas) {
    if (role === 'shelf' && location !== undefined) {
      serves.push({ part: `antenna ${antenna}`, location, watches: true });
    }
  }
  if (device.portal !== undefined) serves.push({ part: 'portal', location: device.portal.inside, watches: true });
  const stands = device.scanner?.location;
  if (stands !== undefined) serves.push({ part: 'scanner', location: stands, watches: false });
  return serves;
}

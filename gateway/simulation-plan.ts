/** From a site's settings to the warehouse that a simulation runs: what of the site can be simulated, and what it is made of. */
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { driverOf } from '../devices/registry.ts';
import { type SimulatedConnection, type SimulatedDevice, type SimulatedWire, simulated } from '../simulators/wiring.ts';
import type { Bin, ScanShelf, TagPortal, TagZone, World, WorldItem } from '../simulators/world.ts';
import { decodeSettingsOf } from './intake/decode-settings.ts';
import type { Connection, DeviceSettings, Site } from './stock/site.ts';
import { filledFrom, siteIndexOf, takenTo } from './stock/site-index.ts';

export interface SimulationPlan {
  readonly world: World;
  readonly connections: readonly SimulatedConnection[];
  /** What of the site is not simulated, and why; one sentence each. */
  readonly notes: readonly string[];
}

const full_default = 24;
/** Devices that simulated people take up to scan. */
const scannerDrivers: ReadonlySet<string> = new Set(['line-scanner', 'ssi', 'scan-message']);

/** What a site's devices, locations and items make as a warehouse. */
export function simulationOf(site: Site): SimulationPlan {
  const notes: string[] = [];
  const devices = site.devices.filter((device) => {
    const note = notSimulated(site, device);
    if (note !== undefined) notes.push(note);
    return note === undefined;
  });
  const world = worldOf(site, devices);
  const connections = site.connections.flatMap(({ id, wire }): SimulatedConnection[] => {
    const own = devices.filter((each) => each.connection === id).map(simulatedDevice);
    return !isSimulated(wire) || own.length === 0 ? [] : [{ id, wire, devices: own }];
  });
  return { world, connections, notes };
}

function simulatedDevice(device: DeviceSettings): SimulatedDevice {
  const { id, driver, unit, modbus } = device;
  const map = decodeSettingsOf(device).registers;
  const behind = behindOf(device);
  return {
    id,
    driver,
    ...(unit === undefined ? {} : { unit }),
    ...(modbus === undefined || map === undefined ? {} : { modbus: { address: modbus.address, map } }),
    ...(driver !== 'sparkplug' || behind === undefined ? {} : { behind }),
  };
}

/** The one scale behind a Sparkplug node, whose weight is the metric `Weight`; undefined where the settings want another. */
function behindOf({ channels, metrics = [] }: DeviceSettings): string | undefined {
  const named = metrics.length > 0 ? metrics.map(({ metric }) => metric) : channels.map(({ channel }) => channel);
  if (named.length > 1) return undefined;
  return /^([^/]{1,60})\/Weight$/.exec(named[0] ?? 'scale-1/Weight')?.[1];
}

function notSimulated(site: Site, device: DeviceSettings): string | undefined {
  const { id, driver } = device;
  const wires = simulated[driver];
  const wire = site.connections.find((each) => each.id === device.connection)?.wire;
  if (wire?.kind === 'hid') return `${id} is not simulated: ${hidSays()}`;
  if (wires === undefined) return `${id} is not simulated: there is no simulator that speaks ${driver}.`;
  if (wire === undefined || !isSimulated(wire) || !wires.includes(wire.kind)) {
    return `${id} is not simulated: ${driver} is simulated on ${wires.join(', ')} only.`;
  }
  const place = placeOf(wire);
  if (place !== undefined && !isHere(place)) {
    return `${id} is not simulated: a simulated device listens itself, and ${place} is no address of this machine.`;
  }
  if (wire.kind === 'http-stream' && !wire.url.startsWith('http:')) {
    return `${id} is not simulated: a simulated device has no certificate, and its address begins with https://.`;
  }
  if (wire.kind === 'tcp' && wire.tls !== undefined) {
    return `${id} is not simulated: a simulated device has no certificate to speak TLS with.`;
  }
  if (driver === 'sparkplug') {
    if (behindOf(device) === undefined) {
      return `${id} is not simulated: a simulated node has one scale, with one metric that is called Weight.`;
    }
    if (site.devices.some((each) => each.id !== id && each.connection === device.connection)) {
      return `${id} is not simulated: a simulated Sparkplug node is alone on its connection.`;
    }
  }
  const usual = driverOf(driver)?.topics?.map((topic) => topic.replaceAll('{device}', id));
  if (device.topics !== undefined && device.topics.join() !== usual?.join()) {
    return `${id} is not simulated: it has topics of its own, and simulated devices use their driver's.`;
  }
  return undefined;
}

/** A USB device cannot be played from outside the kernel without this. */
const uhid = '/dev/uhid';

function hidSays(): string {
  return existsSync(uhid)
    ? `USB HID devices are not made through ${uhid} yet.`
    : `a USB HID device can only be made through ${uhid}, and this machine has none.`;
}

/** Where the device itself would listen; undefined on wires where it does not. */
function placeOf(wire: Site['connections'][number]['wire']): string | undefined {
  if (wire.kind === 'tcp' || wire.kind === 'modbus') return wire.host;
  return wire.kind === 'http-stream' ? new URL(wire.url).hostname : undefined;
}

const simulatedKinds: ReadonlySet<string> = new Set(Object.values(simulated).flat());

function isSimulated(wire: Connection['wire']): wire is Extract<Connection['wire'], { kind: SimulatedWire['kind'] }> {
  return simulatedKinds.has(wire.kind);
}

function isHere(host: string): boolean {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return host === 'localhost' || host.startsWith('127.') || own.some(({ address }) => address === host);
}

function worldOf(site: Site, devices: readonly DeviceSettings[]): World {
  const index = siteIndexOf(site);
  const bins = binsOf(site, devices);
  const zones = devices.flatMap(({ id, antennas }) =>
    antennas.flatMap(({ antenna, role, location }): TagZone[] =>
      role !== 'shelf' || location === undefined
        ? []
        : [{ device: id, antenna, location, taken_to: takenTo(index, location) }],
    ),
  );
  const portals = devices.flatMap(({ id, antennas, portal }): TagPortal[] => {
    const on = (role: string) => antennas.filter((each) => each.role === role).map(({ antenna }) => antenna);
    if (portal === undefined) return [];
    return [{ ...portal, device: id, inside_antennas: on('portal-inside'), outside_antennas: on('portal-outside') }];
  });
  const scanners = devices.filter(({ driver }) => scannerDrivers.has(driver)).map(({ id }) => id);
  const watched = new Set([...bins, ...zones].map(({ location }) => location));
  for (const { inside } of portals) watched.add(inside);
  const parents = new Set(site.locations.map((location) => location.in));
  const worked = placesOfWork(site);
  const shelves = site.locations
    .filter(({ id, kind, item }) => kind !== 'outside' && item === undefined && !watched.has(id) && !parents.has(id))
    .filter(({ id }) => !worked.has(id))
    .map(({ id }): ScanShelf => ({ location: id, taken_to: takenTo(index, id), filled_from: filledFrom(index, id) }));
  const hasScans = scanners.length > 0 && shelves.length > 0;
  const hasTags = zones.length + portals.length > 0;
  return {
    items: site.items.map(itemOf),
    bins,
    zones,
    portals,
    scanners,
    shelves,
    ...shared(site, bins, hasTags, hasScans),
    ...labellingOf(site, scanners, zones),
  };
}

function itemOf({ id, gtins, codes }: Site['items'][number]): WorldItem {
  const [gtin] = gtins;
  const [code] = codes;
  return {
    id,
    ...(gtin === undefined ? {} : { gtin: gtin.padStart(14, '0') }),
    ...(code === undefined ? {} : { code }),
  };
}

function binsOf(site: Site, devices: readonly DeviceSettings[]): Bin[] {
  const index = siteIndexOf(site);
  return devices.flatMap(({ id, channels }) =>
    channels.flatMap(({ channel, location, empty_mass_mg }): Bin[] => {
      const place = index.locations.get(location);
      const item = index.items.get(place?.item ?? '');
      if (place === undefined || item?.unit_mass_mg === undefined) return [];
      const full = place.full ?? full_default;
      return [
        {
          device: id,
          channel,
          location,
          item: item.id,
          unit_mass_mg: item.unit_mass_mg,
          unit_mass_sd_mg: item.unit_mass_sd_mg ?? item.unit_mass_mg / 100,
          empty_mass_mg: empty_mass_mg ?? 0,
          full,
          low: place.low ?? Math.floor(full / 5),
          taken_to: takenTo(index, location),
          filled_from: filledFrom(index, location),
        },
      ];
    }),
  );
}

/** Where goods are only on their way: simulated people leave alone what documents say of them. */
function placesOfWork({ work = {} }: Site): ReadonlySet<string | undefined> {
  const { receiving, quarantine, staging, wip, finished } = work;
  return new Set([receiving, quarantine, staging, wip, finished]);
}

/** At the first scanner whose reader watches a place: goods without a GTIN get blank tags there. */
function labellingOf(site: Site, scanners: readonly string[], zones: readonly TagZone[]): Pick<World, 'labelling'> {
  const items = labelledOf(site);
  for (const { id, scanner } of site.devices) {
    const { reader } = scanner ?? {};
    if (reader === undefined || !scanners.includes(id) || items.length === 0) continue;
    const zone = zones.find(
      ({ device, antenna }) => device === reader.device && (reader.antenna ?? antenna) === antenna,
    );
    if (zone !== undefined) return { labelling: { scanner: id, zone, items } };
  }
  return {};
}

/** Where a scanner has a reader beside it: goods without a GTIN, all but the first of them, which is scanned. */
function labelledOf(site: Site): string[] {
  if (site.devices.every(({ scanner }) => scanner?.reader === undefined)) return [];
  const coded = site.items.filter(({ gtins, codes, unit_mass_mg }) => {
    return gtins.length === 0 && codes.length > 0 && unit_mass_mg === undefined;
  });
  return coded.slice(1).map(({ id }) => id);
}

/** Who carries tags and who is scanned: items that are not weighed, the first half of those with a GTIN tagged. */
function shared(
  site: Site,
  bins: readonly Bin[],
  hasTags: boolean,
  hasScans: boolean,
): Pick<World, 'tagged' | 'scanned'> {
  const weighed = new Set(bins.map(({ item }) => item));
  const loose = site.items.filter(({ id }) => !weighed.has(id));
  const goods = loose.length > 0 ? loose : site.items;
  const taggable = goods.filter(({ gtins }) => gtins.length > 0);
  const tagged = hasTags ? taggable.slice(0, hasScans ? Math.ceil(taggable.length / 2) : undefined) : [];
  const codable = goods.filter(({ gtins, codes }) => gtins.length + codes.length > 0);
  const labelled = new Set(labelledOf(site));
  const others = codable.filter((item) => !tagged.includes(item) && !labelled.has(item.id));
  const scanned = hasScans ? (others.length > 0 ? others : codable) : [];
  return { tagged: tagged.map(({ id }) => id), scanned: scanned.map(({ id }) => id) };
}

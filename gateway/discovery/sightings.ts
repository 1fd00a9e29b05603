/** From what a look gave to what a person is offered. Pure; knows drivers by what the registry says of them. */
import type { Announcement } from '../../devices/announced/announcement.ts';
import { idOf } from '../../devices/announced/announcement.ts';
import type { Driver, Introduction, Wire } from '../../devices/driver.ts';
import type { HidWire } from '../stock/site.ts';
import type { HidListing } from '../transport/hid-bus.ts';
import type { SeenPort } from '../transport/serial-ports.ts';
import type { ForeignMessage, RefusedLogin } from '../transport/strangers.ts';
import type { Sighting, Suggestion } from './found.ts';
import { hidFact, serialFact, type UsbFact } from './usb-facts.ts';
import { usualPort } from './usual-port.ts';

export type KnownDriver = Pick<Driver, 'id' | 'title' | 'family' | 'wires'>;

const families = ['scale', 'barcode', 'rfid', 'native'] as const;

/** The named drivers that exist and speak on this wire, then, where nothing is certain, the others of the wire by family. */
function suggestions(
  drivers: readonly KnownDriver[],
  wire: Wire,
  named: readonly string[],
  all: boolean,
): Suggestion[] {
  const able = drivers.filter(({ wires }) => wires.includes(wire));
  const first = named.flatMap((id) => able.filter((driver) => driver.id === id));
  const rest = all ? families.flatMap((family) => able.filter((driver) => driver.family === family)) : [];
  return [...new Set([...first, ...rest])].map(({ id, title, family }) => ({
    driver: id,
    title,
    family,
    ...(wire === 'serial' ? { serial: usualPort(id) } : {}),
  }));
}

export function ofSerialPort(port: SeenPort, drivers: readonly KnownDriver[]): Sighting {
  const { path, file, vendor_id, product_id, serial_number, maker } = port;
  const fact = serialFact(vendor_id, product_id);
  const name = fact?.name ?? maker ?? 'Serial port';
  return {
    id: `serial:${path}`,
    kind: 'serial',
    name,
    place: path,
    ...(file === path ? {} : { alias: file }),
    facts: [
      ...(file === path ? [] : [file]),
      ...(vendor_id === undefined ? [] : [`USB ${vendor_id}:${product_id ?? '?'}`]),
      ...(serial_number === undefined ? [] : [`serial number ${serial_number}`]),
      ...(maker === undefined || maker === name ? [] : [maker]),
    ],
    suggestions: suggestions(drivers, 'serial', fact?.drivers ?? [], true),
    certain: fact?.certain === true,
    ...(path === file && path.startsWith('/dev/')
      ? {
          hint: 'This name may change when something else is plugged in: the port has no name under /dev/serial/by-id.',
        }
      : {}),
    suggested_id: serialId(fact, port),
    wire: { kind: 'serial', path, baud: 9_600, data_bits: 8, parity: 'none', stop_bits: 1 },
    needs_secret: false,
  };
}

/** Devices that are neither scales nor scanners are left out; one with several usages is offered once. */
export function ofHidDevices(listed: readonly HidListing[], drivers: readonly KnownDriver[]): Sighting[] {
  const found = new Map<string, Sighting>();
  for (const listing of listed) {
    const vendor_id = hexOf(listing.vendorId);
    const product_id = hexOf(listing.productId);
    const fact = hidFact(vendor_id, product_id, listing.usagePage);
    if (fact === undefined || listing.path === undefined) continue;
    const serial_number = listing.serialNumber === '' ? undefined : listing.serialNumber;
    const isLike = (other: HidListing) =>
      other.path !== listing.path && other.vendorId === listing.vendorId && other.productId === listing.productId;
    // Two of a kind without serial numbers are told apart by their path alone, which changes with the plug.
    const isTwin = serial_number === undefined && listed.some(isLike);
    const wire: HidWire = {
      kind: 'hid',
      vendor_id: `0x${vendor_id}`,
      product_id: `0x${product_id}`,
      ...(listing.usagePage === undefined ? {} : { usage_page: `0x${listing.usagePage.toString(16)}` }),
      ...(serial_number === undefined ? {} : { serial_number }),
      ...(isTwin ? { path: listing.path } : {}),
    };
    found.set(listing.path, {
      id: `hid:${vendor_id}:${product_id}:${serial_number ?? listing.path}`,
      kind: 'hid',
      name: fact.name,
      place: listing.path,
      facts: [
        `USB ${vendor_id}:${product_id}`,
        ...(serial_number === undefined ? [] : [`serial number ${serial_number}`]),
      ],
      suggestions: suggestions(drivers, 'hid', fact.drivers, false),
      certain: fact.certain,
      ...(isTwin
        ? { hint: 'There is another of this kind and neither has a serial number: they are told apart by their plugs.' }
        : {}),
      suggested_id: idOf(dashed(fact.name)) ?? 'usb',
      wire,
      needs_secret: false,
    });
  }
  return [...found.values()];
}

/** Undefined for what is no such device. */
export function ofIntroduction(
  { host, port }: { readonly host: string; readonly port: number },
  introduction: Introduction,
  driver: KnownDriver,
): Sighting | undefined {
  if (introduction.kind === 'stranger') return undefined;
  const isThere = introduction.kind === 'there';
  return {
    id: `network:${host}:${port}`,
    kind: 'network',
    name: isThere ? introduction.name : driver.title,
    place: `${host} port ${port}`,
    facts: isThere ? introduction.facts : [],
    suggestions: [{ driver: driver.id, title: driver.title, family: driver.family }],
    certain: true,
    ...(isThere ? {} : { hint: introduction.says }),
    suggested_id: idOf(`reader-${host.replace(/[^A-Za-z0-9]{1,40}/g, '-')}`) ?? 'reader',
    wire: { kind: 'tcp', host, port },
    needs_secret: false,
    ...(isThere && introduction.antennas !== undefined ? { antennas: introduction.antennas } : {}),
  };
}

/** Undefined for a login without a name, which no settings could let in. */
export function ofRefusedLogin(login: RefusedLogin, drivers: readonly KnownDriver[]): Sighting | undefined {
  const { user, client_id, address } = login;
  const suggested_id = idOf(user);
  if (suggested_id === undefined) return undefined;
  const hint =
    suggested_id !== user
      ? `Its user name ${user} cannot be an id: give it one of letters, digits, dots, dashes and underscores.`
      : client_id !== user
        ? `Its client id is ${client_id}: set it to the same as its user name, ${user}, or it will not be let in.`
        : undefined;
  return {
    id: `mqtt:login:${user}`,
    kind: 'mqtt',
    name: user,
    place: `login from ${address}`,
    facts: [`user name ${user}`, `client id ${client_id}`],
    suggestions: suggestions(drivers, 'mqtt', ['native'], true),
    certain: false,
    ...(hint === undefined ? {} : { hint }),
    suggested_id,
    wire: { kind: 'mqtt' },
    connection: suggested_id,
    needs_secret: true,
  };
}

export function ofAnnouncement(
  announcement: Announcement,
  { connection, topic }: ForeignMessage,
  drivers: readonly KnownDriver[],
): Sighting {
  const { by, suggested_id, name, facts, topics, unit } = announcement;
  const offered = suggestions(drivers, 'mqtt', announcement.drivers, false);
  return {
    id: `mqtt:${topic}`,
    kind: 'mqtt',
    name,
    place: topic,
    facts: [by, ...(connection === undefined ? [] : [`through the connection ${connection}`]), ...facts],
    suggestions: offered.length > 0 ? offered : suggestions(drivers, 'mqtt', [], true),
    certain: offered.length === 1,
    ...(offered.length > 0 ? {} : { hint: `None of the drivers here is made for what it announces (${by}).` }),
    suggested_id,
    wire: { kind: 'mqtt' },
    connection: connection ?? suggested_id,
    needs_secret: false,
    ...(topics === undefined ? {} : { topics }),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** What it is, where that is known; a cable is called by its own number or file. */
function serialId(fact: UsbFact | undefined, { file, serial_number }: SeenPort): string {
  if (fact !== undefined && fact.drivers.length > 0) return idOf(dashed(fact.name)) ?? 'serial';
  return idOf(serial_number === undefined ? lastOf(file) : `serial-${serial_number}`) ?? 'serial';
}

function dashed(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]{1,20}/g, '-');
}

function hexOf(id: number): string {
  return id.toString(16).padStart(4, '0');
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

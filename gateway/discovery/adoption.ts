/** A person takes a found device into the settings: the site with it, to be checked as a whole by whoever writes it. */
import type {
  AntennaPlace,
  ChannelPlace,
  Connection,
  DeviceSettings,
  Portal,
  SerialWire,
  Site,
} from '../stock/site.ts';
import type { Found } from './found.ts';

/** What a person says of the device; the rest is known from where it was found. */
export interface Adoption {
  readonly id: string;
  readonly name?: string;
  readonly driver: string;
  /** How the port is set, where it is a serial one. */
  readonly serial?: Partial<Pick<SerialWire, 'baud' | 'data_bits' | 'parity' | 'stop_bits'>>;
  readonly unit?: 'g' | 'kg' | 'lb' | 'oz';
  readonly poll_ms?: number;
  /** Instead of those of the driver; as announced when absent. */
  readonly topics?: readonly string[];
  readonly channels?: readonly ChannelPlace[];
  readonly antennas?: readonly AntennaPlace[];
  readonly portal?: Portal;
  readonly scanner?: { readonly location?: string };
}

/** Where in the new site the adopted things stand, so that a refusal can be told beside the field it is about. */
export interface Adopted {
  readonly site: Site;
  readonly device_at: number;
  readonly connection_at: number;
  readonly connection: string;
}

export interface FieldProblem {
  /** As in `Adoption`; empty when it is about the whole. */
  readonly field: string;
  readonly rule: string;
}

export function adopted(site: Site, found: Found, asked: Adoption): Adopted {
  const { id, name, driver, unit, poll_ms, channels = [], antennas = [], portal, scanner } = asked;
  const connection = found.connection ?? id;
  const known_at = found.wire.kind === 'mqtt' ? site.connections.findIndex((each) => each.id === connection) : -1;
  const topics = asked.topics ?? found.topics;
  const device: DeviceSettings = {
    id,
    name: name ?? id,
    connection,
    driver,
    channels,
    antennas,
    ...(topics === undefined ? {} : { topics }),
    ...(unit === undefined ? {} : { unit }),
    ...(poll_ms === undefined ? {} : { poll_ms }),
    ...(portal === undefined ? {} : { portal }),
    ...(scanner === undefined ? {} : { scanner }),
  };
  const fresh: Connection[] = known_at < 0 ? [{ id: connection, wire: wireOf(found, asked) }] : [];
  return {
    site: { ...site, connections: [...site.connections, ...fresh], devices: [...site.devices, device] },
    device_at: site.devices.length,
    connection_at: known_at < 0 ? site.connections.length : known_at,
    connection,
  };
}

/** Why a device at the broker cannot come in under its connection's name; undefined when it can. */
export function otherWire(site: Site, { wire, connection }: Found): string | undefined {
  if (wire.kind !== 'mqtt') return undefined;
  const known = site.connections.find(({ id }) => id === connection);
  return known === undefined || known.wire.kind === 'mqtt'
    ? undefined
    : `The connection ${known.id} is no MQTT connection: give the device another user name.`;
}

function wireOf({ wire }: Found, { serial }: Adoption): Connection['wire'] {
  return wire.kind === 'serial' ? { ...wire, ...serial } : wire;
}

/** The site without a device, and without its connection when it carried no other. Undefined when there is no such device. */
export function without(site: Site, device: string): Site | undefined {
  const gone = site.devices.find(({ id }) => id === device);
  if (gone === undefined) return undefined;
  const devices = site.devices.filter(({ id }) => id !== device);
  const isUsed = devices.some(({ connection }) => connection === gone.connection);
  return {
    ...site,
    devices,
    connections: isUsed ? site.connections : site.connections.filter(({ id }) => id !== gone.connection),
  };
}

/** A problem of the whole settings as one of the form: `devices[3].channels[0].location` is `channels[0].location`. */
export function fieldOf(
  { path, rule }: { readonly path: string; readonly rule: string },
  { device_at, connection_at }: Pick<Adopted, 'device_at' | 'connection_at'>,
): FieldProblem {
  const device = `devices[${device_at}]`;
  const connection = `connections[${connection_at}]`;
  if (path === device) return { field: '', rule };
  if (path.startsWith(`${device}.`)) return { field: path.slice(device.length + 1), rule };
  if (path.startsWith(`${connection}.wire.`)) return { field: `serial.${path.slice(connection.length + 6)}`, rule };
  // Elsewhere than on MQTT the connection is called as the device is.
  if (path === `${connection}.id`) return { field: 'id', rule };
  return { field: '', rule: path === '' ? `the settings file ${rule}` : `${path} ${rule}` };
}

/** The device of the settings that a found thing is already; undefined when it is new. */
export function deviceOf(site: Site, found: Found): DeviceSettings | undefined {
  const connection = site.connections.find((each) => isSame(each, found));
  if (found.wire.kind !== 'mqtt') return site.devices.find((device) => device.connection === connection?.id);
  return site.devices.find(
    ({ id, topics, driver }) =>
      (found.topics !== undefined && topics?.some((topic) => found.topics?.includes(topic)) === true) ||
      (id === found.suggested_id && found.suggestions.some((each) => each.driver === driver)),
  );
}

function isSame({ wire }: Connection, found: Found): boolean {
  if (wire.kind === 'serial')
    return found.wire.kind === 'serial' && (wire.path === found.wire.path || wire.path === found.alias);
  if (wire.kind === 'tcp')
    return found.wire.kind === 'tcp' && wire.host === found.wire.host && wire.port === found.wire.port;
  if (wire.kind !== 'hid' || found.wire.kind !== 'hid') return false;
  const { vendor_id, product_id, serial_number, path } = wire;
  const fits = (own: string | undefined, other: string | undefined) =>
    own === undefined || own.toLowerCase() === other?.toLowerCase();
  return (
    fits(vendor_id, found.wire.vendor_id) &&
    fits(product_id, found.wire.product_id) &&
    fits(serial_number, found.wire.serial_number) &&
    fits(path, found.place) &&
    fits(wire.usage_page, found.wire.usage_page)
  );
}

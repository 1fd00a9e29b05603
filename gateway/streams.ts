/** From the site's connections with a port of their own to links: which wire, which driver, how its session is set. Wiring only. */
import type { SessionSettings } from '../devices/driver.ts';
import { driverOf } from '../devices/registry.ts';
import { assert } from './base/assert.ts';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import type { Log } from './base/log.ts';
import type { Random } from './base/random.ts';
import { modbusLinkOf } from './modbus-links.ts';
import type { Connection, DeviceSettings, HidWire, Site } from './stock/site.ts';
import type { IntakePort } from './transport/arrival.ts';
import type { Waits } from './transport/back-off.ts';
import type { StreamDriver } from './transport/conversation.ts';
import { type HidMatch, hidLink } from './transport/hid.ts';
import type { HidBus } from './transport/hid-bus.ts';
import { httpStreamLink } from './transport/http-stream.ts';
import type { Link } from './transport/link.ts';
import { serialLink } from './transport/serial.ts';
import { tcpLink } from './transport/tcp.ts';
import { tcpServerLink } from './transport/tcp-server.ts';

/** A connection with a port of its own, and the devices it carries: several on a Modbus line and at a port of ours. */
export interface Stream {
  readonly connection: Connection;
  readonly devices: readonly DeviceSettings[];
}

export interface StreamParts {
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
  readonly bus: HidBus;
  /** Instead of the device's own, to hear what no driver understands. */
  readonly driver?: StreamDriver;
  /** Between attempts to open a wire, instead of the usual. */
  readonly waits?: Waits;
}

/** Connections with a port: what a link is made of, to see whether an edit of the settings changed it. */
export function streamConnections(site: Site): Map<string, Stream> {
  const streams = new Map<string, Stream>();
  for (const connection of site.connections) {
    if (connection.wire.kind === 'mqtt' || connection.wire.kind === 'http') continue;
    const devices = site.devices.filter((each) => each.connection === connection.id);
    if (devices.length > 0) streams.set(connection.id, { connection, devices });
  }
  return streams;
}

export function streamLinkOf({ connection, devices }: Stream, parts: StreamParts): Link {
  const { wire } = connection;
  if (wire.kind === 'modbus') return modbusLinkOf(connection.id, wire, devices, parts);
  const [device] = devices;
  assert(device !== undefined, `connection ${connection.id} carries a device`);
  const spoken = spokenBy(device);
  const common = {
    ...parts,
    connection: connection.id,
    device: device.id,
    driver: parts.driver ?? spoken.driver,
    session: spoken.session,
  };
  assert(wire.kind !== 'mqtt' && wire.kind !== 'http', 'these connections have no port of their own');
  switch (wire.kind) {
    case 'tcp-server': {
      const { host, port } = wire;
      return tcpServerLink({ ...common, host, port, devices: devices.map(spokenBy) });
    }
    case 'serial':
      return serialLink({ ...common, serial: wire });
    case 'tcp':
      return tcpLink({ ...common, address: wire });
    case 'hid':
      return hidLink({ ...common, hid: hidMatchOf(wire) });
    case 'http-stream':
      return httpStreamLink({ ...common, stream: wire });
  }
}

/** What a link needs of a device: who it is, what it speaks, how its session is set. */
function spokenBy(device: DeviceSettings) {
  const driver = driverOf(device.driver);
  assert(driver !== undefined, `the settings were checked, so driver ${device.driver} is known`);
  const { address } = device;
  return { device: device.id, driver, session: sessionOf(device), ...(address === undefined ? {} : { address }) };
}

function sessionOf({ poll_ms, antennas, region, power_cdbm, scanner = {} }: DeviceSettings): SessionSettings {
  const powers = antennas.flatMap((each) =>
    each.power_cdbm === undefined ? [] : [{ antenna: each.antenna, power_cdbm: each.power_cdbm }],
  );
  const { layout, ends_with_tab, answer } = scanner;
  return {
    ...(poll_ms === undefined ? {} : { poll_ms }),
    ...(antennas.length === 0 ? {} : { antennas: antennas.map(({ antenna }) => antenna) }),
    ...(powers.length === 0 ? {} : { powers }),
    ...(region === undefined ? {} : { region }),
    ...(power_cdbm === undefined ? {} : { power_cdbm }),
    ...(layout === undefined ? {} : { layout }),
    ...(ends_with_tab === undefined ? {} : { ends_with_tab }),
    ...(answer === undefined ? {} : { answer }),
  };
}

function hidMatchOf({ vendor_id, product_id, usage_page, usage, serial_number, path }: HidWire): HidMatch {
  return {
    ...(vendor_id === undefined ? {} : { vendor_id: Number(vendor_id) }),
    ...(product_id === undefined ? {} : { product_id: Number(product_id) }),
    ...(usage_page === undefined ? {} : { usage_page: Number(usage_page) }),
    ...(usage === undefined ? {} : { usage: Number(usage) }),
    ...(serial_number === undefined ? {} : { serial_number }),
    ...(path === undefined ? {} : { path }),
  };
}

/** From the site's connections to links: which wire, which driver, which topics. Wiring only. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CommandOutcome, DeviceCommand, SessionSettings } from '../devices/driver.ts';
import { driverOf } from '../devices/registry.ts';
import { assert } from './base/assert.ts';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import type { LinkState } from './base/link-state.ts';
import type { Log } from './base/log.ts';
import type { Random } from './base/random.ts';
import type { Feedback } from './interpretation/interpretation.ts';
import { type BrokerAccess, feedbackBytes, isLoopback, mqttDevicesOf, mqttLinkOf } from './mqtt-side.ts';
import { postingDevicesOf, startPosting } from './posting-devices.ts';
import type { Connection, DeviceSettings, HidWire, Site } from './stock/site.ts';
import type { IntakePort } from './transport/arrival.ts';
import { type HidMatch, hidLink } from './transport/hid.ts';
import { type HidBus, hidBus, type LoadHid } from './transport/hid-bus.ts';
import type { Link } from './transport/link.ts';
import { commandTopic } from './transport/mqtt-rights.ts';
import { serialLink } from './transport/serial.ts';
import { tcpLink } from './transport/tcp.ts';
import { tcpServerLink } from './transport/tcp-server.ts';

export interface LinkParts {
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
  /** Instead of node-hid. */
  readonly loadHid?: LoadHid;
}

/** A connection with a port of its own, and what it carries. */
interface Stream {
  readonly connection: Connection;
  readonly device: DeviceSettings;
  /** Those that come to the same port of ours besides. */
  readonly others: readonly DeviceSettings[];
}

/** Connections with a port: what a link is made of, to see whether an edit of the settings changed it. */
export function streamConnections(site: Site): Map<string, Stream> {
  const streams = new Map<string, Stream>();
  for (const connection of site.connections) {
    if (connection.wire.kind === 'mqtt' || connection.wire.kind === 'http') continue;
    const [device, ...others] = site.devices.filter((each) => each.connection === connection.id);
    if (device !== undefined) streams.set(connection.id, { connection, device, others });
  }
  return streams;
}

/** What a link needs of a device: who it is, what it speaks, how its session is set. */
function spokenBy(device: DeviceSettings) {
  const driver = driverOf(device.driver);
  assert(driver !== undefined, `the settings were checked, so driver ${device.driver} is known`);
  const antennas = device.antennas.map((each) => each.antenna);
  const { layout, ends_with_tab, answer } = device.scanner ?? {};
  const session: SessionSettings = {
    ...(device.poll_ms === undefined ? {} : { poll_ms: device.poll_ms }),
    ...(antennas.length === 0 ? {} : { antennas }),
    ...(layout === undefined ? {} : { layout }),
    ...(ends_with_tab === undefined ? {} : { ends_with_tab }),
    ...(answer === undefined ? {} : { answer }),
  };
  return { device: device.id, driver, session, ...(device.address === undefined ? {} : { address: device.address }) };
}

export function streamLinkOf(
  { connection, device, others }: Stream,
  parts: LinkParts & { readonly bus: HidBus },
): Link {
  const { driver, session } = spokenBy(device);
  const common = { ...parts, connection: connection.id, device: device.id, driver, session };
  const { wire } = connection;
  assert(wire.kind !== 'mqtt' && wire.kind !== 'http', 'these connections have no port of their own');
  switch (wire.kind) {
    case 'tcp-server': {
      const { host, port } = wire;
      return tcpServerLink({ ...common, host, port, devices: [device, ...others].map(spokenBy) });
    }
    case 'serial':
      return serialLink({ ...common, serial: wire });
    case 'tcp':
      return tcpLink({ ...common, address: wire });
    case 'hid':
      return hidLink({ ...common, hid: hidMatchOf(wire) });
  }
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

export interface Links {
  /** Where MQTT devices connect, in words. */
  readonly broker: string;
  readonly notes: readonly string[];
  states(): LinkState[];
  /** Answers a request in which a device posts what it has to say. */
  readings(device: string, request: IncomingMessage, response: ServerResponse): void;
  /** Tells scanners what became of their scans: at most once, and never kept for one that does not listen. */
  tell(feedback: readonly Feedback[]): void;
  /** Tells a device something; `done` is called once with what became of it, as far as the device's wire can tell. */
  command(device: string, command: DeviceCommand, done: (outcome: CommandOutcome) => void): void;
  /** Ends a connection whose secret is no longer good. */
  disconnect(connection: string): void;
  /** Takes over edited settings: only what changed is closed and opened. The broker's own address stays until the next start. */
  update(site: Site): Promise<void>;
  stop(): Promise<void>;
}

/** Opens every wire of the site. Throws GatewayFault when the broker cannot start; devices that are away are no failure. */
export async function startLinks(parts: LinkParts, site: Site, access: BrokerAccess): Promise<Links> {
  const { clock, loadHid } = parts;
  const bus = hidBus({ clock, ...(loadHid === undefined ? {} : { load: loadHid }) });
  const streams = new Map<string, { readonly made_of: string; readonly link: Link }>();
  const broker = mqttLinkOf(parts, site, access);
  const posting = await startPosting({ ...parts, authenticate: access.authenticate }, site);
  let on_http: ReadonlySet<string> = new Set();
  let on_mqtt: ReadonlySet<string> = new Set();
  try {
    await broker.link.start();
  } catch (thrown) {
    await posting.stop();
    throw thrown;
  }

  let current = site;

  function commandsOf(device: string): readonly DeviceCommand['kind'][] {
    const settings = current.devices.find(({ id }) => id === device);
    return driverOf(settings?.driver ?? '')?.commands ?? [];
  }

  function streamOf(device: string): Link | undefined {
    const settings = current.devices.find(({ id }) => id === device);
    return settings === undefined ? undefined : streams.get(settings.connection)?.link;
  }

  async function update(next: Site): Promise<void> {
    current = next;
    const mqtt_devices = mqttDevicesOf(next);
    on_mqtt = new Set(mqtt_devices.map(({ device }) => device));
    broker.update(mqtt_devices);
    const posting_devices = postingDevicesOf(next);
    on_http = new Set(posting_devices.map(({ device }) => device));
    posting.readings.update(posting_devices);
    const wanted = streamConnections(next);
    for (const [id, { made_of, link }] of streams) {
      const now = wanted.get(id);
      if (now !== undefined && JSON.stringify(now) === made_of) continue;
      streams.delete(id);
      await link.stop();
    }
    for (const [id, stream] of wanted) {
      if (streams.has(id)) continue;
      const link = streamLinkOf(stream, { ...parts, bus });
      streams.set(id, { made_of: JSON.stringify(stream), link });
      await link.start();
    }
  }

  await update(site);
  return {
    broker: broker.says(),
    notes: [...broker.notes, ...posting.notes, ...openPorts(site)],
    readings: (device, request, response) => {
      posting.readings.handle(device, request, response);
    },
    states: () => [
      ...broker.link.states(),
      ...posting.readings.states(),
      ...[...streams.values()].flatMap(({ link }) => link.states()),
    ],
    tell(feedback) {
      for (const told of feedback) {
        const { tone, says, at_ms } = told;
        if (on_http.has(told.device)) posting.readings.tell(told);
        else if (on_mqtt.has(told.device)) broker.tell(commandTopic(told.device), feedbackBytes(told));
        else if (commandsOf(told.device).includes('feedback'))
          streamOf(told.device)?.command?.({ kind: 'feedback', tone, says, at_ms }, () => {}, told.device);
      }
    },
    command(device, command, done) {
      const driver = current.devices.find(({ id }) => id === device)?.driver;
      if (!commandsOf(device).includes(command.kind)) {
        done({ ok: false, says: `Devices with the driver ${driver ?? 'of none'} cannot be told to ${command.kind}.` });
      } else if (on_mqtt.has(device)) {
        const message = driverOf(driver ?? '')?.message?.(command, device);
        if (message !== undefined) broker.tell(message.topic, message.payload);
        done({ ok: message !== undefined, says: 'Published; a device on MQTT does not confirm.' });
      } else {
        const link = streamOf(device);
        if (link?.command === undefined) done({ ok: false, says: 'The device is not connected.' });
        else link.command(command, done, device);
      }
    },
    disconnect: (connection) => broker.disconnect(connection),
    update,
    async stop() {
      await Promise.all([...streams.values()].map(({ link }) => link.stop()));
      await posting.stop();
      await broker.link.stop();
    },
  };
}

/** What the operator should know of ports that others in the network can reach. */
function openPorts(site: Site): string[] {
  return site.connections.flatMap(({ id, wire }) =>
    wire.kind === 'tcp-server' && !isLoopback(wire.host)
      ? [`Whoever reaches ${wire.host} port ${wire.port} can scan as ${id}: keep it inside a network you trust.`]
      : [],
  );
}

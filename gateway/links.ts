/** From the site's connections to links: which wire, which driver, which topics. Wiring only. */
import { readFileSync } from 'node:fs';
import type { CommandOutcome, DeviceCommand } from '../devices/driver.ts';
import { driverOf } from '../devices/registry.ts';
import { assert } from './base/assert.ts';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import { GatewayFault, messageOf } from './base/faults.ts';
import type { LinkState } from './base/link-state.ts';
import type { Log } from './base/log.ts';
import type { Random } from './base/random.ts';
import type { Feedback } from './interpretation/interpretation.ts';
import { modbusLinkOf } from './modbus-links.ts';
import type { Connection, DeviceSettings, HidWire, Site } from './stock/site.ts';
import type { IntakePort } from './transport/arrival.ts';
import { brokerLink } from './transport/broker.ts';
import { externalBrokerLink } from './transport/external-broker.ts';
import { type HidMatch, hidLink } from './transport/hid.ts';
import { type HidBus, hidBus, type LoadHid } from './transport/hid-bus.ts';
import type { Link, MqttDevice } from './transport/link.ts';
import { commandTopic } from './transport/mqtt-rights.ts';
import { serialLink } from './transport/serial.ts';
import { tcpLink } from './transport/tcp.ts';

export interface LinkParts {
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
  /** Instead of node-hid. */
  readonly loadHid?: LoadHid;
}

/** The devices that speak MQTT, with their topics filled in. */
export function mqttDevicesOf(site: Site): MqttDevice[] {
  const wires = new Map(site.connections.map((connection) => [connection.id, connection.wire.kind]));
  return site.devices
    .filter((device) => wires.get(device.connection) === 'mqtt')
    .map((device) => {
      const driver = driverOf(device.driver);
      assert(driver !== undefined, `the settings were checked, so driver ${device.driver} is known`);
      const filled = (filters: readonly string[] = []) =>
        filters.map((filter) => filter.replaceAll('{device}', device.id));
      return {
        device: device.id,
        connection: device.connection,
        filters: device.topics ?? filled(driver.topics),
        ignored: filled(driver.ignored_topics),
        ...(driver.will_topics === undefined ? {} : { wills: filled(driver.will_topics) }),
        commands: [commandTopic(device.id), ...filled(driver.command_topics)],
      };
    });
}

/** All connections but those on MQTT: what a link is made of, to see whether an edit of the settings changed it. */
export function streamConnections(
  site: Site,
): Map<string, { readonly connection: Connection; readonly devices: readonly DeviceSettings[] }> {
  const streams = new Map<string, { connection: Connection; devices: readonly DeviceSettings[] }>();
  for (const connection of site.connections) {
    if (connection.wire.kind === 'mqtt') continue;
    const devices = site.devices.filter((each) => each.connection === connection.id);
    if (devices.length > 0) streams.set(connection.id, { connection, devices });
  }
  return streams;
}

export function streamLinkOf(
  connection: Connection,
  devices: readonly DeviceSettings[],
  parts: LinkParts & { readonly bus: HidBus },
): Link {
  const { wire } = connection;
  if (wire.kind === 'modbus') return modbusLinkOf(connection.id, wire, devices, parts);
  const [device] = devices;
  assert(device !== undefined, `connection ${connection.id} carries a device`);
  const driver = driverOf(device.driver);
  assert(driver !== undefined, `the settings were checked, so driver ${device.driver} is known`);
  const antennas = device.antennas.map((each) => each.antenna);
  const common = {
    ...parts,
    connection: connection.id,
    device: device.id,
    driver,
    session: {
      ...(device.poll_ms === undefined ? {} : { poll_ms: device.poll_ms }),
      ...(antennas.length === 0 ? {} : { antennas }),
    },
  };
  assert(wire.kind !== 'mqtt', 'MQTT connections are the broker’s');
  switch (wire.kind) {
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

export interface BrokerAccess {
  authenticate(connection: string, secret: string): boolean;
  hasSecret(connection: string): boolean;
  /** Ours at an external broker; the same at every start, so that it keeps what came meanwhile. */
  readonly client_id: string;
  /** The command that gives a connection its secret, as a person types it. */
  enrolCommand(connection: string): string;
}

/** Opens every wire of the site. Throws GatewayFault when the broker cannot start; devices that are away are no failure. */
export async function startLinks(parts: LinkParts, site: Site, access: BrokerAccess): Promise<Links> {
  const { clock, loadHid } = parts;
  const bus = hidBus({ clock, ...(loadHid === undefined ? {} : { load: loadHid }) });
  const streams = new Map<string, { readonly made_of: string; readonly link: Link }>();
  const broker = mqttLinkOf(parts, site, access);
  let on_mqtt: ReadonlySet<string> = new Set();
  await broker.link.start();

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
    const wanted = streamConnections(next);
    for (const [id, { made_of, link }] of streams) {
      const now = wanted.get(id);
      if (now !== undefined && JSON.stringify(now) === made_of) continue;
      streams.delete(id);
      await link.stop();
    }
    for (const [id, { connection, devices }] of wanted) {
      if (streams.has(id)) continue;
      const link = streamLinkOf(connection, devices, { ...parts, bus });
      streams.set(id, { made_of: JSON.stringify({ connection, devices }), link });
      await link.start();
    }
  }

  await update(site);
  return {
    broker: broker.says(),
    notes: broker.notes,
    states: () => [...broker.link.states(), ...[...streams.values()].flatMap(({ link }) => link.states())],
    tell(feedback) {
      for (const told of feedback) {
        const { tone, says, at_ms } = told;
        if (on_mqtt.has(told.device)) broker.tell(commandTopic(told.device), feedbackBytes(told));
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
        const isSent = message !== undefined && broker.tell(message.topic, message.payload);
        const says = isSent
          ? 'Published; a device on MQTT does not confirm.'
          : 'The device is not connected, or has not subscribed to its commands.';
        done({ ok: isSent, says });
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
      await broker.link.stop();
    },
  };
}

interface MqttSide {
  readonly link: Link;
  readonly notes: readonly string[];
  says(): string;
  update(devices: readonly MqttDevice[]): void;
  /** Hands a message to whoever listens to the topic now; false where nobody does, as far as can be known. */
  tell(topic: string, payload: Uint8Array): boolean;
  disconnect(connection: string): void;
}

/** The command that carries feedback to a device; `docs/mqtt.md` describes it. */
function feedbackBytes({ tone, says, at_ms }: Feedback): Uint8Array {
  return Buffer.from(JSON.stringify({ feedback: { tone, says, at: new Date(at_ms).toISOString() } }));
}

function mqttLinkOf(parts: LinkParts, site: Site, access: BrokerAccess): MqttSide {
  const devices = mqttDevicesOf(site);
  const settings = site.network.broker;
  if (settings.kind === 'external') {
    const link = externalBrokerLink({ ...parts, ...externalLogin(settings), devices, client_id: access.client_id });
    return {
      link,
      notes: [],
      says: () => `external broker ${settings.url}`,
      update: (next) => link.update(next),
      tell: (topic, payload) => link.publish(topic, payload),
      disconnect() {},
    };
  }
  const { host, port } = settings;
  const isOpen = !isLoopback(host);
  if (isOpen) refuseWithoutSecrets(host, devices, access);
  const link = brokerLink({ ...parts, host, port, devices, authenticate: access.authenticate });
  return {
    link,
    notes: isOpen
      ? [`MQTT listens on ${host}: the wire is not encrypted yet, so keep it inside a network you trust.`]
      : [],
    says: () => `mqtt://${host}:${link.port}`,
    update: (next) => link.update(next),
    // Most scanners have nothing to show a sentence on and do not subscribe: that is no lost command.
    tell: (topic, payload) => link.hears(topic) && link.publish(topic, payload),
    disconnect: (connection) => link.disconnect(connection),
  };
}

function refuseWithoutSecrets(host: string, devices: readonly MqttDevice[], access: BrokerAccess): void {
  const open = [...new Set(devices.map((each) => each.connection))].filter(
    (connection) => !access.hasSecret(connection),
  );
  const [first] = open;
  if (first === undefined) return;
  throw new GatewayFault(
    'address-refused',
    `The broker may listen on ${host} only when every connection has its secret; these have none: ${open.join(', ')}. Run: ${access.enrolCommand(first)}`,
  );
}

function externalLogin(settings: {
  readonly url: string;
  readonly username?: string;
  readonly password_file?: string;
}) {
  const password = settings.password_file === undefined ? undefined : secretIn(settings.password_file);
  return {
    url: settings.url,
    ...(settings.username === undefined ? {} : { username: settings.username }),
    ...(password === undefined ? {} : { secret: password }),
  };
}

function secretIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (thrown) {
    throw new GatewayFault(
      'settings-unreadable',
      `The password of the external broker cannot be read: ${messageOf(thrown)}`,
      thrown,
    );
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

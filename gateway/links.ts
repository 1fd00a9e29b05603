/** From the site's connections to links: which wire, which driver, which topics. Wiring only. */
import { readFileSync } from 'node:fs';
import { driverOf } from '../devices/registry.ts';
import { assert } from './base/assert.ts';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import { GatewayFault } from './base/faults.ts';
import type { LinkState } from './base/link-state.ts';
import type { Log } from './base/log.ts';
import type { Random } from './base/random.ts';
import type { Connection, DeviceSettings, Site } from './stock/site.ts';
import type { IntakePort } from './transport/arrival.ts';
import { brokerLink } from './transport/broker.ts';
import { externalBrokerLink } from './transport/external-broker.ts';
import type { Link, MqttDevice } from './transport/link.ts';
import { serialLink } from './transport/serial.ts';
import { tcpLink } from './transport/tcp.ts';

export interface LinkParts {
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
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
        commands: [`tallygate/${device.id}/command`, ...filled(driver.command_topics)],
      };
    });
}

/** Serial and TCP connections: what a link is made of, to see whether an edit of the settings changed it. */
export function streamConnections(
  site: Site,
): Map<string, { readonly connection: Connection; readonly device: DeviceSettings }> {
  const streams = new Map<string, { connection: Connection; device: DeviceSettings }>();
  for (const connection of site.connections) {
    if (connection.wire.kind === 'mqtt') continue;
    const device = site.devices.find((each) => each.connection === connection.id);
    if (device !== undefined) streams.set(connection.id, { connection, device });
  }
  return streams;
}

export function streamLinkOf(connection: Connection, device: DeviceSettings, parts: LinkParts): Link {
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
  const { wire } = connection;
  assert(wire.kind !== 'mqtt', 'MQTT connections are the broker’s');
  return wire.kind === 'serial' ? serialLink({ ...common, serial: wire }) : tcpLink({ ...common, address: wire });
}

export interface Links {
  /** Where MQTT devices connect, in words. */
  readonly broker: string;
  readonly notes: readonly string[];
  states(): LinkState[];
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
}

/** Opens every wire of the site. Throws GatewayFault when the broker cannot start; devices that are away are no failure. */
export async function startLinks(parts: LinkParts, site: Site, access: BrokerAccess): Promise<Links> {
  const streams = new Map<string, { readonly made_of: string; readonly link: Link }>();
  const broker = mqttLinkOf(parts, site, access);
  await broker.link.start();

  async function update(next: Site): Promise<void> {
    broker.update(mqttDevicesOf(next));
    const wanted = streamConnections(next);
    for (const [id, { made_of, link }] of streams) {
      const now = wanted.get(id);
      if (now !== undefined && JSON.stringify(now) === made_of) continue;
      streams.delete(id);
      await link.stop();
    }
    for (const [id, { connection, device }] of wanted) {
      if (streams.has(id)) continue;
      const link = streamLinkOf(connection, device, parts);
      streams.set(id, { made_of: JSON.stringify({ connection, device }), link });
      await link.start();
    }
  }

  await update(site);
  return {
    broker: broker.says(),
    notes: broker.notes,
    states: () => [...broker.link.states(), ...[...streams.values()].flatMap(({ link }) => link.states())],
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
  disconnect(connection: string): void;
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
    disconnect: (connection) => link.disconnect(connection),
  };
}

function refuseWithoutSecrets(host: string, devices: readonly MqttDevice[], access: BrokerAccess): void {
  const open = [...new Set(devices.map((each) => each.connection))].filter(
    (connection) => !access.hasSecret(connection),
  );
  if (open.length === 0) return;
  throw new GatewayFault(
    'address-refused',
    `The broker may listen on ${host} only when every connection has its secret; these have none: ${open.join(', ')}. Run: tallygate enrol ${open[0]}`,
  );
}

function externalLogin(settings: {
  readonly url: string;
  readonly username?: string;
  readonly password_file?: string;
}) {
  const password =
    settings.password_file === undefined ? undefined : readFileSync(settings.password_file, 'utf8').trim();
  return {
    url: settings.url,
    ...(settings.username === undefined ? {} : { username: settings.username }),
    ...(password === undefined ? {} : { secret: password }),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

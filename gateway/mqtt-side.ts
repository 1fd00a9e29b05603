/** MQTT's side of the links: the embedded broker or one that is there already, and which device may say what. Wiring only. */
import { readFileSync } from 'node:fs';
import { announcement_filters } from '../devices/announced/announced.ts';
import { driverOf } from '../devices/registry.ts';
import { assert } from './base/assert.ts';
import { GatewayFault, messageOf } from './base/faults.ts';
import type { Feedback } from './interpretation/interpretation.ts';
import type { LinkParts } from './link-parts.ts';
import type { Site } from './stock/site.ts';
import { listenForAnnouncements } from './transport/announcement-listener.ts';
import { brokerLink } from './transport/broker.ts';
import { externalBrokerLink } from './transport/external-broker.ts';
import type { Link, MqttDevice } from './transport/link.ts';
import { commandTopic } from './transport/mqtt-rights.ts';

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

export interface BrokerAccess {
  authenticate(connection: string, secret: string): boolean;
  hasSecret(connection: string): boolean;
  /** Ours at an external broker; the same at every start, so that it keeps what came meanwhile. */
  readonly client_id: string;
  /** The command that gives a connection its secret, as a person types it. */
  enrolCommand(connection: string): string;
}

export interface MqttSide {
  readonly link: Link;
  readonly notes: readonly string[];
  /** Ends what listens beside the link. */
  stopListening(): Promise<void>;
  says(): string;
  update(devices: readonly MqttDevice[]): void;
  /** Hands a message to whoever listens to the topic now; false when the embedded broker knows that nobody does. */
  tell(topic: string, payload: Uint8Array): boolean;
  disconnect(connection: string): void;
}

/** The command that carries feedback to a device; `docs/mqtt.md` describes it. */
export function feedbackBytes({ tone, says, at_ms }: Feedback): Uint8Array {
  return Buffer.from(JSON.stringify({ feedback: { tone, says, at: new Date(at_ms).toISOString() } }));
}

export function mqttLinkOf(parts: LinkParts, site: Site, access: BrokerAccess): MqttSide {
  const devices = mqttDevicesOf(site);
  const settings = site.network.broker;
  if (settings.kind === 'external') {
    const login = externalLogin(settings);
    const link = externalBrokerLink({ ...parts, ...login, devices, client_id: access.client_id });
    const { strangers, counters } = parts;
    const listener = { ...login, client_id: `${access.client_id}-find`, filters: announcement_filters, counters };
    const stopListening =
      strangers === undefined ? () => Promise.resolve() : listenForAnnouncements({ ...listener, strangers });
    return {
      link,
      notes: [],
      stopListening,
      says: () => `external broker ${settings.url}`,
      update: (next) => link.update(next),
      tell(topic, payload) {
        link.publish(topic, payload);
        return true;
      },
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
    stopListening: () => Promise.resolve(),
    says: () => `mqtt://${host}:${link.port}`,
    update: (next) => link.update(next),
    // Most scanners have nothing to show a sentence on and do not subscribe: that is no lost command.
    tell(topic, payload) {
      const isHeard = link.hears(topic);
      if (isHeard) link.publish(topic, payload);
      return isHeard;
    },
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

/** Address and login of an external broker. Throws GatewayFault when its password cannot be read. */
export function externalLogin(settings: {
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

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

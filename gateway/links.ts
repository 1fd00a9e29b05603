/** Everything that brings arrivals and takes commands: the broker, the ports, the posts. Wiring only. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CommandMessage, CommandOutcome, DeviceCommand } from '../devices/driver.ts';
import { driverOf } from '../devices/registry.ts';
import type { LinkState } from './base/link-state.ts';
import type { Feedback } from './interpretation/interpretation.ts';
import type { LinkParts } from './link-parts.ts';
import { type BrokerAccess, feedbackBytes, isLoopback, mqttDevicesOf, mqttLinkOf } from './mqtt-side.ts';
import { postingDevicesOf, startPosting } from './posting-devices.ts';
import type { Site } from './stock/site.ts';
import { streamConnections, streamLinkOf } from './streams.ts';
import { hidBus } from './transport/hid-bus.ts';
import type { Link } from './transport/link.ts';
import { commandTopic } from './transport/mqtt-rights.ts';

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
  const bus = parts.bus ?? hidBus({ clock, ...(loadHid === undefined ? {} : { load: loadHid }) });
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

  function published(message: CommandMessage | undefined): CommandOutcome {
    if (message === undefined) return { ok: false, says: 'The driver has no message for this command.' };
    if (!broker.tell(message.topic, message.payload)) {
      return { ok: false, says: `Nobody listens to ${message.topic} now, so it was not sent.` };
    }
    return { ok: true, is_unsure: true, says: 'Published; a device on MQTT does not confirm.' };
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
        done(published(driverOf(driver ?? '')?.message?.(command, device)));
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
      await Promise.all([broker.link.stop(), broker.stopListening()]);
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

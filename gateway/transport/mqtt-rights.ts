/** What a set of devices may publish and subscribe to, worked out from their filters. */
import { limits } from '../base/limits.ts';
import type { MqttDevice } from './link.ts';
import { covers, isStatusTopic, meets, topicFault } from './topics.ts';

export type PublishRight =
  /** The gateway reads it: an arrival of `device`. */
  | { readonly kind: 'understood'; readonly device: string }
  /** Allowed and of no interest: acknowledged and counted. */
  | { readonly kind: 'ignored'; readonly device: string }
  | { readonly kind: 'refused'; readonly why: string };

export interface Rights {
  readonly devices: readonly MqttDevice[];
  /** Where filters overlap the first device that understands the topic has it. */
  publish(topic: string): PublishRight;
  /** Whether a last will may be published here: on a status topic, or where a driver says so. */
  will(topic: string): boolean;
  /** `filter` may be a topic or hold wildcards; all it can meet must be the devices' own commands. */
  subscribe(filter: string): boolean;
}

/** Where the gateway sends a device's commands unless its driver says otherwise. */
export function commandTopic(device: string): string {
  return `tallygate/${device}/command`;
}

export function rightsOf(devices: readonly MqttDevice[]): Rights {
  const remembered = new Map<string, PublishRight>();
  return {
    devices,
    publish(topic) {
      const known = remembered.get(topic);
      if (known !== undefined) return known;
      const right = publishRight(devices, topic);
      if (remembered.size >= limits.mqtt_topics_remembered_max) remembered.clear();
      if (right.kind !== 'refused') remembered.set(topic, right);
      return right;
    },
    will: (topic) =>
      isStatusTopic(topic) || devices.some(({ wills = [] }) => wills.some((filter) => meets(filter, topic))),
    subscribe: (filter) =>
      devices.some(
        ({ device, commands }) =>
          covers(commandTopic(device), filter) || commands.some((command) => covers(command, filter)),
      ),
  };
}

function publishRight(devices: readonly MqttDevice[], topic: string): PublishRight {
  const fault = topicFault(topic);
  if (fault !== undefined) return { kind: 'refused', why: fault };
  const understands = devices.find(({ filters }) => filters.some((filter) => meets(filter, topic)));
  if (understands !== undefined) return { kind: 'understood', device: understands.device };
  const ignores = devices.find(({ ignored }) => ignored.some((filter) => meets(filter, topic)));
  if (ignores !== undefined) return { kind: 'ignored', device: ignores.device };
  return { kind: 'refused', why: `${topic.slice(0, 80)} is not among its own topics` };
}

/** Devices grouped by the connection that carries them. */
export function rightsByConnection(devices: readonly MqttDevice[]): ReadonlyMap<string, Rights> {
  const grouped = new Map<string, MqttDevice[]>();
  for (const device of devices) {
    const group = grouped.get(device.connection);
    if (group === undefined) grouped.set(device.connection, [device]);
    else group.push(device);
  }
  return new Map([...grouped].map(([connection, group]) => [connection, rightsOf(group)]));
}

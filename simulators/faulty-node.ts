/** A node whose messages have faults on their way. What says that a device is there goes by another way and has none. */
import { faultyMessages, type MessageFaults } from './message-faults.ts';
import type { MqttNode } from './mqtt-node.ts';
import type { Seed } from './seed.ts';

export function faultyNode(node: MqttNode, faults: MessageFaults, seed: Seed): MqttNode {
  if (Object.keys(faults).length === 0) return node;
  const become = faultyMessages(faults, seed);
  const retained = new Map<string, boolean>();
  return {
    get is_connected() {
      return node.is_connected;
    },
    publish(topic, payload, retain = false) {
      retained.set(topic, retain);
      for (const message of become({ topic, payload })) {
        node.publish(message.topic, message.payload, retained.get(message.topic) ?? false);
      }
      return true;
    },
    listen: (topic, heard) => node.listen(topic, heard),
    ready: (wait_ms) => node.ready(wait_ms),
    stop: () => node.stop(),
  };
}

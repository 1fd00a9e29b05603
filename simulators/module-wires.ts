/** Simulated RFID modules on serial lines and Zebra readers on MQTT: what their antennas hear goes out as they would say it. */
import { every } from './clock.ts';
import { faultyLine, type LineFaults } from './line-faults.ts';
import type { Liveness, MqttNode } from './mqtt-node.ts';
import { openPty, type Pty } from './pty.ts';
import { rfidModuleOf } from './rfid-module.ts';
import { listenIn, type TagWireParts } from './tag-wires.ts';
import type { SimulatedDevice } from './wiring.ts';
import { zebraReader, zebraSledMessage, zebraSledStatusMessage } from './zebra-reader.ts';

export interface ModuleWireOptions {
  readonly path: string;
  readonly faults?: LineFaults;
  broke(says: string): void;
}

const round_ms = 200;
const heartbeat_ms = 10_000;

/** Undefined when the device's driver is no module on a serial line. */
export async function moduleWire(
  parts: TagWireParts,
  { id, driver }: SimulatedDevice,
  { path, faults = {}, broke }: ModuleWireOptions,
): Promise<(() => Promise<void>) | undefined> {
  const { clock } = parts;
  const module = rfidModuleOf(driver);
  if (module === undefined) return undefined;
  const spoil = faultyLine(faults, parts.seed.stream(`faults-${id}`));
  const line: Pty = await openPty({
    path,
    broke,
    clock,
    heard: (chunk) => send(module.heard(chunk, clock.now_ms())),
  });
  function send(frames: readonly Uint8Array[]): void {
    for (const chunk of spoil(frames)) line.write(chunk);
  }
  const ends = [
    listenIn(parts, id, (tags) => send(module.spoken(tags, clock.now_ms()))),
    // Without a tag it still has its signs of life to give.
    every(clock, round_ms, () => send(module.spoken([], clock.now_ms()))),
  ];
  return () => {
    for (const end of ends) end();
    return line.stop();
  };
}

/** A fixed Zebra reader on an MQTT connection. */
export function zebraWire(parts: TagWireParts, device: string, node: MqttNode): () => void {
  const { world, clock, seed } = parts;
  const reader = zebraReader({ device, mode: 'CUSTOM', tells_all: true, seed: seed.stream(`zebra-${device}`) });
  const zones = world.zones.filter((zone) => zone.device === device).map(({ antenna }) => antenna);
  const portals = world.portals.filter((portal) => portal.device === device);
  const used = [...zones, ...portals.flatMap((portal) => [...portal.inside_antennas, ...portal.outside_antennas])];
  const antennas = Object.fromEntries(used.map((antenna) => [antenna, true]));
  const alive = () => {
    const { topic, payload } = reader.heartbeat(clock.now_ms(), antennas, true);
    node.publish(topic, payload);
  };
  const ends = [
    listenIn(parts, device, (tags) => {
      const message = reader.tags(tags);
      if (message !== undefined) node.publish(message.topic, message.payload);
    }),
    every(clock, heartbeat_ms, alive),
    clock.after(round_ms, alive),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** A Zebra sled on an MQTT connection. */
export function zebraSledWire(parts: TagWireParts, device: string, node: MqttNode): () => void {
  return listenIn(parts, device, (tags) => {
    if (tags.length === 0) return;
    const { topic, payload } = zebraSledMessage(device, { tags, at_ms: parts.clock.now_ms() });
    node.publish(topic, payload);
  });
}

export function zebraSledLiveness(device: string): Liveness {
  const online = zebraSledStatusMessage(device, true);
  return { topic: online.topic, online: online.payload, offline: zebraSledStatusMessage(device, false).payload };
}

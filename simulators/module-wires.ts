/** Simulated RFID modules on serial lines and Zebra readers on MQTT: what their antennas hear goes out as they would say it. */
import { every } from './clock.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import type { Liveness, MqttNode } from './mqtt-node.ts';
import { openPty, type Pty } from './pty.ts';
import { type RfidModule, rfidModuleOf } from './rfid-module.ts';
import { type DeviceFaults, faultyDevice, type StreamDevice } from './stream-device.ts';
import { listenIn, type TagWireParts } from './tag-wires.ts';
import type { SimulatedDevice } from './wiring.ts';
import { zebraReader, zebraSledMessage, zebraSledStatusMessage } from './zebra-reader.ts';

export interface ModuleWireOptions {
  readonly path: string;
  readonly faults?: DeviceFaults;
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
  let heard: readonly SeenTag[] = [];
  const stream = streamOf(module, driver, () => heard);
  const faulty = faultyDevice(stream, faults, parts.seed.stream(`faults-${id}`));
  const line: Pty = await openPty({
    path,
    broke,
    clock,
    heard: (chunk) => send(faulty.heard(chunk, clock.now_ms())),
  });
  function send(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) line.write(chunk);
  }
  const speak = (tags: readonly SeenTag[]) => {
    heard = tags;
    send(faulty.spoken(clock.now_ms()));
  };
  const ends = [
    listenIn({ ...parts, unset_since_ms: undefined }, id, speak),
    // Without a tag it still has its signs of life to give.
    every(clock, round_ms, () => speak([])),
  ];
  return () => {
    for (const end of ends) end();
    return line.stop();
  };
}

function streamOf(module: RfidModule, driver: string, tags: () => readonly SeenTag[]): StreamDevice {
  const sum_from_end = driver === 'm100' ? 2 : 1;
  return {
    heard: (chunk, at_ms) => module.heard(chunk, at_ms),
    spoken: (at_ms) => module.spoken(tags(), at_ms),
    restart() {
      module.restart();
      return [];
    },
    sumAt: (frame) => frame.length - sum_from_end,
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
    const { topic, payload } = zebraSledMessage(device, {
      tags,
      at_ms: parts.clock.now_ms() - (parts.unset_since_ms ?? 0),
    });
    node.publish(topic, payload);
  });
}

export function zebraSledLiveness(device: string): Liveness {
  const online = zebraSledStatusMessage(device, true);
  return { topic: online.topic, online: online.payload, offline: zebraSledStatusMessage(device, false).payload };
}

/** Simulated devices that speak in messages: at a broker, or by posting. */
import { every } from './clock.ts';
import { arrayed, type Faults } from './faults.ts';
import { faultyNode } from './faulty-node.ts';
import { announcedLiveness, announcedWire } from './home-assistant-node.ts';
import { zebraSledLiveness, zebraSledWire, zebraWire } from './module-wires.ts';
import { type BrokerNode, type Liveness, type MqttNode, mqttNode } from './mqtt-node.ts';
import { postingNode } from './posting-node.ts';
import { emptyPan } from './scale-wires.ts';
import { postedLineWire, type ScanWireParts, scanMessageLiveness, scanMessageWire } from './scan-wires.ts';
import { sparkplugNode } from './sparkplug-edge.ts';
import { impinjLiveness, impinjWire, type TagWireParts } from './tag-wires.ts';
import {
  esphomeLiveness,
  esphomeWire,
  nativeLiveness,
  nativeWire,
  tasmotaLiveness,
  tasmotaWire,
  type WeightWireParts,
} from './weight-wires.ts';
import type { SimulatedConnection, SimulatedDevice } from './wiring.ts';

export interface NodeParts extends TagWireParts, WeightWireParts, ScanWireParts {
  readonly faults: Faults;
}

export interface NodePlaces {
  readonly broker_url: string;
  /** Where devices post. */
  readonly posts_url: string;
  /** By connection; none means an empty password. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Told what an operator should know. */
  note(says: string): void;
}

export interface OpenNode {
  /** Resolves at the first login, or after that time without one. */
  ready(wait_ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** A connection on MQTT with all that it carries. */
export function openNode(parts: NodeParts, places: NodePlaces, connection: SimulatedConnection): OpenNode {
  const { id, devices } = connection;
  const edge = devices.find(({ driver }) => driver === 'sparkplug');
  if (edge !== undefined) return openEdge(parts, places, { id, edge });
  const node = mqttNode({
    url: places.broker_url,
    connection: id,
    secret: places.secrets.get(id) ?? '',
    liveness: devices.flatMap((device) => livenessOf(device) ?? []),
    changed: noteOf(places, id),
  });
  let power_ups = 0;
  let ends = speaking();
  function speaking(): (() => void)[] {
    const own = { ...parts, boot: power_ups === 0 ? parts.boot : `${parts.boot}-${power_ups}` };
    return devices.map((device) => publishing(own, device, node));
  }
  const { power_every_ms } = parts.faults;
  const endPower =
    power_every_ms === undefined
      ? () => {}
      : every(parts.clock, power_every_ms, () => {
          for (const end of ends) end();
          node.cut();
          power_ups += 1;
          ends = speaking();
        });
  return {
    ready: (wait_ms) => node.ready(wait_ms),
    async stop() {
      endPower();
      for (const end of ends) end();
      await node.stop();
    },
  };
}

/** A node is a session of its own: its death is the will of its connection. */
function openEdge(
  { world, plates, clock, unset_since_ms = 0, faults }: NodeParts,
  places: NodePlaces,
  { id, edge }: { readonly id: string; readonly edge: SimulatedDevice },
): OpenNode {
  const stop = sparkplugNode({
    group: 'tallygate',
    node: edge.id,
    device: edge.behind ?? 'scale-1',
    pan: plates.on(world, edge.id)[0]?.cell ?? emptyPan,
    behind_ms: unset_since_ms,
    url: places.broker_url,
    connection: id,
    secret: places.secrets.get(id) ?? '',
    clock,
    ...(faults.rebirth_every_ms === undefined ? {} : { rebirth_every_ms: faults.rebirth_every_ms }),
    ...(faults.power_every_ms === undefined ? {} : { power_every_ms: faults.power_every_ms }),
    changed: noteOf(places, id),
  });
  return { ready: () => Promise.resolve(), stop };
}

/** A connection on HTTP: each of its devices posts for itself. */
export function openPosts(parts: NodeParts, places: NodePlaces, { id, devices }: SimulatedConnection): OpenNode {
  const open = devices.map((device) => {
    const { driver } = device;
    const node = postingNode({
      url: places.posts_url,
      connection: id,
      device: device.id,
      secret: places.secrets.get(id) ?? '',
      boot: parts.boot,
      type: driver === 'line-scanner' ? 'text/plain' : 'application/json',
      changed: noteOf(places, device.id),
    });
    const spoilt = withFaults(parts, device, node);
    const scans = { device: device.id, node: spoilt, scan_faults: parts.faults.scan };
    if (driver === 'line-scanner') return { node, end: postedLineWire(parts, scans) };
    if (driver === 'scan-message') return { node, end: scanMessageWire(parts, { ...scans, boot: parts.boot }) };
    return { node, end: nativeWire(parts, device.id, spoilt) };
  });
  return {
    ready: () => Promise.resolve(),
    async stop() {
      for (const { end } of open) end();
      await Promise.all(open.map(({ node }) => node.stop()));
    },
  };
}

function noteOf({ note }: NodePlaces, id: string): (says: string) => void {
  return (says) => {
    if (says !== 'connected') note(`${id}: ${says}`);
  };
}

/** What the device publishes comes with the faults of its way. Only formats that know arrays have two messages in one. */
function withFaults({ faults, seed }: NodeParts, { id, driver }: SimulatedDevice, node: MqttNode): MqttNode {
  const { merged_permille = 0, ...message } = faults.message;
  const own = arrayed.has(driver) && merged_permille > 0 ? { ...message, merged_permille } : message;
  return faultyNode(node, own, seed.stream(`messages-${id}`));
}

/** Undefined for a device that has no word for being there. */
function livenessOf({ id, driver }: SimulatedDevice): Liveness | undefined {
  switch (driver) {
    case 'impinj-iot':
      return impinjLiveness(id);
    case 'zebra-iot':
      return undefined;
    case 'zebra-sled':
      return zebraSledLiveness(id);
    case 'tasmota':
      return tasmotaLiveness(id);
    case 'esphome':
      return esphomeLiveness(id);
    case 'home-assistant':
      return announcedLiveness(id);
    case 'scan-message':
      return scanMessageLiveness(id);
    default:
      return nativeLiveness(id);
  }
}

function publishing(parts: NodeParts, device: SimulatedDevice, broker: BrokerNode): () => void {
  const { id, driver } = device;
  const node = withFaults(parts, device, broker);
  switch (driver) {
    case 'impinj-iot':
      return impinjWire(parts, id, node);
    case 'zebra-iot':
      return zebraWire(parts, id, node);
    case 'zebra-sled':
      return zebraSledWire(parts, id, node);
    case 'tasmota':
      return tasmotaWire(parts, id, node);
    case 'esphome':
      return esphomeWire(parts, id, node);
    case 'home-assistant':
      return announcedWire(parts, id, { node, atLogin: (then) => broker.atLogin(then) });
    case 'scan-message':
      return scanMessageWire(parts, { device: id, node, boot: parts.boot, scan_faults: parts.faults.scan });
    default:
      return nativeWire(parts, id, node);
  }
}

/** A warehouse at work and all its devices on their wires, until it is stopped. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { every, type SimulatorClock } from './clock.ts';
import type { Stage } from './floor.ts';
import { moduleWire, zebraSledLiveness, zebraSledWire, zebraWire } from './module-wires.ts';
import { type Liveness, type MqttNode, mqttNode } from './mqtt-node.ts';
import { openPty } from './pty.ts';
import { scaleWire } from './scale-wires.ts';
import { handheldWire, type ScanWireParts, scanMessageLiveness, scanMessageWire, ssiWire } from './scan-wires.ts';
import { type Scanner, scannerOn } from './scanner.ts';
import { seedOf } from './seed.ts';
import { impinjLiveness, impinjStreamWire, impinjWire, llrpWire, type TagWireParts } from './tag-wires.ts';
import type { TrueMovement, Truth } from './truth.ts';
import { type Warehouse, warehouseOf } from './warehouse.ts';
import {
  esphomeLiveness,
  esphomeWire,
  mtSicsWire,
  nativeLiveness,
  nativeWire,
  Plates,
  tasmotaLiveness,
  tasmotaWire,
  type WeightWireParts,
} from './weight-wires.ts';
import type { SimulatedConnection, SimulatedDevice } from './wiring.ts';
import type { World } from './world.ts';

export interface SimulationOptions {
  readonly world: World;
  readonly connections: readonly SimulatedConnection[];
  readonly broker_url: string;
  /** By connection; none means an empty password. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly seed: number;
  /** 1 or more: people rest less. */
  readonly speed: number;
  readonly clock: SimulatorClock;
  /** Every true movement as a JSON line, written when it happens. */
  readonly truth_file?: string;
  /** Told what an operator should know. */
  note(says: string): void;
  /** Told when a wire broke that does not come back. */
  failed(says: string): void;
}

export interface Simulation {
  readonly truth: Truth;
  /** Ends every wire and every program behind one. Idempotent. */
  stop(): Promise<void>;
}

/** How often people are moved on, and how much at most: after a stall they go on, they do not rush. */
const stride_ms = 25;
const stride_ms_max = 150;
const login_ms_max = 3_000;
/** Loads that are there from the beginning have long been at rest. */
const long_ago_ms = 60_000;

interface Parts extends TagWireParts, WeightWireParts, ScanWireParts {
  readonly warehouse: Warehouse;
  readonly scanners: Map<string, Scanner>;
}

/** Opens every wire, then lets people begin. Rejects, with everything closed again, when a port or path cannot be had. */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const closing: (() => Promise<void> | void)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= closeAll(closing);
    return stopped;
  };
  try {
    return { truth: await open(options, closing), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function closeAll(closing: readonly (() => Promise<void> | void)[]): Promise<void> {
  const [people, ...wires] = [...closing].reverse();
  await people?.();
  await Promise.all(wires.map((close) => close()));
}

async function open(options: SimulationOptions, closing: (() => Promise<void> | void)[]): Promise<Truth> {
  const { world, clock } = options;
  const seed = seedOf(options.seed);
  const start_ms = clock.now_ms();
  const plates = new Plates(world, seed);
  const scanners = new Map<string, Scanner>();
  let isOpening = true;
  const stage: Stage = {
    load: (bin, mass_mg) => plates.of(bin)?.load(isOpening ? start_ms - long_ago_ms : clock.now_ms(), mass_mg),
    touch: (bin, force_mg, for_ms) => plates.of(bin)?.touch(clock.now_ms(), force_mg, for_ms),
    scan: (device, code, aim) => scanners.get(device)?.scan({ code, aim }),
  };
  const tell = truthFile(options.truth_file, closing);
  const warehouse = warehouseOf({ world, seed, start_ms, speed: options.speed, stage, happened: tell });
  isOpening = false;
  const boot = start_ms.toString(36);
  const parts: Parts = { world, warehouse, clock, seed, plates, boot, scanners };

  const nodes: MqttNode[] = [];
  for (const connection of options.connections) {
    if (connection.wire.kind === 'mqtt') nodes.push(openNode(parts, options, connection, closing));
    else await openStream(parts, options, connection, closing);
  }
  await Promise.all(nodes.map((node) => node.ready(login_ms_max)));
  closing.push(beginPeople(warehouse, clock));
  return warehouse.truth;
}

function beginPeople(warehouse: Warehouse, clock: SimulatorClock): () => void {
  let last_ms = clock.now_ms();
  return every(clock, stride_ms, () => {
    const now_ms = clock.now_ms();
    warehouse.pass(Math.max(0, Math.min(stride_ms_max, now_ms - last_ms)));
    last_ms = now_ms;
  });
}

function openNode(
  parts: Parts,
  { broker_url, secrets, note }: SimulationOptions,
  { id, devices }: SimulatedConnection,
  closing: (() => Promise<void> | void)[],
): MqttNode {
  const node = mqttNode({
    url: broker_url,
    connection: id,
    secret: secrets.get(id) ?? '',
    liveness: devices.flatMap((device) => livenessOf(device) ?? []),
    changed: (says) => {
      if (says !== 'connected') note(`${id}: ${says}`);
    },
  });
  const ends = devices.map((device) => publishing(parts, device, node));
  closing.push(async () => {
    for (const end of ends) end();
    await node.stop();
  });
  return node;
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
    case 'scan-message':
      return scanMessageLiveness(id);
    default:
      return nativeLiveness(id);
  }
}

function publishing(parts: Parts, { id, driver }: SimulatedDevice, node: MqttNode): () => void {
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
    case 'scan-message':
      return scanMessageWire(parts, { device: id, node, boot: parts.boot });
    default:
      return nativeWire(parts, id, node);
  }
}

async function openStream(
  parts: Parts,
  { failed }: SimulationOptions,
  { wire, devices }: SimulatedConnection,
  closing: (() => Promise<void> | void)[],
): Promise<void> {
  const [device] = devices;
  if (device === undefined) return;
  if (wire.kind === 'http-stream') closing.push(await impinjStreamWire(parts, device.id, wire.url));
  if (wire.kind === 'tcp') closing.push(await llrpWire(parts, device.id, wire));
  if (wire.kind === 'tcp-server') closing.push(handheldWire(parts, device.id, wire));
  if (wire.kind !== 'serial') return;
  const serial = { path: wire.path, broke: failed };
  if (device.driver === 'ssi') {
    closing.push(await ssiWire(parts, device.id, serial));
    return;
  }
  if (device.driver === 'mt-sics') {
    closing.push(await mtSicsWire(parts, device.id, serial));
    return;
  }
  const stopModule = await moduleWire(parts, device, serial);
  if (stopModule !== undefined) {
    closing.push(stopModule);
    return;
  }
  const pan = parts.plates.on(parts.world, device.id)[0]?.cell;
  const stopScale = await scaleWire(device, { ...serial, pan, clock: parts.clock, seed: parts.seed });
  if (stopScale !== undefined) {
    closing.push(stopScale);
    return;
  }
  const line = await openPty({ ...serial, clock: parts.clock, heard() {} });
  parts.scanners.set(
    device.id,
    scannerOn((bytes) => line.write(bytes)),
  );
  closing.push(() => line.stop());
}

/** Written at once and by the process itself, so that the file is whole however the process ends. */
function truthFile(path: string | undefined, closing: (() => void)[]): (movement: TrueMovement) => void {
  if (path === undefined) return () => {};
  const file = openSync(path, 'w');
  closing.push(() => closeSync(file));
  return ({ at_ms, ...movement }) => {
    writeSync(file, `${JSON.stringify({ at: new Date(at_ms).toISOString(), ...movement })}\n`);
  };
}

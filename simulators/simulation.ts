/** A warehouse at work and all its devices on their wires, until it is stopped. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { every, type SimulatorClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Stage } from './floor.ts';
import { type NodePlaces, type OpenNode, openNode, openPosts } from './node-wires.ts';
import type { Scanner } from './scanner.ts';
import { seedOf } from './seed.ts';
import { openStream, type StreamParts } from './stream-wires.ts';
import type { TrueMovement, Truth } from './truth.ts';
import { type Script, type Warehouse, warehouseOf } from './warehouse.ts';
import { Plates } from './weight-wires.ts';
import type { SimulatedConnection } from './wiring.ts';
import type { World } from './world.ts';

export interface SimulationOptions extends NodePlaces {
  readonly world: World;
  readonly connections: readonly SimulatedConnection[];
  readonly seed: number;
  readonly faults: Faults;
  /** 1 or more: people rest less. */
  readonly speed: number;
  readonly clock: SimulatorClock;
  /** Every true movement as a JSON line, written when it happens. */
  readonly truth_file?: string;
  readonly script?: Script;
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
  const { speed, script } = options;
  const scripted = script === undefined ? {} : { script };
  const warehouse = warehouseOf({ world, seed, start_ms, speed, stage, happened: tell, ...scripted });
  isOpening = false;
  const boot = start_ms.toString(36);
  const { faults, failed } = options;
  const unset_since_ms = faults.has_unset_clock ? start_ms : undefined;
  const parts: StreamParts = {
    world,
    warehouse,
    clock,
    seed,
    plates,
    boot,
    scanners,
    faults,
    failed,
    unset_since_ms,
  };

  const nodes: OpenNode[] = [];
  for (const connection of options.connections) {
    const { kind } = connection.wire;
    if (kind === 'mqtt' || kind === 'http') {
      const node = (kind === 'mqtt' ? openNode : openPosts)(parts, options, connection);
      closing.push(() => node.stop());
      nodes.push(node);
    } else closing.push(await openStream(parts, connection));
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

/** Written at once and by the process itself, so that the file is whole however the process ends. */
function truthFile(path: string | undefined, closing: (() => void)[]): (movement: TrueMovement) => void {
  if (path === undefined) return () => {};
  const file = openSync(path, 'w');
  closing.push(() => closeSync(file));
  return ({ at_ms, ...movement }) => {
    writeSync(file, `${JSON.stringify({ at: new Date(at_ms).toISOString(), ...movement })}\n`);
  };
}

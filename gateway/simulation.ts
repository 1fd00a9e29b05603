/** Simulated devices for a site, over its own wires, and the settings of the demo. Wiring only. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { drivers } from '../devices/registry.ts';
import { type DemoSiteOptions, demoSite } from '../simulators/demo-site.ts';
import { type EveryDeviceOptions, everyDeviceSite } from '../simulators/every-device-site.ts';
import type { Faults } from '../simulators/faults.ts';
import { seedOf } from '../simulators/seed.ts';
import { type Simulation, startSimulation } from '../simulators/simulation.ts';
import { startUpstream } from '../simulators/upstream.ts';
import type { Script } from '../simulators/warehouse.ts';
import { systemClock } from './base/clock.ts';
import { GatewayFault, messageOf } from './base/faults.ts';
import { holdDirectory } from './ledger/lock.ts';
import { type SimulationPlan, simulationOf } from './simulation-plan.ts';
import { parseSite } from './site/parse-site.ts';
import { readSite } from './site/site-file.ts';
import type { Site } from './stock/site.ts';

export { usualPorts } from '../simulators/every-device-site.ts';
export { faultNames, faultsNamed, noFaults, reachOf } from '../simulators/faults.ts';

/**
 * Writes the demo's settings into its data directory and returns the file. Throws GatewayFault while another gateway holds the
 * directory: it would take the new settings over.
 */
export function writeDemoSite(data_dir: string, options: DemoSiteOptions): string {
  const settings = demoSettings(options);
  const lock = holdDirectory(data_dir);
  try {
    const file = join(data_dir, 'site.json');
    writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
    return file;
  } finally {
    lock.release();
  }
}

/** The demo's settings as JSON. Our own settings must pass our own check. */
export function demoSettings(options: DemoSiteOptions): object {
  return sound('the demo', demoSite(options));
}

/** Settings with a device of every family that can be simulated, as JSON. */
export function exampleSettings(options: EveryDeviceOptions): object {
  return sound('the example', everyDeviceSite(options));
}

function sound(what: string, settings: object): object {
  const parsed = parseSite(settings, drivers);
  if (parsed.ok) return settings;
  const found = parsed.problems.map(({ path, rule }) => `${path} ${rule}`);
  throw new Error(`the settings of ${what} are not sound: ${found.join('; ')}`);
}

export interface SimulateOptions {
  readonly site_file: string;
  /** Instead of the site's own broker. */
  readonly broker_url?: string;
  /** By connection. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Makes the secret of a connection that has none in `secrets`; absent: such a connection is a fault at the embedded broker. */
  readonly enrol?: (connection: string) => Promise<string>;
  readonly seed: number;
  readonly speed: number;
  readonly faults: Faults;
  readonly truth_file?: string;
  /** What its people do, in place of what they would do by chance. */
  readonly script?: Script;
  /** Also answers in place of the site's upstream targets that are addresses of this machine. */
  readonly upstream: boolean;
  note(says: string): void;
}

export interface RunningSite {
  readonly plan: SimulationPlan;
  readonly broker_url: string;
  /** Where devices post. */
  readonly posts_url: string;
  readonly simulation: Simulation;
  /** Resolves with a sentence when a wire broke that does not come back. */
  readonly failed: Promise<string>;
  stop(): Promise<void>;
}

/** Simulates a site against whatever gateway runs it. Throws GatewayFault when it cannot. */
export async function simulateSite(options: SimulateOptions): Promise<RunningSite> {
  const site = await readSite(options.site_file, drivers);
  const plan = simulationOf(site);
  const { broker } = site.network;
  const own = broker.kind === 'external' ? broker.url : `mqtt://${broker.host}:${broker.port}`;
  const broker_url = options.broker_url ?? own;
  const posts_url = postsUrlOf(site);
  const secrets = await secretsOf(plan, options, broker.kind === 'embedded');
  const upstreams = options.upstream ? await startUpstreams(site, options) : [];
  const stopUpstreams = () => Promise.all(upstreams.map((upstream) => upstream.stop()));
  try {
    let tellFailed: (says: string) => void = () => {};
    const failed = new Promise<string>((resolve) => {
      tellFailed = resolve;
    });
    const simulation = await startSimulation({
      world: plan.world,
      connections: plan.connections,
      broker_url,
      secrets,
      seed: options.seed,
      speed: options.speed,
      faults: options.faults,
      posts_url,
      clock: systemClock,
      note: options.note,
      failed: tellFailed,
      ...(options.truth_file === undefined ? {} : { truth_file: options.truth_file }),
      ...(options.script === undefined ? {} : { script: options.script }),
    });
    const stop = async () => {
      await simulation.stop();
      await stopUpstreams();
    };
    return { plan, broker_url, posts_url, simulation, failed, stop };
  } catch (thrown) {
    await stopUpstreams();
    if (thrown instanceof GatewayFault) throw thrown;
    throw new GatewayFault('device-unreachable', `The simulation cannot start: ${messageOf(thrown)}`, thrown);
  }
}

/** Where devices post to a gateway on this machine. */
function postsUrlOf({ network }: Site): string {
  const { host, port } = network.devices_http ?? network.dashboard;
  const here = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${here.includes(':') ? `[${here}]` : here}:${port}/`;
}

async function secretsOf(
  plan: SimulationPlan,
  options: SimulateOptions,
  isEmbedded: boolean,
): Promise<Map<string, string>> {
  const secrets = new Map(options.secrets);
  const missing: string[] = [];
  for (const { id, wire } of plan.connections) {
    if ((wire.kind !== 'mqtt' && wire.kind !== 'http') || secrets.has(id)) continue;
    if (options.enrol !== undefined) secrets.set(id, await options.enrol(id));
    else if (isEmbedded || wire.kind === 'http') missing.push(id);
  }
  if (missing.length > 0) {
    throw new GatewayFault(
      'settings-invalid',
      `These connections need a secret: ${missing.join(', ')}. Give --secrets FILE, or --data DIR to enrol them.`,
    );
  }
  return secrets;
}

async function startUpstreams(site: Site, { seed, note }: SimulateOptions) {
  const started: Awaited<ReturnType<typeof startUpstream>>[] = [];
  for (const { id, url } of site.upstream) {
    const { hostname, port, protocol } = new URL(url);
    if (protocol !== 'http:' || !['127.0.0.1', 'localhost'].includes(hostname)) {
      note(`The upstream ${id} is not simulated: ${url} is no plain address of this machine.`);
      continue;
    }
    try {
      const faults = { slow_ms: 40, fail_permille: 20 };
      const random = seedOf(seed, `upstream-${id}`);
      started.push(await startUpstream({ port: Number(port || 80), faults, random, after: systemClock.after }));
    } catch (thrown) {
      for (const upstream of started) await upstream.stop();
      throw new GatewayFault(
        'port-in-use',
        `The upstream ${id} cannot be simulated at ${url}: ${messageOf(thrown)}`,
        thrown,
      );
    }
  }
  return started;
}

/** So many TCP ports of this machine that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

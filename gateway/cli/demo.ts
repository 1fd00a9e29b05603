/** `tallygate demo`: a gateway, and a simulated warehouse in a process of its own that drives it over real wires. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { GatewayFault } from '../base/faults.ts';
import type { LogLevel } from '../base/log.ts';
import { keepDemoBooks } from '../demo-books.ts';
import { type GatewayOptions, type RunningGateway, startGateway } from '../main.ts';
import { freePorts, writeDemoSite } from '../simulation.ts';
import type { CommandIo, ExitCode } from './io.ts';
import { paceOf } from './simulate.ts';

const help = `Usage: tallygate demo [--port N] [--mqtt-port N] [--data DIR] [--seed N] [--speed X] [--capture FILE] [--truth FILE] [--log LEVEL]

Runs a gateway with its embedded broker and store, and beside it a simulated warehouse that drives it over real wires:
MQTT, TCP and serial lines (pseudo-terminals). Everything stays on this machine; Ctrl-C ends all of it.

  --port N         the dashboard's port (default: 8080)
  --mqtt-port N    the broker's port (default: 1883)
  --data DIR       keep settings and ledger in DIR (default: a temporary directory, removed at the end)
  --seed N         one seed, one history (default: 1)
  --speed X        1 or more: people rest less (default: 1)
  --capture FILE   also write everything that arrives to FILE, to be replayed later; a FILE that is there already
                   stays as it is, and the new one gets a number
  --truth FILE     also write every true movement to FILE, as JSON lines
  --log LEVEL      debug, info, warn, error or silent (default: error), as JSON lines on standard error`;

const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
const goodbye_ms_max = 5_000;

export async function demo(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string', default: '8080' },
      'mqtt-port': { type: 'string', default: '1883' },
      data: { type: 'string' },
      seed: { type: 'string', default: '1' },
      speed: { type: 'string', default: '1' },
      capture: { type: 'string' },
      truth: { type: 'string' },
      log: { type: 'string', default: 'error' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return 0;
  }
  const log_level = levels.find((level) => level === values.log);
  const ports = [values.port, values['mqtt-port']].map(portOf);
  const [dashboard_port, broker_port] = ports;
  const pace = paceOf(values.seed, values.speed);
  if (
    log_level === undefined ||
    dashboard_port === undefined ||
    broker_port === undefined ||
    typeof pace === 'string'
  ) {
    if (log_level === undefined) io.err(`--log takes one of: ${levels.join(', ')}`);
    else io.err(typeof pace === 'string' ? pace : '--port and --mqtt-port take a number from 1 to 65535');
    return 2;
  }
  const data_dir = directoryOf(values.data);
  try {
    const file = (name: string | undefined) => (name === undefined ? undefined : resolve(name));
    const files = { capture: file(values.capture), truth: file(values.truth) };
    return await run({ data_dir, dashboard_port, broker_port, log_level, ...pace, ...files }, io);
  } finally {
    if (values.data === undefined) rmSync(data_dir, { recursive: true, force: true });
  }
}

interface DemoOptions {
  readonly data_dir: string;
  readonly dashboard_port: number;
  readonly broker_port: number;
  readonly log_level: LogLevel;
  readonly seed: number;
  readonly speed: number;
  readonly capture: string | undefined;
  readonly truth: string | undefined;
}

async function run(options: DemoOptions, io: CommandIo): Promise<ExitCode> {
  const { data_dir, dashboard_port, broker_port, log_level, capture } = options;
  const ended = io.ended();
  const [llrp_port = 0, upstream_port = 0] = await freePorts(2);
  const site_file = writeDemoSite(data_dir, {
    dashboard_port,
    broker_port,
    llrp_port,
    serial_dir: join(data_dir, 'serial'),
    upstream_url: `http://127.0.0.1:${upstream_port}/v1/movements`,
  });
  const gateway = await startOnFreePorts({
    site_file,
    data_dir,
    log_level,
    demo: true,
    ...(capture === undefined ? {} : { capture_file: capture }),
  });
  try {
    await keepDemoBooks(gateway.dashboard_url);
  } catch (thrown) {
    await gateway.stop();
    throw thrown;
  }
  const warehouse = startWarehouse(options, site_file);
  io.out(`Dashboard  ${gateway.dashboard_url}`);
  io.out(
    'Harbour Street is a simulated warehouse. People take, fill, ship and scan; watch the levels move, and open a',
  );
  io.out('movement to see why it was booked, down to the bytes. Ctrl-C ends it.');
  io.out('Whoever opens it on this machine is its administrator, without a password; only the demo does that.');
  for (const says of gateway.notes) io.out(says);
  const broke = warehouse.ended.then((code) => new Error(`The simulated warehouse has ended by itself (${code}).`));
  const fault = await Promise.race([ended, gateway.failed, broke]);
  await warehouse.stop();
  await gateway.stop();
  if (fault === undefined) return 0;
  io.err(fault.message);
  return 2;
}

/** The demo's settings are written anew each time, so another port is an option of the command here. */
async function startOnFreePorts(options: GatewayOptions): Promise<RunningGateway> {
  try {
    return await startGateway(options);
  } catch (thrown) {
    if (!(thrown instanceof GatewayFault) || thrown.code !== 'port-in-use') throw thrown;
    const says = `${thrown.message} In the demo: --port N for the dashboard, --mqtt-port N for the broker.`;
    throw new GatewayFault('port-in-use', says, thrown);
  }
}

/** In a process and a process group of its own: its load never disturbs the gateway, and Ctrl-C reaches it in order, through us. */
function startWarehouse(options: DemoOptions, site_file: string) {
  const { data_dir, seed, speed, truth } = options;
  const args = [
    'simulate',
    '--site',
    site_file,
    '--data',
    data_dir,
    '--seed',
    `${seed}`,
    '--speed',
    `${speed}`,
    '--upstream',
  ];
  const command = fileURLToPath(new URL('./tallygate.js', import.meta.url));
  // It ends by itself when the channel to us closes, however we end.
  const child: ChildProcess = spawn(
    process.execPath,
    [command, ...args, ...(truth === undefined ? [] : ['--truth', truth])],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true },
  );
  const ended = new Promise<string>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(signal ?? `exit code ${code}`));
  });
  async function stop(): Promise<void> {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), goodbye_ms_max);
    await ended;
    clearTimeout(timer);
  }
  return { ended, stop };
}

function directoryOf(given: string | undefined): string {
  if (given === undefined) return mkdtempSync(join(tmpdir(), 'tallygate-demo-'));
  mkdirSync(given, { recursive: true });
  return resolve(given);
}

/** A port as a number; undefined when it is none. */
function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

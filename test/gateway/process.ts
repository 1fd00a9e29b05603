/** A real gateway process, as built: started by the command a user types, killed as a power supply would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openPeopleDesk } from '../../gateway/people-desk.ts';
import { root } from '../source-files.ts';

export const command = join(root, 'dist/gateway/cli/tallygate.js');

export interface GatewayProcess {
  readonly dashboard: string;
  readonly broker: string;
  readonly pid: number;
  /** The token of a program that may do everything. */
  readonly token: string;
  /** What journal and trail call it. */
  readonly by: string;
  /** Asks the dashboard's port as that program; `path` from the root of the dashboard. */
  fetch(
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> },
  ): Promise<Response>;
  /** SIGKILL: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
}

/** Resolves when the gateway has printed its addresses; rejects with what it said when it ends before. */
export async function startGatewayProcess(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<GatewayProcess> {
  const token = await administratorToken(args[args.indexOf('--data') + 1] ?? 'data');
  const child = spawn(process.execPath, [command, 'start', '--json', '--log', 'error', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const exited = once(child, 'exit');
  const line = await Promise.race([firstLine(child), exited.then(() => undefined)]);
  if (line === undefined) throw new Error(`the gateway ended: ${said.join('')}`);
  const { dashboard, broker }: { dashboard: string; broker: string } = JSON.parse(line);
  return {
    dashboard,
    broker,
    pid: child.pid ?? 0,
    token,
    by: 'api:test',
    fetch: (path, { headers = {}, ...rest } = {}) =>
      fetch(new URL(path, dashboard), { ...rest, headers: { ...headers, authorization: `Bearer ${token}` } }),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}

const programs = new Map<string, string>();

/** As a person at the machine makes one for a program: `tallygate people token`. */
export async function administratorToken(data_dir: string): Promise<string> {
  const known = programs.get(data_dir);
  // A gateway that is started again finds the token of before in its ledger.
  if (known !== undefined && existsSync(join(data_dir, 'ledger.sqlite'))) return known;
  const desk = openPeopleDesk(data_dir);
  try {
    const made = await desk.makeToken('test', ['administrator']);
    if (!made.ok) throw new Error(made.says);
    programs.set(data_dir, made.value);
    return made.value;
  } finally {
    desk.close();
  }
}

/** Runs a command to its end. */
export async function runCommand(
  args: readonly string[],
  input = '',
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  child.stdin.end(input);
  await once(child, 'close');
  return { code: child.exitCode, out, err };
}

/** Ports below those that the system gives to outgoing connections, so that no other test's is taken by chance meanwhile. */
const own_ports = { first: 12_000, count: 20_000 };
let asked = 0;

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    asked += 1;
    const port = own_ports.first + ((process.pid * 97 + asked) % own_ports.count);
    if (await isFree(port)) return port;
  }
  throw new Error('no port');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
  });
}

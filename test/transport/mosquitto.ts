/** A Mosquitto of our own on a free port of 127.0.0.1, where it is installed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../gateway/process.ts';

const program = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto'].find(existsSync);
const passwords = spawnSync('mosquitto_passwd', ['-h'], { stdio: 'ignore' }).error === undefined;

/** For test names: empty, or why the test is skipped. */
export const withoutMosquitto = program !== undefined && passwords ? '' : ' (skipped: mosquitto is not installed)';

export interface Mosquitto {
  readonly port: number;
  start(): Promise<void>;
  /** Kills it at once; what it had in memory is gone. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export interface MosquittoSettings {
  /** One user with a password instead of anybody. */
  readonly user?: { readonly name: string; readonly password: string };
}

export async function mosquitto({ user }: MosquittoSettings = {}): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), 'tallygate-mosquitto-'));
  const port = await freePort();
  const settings = [`listener ${port} 127.0.0.1`, `allow_anonymous ${user === undefined}`, 'persistence false'];
  if (user !== undefined) {
    const file = join(folder, 'passwords');
    spawnSync('mosquitto_passwd', ['-b', '-c', file, user.name, user.password]);
    settings.push(`password_file ${file}`, `user ${process.env.USER ?? 'root'}`);
  }
  const file = join(folder, 'mosquitto.conf');
  await writeFile(file, `${settings.join('\n')}\n`);
  let running: ChildProcess | undefined;
  const kill = async () => {
    const ending = running;
    running = undefined;
    if (ending === undefined || ending.exitCode !== null) return;
    const exited = once(ending, 'exit');
    ending.kill('SIGKILL');
    await exited;
  };
  return {
    port,
    async start() {
      running = spawn(program ?? 'mosquitto', ['-c', file], { stdio: 'ignore' });
      while (!(await listens(port)));
    },
    kill,
    async remove() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setTimeout(() => resolve(false), 5));
  });
}

/** A demo as built, on ports of its own, for tests that look at a gateway with a warehouse at work. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, freePort } from './process.ts';

export interface RunningDemo {
  readonly directory: string;
  readonly process: ChildProcess;
  /** The dashboard's address, ending in a slash. */
  readonly dashboard: string;
  stop(): void;
}

export async function runningDemo(name: string): Promise<RunningDemo> {
  const directory = mkdtempSync(join(tmpdir(), `tallygate-${name}-test-`));
  const args = ['demo', '--port', `${await freePort()}`, '--mqtt-port', `${await freePort()}`, '--log', 'error'];
  const demo = spawn(process.execPath, [command, ...args, '--data', join(directory, 'data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (demo.stdout === null) throw new Error('the demo has no output');
  const [first] = await once(demo.stdout, 'data');
  return {
    directory,
    process: demo,
    dashboard: /http:\/\/[^\s]+/.exec(String(first))?.[0] ?? '',
    stop() {
      demo.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

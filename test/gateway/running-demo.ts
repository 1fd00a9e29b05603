/** A demo as built, on ports of its own, for tests that look at a gateway with a warehouse at work. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../transport/eventually.ts';
import { command, freePort } from './process.ts';

export interface RunningDemo {
  readonly directory: string;
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  /** The dashboard's address, ending in a slash. */
  readonly dashboard: string;
  stop(): Promise<void>;
}

/** `captures`: what the devices say is kept in `capture.jsonl` of its directory. */
export async function runningDemo(name: string, { captures = false } = {}): Promise<RunningDemo> {
  const directory = mkdtempSync(join(tmpdir(), `tallygate-${name}-test-`));
  const args = ['demo', '--port', `${await freePort()}`, '--mqtt-port', `${await freePort()}`, '--log', 'error'];
  const kept = [
    '--data',
    join(directory, 'data'),
    ...(captures ? ['--capture', join(directory, 'capture.jsonl')] : []),
  ];
  const demo = spawn(process.execPath, [command, ...args, ...kept], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (demo.stdout === null) throw new Error('the demo has no output');
  const ended = once(demo, 'exit');
  let said = '';
  // Read to its end: a demo whose words nobody reads would wait for a reader.
  demo.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const address = () => /(http:\/\/\S+)\s/.exec(said)?.[1];
  await eventually(() => address() !== undefined || demo.exitCode !== null);
  return {
    directory,
    process: demo,
    ended,
    dashboard: address() ?? '',
    async stop() {
      demo.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

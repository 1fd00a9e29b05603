/** Processes of the benchmark: the gateway as built, the baseline, the load. All end with it, whatever happens. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Look } from './probe.ts';

export interface Child {
  /** The next line of its output; rejects when it ends before. */
  line(): Promise<string>;
  look(): Promise<Look>;
  /** SIGTERM; rejects when it does not end well. */
  stop(): Promise<void>;
  /** SIGKILL: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();
const directories = new Set<string>();

/** From now on, whatever ends the benchmark ends its processes and removes its directories. */
export function cleanUpAtExit(): void {
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
}

export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tallygate-bench-'));
  directories.add(directory);
  return directory;
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  directories.delete(directory);
}

/** A script as built, by its place beside this one. */
export function startChild(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
  const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(
    process.execPath,
    ['--import', new URL('./probe.js', import.meta.url).href, pathOf(script), ...args],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: { ...process.env, ...env } },
  );
  running.add(child);
  const exited = once(child, 'exit').then(() => running.delete(child));
  const { stdout } = child;
  if (stdout === null) throw new Error('a child has an output');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    async line() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${script} ended before it had an answer`);
      return value;
    },
    async look() {
      child.send('look');
      const [look]: Look[] = await once(child, 'message');
      if (look === undefined) throw new Error(`${script} does not answer`);
      return look;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      if (child.exitCode !== 0) throw new Error(`${script} ended with ${child.exitCode ?? child.signalCode}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs a load to its end: a job as JSON in, a result as a line of JSON out. */
export async function runLoad<Job, Result>(script: string, job: Job): Promise<Result> {
  const child = startChild(script, [JSON.stringify(job)]);
  const line = await child.line();
  await child.kill();
  return JSON.parse(line);
}

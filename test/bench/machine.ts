/** What the figures were measured on. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { newDirectory, removeDirectory } from './child.ts';
import { megabytes, shown } from './figures.ts';

export function machine(lasting_ms: number): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown';
  const [busy = 0] = loadavg();
  return [
    `Machine: ${availableParallelism()} cores (${model}), ${megabytes(totalmem())}, ${platform()} ${arch()}, Node ${process.version}.`,
    `Disk: 4 KB appended and fdatasynced ${shown(syncsPerSecond(lasting_ms))} times a second.`,
    `Load of the machine before we began: ${shown(busy)}. What else runs here takes from every figure; ratios suffer least.`,
  ].join('\n');
}

function syncsPerSecond(lasting_ms: number): number {
  const directory = newDirectory();
  const file = openSync(join(directory, 'sync'), 'w');
  const page = Buffer.alloc(4_096, 1);
  const began_ms = performance.now();
  let done = 0;
  let passed_ms = 0;
  while (passed_ms < lasting_ms) {
    writeSync(file, page);
    fdatasyncSync(file);
    done += 1;
    passed_ms = performance.now() - began_ms;
  }
  closeSync(file);
  removeDirectory(directory);
  return (done * 1_000) / passed_ms;
}

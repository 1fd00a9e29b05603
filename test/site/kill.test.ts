import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomOf } from '../../gateway/base/random.ts';
import { readSite } from '../../gateway/site/site-file.ts';

/** Eight processes are started and killed, each when it has said enough: on a busy machine that takes its time, and no time is wrong. */
const kills = 8;
const killing_ms_max = 240_000;
const building_ms_max = 120_000;

let directory = '';
let child = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tallygate-kill-'));
  await mkdir(join(directory, 'site'));
  // Node runs no TypeScript by itself; the child is built like the product, into one file.
  await build({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('writer-child.ts', import.meta.url)),
      outDir: directory,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
  child = join(directory, 'child.mjs');
}, building_ms_max);

afterAll(async () => {
  await rm(directory, { recursive: true });
});

/** Starts the writer and kills it at its `lines`th word; gives the last write it called done. */
async function writeUntilKilled(path: string, lines: number): Promise<number> {
  const writer = spawn(process.execPath, [child, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(writer, 'exit');
  let heard = 0;
  let done = -1;
  for await (const line of createInterface({ input: writer.stdout })) {
    heard += 1;
    if (line.startsWith('done ')) done = Number(line.slice(5));
    if (heard === lines) writer.kill('SIGKILL');
  }
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  return done;
}

describe('a process killed while it writes settings', () => {
  it(
    'leaves a whole file, never older than the last write it called done',
    async () => {
      const path = join(directory, 'site', 'site.json');
      const items = Array.from({ length: 500 }, (_, at) => ({ id: `item-${at}`, name: `Item number ${at}` }));
      await writeFile(path, JSON.stringify({ name: 'Store', time_zone: 'UTC', currency: 'EUR', items }));
      const random = randomOf(20_261_123);
      for (let kill = 0; kill < kills; kill += 1) {
        const done = await writeUntilKilled(path, random.int(2, 60));
        const site = await readSite(path, []);
        expect(site.items).toHaveLength(500);
        expect(site.journal.days).toBeGreaterThanOrEqual(done + 1);
        expect(site.journal.days).toBeLessThanOrEqual(done + 2);
        expect((await readFile(path, 'utf8')).endsWith('}\n')).toBe(true);
      }
    },
    killing_ms_max,
  );
});

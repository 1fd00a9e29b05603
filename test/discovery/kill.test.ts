import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { readSite } from '../../gateway/site/site-file.ts';

const seed = 20_261_128;
const kills = 6;
let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tallygate-adopt-kill-'));
  await mkdir(join(directory, 'site'));
  await build({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('adopt-child.ts', import.meta.url)),
      outDir: directory,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

/** Kills the adopter at its `lines`th word; gives how many devices it called adopted. */
async function adoptUntilKilled(path: string, lines: number): Promise<number> {
  const adopter = spawn(process.execPath, [join(directory, 'child.mjs'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(adopter, 'exit');
  let heard = 0;
  let done = -1;
  for await (const line of createInterface({ input: adopter.stdout })) {
    heard += 1;
    if (line.startsWith('done ')) done = Number(line.slice(5));
    if (heard === lines) adopter.kill('SIGKILL');
  }
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  return done + 1;
}

describe(`a gateway killed while it adopts (seed ${seed})`, () => {
  test('has every device it called adopted, each with its connection, and never half of one', async () => {
    const path = join(directory, 'site', 'site.json');
    await writeFile(path, JSON.stringify({ name: 'Store', time_zone: 'UTC', currency: 'EUR' }));
    const random = randomOf(seed);
    let least = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      least = Math.max(least, await adoptUntilKilled(path, random.int(2, 40)));
      const { devices, connections } = await readSite(path, drivers);
      const ids = Array.from({ length: devices.length }, (_, at) => `shelf-${at}`);
      expect(devices.map(({ id }) => id)).toEqual(ids);
      expect(connections.map(({ id }) => id)).toEqual(ids);
      expect(devices.length).toBeGreaterThanOrEqual(least);
      expect(devices.length).toBeLessThanOrEqual(least + 1);
      least = devices.length;
    }
  });
});

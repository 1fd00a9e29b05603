/**
 * Goal: the demo is up within seconds, its gateway agrees with what really happened, and Ctrl-C leaves nothing behind.
 * Method: the command as built, in a process group of its own that gets SIGINT as a terminal sends it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { command, freePort } from '../gateway/process.ts';
import { demoWorld } from './demo-world.ts';

interface Level {
  readonly location: string;
  readonly item: string;
  readonly quantity: number;
}

const folder = mkdtempSync(join(tmpdir(), 'tallygate-demo-test-'));
const data = join(folder, 'data');
const truth = join(folder, 'truth.jsonl');
let child: ChildProcess;
let dashboard = '';
let ports: readonly string[] = [];

beforeAll(async () => {
  ports = [String(await freePort()), String(await freePort())];
  const [port = '', mqtt_port = ''] = ports;
  const args = ['demo', '--port', port, '--mqtt-port', mqtt_port, '--data', data, '--truth', truth, '--seed', '4'];
  child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await vi.waitFor(() => expect(said).toContain('Ctrl-C'), { timeout: 60_000 });
  dashboard = /https?:\S+/.exec(said)?.[0] ?? '';
});

afterAll(async () => {
  if (child.exitCode === null && child.pid !== undefined) {
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

async function levels(): Promise<Map<string, number>> {
  const response = await fetch(new URL('/api/v1/levels?limit=1000', dashboard));
  const { levels }: { levels: readonly Level[] } = JSON.parse(await response.text());
  return new Map(levels.map(({ location, item, quantity }) => [`${location}/${item}`, quantity]));
}

/** The true level of each weighed bin, from what the simulation wrote down. */
function trueBins(): Map<string, number> {
  const bins = new Map(demoWorld().bins.map(({ location, item }) => [`${location}/${item}`, 0]));
  for (const line of readFileSync(truth, 'utf8').split('\n').filter(Boolean)) {
    const { item, quantity, from, to }: { item: string; quantity: number; from: string; to: string } = JSON.parse(line);
    for (const [place, change] of [[from, -quantity] as const, [to, quantity] as const]) {
      const before = bins.get(`${place}/${item}`);
      if (before !== undefined) bins.set(`${place}/${item}`, before + change);
    }
  }
  return bins;
}

test('the first address printed is the dashboard, and it answers', async () => {
  expect(dashboard).toBe(`http://127.0.0.1:${ports[0]}/`);
  expect((await fetch(dashboard)).status).toBe(200);
});

test('every weighed bin comes to the level that is true', async () => {
  const agreed = new Set<string>();
  await vi.waitFor(
    async () => {
      const [told, real] = [await levels(), trueBins()];
      for (const [bin, quantity] of real) if (told.get(bin) === quantity) agreed.add(bin);
      expect([...real.keys()].filter((bin) => !agreed.has(bin))).toEqual([]);
    },
    { timeout: 60_000, interval: 250 },
  );
});

test('tagged goods and counted shelves appear', async () => {
  // Not at one instant: what stands on D1 may all be taken while R2 is heard for the first time.
  const places = new Set<string | undefined>();
  await vi.waitFor(
    async () => {
      for (const key of (await levels()).keys()) places.add(key.split('/')[0]);
      expect([...places]).toEqual(expect.arrayContaining(['R1', 'R2', 'D1']));
    },
    { timeout: 60_000, interval: 250 },
  );
});

test('goods without a GTIN appear once the clerk has given them their tags', async () => {
  await vi.waitFor(
    async () => {
      const answer = await fetch(new URL('/api/v1/associations?item=hoist-500', dashboard));
      expect(await answer.text()).toContain('"by":"scanner:scanner-d"');
      const movements = await fetch(new URL('/api/v1/movements?item=hoist-500', dashboard));
      // By whichever came first: the tag is present and somebody says what it is, or the other way round.
      expect(await movements.text()).toMatch(/"kind":"arrived".{0,600}"rule":"(association|tag-presence)@/);
    },
    { timeout: 60_000, interval: 250 },
  );
});

test('Ctrl-C, which npm passes on a second time, ends all of it: exit code 0, no serial line left, ports free', async () => {
  const serial = join(data, 'serial', 'scanner-d');
  expect(existsSync(serial)).toBe(true);
  const exited = once(child, 'exit');
  process.kill(-(child.pid ?? 0), 'SIGINT');
  child.kill('SIGINT');
  expect(await exited).toEqual([0, null]);
  expect(existsSync(serial)).toBe(false);
  await expect(fetch(dashboard)).rejects.toThrow();
});

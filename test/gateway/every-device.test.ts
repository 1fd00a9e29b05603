/**
 * Goal: a developer without hardware sees every driver live. Method: the settings of `tallygate simulate --example`, one gateway
 * and one simulation as built, in two processes; each device of the site is to be connected and to give readings, and the
 * family of each is to come to movements. Then the same with every fault there is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { exampleSettings } from '../../gateway/simulation.ts';
import { type EveryDeviceOptions, usualPorts } from '../../simulators/every-device-site.ts';
import { withoutSocat } from '../transport/pty-pair.ts';
import { command, freePort, type GatewayProcess, runCommand, startGatewayProcess } from './process.ts';

interface Site {
  readonly devices: readonly { readonly id: string; readonly driver: string; readonly channels?: readonly unknown[] }[];
}

interface DeviceRow {
  readonly id: string;
  readonly link?: { readonly state: string; readonly connects: number; readonly noise_bytes: number };
  readonly activity: { readonly readings: number; readonly quarantined: number; readonly skew_ms?: number };
}

interface MovementRow {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly evidence: readonly { readonly device: string }[];
}

/** Without a bus for USB in a process, these cannot be played. */
const hidDrivers = ['hid-pos', 'keyboard-wedge', 'hid-scale'];
const example: Site = JSON.parse(JSON.stringify(exampleSettings({ ...usualPorts, serial_dir: '/tmp/lines' })));
const patience = { timeout: 60_000, interval: 250 };

let folder = '';
let gateway: GatewayProcess;
let simulation: ChildProcess;

test('the example is what the command prints', async () => {
  const { out, code } = await runCommand(['simulate', '--example']);
  expect(code).toBe(0);
  const serial_dir = join(tmpdir(), 'tallygate-lines');
  expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(exampleSettings({ ...usualPorts, serial_dir }))));
});

test('the example has a device of every driver that can be played', () => {
  const played = new Set(example.devices.map(({ driver }) => driver));
  expect(drivers.map(({ id }) => id).filter((id) => !played.has(id))).toEqual(hidDrivers);
});

test('what is no fault is refused with the list of those that are', async () => {
  const { code, err } = await runCommand(['simulate', '--site', 'site.json', '--faults', 'lost,gremlins']);
  expect(code).toBe(2);
  expect(err).toMatch(/^There is no fault gremlins\. There are: lost, doubled, split, .*, rebirth, all$/m);
});

async function startAll(faults: readonly string[]): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'tallygate-every-device-'));
  const ports: Record<string, number> = {};
  for (const name of Object.keys(usualPorts)) ports[name] = await freePort();
  const options: EveryDeviceOptions = { ...usualPorts, ...ports, serial_dir: join(folder, 'lines') };
  const site = join(folder, 'site.json');
  writeFileSync(site, JSON.stringify(exampleSettings(options)));
  const data = join(folder, 'data');
  gateway = await startGatewayProcess(['--site', site, '--data', data]);
  const args = [
    'simulate',
    '--json',
    '--site',
    site,
    '--data',
    data,
    '--truth',
    join(folder, 'truth.jsonl'),
    ...faults,
  ];
  simulation = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
}

async function endAll(): Promise<void> {
  const ended = once(simulation, 'exit');
  simulation.kill('SIGTERM');
  await ended;
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function get<Body>(place: string): Promise<Body> {
  return (await (await gateway.fetch(`/api/v1/${place}`)).json()) as Body;
}

async function rowOf(id: string): Promise<DeviceRow | undefined> {
  return (await get<{ devices: DeviceRow[] }>('devices')).devices.find((each) => each.id === id);
}

const isHeard = (id: string) =>
  expect
    .poll(async () => {
      const row = await rowOf(id);
      return [row?.link?.state, (row?.activity.readings ?? 0) > 0];
    }, patience)
    .toEqual(['connected', true]);

async function movements(): Promise<readonly MovementRow[]> {
  return (await get<{ movements: MovementRow[] }>('movements?limit=500')).movements;
}

describe.skipIf(withoutSocat !== '')(`the example, played${withoutSocat}`, () => {
  beforeAll(() => startAll([]));
  afterAll(endAll);

  test.each(example.devices)('$id speaks $driver', ({ id }) => isHeard(id));

  const weighed = example.devices.filter(({ channels }) => channels !== undefined).map(({ id }) => id);
  test.each(weighed)('%s has its bin counted', async (id) => {
    await expect
      .poll(async () => (await movements()).map(({ kind, to }) => `${kind} ${to}`), patience)
      .toContain(`counted bin-${id}`);
  });

  const shelved = example.devices
    .map(({ id }) => id)
    .filter((id) => JSON.stringify(siteDevice(id)).includes('"shelf"'));
  test.each(shelved)('%s has tags arrive at its rail', async (id) => {
    await expect
      .poll(async () => (await movements()).map(({ kind, to }) => `${kind} ${to}`), patience)
      .toContain(`arrived rail-${id}`);
  });

  test('goods pass the dock, and shelves are worked by scans', async () => {
    const kinds = async () =>
      new Set((await movements()).map(({ kind, from, to }) => `${kind} ${from === 'supplier' ? to : from}`));
    await expect.poll(kinds, patience).toContain('received dock');
    await expect
      .poll(
        async () =>
          (await movements()).filter(({ evidence }) => evidence.some(({ device }) => isScanner(device))).length,
        patience,
      )
      .toBeGreaterThan(0);
  });

  test('and what truly happened is written down, also what the gateway saw', () => {
    const truth = readFileSync(join(folder, 'truth.jsonl'), 'utf8').trim().split('\n');
    const openings = truth.filter((line) => line.includes('"opening"'));
    for (const id of weighed) expect(openings.some((line) => line.includes(`"bin-${id}"`))).toBe(true);
  });
});

function siteDevice(id: string): unknown {
  return example.devices.find((each) => each.id === id);
}

function isScanner(device: string): boolean {
  return device.startsWith('scanner-') || device === 'phone-posts';
}

describe.skipIf(withoutSocat !== '')(`the example with every fault${withoutSocat}`, () => {
  beforeAll(() => startAll(['--faults', 'all']));
  afterAll(endAll);

  test.each(example.devices)('$id is heard all the same', async ({ id }) => {
    await expect.poll(async () => (await rowOf(id))?.activity.readings ?? 0, patience).toBeGreaterThan(0);
  });

  test('what is spoilt is counted: noise, frames that cannot be read, clocks in 1970', async () => {
    const has = async () => {
      const { devices } = await get<{ devices: DeviceRow[] }>('devices');
      return {
        noise: devices.some(({ link }) => (link?.noise_bytes ?? 0) > 0),
        spoilt: devices.some(({ activity }) => activity.quarantined > 0),
        unset: devices.some(({ activity }) => (activity.skew_ms ?? 0) < -1_000_000_000_000),
      };
    };
    await expect.poll(has, patience).toEqual({ noise: true, spoilt: true, unset: true });
  });
});

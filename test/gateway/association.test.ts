/**
 * Goal: tags without a GTIN become stock, and a tare moves none, over the real wires. Method: the gateway as built, devices on its
 * broker, people at its REST door; at the end the ledger is verified and its capture replayed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { type MqttNode, mqttNode } from '../../simulators/mqtt-node.ts';
import { seedOf } from '../../simulators/seed.ts';
import { nativeLiveness, nativeWire, Plates } from '../../simulators/weight-wires.ts';
import type { World } from '../../simulators/world.ts';
import { smallWorld } from '../simulators/small-world.ts';
import { freePort, type GatewayProcess, runCommand, startGatewayProcess } from './process.ts';

const first = 'E2801160600002054C5B1A85';
const second = 'E2801160600002054C5B1A86';
const piece_mg = 200_000;

let directory: string;
let data: string;
let capture: string;
let settings: string;
let gateway: GatewayProcess;
/** Who says what here: the program that asks. */
let program: string;
let reader: MqttClient;
let gun: MqttClient;
let node: MqttNode;
let endWire: () => void = () => {};
const told: string[] = [];

const world: World = {
  ...smallWorld,
  bins: [
    {
      device: 'node',
      channel: '1',
      location: 'B1',
      item: 'bolt',
      unit_mass_mg: piece_mg,
      unit_mass_sd_mg: 500,
      empty_mass_mg: 412_000,
      full: 20,
      low: 2,
      taken_to: 'production',
      filled_from: 'supplier',
    },
  ],
};
const plates = new Plates(world, seedOf(7));
const bin = plates.of({ device: 'node', channel: '1' });

async function siteFile(): Promise<string> {
  const file = join(directory, 'site.json');
  const site = {
    name: 'Bench',
    time_zone: 'UTC',
    currency: 'EUR',
    items: [
      { id: 'glove', name: 'Work gloves', codes: ['GL-9'] },
      { id: 'bolt', name: 'Hex bolt', gtins: ['9521141000014'], unit_mass_mg: piece_mg },
    ],
    locations: [
      { id: 'S1', kind: 'shelf', taken_to: 'production', filled_from: 'supplier' },
      { id: 'B1', kind: 'bin', item: 'bolt', taken_to: 'production', filled_from: 'supplier' },
    ],
    connections: ['reader', 'gun', 'node'].map((id) => ({ id, wire: { kind: 'mqtt' } })),
    devices: [
      { id: 'reader', driver: 'native', antennas: [{ antenna: 1, role: 'shelf', location: 'S1' }] },
      { id: 'gun', driver: 'native', scanner: { reader: { device: 'reader' } } },
      { id: 'node', driver: 'native', channels: [{ channel: '1', location: 'B1', empty_mass_mg: 412_000 }] },
    ],
    rules: { weight: { rest_ms: 400 } },
    network: {
      dashboard: { host: '127.0.0.1', port: await freePort() },
      broker: { kind: 'embedded', host: '127.0.0.1', port: await freePort() },
    },
  };
  writeFileSync(file, JSON.stringify(site));
  return file;
}

async function secretOf(id: string): Promise<string> {
  const enrolled = await runCommand(['enrol', id, '--data', data, '--json']);
  const { secret }: { secret: string } = JSON.parse(enrolled.out);
  return secret;
}

async function client(id: string): Promise<MqttClient> {
  return mqtt.connectAsync(gateway.broker, { clientId: id, username: id, password: await secretOf(id) });
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-association-'));
  data = join(directory, 'data');
  capture = join(directory, 'capture.jsonl');
  settings = await siteFile();
  gateway = await startGatewayProcess(['--site', settings, '--data', data, '--capture', capture]);
  program = gateway.by;
  reader = await client('reader');
  gun = await client('gun');
  await gun.subscribeAsync('tallygate/gun/command');
  gun.on('message', (_topic, payload) => {
    const { feedback }: { feedback: { tone: string; says: string } } = JSON.parse(payload.toString());
    told.push(`${feedback.tone}: ${feedback.says}`);
  });
  node = mqttNode({
    url: gateway.broker,
    connection: 'node',
    secret: await secretOf('node'),
    liveness: [nativeLiveness('node')],
    changed() {},
  });
  bin?.load(systemClock.now_ms() - 60_000, 6 * piece_mg);
  await node.ready(5_000);
  endWire = nativeWire({ world, plates, clock: systemClock, boot: 'b1' }, 'node', node);
});
afterAll(async () => {
  endWire();
  await Promise.all([reader.endAsync(), gun.endAsync(), node.stop()]);
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

const see = (...epcs: string[]) =>
  reader.publishAsync(
    'tallygate/reader/reading',
    JSON.stringify({ tags: epcs.map((epc) => ({ epc, antenna: 1, rssi: -45, count: 2 })) }),
    { qos: 1 },
  );
const scan = (code: string) =>
  gun.publishAsync('tallygate/gun/reading', JSON.stringify({ scan: { code } }), { qos: 1 });

async function get(path: string): Promise<string> {
  return (await gateway.fetch(`/api/v1${path}`)).text();
}

async function post(path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
  const isText = typeof body === 'string';
  const answer = await gateway.fetch(`/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': isText ? 'text/csv' : 'application/json' },
    body: isText ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function level(location: string, item: string): Promise<number> {
  const { levels }: { levels: { location: string; item: string; quantity: number }[] } = JSON.parse(
    await get('/levels'),
  );
  return levels.find((each) => each.location === location && each.item === item)?.quantity ?? 0;
}

const patiently = { timeout: 60_000, interval: 50 };

describe('tags without a GTIN', () => {
  test('are asked about, named by a file, and booked where they are', async () => {
    // One read alone is a tag that went by.
    await vi.waitFor(async () => {
      await see(first);
      expect(await get('/questions?state=open')).toContain(`unknown-tag/${first}`);
    }, patiently);
    const bad = await post('/associations', `epc;item;quantity\r\n${first};glove;12\r\n${second};mitten;0\r\n`);
    expect(bad).toMatchObject({
      status: 422,
      body: {
        code: 'rows-refused',
        errors: [
          { field: 'line 3: item', rule: 'there is no item "mitten"' },
          { field: 'line 3: quantity', rule: 'must be a whole number from 1 to 1000000' },
        ],
      },
    });
    expect(await level('S1', 'glove')).toBe(0);
    const good = await post('/associations', `epc,item,quantity\n${first.toLowerCase()},glove,12\n`);
    expect(good).toEqual({ status: 200, body: { done: true, warnings: [] } });
    await vi.waitFor(async () => expect(await level('S1', 'glove')).toBe(12), patiently);
    expect(await get('/questions?state=open')).not.toContain(first);
    expect(await get('/associations.csv')).toBe(
      `epc,item,quantity,lot,expiry,handling_unit\r\n${first},glove,12,,,\r\n`,
    );
  });

  test('are given to an item by a scan and the reader beside the scanner', async () => {
    await scan('TG-CMD.ASSOCIATE');
    await scan('GL-9');
    await vi.waitFor(() => expect(told.at(-1)).toBe('mode: hold the tag of Work gloves to reader'), patiently);
    await vi.waitFor(async () => {
      await see(first, second);
      expect(told.at(-1)).toBe(`ok: tag …4C5B1A86 is Work gloves`);
    }, patiently);
    await vi.waitFor(async () => expect(await level('S1', 'glove')).toBe(13), patiently);
    const { associations }: { associations: { epc: string; by: string }[] } = JSON.parse(await get('/associations'));
    expect(associations.map(({ epc, by }) => [epc, by])).toEqual([
      [second, 'scanner:gun'],
      [first, program],
    ]);
  });

  test('are forgotten by word, and their pieces with them', async () => {
    const ended = await post(`/associations/${second}/end`, { reason: 'peeled off' });
    expect(ended).toEqual({ status: 200, body: { done: true } });
    await vi.waitFor(async () => expect(await level('S1', 'glove')).toBe(12), patiently);
    expect(await post(`/associations/${second}/end`, { reason: '' })).toMatchObject({ status: 422 });
  });
});

describe('a scale told to tare', () => {
  test('shows nothing, and its stock stays; what is taken then is booked', async () => {
    await vi.waitFor(async () => expect(await level('B1', 'bolt')).toBe(6), patiently);
    const refused = await post('/devices/node/commands', { command: { kind: 'zero', channel: '1' }, reason: 'drift' });
    expect(refused).toMatchObject({ status: 422, body: { code: 'scale-loaded' } });
    const answer = await post('/devices/node/commands', {
      command: { kind: 'tare', channel: '1' },
      reason: 'new plate',
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { outcome: 'unknown', says: 'Published; a device on MQTT does not confirm.' },
    });
    await vi.waitFor(async () => {
      const { devices }: { devices: { id: string; activity?: { last_says: string } }[] } = JSON.parse(
        await get('/devices'),
      );
      const says = devices.find(({ id }) => id === 'node')?.activity?.last_says ?? '';
      expect(says).toMatch(/channel 1: (−?\d(\.\d+)?) g/);
    }, patiently);
    expect(await level('B1', 'bolt')).toBe(6);
    bin?.load(systemClock.now_ms(), -2 * piece_mg);
    // The pick may fall into the seconds after the tare: then it is asked about, and a count settles it.
    await vi.waitFor(async () => {
      const isAsked = (await get('/questions?state=open')).includes('weight-unresolved/node/1');
      expect(isAsked || (await level('B1', 'bolt')) === 4).toBe(true);
    }, patiently);
    expect(await level('B1', 'bolt')).toBeGreaterThanOrEqual(4);
    await post('/commands', { kind: 'count', item: 'bolt', location: 'B1', quantity: 4, reason: 'looked' });
    bin?.load(systemClock.now_ms(), piece_mg);
    await vi.waitFor(async () => expect(await level('B1', 'bolt')).toBe(5), patiently);
    const { commands }: { commands: { reason: string; outcome?: { is_unsure?: true } }[] } = JSON.parse(
      await get('/devices/node/commands'),
    );
    expect(commands).toMatchObject([{ by: program, reason: 'new plate', outcome: { ok: true, is_unsure: true } }]);
  });
});

test('a reader is told only what it can do, and only while it listens', async () => {
  const power = (antenna: number, power_cdbm: number) =>
    post('/devices/reader/commands', { command: { kind: 'antenna-power', antenna, power_cdbm }, reason: 'try' });
  expect(await power(7, 2_000)).toMatchObject({ status: 422, body: { code: 'unknown-antenna' } });
  expect(await power(1, 5_000)).toMatchObject({ status: 422, body: { code: 'power-out-of-range' } });
  expect(await power(1, 2_050)).toMatchObject({
    status: 200,
    body: { outcome: 'refused', says: 'Nobody listens to tallygate/reader/command now, so it was not sent.' },
  });
  const heard = new Promise<string>((resolve) => {
    reader.once('message', (_topic, payload) => resolve(payload.toString()));
  });
  await reader.subscribeAsync('tallygate/reader/command');
  await power(1, 2_050);
  expect(await heard).toBe('{"antenna-power":{"antenna":1,"dbm":20.5}}');
});

/** A start, a check and a replay, each in a process of its own: on a busy machine half a minute is not enough. */
const outliving_ms_max = 180_000;

test(
  'all of it outlives a kill, is verified, and its capture replays to the same movements',
  async () => {
    const before = await get('/movements?limit=1000');
    await gateway.kill();
    gateway = await startGatewayProcess(['--site', settings, '--data', data]);
    const ids = (text: string) => [...text.matchAll(/"seq":\d+,"id":"([^"]+)"/g)].map(([, id]) => id);
    expect(ids(await get('/movements?limit=1000'))).toEqual(expect.arrayContaining(ids(before)));
    expect(await get('/associations')).toContain(first);
    const verified = await runCommand(['verify', '--data', data]);
    expect([verified.code, verified.err]).toEqual([0, '']);
    const replayed = await runCommand(['replay', capture, '--site', settings, '--json']);
    const again = replayed.out.split('\n').flatMap((line) => {
      const found = /^\{"id":"([^"]+)"/.exec(line);
      return found === null ? [] : [found[1]];
    });
    expect(again.reverse()).toEqual(ids(before));
  },
  outliving_ms_max,
);

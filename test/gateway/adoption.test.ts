/**
 * The whole way on a gateway as built: a site without devices, a node that is turned away at the broker, found by that,
 * adopted over REST, let in with the secret it got, and its weights book a movement. Then its own page.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { type LlrpReader, startLlrpReader } from '../../simulators/llrp-reader.ts';
import { freePort, type GatewayProcess, runCommand, startGatewayProcess } from './process.ts';

const look_every_ms = 50;
/** Two starts of a gateway, and looks that it takes every few seconds. */

let directory: string;
let site: string;
let data: string;
let gateway: GatewayProcess;
let reader: LlrpReader | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-adoption-'));
  data = join(directory, 'data');
  site = join(directory, 'site.json');
  const settings = {
    name: 'Empty',
    time_zone: 'UTC',
    currency: 'EUR',
    items: [{ id: 'bolt', gtins: ['9521141000014'], unit_mass_mg: 21_000 }],
    locations: [{ id: 'A1', kind: 'bin', item: 'bolt' }],
    rules: { weight: { rest_ms: 300 } },
    network: {
      dashboard: { port: await freePort() },
      broker: { kind: 'embedded', port: await freePort() },
    },
  };
  writeFileSync(site, JSON.stringify(settings, null, 2));
  gateway = await startGatewayProcess(['--site', site, '--data', data]);
});

afterEach(async () => {
  await gateway.stop();
  await reader?.close();
  reader = undefined;
  rmSync(directory, { recursive: true });
});

async function get<Body>(path: string): Promise<Body> {
  const body: Body = JSON.parse(await (await gateway.fetch(`/api/v1${path}`)).text());
  return body;
}

function post(path: string, body: object): Promise<Response> {
  return gateway.fetch(`/api/v1${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Looks again and again until there is what is looked for. */
async function until<Body>(look: () => Promise<Body | undefined>): Promise<Body> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(look_every_ms);
  }
}

function connect(password: string): MqttClient {
  const login = { clientId: 'shelf-a1', username: 'shelf-a1', password, reconnectPeriod: 0 };
  return mqtt.connect(gateway.broker, login);
}

interface Found {
  readonly id: string;
  readonly name: string;
  readonly hint?: string;
  readonly device?: string;
}

interface DevicePage {
  readonly link?: { readonly state: string };
  readonly detail?: { readonly parts: readonly { readonly part: string; readonly last_says: string }[] };
  readonly advice: readonly { readonly code: string }[];
  readonly frames: readonly { readonly text?: string; readonly says: string; readonly fault?: string }[];
}

const findKnocker = () =>
  until(async () => (await get<{ found: Found[] }>('/discovered')).found.find(({ name }) => name === 'shelf-a1'));

describe('an empty site', () => {
  test('finds a node by its refused login, adopts it, lets it in, and books what it weighs', async () => {
    const stranger = connect('no secret yet');
    await new Promise((resolve) => stranger.once('error', resolve));
    stranger.end(true);
    const found = await findKnocker();

    const refused = await post(`/discovered/${encodeURIComponent(found.id)}/adopt`, {
      id: 'shelf-a1',
      driver: 'native',
      channels: [{ channel: '1', location: 'A7' }],
    });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      title: 'Not adopted',
      errors: [{ in: 'body', field: 'channels[0].location', rule: 'there is no location "A7"' }],
    });
    expect(JSON.parse(readFileSync(site, 'utf8')).devices).toBeUndefined();

    const adopted = await post(`/discovered/${encodeURIComponent(found.id)}/adopt`, {
      id: 'shelf-a1',
      name: 'Shelf A1',
      driver: 'native',
      channels: [{ channel: '1', location: 'A1', empty_mass_mg: 500_000 }],
    });
    expect(adopted.status).toBe(200);
    const { secret }: { secret: string } = JSON.parse(await adopted.text());
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(JSON.parse(readFileSync(site, 'utf8')).devices).toMatchObject([{ id: 'shelf-a1', name: 'Shelf A1' }]);

    await until(async () => ((await gateway.fetch(`/api/v1/devices/shelf-a1`)).ok ? true : undefined));
    const node = connect(secret);
    await new Promise<void>((resolve, reject) => {
      node.once('connect', () => resolve());
      node.once('error', reject);
    });
    let seq = 0;
    const weigh = async (grams: number) => {
      seq += 1;
      const reading = { weight: { channel: '1', grams, stable: true }, seq, boot: 'b1' };
      await node.publishAsync('tallygate/shelf-a1/reading', JSON.stringify(reading), { qos: 1 });
    };
    const movement = await until(async () => {
      await weigh(500 + 5 * 21);
      const { movements } = await get<{ movements: { kind: string; item: string; quantity: number }[] }>('/movements');
      return movements[0];
    });
    expect(movement).toMatchObject({ kind: 'counted', item: 'bolt', quantity: 5 });

    await node.publishAsync('tallygate/shelf-a1/reading', '{"weight":{"grams":"heavy"}}', { qos: 1 });
    const page = await until(async () => {
      const seen = await get<DevicePage>('/devices/shelf-a1');
      return seen.frames.some(({ fault }) => fault !== undefined) ? seen : undefined;
    });
    expect(page.link?.state).toBe('connected');
    expect(page.detail?.parts).toMatchObject([{ part: 'channel 1', last_says: 'channel 1: 605.0 g at rest' }]);
    expect(page.frames[0]).toMatchObject({ text: '{"weight":{"grams":"heavy"}}', says: '' });
    expect(page.frames[0]?.fault).toContain('weight.grams');
    expect(page.frames[1]).toMatchObject({ says: 'channel 1: 605.0 g at rest' });
    await until(async () =>
      (await get<DevicePage>('/devices/shelf-a1')).advice.some(({ code }) => code === 'frames-quarantined')
        ? true
        : undefined,
    );
    await node.endAsync();

    await gateway.stop();
    const verified = await runCommand(['verify', '--data', data]);
    expect([verified.code, verified.err]).toEqual([0, '']);
    gateway = await startGatewayProcess(['--site', site, '--data', data]);
    const after = await get<DevicePage>('/devices/shelf-a1');
    expect(after.frames[0]?.fault).toContain('weight.grams');
    expect(after.detail?.parts).toMatchObject([{ part: 'channel 1' }]);
    expect((await post('/devices/shelf-a1/let-go', {})).status).toBe(200);
    expect(JSON.parse(readFileSync(site, 'utf8'))).not.toHaveProperty('devices[0]');
  });

  test('finds a reader by its address, adopts it, and tells what to do while an antenna is off', async () => {
    reader = await startLlrpReader({ host: '127.0.0.1', port: 0, clock: systemClock });
    const searched = await post('/discovered/search', { what: 'network', address: '127.0.0.1', port: reader.port });
    expect(await searched.json()).toEqual({ found: 1, says: '1 address asked, 1 reader found.' });
    const { found } = await get<{ found: Found[] }>('/discovered');
    const adopted = await post(`/discovered/${encodeURIComponent(found[0]?.id ?? '')}/adopt`, {
      id: 'dock',
      driver: 'llrp',
      antennas: [{ antenna: 1, role: 'shelf', location: 'A1' }],
    });
    expect(await adopted.json()).toEqual({ device: 'dock', connection: 'dock' });
    await until(async () => ((await get<DevicePage>('/devices/dock')).link?.state === 'connected' ? true : undefined));
    reader.antenna(1, false);
    const codes = await until(async () => {
      const { advice } = await get<DevicePage>('/devices/dock');
      return advice.length > 0 ? advice.map(({ code }) => code) : undefined;
    });
    expect(codes).toEqual(['antenna-disconnected']);
    const outside = await post('/discovered/search', { what: 'network', address: '8.8.8.8' });
    expect(outside.status).toBe(422);
    expect(await outside.json()).toMatchObject({ errors: [{ field: 'address' }] });
  });
});

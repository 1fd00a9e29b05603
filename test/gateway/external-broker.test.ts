/** The same gateway behind somebody else's broker, by one setting. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Mosquitto, mosquitto, withoutMosquitto } from '../transport/mosquitto.ts';
import { freePort, type GatewayProcess, startGatewayProcess } from './process.ts';

describe.skipIf(withoutMosquitto !== '')(`a gateway behind Mosquitto${withoutMosquitto}`, () => {
  let directory: string;
  let broker: Mosquitto;
  let gateway: GatewayProcess;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tallygate-external-'));
    broker = await mosquitto({ user: { name: 'tallygate', password: 'a secret of the broker' } });
    await broker.start();
    writeFileSync(join(directory, 'password'), 'a secret of the broker\n', { mode: 0o600 });
    const settings = {
      name: 'External',
      time_zone: 'UTC',
      currency: 'EUR',
      items: [{ id: 'bolt', gtins: ['9521141000014'] }],
      locations: [{ id: 'D1', kind: 'bin' }],
      connections: [{ id: 'scanner', wire: { kind: 'mqtt' } }],
      devices: [{ id: 'scanner', driver: 'native', scanner: {} }],
      rules: { scan: { duplicate_ms: 0 } },
      network: {
        dashboard: { host: '127.0.0.1', port: await freePort() },
        broker: {
          kind: 'external',
          url: `mqtt://127.0.0.1:${broker.port}`,
          username: 'tallygate',
          password_file: join(directory, 'password'),
        },
      },
    };
    writeFileSync(join(directory, 'site.json'), JSON.stringify(settings));
    gateway = await startGatewayProcess(['--site', join(directory, 'site.json'), '--data', join(directory, 'data')]);
  });
  afterAll(async () => {
    await gateway.stop();
    await broker.remove();
    rmSync(directory, { recursive: true });
  });

  test('books what a device publishes there, also after a redelivery', async () => {
    const scanner = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, {
      clientId: 'scanner',
      username: 'tallygate',
      password: 'a secret of the broker',
    });
    await new Promise<void>((resolve) => scanner.once('connect', () => resolve()));
    const codes = ['TG-CMD.RECEIVE', 'TG-LOC.D1', '9521141000014', '9521141000014', 'TG-CMD.DONE'];
    const say = async (code: string, seq: number) =>
      scanner.publishAsync('tallygate/scanner/reading', JSON.stringify({ scan: { code }, seq, boot: 'b' }), { qos: 1 });
    let body = '';
    // Until the gateway has subscribed, the broker drops what nobody listens to: the device says it all again.
    while (!body.includes('"quantity":2')) {
      for (const [seq, code] of codes.entries()) await say(code, seq);
      await pause(100);
      body = await (await gateway.fetch(`/api/v1/levels?location=D1`)).text();
    }
    for (const [seq, code] of codes.entries()) await say(code, seq);
    await pause(300);
    expect(JSON.parse(await (await gateway.fetch(`/api/v1/levels?location=D1`)).text()).levels).toEqual([
      { item: 'bolt', location: 'D1', quantity: 2 },
    ]);
    await scanner.endAsync();
  });

  test('offers what announces itself there, also from before, and does not take it for a frame', async () => {
    const node = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, {
      clientId: 'tasmota',
      username: 'tallygate',
      password: 'a secret of the broker',
    });
    const config = JSON.stringify({ t: 'tasmota_4F2A11', dn: 'Scale by the door', sw: '14.2.0' });
    await node.publishAsync('tasmota/discovery/A4CF124F2A11/config', config, { qos: 1, retain: true });
    await node.endAsync();
    let found: unknown[] = [];
    while (found.length === 0) {
      await pause(50);
      found = JSON.parse(await (await gateway.fetch(`/api/v1/discovered`)).text()).found;
    }
    expect(found).toMatchObject([
      {
        kind: 'mqtt',
        name: 'Scale by the door',
        suggestions: [{ driver: 'tasmota' }],
        certain: true,
        suggested_id: 'tasmota_4F2A11',
        needs_secret: false,
      },
    ]);
    const { devices } = JSON.parse(await (await gateway.fetch(`/api/v1/devices`)).text());
    expect(devices).toHaveLength(1);
  });
});

/** Goal: a person with a scanner learns what became of a scan, on the scanner itself and on the screen. Method: a real gateway. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { ClientMessages, ServerMessages, Snapshot } from '../../gateway/live/messages.ts';
import { mosquitto, withoutMosquitto } from '../transport/mosquitto.ts';
import { freePort, type GatewayProcess, runCommand, startGatewayProcess } from './process.ts';

const lookup = { tone: 'ok', says: 'Hex bolt M12: none' };

let directory: string;
let data: string;
let gateway: GatewayProcess;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-feedback-'));
  data = join(directory, 'data');
});
afterEach(async () => {
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

async function startWith(broker: object): Promise<void> {
  const settings = {
    name: 'Counter',
    time_zone: 'UTC',
    currency: 'EUR',
    items: [{ id: 'bolt', name: 'Hex bolt M12', gtins: ['9521141000014'] }],
    locations: [{ id: 'D1', kind: 'bin' }],
    connections: ['with-display', 'plain'].map((id) => ({ id, wire: { kind: 'mqtt' } })),
    devices: ['with-display', 'plain'].map((id) => ({ id, driver: 'native', connection: id, scanner: {} })),
    rules: { scan: { duplicate_ms: 0 } },
    network: { dashboard: { host: '127.0.0.1', port: await freePort() }, broker },
  };
  const file = join(directory, 'site.json');
  writeFileSync(file, JSON.stringify(settings));
  gateway = await startGatewayProcess(['--site', file, '--data', data]);
}

const embedded = async () => ({ kind: 'embedded', host: '127.0.0.1', port: await freePort() });

async function scannerOf(id: string): Promise<MqttClient> {
  const enrolled = await runCommand(['enrol', id, '--data', data, '--json']);
  const { secret }: { secret: string } = JSON.parse(enrolled.out);
  return mqtt.connectAsync(gateway.broker, { clientId: id, username: id, password: secret, reconnectPeriod: 0 });
}

function nextMessage(client: MqttClient): Promise<IPublishPacket> {
  return new Promise((resolve) => client.once('message', (_topic, _payload, packet) => resolve(packet)));
}

const scan = (client: MqttClient, id: string, code: string) =>
  client.publishAsync(`tallygate/${id}/reading`, JSON.stringify({ scan: { code } }), { qos: 1 });

/** The first snapshot of a screen that shows an answer of this scanner. */
async function snapshotWith(device: string): Promise<Snapshot> {
  const socket: Socket<ServerMessages, ClientMessages> = io(gateway.dashboard, {
    transports: ['websocket'],
    extraHeaders: { authorization: `Bearer ${gateway.token}` },
  });
  try {
    for (;;) {
      const snapshot = await new Promise<Snapshot>((resolve) => socket.once('snapshot', resolve));
      if (snapshot.feedback.some((told) => told.device === device)) return snapshot;
      socket.emit('resync');
    }
  } finally {
    socket.disconnect();
  }
}

describe('what became of a scan', () => {
  test('reaches the scanner on its command topic and every screen, also when no stock moved', async () => {
    await startWith(await embedded());
    const scanner = await scannerOf('with-display');
    await scanner.subscribeAsync('tallygate/with-display/command');
    const heard = nextMessage(scanner);
    const began_ms = Date.now();
    await scan(scanner, 'with-display', '9521141000014');
    const { topic, payload, qos, retain } = await heard;
    const { feedback }: { feedback: { at: string } } = JSON.parse(payload.toString());
    expect([topic, qos, retain]).toEqual(['tallygate/with-display/command', 0, false]);
    expect(feedback).toEqual({ ...lookup, at: new Date(Date.parse(feedback.at)).toISOString() });
    expect(Date.parse(feedback.at)).toBeGreaterThanOrEqual(began_ms);
    expect(Date.parse(feedback.at)).toBeLessThanOrEqual(Date.now());

    const snapshot = await snapshotWith('with-display');
    expect(snapshot.feedback).toEqual([
      { number: 1, device: 'with-display', at_ms: Date.parse(feedback.at), ...lookup },
    ]);
    expect(snapshot.movements).toEqual([]);
    await scanner.endAsync();
  });

  test('is shown for a scanner that does not listen, which is no lost command', async () => {
    await startWith(await embedded());
    const scanner = await scannerOf('plain');
    await scan(scanner, 'plain', '4006381333931');
    const snapshot = await snapshotWith('plain');
    expect(snapshot.feedback.map(({ device, tone, says }) => [device, tone, says])).toEqual([
      ['plain', 'error', '4006381333931 has a GTIN that is no item of this site'],
    ]);
    const counted = Object.keys(snapshot.counters).filter((name) => name.startsWith('mqtt.commands'));
    expect(counted).toEqual([]);
    await scanner.endAsync();
  });

  test.skipIf(withoutMosquitto !== '')(
    `reaches the scanner through an external broker, too${withoutMosquitto}`,
    async () => {
      const broker = await mosquitto({});
      onTestFinished(() => broker.remove());
      await broker.start();
      const url = `mqtt://127.0.0.1:${broker.port}`;
      await startWith({ kind: 'external', url });
      const scanner = await mqtt.connectAsync(url);
      await scanner.subscribeAsync('tallygate/with-display/command');
      const heard = nextMessage(scanner);
      const isHeard = heard.then(() => true);
      // Until the gateway has subscribed, the broker drops what nobody listens to.
      do await scan(scanner, 'with-display', '9521141000014');
      while (!(await Promise.race([isHeard, pause(100)])));
      const { payload, retain } = await heard;
      expect(JSON.parse(payload.toString())).toMatchObject({ feedback: lookup });
      expect(retain).toBe(false);
      await scanner.endAsync();
    },
  );
});

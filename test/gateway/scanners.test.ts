/**
 * Goal: every scanner with a wire of its own comes to the right movement in the product as built. Method: one gateway process,
 * simulated scanners on real wires; each receives a piece onto its own shelf, and what is rejected is heard where it was scanned.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScannedLine } from '../../devices/barcode/line-scanner.ts';
import { systemClock } from '../../simulators/clock.ts';
import { type Handheld, handheld, postScan } from '../../simulators/network-scanner.ts';
import { openPty, type Pty } from '../../simulators/pty.ts';
import { ssiTypeOf } from '../../simulators/scan-wires.ts';
import { scanBytes } from '../../simulators/scanner.ts';
import { seedOf } from '../../simulators/seed.ts';
import { type SsiScanner, ssiScanner } from '../../simulators/ssi-scanner.ts';
import { withoutSocat } from '../transport/pty-pair.ts';
import { freePort, type GatewayProcess, runCommand, startGatewayProcess } from './process.ts';

const item = { aim: ']E0', code: '9521141000014' };
const unknown = { aim: ']E0', code: '4006381333931' };
/** One piece received onto a shelf. */
const work = (shelf: string): ScannedLine[] =>
  [{ code: 'TG-CMD.RECEIVE' }, { code: `TG-LOC.${shelf}` }, item, { code: 'TG-CMD.DONE' }].map((line) => ({ ...line }));

let folder = '';
let gateway: GatewayProcess;
let lineServer: Server;
let ports = { line: 0, handhelds: 0 };
const lines: Pty[] = [];
let serial: Pty;
let zebra: SsiScanner;
let caller: Socket | undefined;

const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tallygate-scanners-'));
  lineServer = createServer((socket) => {
    caller = socket;
    socket.on('error', () => {});
  });
  await new Promise<void>((done) => lineServer.listen(0, '127.0.0.1', done));
  const address = lineServer.address();
  ports = { line: typeof address === 'object' && address !== null ? address.port : 0, handhelds: await freePort() };
  if (withoutSocat === '') {
    const common = { clock: systemClock, broke: (says: string) => expect.fail(says) };
    serial = await openPty({ ...common, path: path('serial'), heard() {} });
    const line = await openPty({ ...common, path: path('zebra'), heard: (chunk) => zebra.heard(chunk) });
    zebra = ssiScanner({ clock: systemClock, seed: seedOf(3), packeted: 0, write: (chunk) => line.write(chunk) });
    lines.push(serial, line);
  }
  writeFileSync(path('site.json'), JSON.stringify(await siteOf()));
  gateway = await startGatewayProcess(['--site', path('site.json'), '--data', path('data')]);
});

afterAll(async () => {
  await gateway?.stop();
  zebra?.stop();
  await Promise.all(lines.map((line) => line.stop()));
  caller?.destroy();
  lineServer.close();
  rmSync(folder, { recursive: true, force: true });
});

async function siteOf(): Promise<object> {
  const wires = {
    line: { kind: 'tcp', host: '127.0.0.1', port: ports.line },
    posts: { kind: 'http' },
    messages: { kind: 'mqtt' },
    ...(withoutSocat === ''
      ? { serial: { kind: 'serial', path: path('serial') }, zebra: { kind: 'serial', path: path('zebra') } }
      : {}),
  };
  const driver: Record<string, string> = { zebra: 'ssi', messages: 'scan-message' };
  const devices = Object.keys(wires).map((id) => ({ id, driver: driver[id] ?? 'line-scanner', scanner: {} }));
  const handhelds = { connection: 'handhelds', driver: 'line-scanner' };
  return {
    name: 'Counter',
    time_zone: 'UTC',
    currency: 'EUR',
    items: [{ id: 'bolt', name: 'Hex bolt M12', gtins: ['9521141000014'] }],
    locations: [...Object.keys(wires), 'handheld', 'other', 'phone'].map((id) => ({ id, kind: 'bin' })),
    connections: [
      ...Object.entries(wires).map(([id, wire]) => ({ id, wire })),
      { id: 'handhelds', wire: { kind: 'tcp-server', port: ports.handhelds } },
    ],
    devices: [
      ...devices,
      { id: 'handheld', ...handhelds, scanner: { answer: 'text' } },
      { id: 'other', ...handhelds, address: '127.0.0.2', scanner: {} },
      { id: 'phone', connection: 'posts', driver: 'scan-message', scanner: {} },
    ],
    rules: { scan: { duplicate_ms: 0 } },
    network: {
      dashboard: { port: await freePort() },
      broker: { kind: 'embedded', port: await freePort() },
      devices_http: { port: await freePort() },
    },
  };
}

interface MovementRow {
  readonly kind: string;
  readonly item: string;
  readonly quantity: number;
  readonly to: string;
}

async function get<Body>(place: string): Promise<Body> {
  return (await (await gateway.fetch(`/api/v1/${place}`)).json()) as Body;
}

async function received(shelf: string): Promise<MovementRow[]> {
  const { movements } = await get<{ movements: MovementRow[] }>('movements?limit=500');
  return movements
    .filter(({ to }) => to === shelf)
    .map(({ kind, item: of, quantity, to }) => ({ kind, item: of, quantity, to }));
}

const onePiece = (shelf: string) => [{ kind: 'received', item: 'bolt', quantity: 1, to: shelf }];
const isBooked = (shelf: string, times = 1) =>
  expect.poll(() => received(shelf)).toEqual(Array.from({ length: times }, () => onePiece(shelf)[0]));

async function stateOf(connection: string): Promise<string | undefined> {
  const { devices } = await get<{ devices: { connection: string; link?: { state: string } }[] }>('devices');
  return devices.find((each) => each.connection === connection)?.link?.state;
}
const isConnected = (connection: string) => expect.poll(() => stateOf(connection)).toBe('connected');

async function secretOf(connection: string): Promise<string> {
  const enrolled = await runCommand(['enrol', connection, '--data', path('data'), '--json']);
  const { secret }: { secret: string } = JSON.parse(enrolled.out);
  return secret;
}

describe('a scanner comes to the right movement', () => {
  test.skipIf(withoutSocat !== '')(`on a serial line, with every end doubled${withoutSocat}`, async () => {
    await isConnected('serial');
    for (const line of work('serial')) {
      serial.write(scanBytes(line, { prefix: 'none', suffix: 'crlfcr', aim: true, suffixes: 2 }));
    }
    await isBooked('serial');
  });

  test('behind a device server that the gateway calls', async () => {
    await isConnected('line');
    for (const line of work('line')) {
      for (const byte of scanBytes(line)) caller?.write(Uint8Array.of(byte));
    }
    await isBooked('line');
  });

  test.skipIf(withoutSocat !== '')(
    `a Zebra on SSI, which hears its ACK and what is rejected${withoutSocat}`,
    async () => {
      await isConnected('zebra');
      expect(zebra.is_packeted).toBe(true);
      for (const line of work('zebra')) zebra.scan({ ...line, type: ssiTypeOf(line) });
      await expect.poll(() => zebra.acknowledged).toBe(4);
      await isBooked('zebra');
      // Mode and location are told by low and high, the piece by the scanner itself.
      await expect.poll(() => [...zebra.beeps]).toEqual([0x17, 0x17, 0x17]);
      zebra.scan({ ...unknown, type: 11 });
      await expect.poll(() => zebra.beeps.at(-1)).toBe(0x11);
      expect([zebra.acknowledged, zebra.transmit_errors]).toEqual([5, 0]);
    },
  );

  test('handhelds that call a port of ours, two at once, told apart by address', async () => {
    const heard: string[] = [];
    const common = { host: '127.0.0.1', port: ports.handhelds };
    const one: Handheld = await handheld({
      ...common,
      seed: seedOf(5),
      manner: { prefix: 'none', suffix: 'tab-cr', aim: true, suffixes: 1 },
      line_faults: { split_permille: 500, merged_permille: 300 },
      heard: (line) => heard.push(line),
    });
    const two: Handheld = await handheld({ ...common, local: '127.0.0.2', seed: seedOf(6) });
    for (const line of work('handheld')) one.scan(line);
    for (const line of work('other')) two.scan(line);
    // What was merged comes with the next line.
    one.scan({ code: 'TG-CMD.LOOKUP' });
    one.scan({ code: 'TG-CMD.LOOKUP' });
    await isBooked('handheld');
    await isBooked('other');
    await expect
      .poll(() => heard.slice(0, 3))
      .toEqual([
        'mode: receive: scan the location, then the items',
        'mode: receive at handheld',
        'ok: receive 1 ? Hex bolt M12 at handheld',
      ]);
    await Promise.all([one.stop(), two.stop()]);
    await expect.poll(() => stateOf('handhelds')).toBe('waiting');
  });

  test('posts, answered when they are stored with what became of the scan', async () => {
    const secret = await secretOf('posts');
    const as = { device: 'posts', connection: 'posts', secret };
    const answers: unknown[] = [];
    for (const { aim = '', code } of work('posts')) {
      const { status, body } = await postScan(gateway.dashboard, as, `${aim}${code}\r\n`);
      answers.push([status, (body as { feedback: { tone: string }[] }).feedback.map(({ tone }) => tone)]);
    }
    expect(answers).toEqual([
      [200, ['mode']],
      [200, ['mode']],
      [200, ['ok']],
      [200, ['mode']],
    ]);
    await isBooked('posts');
    const refused = await postScan(gateway.dashboard, { ...as, secret: 'wrong' }, item.code);
    expect([refused.status, refused.body]).toMatchObject([401, { code: 'not-allowed' }]);
    const strange = await postScan(gateway.dashboard, as, '\x01');
    expect([strange.status, strange.body]).toMatchObject([422, { code: 'not-understood' }]);
  });

  test('posts at the devices’ own port; the same key twice is one scan, the same code twice is two', async () => {
    const site: { network: { devices_http: { port: number } } } = JSON.parse(readFileSync(path('site.json'), 'utf8'));
    const url = `http://127.0.0.1:${site.network.devices_http.port}/`;
    const as = { device: 'phone', connection: 'posts', secret: await secretOf('posts') };
    const json = { type: 'application/json' };
    const scan = (line: ScannedLine, options: { key?: string } = {}) =>
      postScan(url, as, JSON.stringify(line), { ...json, ...options });
    const [receive, shelf, piece, done] = work('phone');
    for (const line of [receive, shelf]) expect((await scan(line ?? item)).status).toBe(200);
    for (const key of ['a', 'a', 'b']) expect((await scan(piece ?? item, { key })).status).toBe(200);
    expect((await scan(done ?? item)).status).toBe(200);
    await isBooked('phone', 2);
    expect((await fetch(new URL('/api/v1/levels', url))).status).toBe(404);
  });

  test('messages of the bare code or of an object over MQTT, delivered twice and booked once', async () => {
    const client = await mqtt.connectAsync(gateway.broker, {
      clientId: 'messages',
      username: 'messages',
      password: await secretOf('messages'),
      reconnectPeriod: 0,
    });
    const [receive, shelf, piece, done] = work('messages');
    const say = (payload: string) => client.publishAsync('tallygate/messages/scan', payload, { qos: 1 });
    await say(`${receive?.code}\r\n`);
    await say(JSON.stringify({ code: shelf?.code, symbology: 'QR_CODE' }));
    const numbered = JSON.stringify({ ...piece, seq: 1, boot: 'a' });
    await say(numbered);
    await say(numbered);
    // The first number of a power-up waits for earlier ones; what has no number does not wait, so it is said afterwards.
    await isBooked('messages');
    await say(done?.code ?? '');
    await client.endAsync();
  });
});

/**
 * Goal: a count sheet is filled by a reader and a scale over the API against a gateway as built: a simulated LLRP reader on its port, a
 * simulated load cell on MQTT; blindly, with a tag that is gone and a second sweep before that is believed; killed on the way.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { encodeEpc } from '../../devices/rfid/epc-encode.ts';
import { sgtinOf } from '../../devices/rfid/epc-keys.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { verifyLedger } from '../../gateway/main.ts';
import { openPeopleDesk } from '../../gateway/people-desk.ts';
import { type LlrpReader, startLlrpReader } from '../../simulators/llrp-reader.ts';
import { usualLoadCell } from '../../simulators/load-cell.ts';
import { type MqttNode, mqttNode } from '../../simulators/mqtt-node.ts';
import { seedOf } from '../../simulators/seed.ts';
import { nativeLiveness, nativeWire, Plates } from '../../simulators/weight-wires.ts';
import { smallWorld } from '../simulators/small-world.ts';
import { eventually } from '../transport/eventually.ts';
import { freePort, type GatewayProcess, runCommand, startGatewayProcess } from './process.ts';

const piece_mg = 200_000;
const world = {
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
const plates = new Plates(world, seedOf(7), { ...usualLoadCell, lean_permille: 4 });

let directory: string;
let args: readonly string[];
let gateway: GatewayProcess;
let reader: LlrpReader;
let node: MqttNode;
/** Of somebody who counts, and may approve nothing. */
let floor: string;
let endWire: () => void = () => {};

/** A start and an enrolment, each a process of its own: on a busy machine half a minute is not enough. */
const hook_ms_max = 120_000;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-device-counts-'));
  const data = join(directory, 'data');
  const port = await freePort();
  const site = join(directory, 'site.json');
  writeFileSync(
    site,
    JSON.stringify({
      name: 'Bench',
      time_zone: 'UTC',
      currency: 'EUR',
      items: [
        { id: 'pump', gtins: ['9521141000021'] },
        { id: 'bolt', gtins: ['9521141000014'], unit_mass_mg: piece_mg },
      ],
      locations: [
        { id: 'S1', kind: 'shelf', taken_to: 'production', filled_from: 'supplier' },
        { id: 'B1', kind: 'bin', item: 'bolt', taken_to: 'production', filled_from: 'supplier' },
      ],
      connections: [
        { id: 'reader', wire: { kind: 'tcp', host: '127.0.0.1', port } },
        { id: 'node', wire: { kind: 'mqtt' } },
      ],
      devices: [
        { id: 'reader', driver: 'llrp', antennas: [{ antenna: 1, role: 'shelf', location: 'S1' }] },
        { id: 'node', driver: 'native', channels: [{ channel: '1', location: 'B1', empty_mass_mg: 412_000 }] },
      ],
      rules: { weight: { rest_ms: 400 }, tags: { absent_ms: 600_000 } },
      network: {
        dashboard: { host: '127.0.0.1', port: await freePort() },
        broker: { kind: 'embedded', host: '127.0.0.1', port: await freePort() },
      },
    }),
  );
  reader = await startLlrpReader({ host: '127.0.0.1', port, clock: systemClock });
  args = ['--site', site, '--data', data];
  const desk = openPeopleDesk(data);
  const made = await desk.makeToken('floor', ['inventory-associate']);
  desk.close();
  if (!made.ok) throw new Error(made.says);
  floor = made.value;
  gateway = await startGatewayProcess(args);
  const { secret }: { secret: string } = JSON.parse(
    (await runCommand(['enrol', 'node', '--data', data, '--json'])).out,
  );
  node = mqttNode({
    url: gateway.broker,
    connection: 'node',
    secret,
    liveness: [nativeLiveness('node')],
    changed() {},
  });
  plates.of({ device: 'node', channel: '1' })?.load(systemClock.now_ms() - 60_000, 6 * piece_mg);
  await node.ready(5_000);
  endWire = nativeWire({ world, plates, clock: systemClock, boot: 'b1' }, 'node', node);
}, hook_ms_max);
afterAll(async () => {
  endWire();
  await Promise.all([reader.close(), node.stop()]);
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

function pump(serial: number): string {
  const key = sgtinOf({ gtin: '09521141000021', prefix_digits: 7, serial: String(serial), filter: 1 });
  const encoded = key.ok ? encodeEpc(key.value) : key;
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value;
}
/** Reads that the reader has told the gateway. */
let told = 0;
/** Tags in the field are read, twice each: two reads make a tag present. Before its client has told it to, a reader reads nothing. */
async function read(serials: readonly number[]): Promise<void> {
  await eventually(() => reader.connected);
  for (const serial of [...serials, ...serials]) {
    await eventually(() => reader.read(pump(serial), 1, -5_200, systemClock.now_ms()));
    told += 1;
  }
  await vi.waitFor(async () => expect(await readings()).toBe(told), patiently);
}

async function asked(path: string, body?: unknown, token = gateway.token) {
  const answer = await fetch(new URL(`/api/v1${path}`, gateway.dashboard), {
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

const patiently = { timeout: 60_000, interval: 50 };
async function levels(): Promise<Record<string, number>> {
  const { body } = await asked('/levels');
  const found: { item: string; location: string; quantity: number }[] = body.levels;
  return Object.fromEntries(
    found.filter(({ location }) => location === 'S1' || location === 'B1').map((each) => [each.item, each.quantity]),
  );
}

/** Reads of tags that the gateway has taken in. */
async function readings(): Promise<number> {
  const { status, body } = await asked('/devices/reader');
  const parts: { part: string; readings: number }[] = status === 200 ? (body.detail?.parts ?? []) : [];
  return parts.find(({ part }) => part === 'antenna 1')?.readings ?? 0;
}

/** A pass is ended once the gateway has taken in all that it read. */
async function sweep(id: string, serials: readonly number[]): Promise<void> {
  expect((await asked(`/counts/${id}/sweep`, { device: 'reader' }, floor)).status).toBe(200);
  await read(serials);
  expect((await asked(`/counts/${id}/sweep-end`, {}, floor)).status).toBe(200);
  const { sweeps } = (await asked(`/counts/${id}`)).body;
  expect(sweeps.at(-1).tags).toBe(serials.length);
}

test('a sweep and a scale fill a sheet; what is gone is believed after the second sweep, and approved', async () => {
  await read([1, 2, 3, 4, 5, 6, 7, 8]);
  await vi.waitFor(async () => expect(await levels()).toEqual({ bolt: 6, pump: 8 }), patiently);
  const opened = await asked('/counts', { locations: ['S1', 'B1'] }, floor);
  expect(opened.body.document).toMatchObject({ id: 'CT-1', lines: [{ item: 'pump' }, { item: 'bolt' }] });
  expect(await asked('/counts/CT-1/sweep', { device: 'node', locations: ['S1'] }, floor)).toMatchObject({
    status: 422,
    body: { code: 'not-possible', errors: [{ field: 'device' }] },
  });
  expect((await asked('/counts/CT-1/sweep', {}, floor)).status).toBe(400);
  expect(await asked('/counts/CT-1/sweep', { device: 'reader', locations: ['S1', 'B1'] }, floor)).toMatchObject({
    body: { errors: [{ field: 'device', rule: 'reader has no antenna at B1' }] },
  });
  const weighed = await vi.waitFor(async () => {
    const { body } = await asked('/counts/CT-1/weigh', {}, floor);
    expect(body.notes).toEqual(['1 line counted by weight.']);
    return body;
  }, patiently);
  expect(weighed.document.lines[1]).toMatchObject({ quantity: 0, tries: [] });
  expect((await asked('/counts/CT-1')).body.lines[1]).toMatchObject({
    quantity: 6,
    tries: [{ counted: 6, level: 6, source: 'weight', evidence: [{ device: 'node' }] }],
  });
  await asked('/counts/CT-1/cancel', { version: (await asked('/counts/CT-1')).body.version, reason: 'one by one' });

  const second = await asked('/counts', { locations: ['S1'] }, floor);
  expect(second.body.document).toMatchObject({ id: 'CT-2', lines: [{ item: 'pump' }] });
  await sweep('CT-2', [1, 2, 3, 4, 5, 6, 7]);
  const { version } = (await asked('/counts/CT-2')).body;
  expect(await asked('/counts/CT-2/finish', { version }, floor)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'lines' }] },
  });
  await gateway.kill();
  gateway = await startGatewayProcess(args);
  await sweep('CT-2', [1, 2, 3, 4, 5, 6, 7]);
  const swept = (await asked('/counts/CT-2')).body;
  expect(swept.lines[0].tries[0]).toMatchObject({
    counted: 7,
    source: 'rfid-sweep',
    sweep: { unseen: 1, unseen_tags: [pump(8)], is_sure: true },
  });
  const seen = (await asked('/counts/CT-2', undefined, floor)).body;
  expect(seen.lines[0]).toMatchObject({ quantity: 0, tries: [] });
  expect(Object.keys(seen.sweeps[0]).sort()).toEqual([
    'began_ms',
    'by',
    'device',
    'ended_ms',
    'locations',
    'number',
    'round',
  ]);
  await asked('/counts/CT-2/finish', { version: swept.version }, floor);
  await sweep('CT-2', [1, 2, 3, 4, 5, 6, 7]);
  await sweep('CT-2', [1, 2, 3, 4, 5, 6, 7]);
  await asked('/counts/CT-2/finish', { version: (await asked('/counts/CT-2')).body.version }, floor);
  const waiting = (await asked('/counts/CT-2')).body;
  expect(waiting.state).toBe('waiting');
  const approval = { version: waiting.version, reason: 'looked', causes: [{ line: 1, cause: 'stolen' }] };
  expect((await asked('/counts/CT-2/approve', approval, floor)).status).toBe(403);
  expect((await asked('/counts/CT-2/approve', approval)).status).toBe(200);
  expect((await levels()).pump).toBe(7);
  const { movements } = (await asked('/movements?item=pump&limit=1')).body;
  expect(movements[0]).toMatchObject({
    kind: 'counted',
    quantity: 1,
    from: 'S1',
    work: { document: 'CT-2', reason: 'stolen', source: 'rfid-sweep' },
  });
  expect((await asked('/audit?what=beginSweep')).body.audit.at(0)).toMatchObject({ by: 'api:floor', subject: 'CT-2' });
  endWire();
  await gateway.stop();
  expect(verifyLedger(join(directory, 'data')).problems).toEqual([]);
});

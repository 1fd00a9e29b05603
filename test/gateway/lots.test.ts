/**
 * Goal: docs/lots.md and docs/holds.md are true. Method: their item and their commands, one after the other, with the gateway as built; then what is asked for
 * there. At the end the ledger is verified, and a gateway that was killed knows the same lots.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import mqtt from 'mqtt';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pages } from '../docs/pages.ts';
import { freePort, type GatewayProcess, runCommand, startGatewayProcess } from './process.ts';

const blocks = pages().find(({ path }) => path === 'docs/lots.md')?.blocks ?? [];
const holds = (pages().find(({ path }) => path === 'docs/holds.md')?.blocks ?? []).map(({ body }) => JSON.parse(body));
const units = (pages().find(({ path }) => path === 'docs/units.md')?.blocks ?? []).map(({ body }) => JSON.parse(body));
const told = blocks.filter(({ info }) => info === 'json').map(({ body }) => JSON.parse(body));

let directory: string;
let settings: string;
let gateway: GatewayProcess;
const start = () => startGatewayProcess(['--site', settings, '--data', join(directory, 'data')]);

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-lots-'));
  settings = join(directory, 'site.json');
  const site = {
    name: 'Dairy',
    time_zone: 'UTC',
    currency: 'EUR',
    items: [
      ...units.filter((each) => 'units' in each),
      ...told.filter((each) => 'tracking' in each),
      { id: 'cup', codes: ['CUP'] },
    ],
    locations: [
      { id: 'S1', kind: 'shelf', taken_to: 'customer', filled_from: 'supplier' },
      { id: 'S2', kind: 'shelf', taken_to: 'customer', filled_from: 'supplier' },
    ],
    connections: [{ id: 'gun', wire: { kind: 'mqtt' } }],
    suppliers: [{ id: 'farm' }],
    devices: [{ id: 'gun', driver: 'native' }],
    network: {
      dashboard: { host: '127.0.0.1', port: await freePort() },
      broker: { kind: 'embedded', host: '127.0.0.1', port: await freePort() },
    },
  };
  writeFileSync(settings, JSON.stringify(site));
  gateway = await start();
});
afterAll(async () => {
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

async function get(path: string): Promise<unknown> {
  return (await gateway.fetch(`/api/v1${path}`)).json();
}

async function post(body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await gateway.fetch('/api/v1/commands', { method: 'POST', headers, body: JSON.stringify(body) });
  return answer.json();
}

const move = (quantity: number, from: string, to: string) =>
  ({ kind: 'move', item: 'milk', quantity, from, to, reason: 'test' }) as const;

test('the page: lots are received, counted and described', async () => {
  const commands = told.filter((each) => 'kind' in each);
  expect(commands).toHaveLength(3);
  for (const command of commands) expect(await post(command)).toEqual({ done: true });
  expect(await get('/levels?by=lot&item=milk&location=S1')).toEqual({
    levels: [
      {
        item: 'milk',
        location: 'S1',
        quantity: 11,
        lots: [{ lot: 'L7', quantity: 11, state: 'available', expiry: '2027-05-31' }],
      },
    ],
  });
  expect(await get('/lots')).toMatchObject({
    lots: [
      { item: 'milk', lot: 'L7', quantity: 11, expiry: '2027-05-31', expiry_from: 'told' },
      { item: 'milk', lot: 'L8', quantity: 0, expiry: '2027-06-30', supplier_lot: 'K-1180' },
    ],
  });
});

test('what is refused names its field and changes nothing', async () => {
  const cups = { ...move(1, 'supplier', 'S1'), item: 'cup', lots: [{ lot: 'X' }] };
  expect(await post(cups)).toMatchObject({
    code: 'lots-invalid',
    detail: 'lots: the item is tracked neither by lot nor by serial',
  });
  const many = { ...move(1, 'supplier', 'S1'), lots: [{ lot: 'X', quantity: 2 }] };
  expect(await post(many)).toMatchObject({
    code: 'lots-invalid',
    detail: 'lots: name 2 pieces, and the quantity is 1',
  });
  const never = { ...move(1, 'supplier', 'S1'), lots: [{ lot: 'X', expiry: '2027-02-30' }] };
  expect(await post(never)).toMatchObject({ errors: [{ field: 'lots.0.expiry' }] });
  expect(await get('/lots?item=milk')).toMatchObject({ lots: [{ lot: 'L7' }, { lot: 'L8' }] });
});

test('a scan says the lot, advice follows the expiry, and a trace tells where a lot went', async () => {
  const enrolled = await runCommand(['enrol', 'gun', '--data', join(directory, 'data'), '--json']);
  const { secret }: { secret: string } = JSON.parse(enrolled.out);
  const gun = await mqtt.connectAsync(gateway.broker, { clientId: 'gun', username: 'gun', password: secret });
  const codes = ['TG-CMD.RECEIVE', 'TG-LOC.S2', '0109521141000014172701311' + '0L6', 'TG-CMD.QTY.4', 'TG-CMD.DONE'];
  for (const code of codes) {
    await gun.publishAsync('tallygate/gun/reading', JSON.stringify({ scan: { code, aim: ']C1' } }), { qos: 1 });
  }
  await gun.endAsync();
  await vi.waitFor(
    async () =>
      expect(await get('/lots?item=milk&expires_by=2027-02-01')).toMatchObject({ lots: [{ lot: 'L6', quantity: 4 }] }),
    { timeout: 60_000, interval: 100 },
  );
  expect(await get('/items/milk/fefo?quantity=6')).toEqual({
    item: 'milk',
    quantity: 6,
    take: [
      { location: 'S2', lot: 'L6', quantity: 4, there: 4, expiry: '2027-01-31' },
      { location: 'S1', lot: 'L7', quantity: 2, there: 11, expiry: '2027-05-31' },
    ],
    short: 0,
  });
  expect(await post(move(3, 'S1', 'S2'))).toEqual({ done: true });
  // Nobody says the lot: what expires first is presumed to go. Then the lot that should be gone is scanned out.
  expect(await post(move(4, 'S2', 'customer'))).toEqual({ done: true });
  expect(await post({ ...move(2, 'S2', 'customer'), lots: [{ lot: 'L6' }] })).toEqual({ done: true });
  expect(await get('/lots/milk/L6')).toMatchObject({
    lot: { quantity: 0, state: 'available' },
    came_from: [{ location: 'supplier', quantity: 4 }],
    went_to: [{ location: 'customer', quantity: 4 }],
    is_at: [],
    steps: [
      { correction: { was: 'L7', is: 'L6', quantity: 2, location: 'S2', other: 'customer' } },
      { quantity: 2, known: 'stated', movement: { from: 'S2', to: 'customer' } },
      { quantity: 4, known: 'presumed', movement: { from: 'S2', to: 'customer' } },
      { quantity: 4, known: 'scanned', movement: { kind: 'received', to: 'S2' } },
    ],
  });
  const first: { next?: string; steps: unknown[] } = JSON.parse(JSON.stringify(await get('/lots/milk/L6?limit=2')));
  expect(first.steps).toHaveLength(2);
  expect(await get(`/lots/milk/L6?limit=2&cursor=${first.next}`)).toMatchObject({
    steps: [{ known: 'presumed' }, { known: 'scanned' }],
  });
});

test('a delivery names the lot of each line, and a wrong one names its field', async () => {
  const deliver = async (...lines: readonly unknown[]) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ supplier: 'farm', location: 'S2', lines });
    return (await gateway.fetch('/api/v1/deliveries', { method: 'POST', headers, body })).json();
  };
  const L9 = { item: 'milk', sound: 2, lot: { lot: 'L9', expiry: '2027-07-31' } };
  const refused = await deliver(L9, { item: 'cup', sound: 1, lot: { lot: 'L9' } });
  expect(refused).toMatchObject({ code: 'not-possible', errors: [{ field: 'lines.1.lot' }] });
  expect(await get('/items/milk/availability')).toMatchObject({ on_hand: 9 });
  expect(await deliver(L9)).toMatchObject({ document: { kind: 'receipt' } });
  expect(await get('/lots/milk/L9')).toMatchObject({
    lot: { quantity: 2, expiry: '2027-07-31' },
    came_from: [{ location: 'supplier', quantity: 2 }],
    is_at: [{ location: 'S2', quantity: 2 }],
    steps: [{ known: 'stated', movement: { kind: 'received', work: { party: 'farm' } } }],
  });
  expect(await post({ ...move(2, 'S2', 'customer'), lots: [{ lot: 'L9' }] })).toEqual({ done: true });
});

test('the page about units: what converts is booked, what does not is refused', async () => {
  const [command] = units.filter((each) => 'kind' in each);
  expect(await post(command)).toEqual({ done: true });
  expect(await get('/levels?item=screw&location=S1')).toMatchObject({ levels: [{ location: 'S1', quantity: 300 }] });
  expect(await get('/items/screw/units?quantity=300')).toMatchObject({
    units: [
      { unit: 'piece' },
      { unit: 'box', quantity: '3/2', whole: 1, rest: 100 },
      { unit: 'half box', quantity: '3' },
      {},
    ],
  });
  expect(await post({ ...command, unit: 'pallet' })).toMatchObject({
    code: 'does-not-convert',
    detail: 'unit: screw has no unit pallet; it has piece, box, half box, gross',
  });
  expect(await post({ kind: 'count', item: 'screw', location: 'S1', quantity: 2, unit: 'gross', reason: 'r' })).toEqual(
    { done: true },
  );
  expect(await get('/levels?item=screw&location=S1')).toMatchObject({ levels: [{ quantity: 288 }] });
});

test('the page about holds: what is on hold is there and not available, until it is released', async () => {
  const hold = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await gateway.fetch(`/api/v1/holds${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.json();
  };
  expect(await get('/items/milk/availability')).toMatchObject({ on_hand: 9, held: 0, available: 9 });
  expect(holds).toHaveLength(2);
  expect(await hold('', holds[0])).toMatchObject({
    document: { id: 'HD-1', state: 'quarantine', version: 1, lines: [{ item: 'milk', lot: 'L7', quantity: 0 }] },
  });
  expect(await hold('', holds[1])).toMatchObject({ document: { id: 'HD-2', state: 'blocked' } });
  // All that is left is of L7: the pieces of the second hold are held already.
  expect(await get('/items/milk/availability')).toMatchObject({ on_hand: 9, held: 9, available: 0 });
  expect(await get('/items/milk/fefo?quantity=1')).toMatchObject({ take: [], short: 1 });
  expect(await get('/lots/milk/L7')).toMatchObject({ lot: { state: 'held' } });
  const wrong = { state: 'blocked', reason: 'r' };
  expect(await hold('', { ...wrong, item: 'cup', lot: 'X' })).toMatchObject({
    code: 'not-possible',
    errors: [{ field: 'lot' }],
  });
  expect(await hold('', { ...wrong, item: 'milk', location: 'supplier' })).toMatchObject({
    errors: [{ field: 'location' }],
  });
  expect(await hold('/HD-1/release', { version: 7, reason: 'r' })).toMatchObject({ code: 'stale' });
  expect(await hold('/HD-2/release', { version: 1, reason: 'r', quantity: 3 })).toMatchObject({
    errors: [{ field: 'quantity' }],
  });
  expect(await hold('/HD-1/change', { version: 1, state: 'blocked', reason: 'tested' })).toMatchObject({
    document: { state: 'blocked', version: 2 },
  });
  expect(await hold('/HD-1/release', { version: 2, reason: 'cleared by the supplier' })).toMatchObject({
    document: { state: 'released', closed: { reason: 'cleared by the supplier' } },
  });
  expect(await get('/items/milk/availability')).toMatchObject({ held: 2, available: 7 });
  expect(await hold('/HD-2/release', { version: 1, reason: 'one is sound', quantity: 1 })).toMatchObject({
    document: { state: 'blocked', lines: [{ quantity: 1 }] },
  });
  expect(await get('/items/milk/availability')).toMatchObject({ held: 1, available: 8 });
  expect(await get('/holds?open=true')).toMatchObject({ holds: [{ id: 'HD-2' }] });
  expect(await get('/documents/HD-1/events')).toMatchObject({
    events: [{ what: 'held' }, { what: 'blocked', reason: 'tested' }, { what: 'released' }],
  });
});

test('what was killed knows the same lots, and the ledger is true', async () => {
  const before = await get('/levels?by=lot');
  await gateway.kill();
  gateway = await start();
  expect(await get('/levels?by=lot')).toEqual(before);
  expect(await get('/items/milk/availability')).toMatchObject({ held: 1 });
  expect(await post(move(1, 'S2', 'customer'))).toEqual({ done: true });
  await gateway.stop();
  const verified = await runCommand(['verify', '--data', join(directory, 'data'), '--json']);
  expect(JSON.parse(verified.out)).toMatchObject({ ok: true, problems: [] });
  const ledger = new Database(join(directory, 'data', 'ledger.sqlite'));
  ledger.exec("UPDATE lot_level SET quantity = quantity + 1 WHERE item = 'milk' AND location = 'S1'");
  ledger.close();
  const doubted = await runCommand(['verify', '--data', join(directory, 'data'), '--json']);
  expect(JSON.parse(doubted.out)).toMatchObject({
    ok: false,
    problems: ['the journal derives 8 × milk of lot L7 at S1 where the ledger has 9'],
  });
});

/**
 * Goal: what docs/kanban.md says of cards that are made, and of orders for several cards, is true of a gateway as built. Method: its three
 * loops on one site; bins run empty by what is booked there, people do the rest by REST, wrongly too, and a loop leaves the settings.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { verifyLedger } from '../../gateway/main.ts';
import { openPeopleDesk } from '../../gateway/people-desk.ts';
import { type GatewayProcess, startGatewayProcess } from './process.ts';

const hinges = {
  id: 'hinges',
  item: 'hinge',
  bins: ['H1'],
  is_made: true,
  container_units: 10,
  cards: 2,
  lead_time_days: 1,
  settle_s: 1,
};
const { is_made: _, ...bought } = { ...hinges, supplier: 'acme', signals: 'card' };
const bolts = { ...bought, id: 'bolts', item: 'bolt', bins: ['B1'] };
const nuts = { ...bought, id: 'nuts', item: 'nut', bins: ['N1'] };
const site = {
  name: 'Works',
  time_zone: 'UTC',
  currency: 'EUR',
  items: [{ id: 'bolt' }, { id: 'nut' }, { id: 'hinge' }],
  locations: [
    { id: 'dock', kind: 'zone' },
    { id: 'press', kind: 'wip' },
    { id: 'H1', kind: 'bin', item: 'hinge' },
    { id: 'B1', kind: 'bin', item: 'bolt' },
    { id: 'N1', kind: 'bin', item: 'nut' },
  ],
  suppliers: [{ id: 'acme', gather_s: 2 }],
  bills: [
    {
      item: 'hinge',
      components: [
        { item: 'bolt', quantity: 1 },
        { item: 'nut', quantity: 2 },
      ],
    },
  ],
  work: { receiving: 'dock', wip: 'press', kanban: [hinges, bolts, nuts] },
  network: { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } },
};

let directory: string;
let settings: string;
let gateway: GatewayProcess;
let associate = '';

async function start(): Promise<void> {
  gateway = await startGatewayProcess(['--site', settings, '--data', join(directory, 'data')]);
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-filling-'));
  settings = join(directory, 'site.json');
  writeFileSync(settings, JSON.stringify(site));
  await start();
  const desk = openPeopleDesk(join(directory, 'data'));
  const made = await desk.makeToken('floor', ['inventory-associate']);
  associate = made.ok ? made.value : '';
  desk.close();
}, 300_000);
afterAll(async () => {
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

async function asked(path: string, body?: object, token = gateway.token) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(new URL(`/api/v1${path}`, gateway.dashboard), { ...options, headers });
  return { status: answer.status, body: await answer.json() };
}
const loop = async (id: string) => (await asked(`/kanban/${id}`)).body;
const patiently = { timeout: 60_000, interval: 200 };

test('an empty bin opens a production order, whose report fills the card', async () => {
  const filled = { kind: 'move', item: 'hinge', from: 'supplier', to: 'H1', quantity: 20, reason: 'opening' };
  expect((await asked('/commands', filled)).status).toBe(200);
  const taken = { kind: 'move', item: 'hinge', from: 'H1', to: 'customer', quantity: 10, reason: 'used' };
  expect((await asked('/commands', taken)).status).toBe(200);
  await vi.waitFor(
    async () =>
      expect(await loop('hinges')).toMatchObject({
        is_made: true,
        cards: [{ card: 1, state: 'ordered', signal: 'KB-1', told_by: 'level', filled_by: 'MO-1' }, { state: 'full' }],
      }),
    patiently,
  );
  expect((await asked('/production-orders')).body.orders).toMatchObject([
    { id: 'MO-1', of: 'KB-1', item: 'hinge', quantity: 10, to: 'H1', state: 'open', opened: { by: 'kanban:hinges' } },
  ]);
  expect((await asked('/production-orders/MO-1/report', { good: 4 }, associate)).body.document).toMatchObject({
    reports: [{ good: 4, to: 'H1' }],
  });
  expect((await loop('hinges')).cards[0]).toMatchObject({ state: 'in-transit' });
  expect(await asked('/kanban/hinges/cards/1/withdraw', { reason: 'not needed' })).toMatchObject({
    status: 422,
    body: {
      errors: [
        {
          in: 'path',
          field: 'card',
          rule: '1 is in-transit with MO-1: what is being made is finished, or closed, first',
        },
      ],
    },
  });
  expect((await asked('/production-orders/MO-1/report', { good: 6, is_last: true }, associate)).status).toBe(200);
  expect(await loop('hinges')).toMatchObject({
    on_hand: 20,
    full: 2,
    last: [{ id: 'KB-1', state: 'full', is_made: true, lines: [{ received: 10, filled: 10 }] }],
  });
  // Signalled by mistake, its order goes with it.
  expect((await asked('/kanban/hinges/cards/2/signal', {}, associate)).body.document).toMatchObject({
    id: 'KB-2',
    filled_by: 'MO-2',
  });
  expect((await asked('/kanban/hinges/cards/2/withdraw', { reason: 'wrong bin' })).body.documents).toMatchObject([
    { id: 'MO-2', state: 'cancelled', closed: { reason: 'wrong bin' } },
    { id: 'KB-2', state: 'withdrawn' },
  ]);
});

test('cards of a supplier that gathers are ordered together, and each follows its own line', async () => {
  for (const id of ['bolts', 'nuts'])
    expect((await asked(`/kanban/${id}/cards/1/signal`, {}, associate)).body.document).toMatchObject({
      state: 'signalled',
      orders_at_ms: expect.any(Number),
    });
  await vi.waitFor(
    async () =>
      expect((await loop('nuts')).cards[0]).toMatchObject({ state: 'ordered', filled_by: 'PO-1', filled_line: 2 }),
    patiently,
  );
  expect((await asked('/purchase-orders')).body.orders).toMatchObject([
    {
      id: 'PO-1',
      of: 'KB-3',
      party: 'acme',
      opened: { by: 'kanban:bolts' },
      lines: [
        { item: 'bolt', quantity: 10 },
        { item: 'nut', quantity: 10 },
      ],
    },
  ]);
  expect((await asked('/deliveries', { order: 'PO-1', lines: [{ item: 'bolt', sound: 10 }] })).status).toBe(200);
  expect((await loop('bolts')).cards[0]).toMatchObject({ state: 'received', filled_line: 1 });
  expect((await loop('nuts')).cards[0]).toMatchObject({ state: 'ordered' });
  const brought = { kind: 'move', item: 'bolt', from: 'dock', to: 'B1', quantity: 10, reason: 'brought' };
  expect((await asked('/commands', brought)).status).toBe(200);
  expect(await loop('bolts')).toMatchObject({ full: 2, on_hand: 10 });
  expect((await asked('/audit?what=signalCard')).body.audit).toMatchObject([
    { by: 'api:floor', subject: 'nuts', outcome: 'done' },
    { by: 'api:floor', subject: 'bolts', outcome: 'done' },
    { by: 'api:floor', subject: 'hinges', outcome: 'done' },
  ]);
});

test('a card that is out when its loop leaves the settings is told, and withdrawn; the ledger derives the same again', async () => {
  expect((await asked('/kanban')).body.left).toEqual([]);
  await gateway.stop();
  writeFileSync(settings, JSON.stringify({ ...site, work: { ...site.work, kanban: [hinges] } }));
  await start();
  expect((await asked('/kanban')).body).toMatchObject({
    loops: [{ id: 'hinges' }],
    left: [{ loop: 'nuts', item: 'nut', card: 1, bin: 'N1', state: 'ordered', signal: 'KB-4', filled_by: 'PO-1' }],
  });
  expect((await asked('/kanban/nuts')).status).toBe(404);
  expect((await asked('/kanban/nuts/cards/1/withdraw', { reason: 'loop ended' })).body.documents).toMatchObject([
    { id: 'PO-1', state: 'short' },
    { id: 'KB-4', state: 'withdrawn' },
  ]);
  expect((await asked('/kanban')).body.left).toEqual([]);
  await gateway.stop();
  expect(verifyLedger(join(directory, 'data')).problems).toEqual([]);
}, 300_000);

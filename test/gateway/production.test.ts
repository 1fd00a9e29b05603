/** Goal: docs/production.md is true of a gateway as built: its site, a day of its orders by REST, what they are worth, and who may do what. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { verifyLedger } from '../../gateway/main.ts';
import { openPeopleDesk } from '../../gateway/people-desk.ts';
import { pages } from '../docs/pages.ts';
import { type GatewayProcess, startGatewayProcess } from './process.ts';

const blocks = pages().find(({ path }) => path === 'docs/production.md')?.blocks ?? [];
const told = blocks.find(({ info }) => info === 'json site part')?.body ?? '{}';

let directory: string;
let gateway: GatewayProcess;
let tokens: Record<string, string>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-production-'));
  const settings = join(directory, 'site.json');
  const part = JSON.parse(told);
  const site = {
    name: 'Works',
    time_zone: 'UTC',
    currency: 'EUR',
    ...part,
    items: [...part.items, { id: 'pump', tracking: 'serial' }, { id: 'paint', tracking: 'lot' }],
    locations: [...part.locations, { id: 'dock', kind: 'zone' }],
    bills: [...part.bills, { item: 'pump', components: [{ item: 'paint', quantity: 5 }] }],
    work: {
      ...part.work,
      receiving: 'dock',
      buffers: [
        {
          location: 'line',
          item: 'steel',
          use_per_hour: 40,
          interruption_hours: 8,
          min_units: 1_200,
          max_units: 9_000,
        },
      ],
    },
    suppliers: [{ id: 'acme' }],
    network: { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } },
  };
  writeFileSync(settings, JSON.stringify(site));
  gateway = await startGatewayProcess(['--site', settings, '--data', join(directory, 'data')]);
  const desk = openPeopleDesk(join(directory, 'data'));
  tokens = {};
  for (const role of ['inventory-associate', 'inventory-analyst', 'materials-manager'] as const) {
    const made = await desk.makeToken(role, [role]);
    if (!made.ok) throw new Error(made.says);
    tokens[role] = made.value;
  }
  desk.close();
}, 300_000);
afterAll(async () => {
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

function dayIn(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

async function asked(role: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${tokens[role]}`, 'content-type': 'application/json' };
  const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(new URL(`/api/v1${path}`, gateway.dashboard), { ...options, headers });
  return { status: answer.status, body: await answer.json() };
}
const [manager, associate, analyst] = ['materials-manager', 'inventory-associate', 'inventory-analyst'];

test('steel becomes blanks and blanks gears, each worth what it is made of, and a report is taken back whole', async () => {
  const lines = [
    { item: 'steel', sound: 10_000, unit_cost: '0.003' },
    { item: 'bolt', sound: 100, unit_cost: '0.10' },
  ];
  expect((await asked(associate, '/deliveries', { supplier: 'acme', lines })).status).toBe(200);
  const draft = { key: 'a', item: 'blank', quantity: 6, to: 'line' };
  expect((await asked(associate, '/production-orders', draft)).status).toBe(403);
  expect(await asked(manager, '/production-orders', draft)).toMatchObject({
    status: 200,
    body: { document: { id: 'MO-1', lines: [{ item: 'steel', quantity: 4_000 }], by_products: [{ quantity: 400 }] } },
  });
  const issue = { key: 'b', lines: [{ line: 1, quantity: 5_000, place: 'dock' }] };
  expect((await asked(analyst, '/production-orders/MO-1/issue', issue)).status).toBe(403);
  await asked(associate, '/production-orders/MO-1/issue', issue);
  expect(await asked(associate, '/production-orders/MO-1/issue', issue)).toMatchObject({
    status: 200,
    body: { is_repeat: true, document: { version: 2 } },
  });
  const report = { good: 6, by_products: [{ item: 'chips', quantity: 380 }], is_last: true };
  expect(await asked(associate, '/production-orders/MO-1/report', report)).toMatchObject({
    status: 200,
    body: { document: { state: 'done' }, notes: ['1000 of steel that were issued are still at line'] },
  });
  expect((await asked(manager, '/valuation/blank')).body).toMatchObject({
    quantity: 6,
    value: '11.40',
    steps: [{ document: 'MO-1', cost_from: 'production', unit_cost: '1.900000' }],
  });
  expect((await asked(manager, '/valuation/chips')).body).toMatchObject({ quantity: 380, value: '0.60' });

  await asked(manager, '/production-orders', { item: 'gear', quantity: 5, due_day: '2999-01-01' });
  expect((await asked(analyst, '/promises/gear')).body).toMatchObject({
    receipts: [{ day: '2999-01-01', units: 5, document: 'MO-2' }],
  });
  expect((await asked(analyst, '/promises/bolt')).body).toMatchObject({ promises: [{ units: 21, document: 'MO-2' }] });
  await asked(associate, '/production-orders/MO-2/issue', { lines: [{ line: 2, quantity: 30, place: 'dock' }] });
  await asked(associate, '/production-orders/MO-2/report', { good: 4, scrapped: 1 });
  expect((await asked(manager, '/valuation/gear')).body).toMatchObject({ quantity: 4, value: '11.60' });
  const undo = { version: 3, report: 1, reason: 'was another order' };
  expect((await asked(associate, '/production-orders/MO-2/undo', undo)).status).toBe(403);
  expect(await asked(manager, '/production-orders/MO-2/undo', { ...undo, version: 2 })).toMatchObject({
    status: 409,
    body: { code: 'stale' },
  });
  expect((await asked(manager, '/production-orders/MO-2/undo', undo)).body.document).toMatchObject({
    good: 0,
    scrapped: 0,
    reports: [{ is_undone: true }],
  });
  expect((await asked(manager, '/valuation/gear')).body).toMatchObject({ quantity: 0, value: '0.00', refused: [] });
  expect((await asked(manager, '/valuation/blank')).body).toMatchObject({ quantity: 6, value: '11.40' });
  expect((await asked(manager, '/audit?what=undoProduction')).body.audit).toMatchObject([
    { by: 'api:materials-manager', outcome: 'done', why: 'was another order' },
    { by: 'api:materials-manager', outcome: 'refused' },
    { by: 'api:inventory-associate' },
  ]);
  expect((await asked(analyst, '/production-orders?open=true')).body.orders).toMatchObject([{ id: 'MO-2' }]);
  // MO-2 will use 21 of the bolts and 5 of the blanks at the line; the steel there was left by an order that is closed, and no bill uses chips.
  const steel = { decoupling_held: 1_000, decoupling_planned: 320 };
  expect((await asked(analyst, '/reports/buffers')).body.rows).toEqual([
    {
      location: 'line',
      item: 'steel',
      name: 'steel',
      level: 1_000,
      in_process: 0,
      ...steel,
      min: 1_200,
      max: 9_000,
      state: 'starving',
    },
    { location: 'line', item: 'blank', name: 'blank', level: 6, in_process: 5, decoupling_held: 1 },
    { location: 'line', item: 'bolt', name: 'bolt', level: 30, in_process: 21, decoupling_held: 9 },
  ]);
  const kinds: { item: string; decoupling_held?: number }[] = (await asked(analyst, '/reports/stock-kinds')).body.rows;
  expect(kinds.find(({ item }) => item === 'steel')).toMatchObject(steel);
  expect(kinds.find(({ item }) => item === 'bolt')).toMatchObject({ decoupling_held: 9 });
  expect(kinds.find(({ item }) => item === 'gear')?.decoupling_held).toBeUndefined();
});

test('what a customer needs is planned down the bills, and a planned order is made a real one once', async () => {
  const reserve = {
    customer: 'Miller',
    due_day: dayIn(60),
    is_backorder: true,
    lines: [{ item: 'gear', quantity: 40 }],
  };
  expect((await asked(manager, '/reservations', reserve)).status).toBe(200);
  expect((await asked(analyst, '/mrp')).status).toBe(409);
  await asked(analyst, '/plans/run', {});
  await vi.waitFor(async () => expect((await asked(analyst, '/mrp')).status).toBe(200), {
    timeout: 60_000,
    interval: 200,
  });
  const rows = (await asked(analyst, '/mrp')).body.material;
  const gear = rows.find(({ item }: { item: string }) => item === 'gear');
  // Five are in MO-2, which is due far beyond the plan.
  expect(gear).toMatchObject({
    how: 'make',
    orders: [{ quantity: 35 }],
    exceptions: [{ kind: 'reschedule-in', id: 'MO-2' }],
  });
  const [{ need_day }] = gear.orders;
  const steel = (await asked(analyst, '/mrp/steel')).body;
  expect(steel).toMatchObject({ low_level_code: 2, is_component: true });
  const produce = { key: 'p', need_day, quantity: 35 };
  expect((await asked(analyst, '/mrp/gear/produce', produce)).status).toBe(403);
  expect((await asked(manager, '/mrp/gear/produce', { ...produce, quantity: 34 })).body).toMatchObject({
    code: 'stale',
    detail: `34 of gear for ${need_day} are not planned any more: 35 are planned for that day.`,
  });
  expect(await asked(manager, '/mrp/gear/produce', produce)).toMatchObject({
    status: 200,
    body: { document: { id: 'MO-3', item: 'gear', quantity: 35, due_day: need_day } },
  });
  expect(await asked(manager, '/mrp/gear/produce', produce)).toMatchObject({
    status: 200,
    body: { document: { id: 'MO-3' }, is_repeat: true },
  });
  expect((await asked(analyst, '/mrp/gear')).body).toMatchObject({
    orders: [],
    receipts: [{ id: 'MO-3' }, { id: 'MO-2' }],
  });
  const bolt = (await asked(analyst, '/mrp/bolt')).body;
  const [planned] = bolt.orders;
  const buy = { need_day: planned.need_day, quantity: planned.quantity };
  expect((await asked(manager, '/mrp/bolt/purchase', buy)).body.errors).toMatchObject([{ field: 'supplier' }]);
  expect((await asked(manager, '/mrp/bolt/purchase', { ...buy, supplier: 'acme' })).body.document).toMatchObject({
    kind: 'purchase-order',
    lines: [{ item: 'bolt', quantity: planned.quantity }],
  });
  expect((await asked(analyst, '/mrp/bolt')).body.orders).toEqual([]);
});

test('a serial is followed back to the lot that it was made of, and the lot forward to it', async () => {
  const lines = [{ item: 'paint', sound: 50, unit_cost: '0.01', lot: { lot: 'P7' } }];
  await asked(associate, '/deliveries', { supplier: 'acme', location: 'line', lines });
  await asked(manager, '/production-orders', { item: 'pump', quantity: 1 });
  const report = { good: 1, lot: { serial: 'S1' }, is_last: true };
  expect((await asked(associate, '/production-orders/MO-4/report', report)).status).toBe(200);
  expect((await asked(analyst, '/lots/pump/S1/production')).body).toMatchObject({
    made_of: { links: [{ level: 1, document: 'MO-4', item: 'paint', lot: 'P7', quantity: 5, known: 'presumed' }] },
    made_into: { links: [] },
  });
  expect((await asked(analyst, '/lots/paint/P7/production')).body.made_into.links).toMatchObject([
    { item: 'pump', lot: 'S1', quantity: 1 },
  ]);
  expect((await asked(analyst, '/lots/paint/P8/production')).status).toBe(404);
  await gateway.stop();
  expect(verifyLedger(join(directory, 'data')).problems).toEqual([]);
});

/** Goal: a shipment and a transfer over the API against a gateway as built, by somebody who may and not by somebody who may not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyLedger } from '../../gateway/main.ts';
import { openPeopleDesk } from '../../gateway/people-desk.ts';
import { workSiteJson } from '../work/work-house.ts';
import { type GatewayProcess, startGatewayProcess } from './process.ts';

let directory: string;
let gateway: GatewayProcess;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-shipping-'));
  const site = join(directory, 'site.json');
  const network = { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } };
  writeFileSync(site, JSON.stringify({ ...workSiteJson, work: { ...workSiteJson.work, staging: 'stage' }, network }));
  gateway = await startGatewayProcess(['--site', site, '--data', join(directory, 'data')]);
});
afterEach(async () => {
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

async function tokenOf(role: 'inventory-associate' | 'inventory-analyst' | 'materials-manager'): Promise<string> {
  const desk = openPeopleDesk(join(directory, 'data'));
  const made = await desk.makeToken(role, [role]);
  desk.close();
  if (!made.ok) throw new Error(made.says);
  return made.value;
}

async function asked(token: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(new URL(`/api/v1${path}`, gateway.dashboard), { ...options, headers });
  return { status: answer.status, body: await answer.json() };
}

test('what a manager promises an associate picks and ships; an analyst looks', async () => {
  const manager = await tokenOf('materials-manager');
  const associate = await tokenOf('inventory-associate');
  const analyst = await tokenOf('inventory-analyst');
  const draft = { key: 'a', customer: 'Miller', lines: [{ item: 'bolt', quantity: 10 }] };
  expect((await asked(associate, '/shipments', draft)).status).toBe(403);
  expect(await asked(manager, '/shipments', draft)).toMatchObject({
    status: 200,
    body: { document: { id: 'SH-1', location: 'stage' } },
  });
  const pick = { key: 'b', lines: [{ line: 1, quantity: 10, place: 'B1' }] };
  expect((await asked(analyst, '/shipments/SH-1/pick', pick)).status).toBe(403);
  expect(await asked(associate, '/shipments/SH-1/pick', pick)).toMatchObject({
    status: 200,
    body: { document: { state: 'picking', version: 2 } },
  });
  expect(await asked(associate, '/shipments/SH-1/pick', { ...pick, key: 'c' })).toMatchObject({
    status: 422,
    body: {
      errors: [{ in: 'body', field: 'lines.0.quantity', rule: 'must be at most 0, which are left to pick of line 1' }],
    },
  });
  expect(await asked(associate, '/shipments/SH-1/ship', {})).toMatchObject({
    status: 200,
    body: { document: { state: 'shipped' } },
  });
  expect(await asked(associate, '/shipments/SH-1/ship', {})).toMatchObject({
    status: 404,
    body: { code: 'no-such-document' },
  });

  expect(
    await asked(manager, '/reservations', { customer: 'Smith', lines: [{ item: 'nut', quantity: 1 }] }),
  ).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'lines.0.quantity' }] },
  });
  await asked(manager, '/reservations', {
    customer: 'Smith',
    is_backorder: true,
    lines: [{ item: 'nut', quantity: 2 }],
  });
  expect((await asked(analyst, '/promises/nut')).body).toMatchObject({
    on_hand: 0,
    promisable: 0,
    promises: [{ units: 2, document: 'RS-1' }],
    days: [{ promises: 2, left: -2 }],
  });
  expect((await asked(analyst, '/promises/cog')).status).toBe(404);

  const transfer = { from: 'B2', to: 'X1', lines: [{ item: 'bolt', quantity: 5 }] };
  expect((await asked(associate, '/transfers', transfer)).body.document).toMatchObject({ id: 'TR-1', via: 'transit' });
  await asked(associate, '/transfers/TR-1/send', {});
  expect((await asked(associate, '/transfers/TR-1/close', { version: 2, reason: 'lost' })).status).toBe(403);
  expect(await asked(manager, '/transfers/TR-1/close', { version: 1, reason: 'lost' })).toMatchObject({
    status: 409,
    body: { code: 'stale' },
  });
  expect((await asked(associate, '/transfers/TR-1/arrive', {})).body.document.state).toBe('done');
  const levels = await asked(analyst, '/levels?item=bolt');
  expect(
    levels.body.levels.map(({ location, quantity }: { location: string; quantity: number }) => [location, quantity]),
  ).toEqual([
    ['B1', -10],
    ['B2', -5],
    ['X1', 5],
    ['customer', 10],
  ]);
  expect(
    (await asked(analyst, '/documents/SH-1/events')).body.events.map(({ by, what }: { by: string; what: string }) => [
      by,
      what,
    ]),
  ).toEqual([
    ['api:materials-manager', 'opened'],
    ['api:inventory-associate', 'picked'],
    ['api:inventory-associate', 'shipped'],
  ]);
  await gateway.stop();
  expect(verifyLedger(join(directory, 'data')).problems).toEqual([]);
});

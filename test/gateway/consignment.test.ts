/** Goal: goods on consignment over the API against a gateway as built: ordered, received, used, owed, taken over; killed on the way. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyLedger } from '../../gateway/main.ts';
import { workSiteJson } from '../work/work-house.ts';
import { type GatewayProcess, startGatewayProcess } from './process.ts';

let directory: string;
let gateway: GatewayProcess;
let args: readonly string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-consignment-'));
  const site = join(directory, 'site.json');
  const network = { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } };
  writeFileSync(site, JSON.stringify({ ...workSiteJson, network }));
  args = ['--site', site, '--data', join(directory, 'data')];
  gateway = await startGatewayProcess(args);
});
afterEach(async () => {
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

async function asked(path: string, body?: unknown) {
  const options =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await gateway.fetch(`/api/v1${path}`, options);
  const said = await answer.text();
  return { status: answer.status, body: said.startsWith('{') ? JSON.parse(said) : said };
}

const move = (quantity: number, from: string, to: string) =>
  asked('/commands', { kind: 'move', item: 'nut', quantity, from, to, reason: 'x' });

test('consigned goods, from the order to what is owed', async () => {
  const line = { item: 'nut', quantity: 20, unit_cost: '0.04', is_consigned: true };
  expect((await asked('/purchase-orders', { supplier: 'acme', lines: [line] })).body.document).toMatchObject({
    lines: [{ is_consigned: true }],
  });
  const { id } = (await asked('/receipts', { order: 'PO-1', location: 'N1' })).body.document;
  expect((await asked(`/receipts/${id}/receive`, { lines: [{ item: 'nut', sound: 20 }] })).status).toBe(200);
  await move(6, 'supplier', 'N1');
  await move(10, 'N1', 'customer');
  await gateway.kill();
  gateway = await startGatewayProcess(args);
  expect((await asked('/levels?item=nut&location=N1&by=owner')).body.levels).toEqual([
    { item: 'nut', location: 'N1', quantity: 16, owners: [{ owner: 'acme', quantity: 16 }] },
  ]);
  expect((await asked('/movements?item=nut&limit=1')).body.movements[0]).toMatchObject({
    quantity: 10,
    owners: [{ owner: 'acme', quantity: 4, known: 'presumed' }],
  });
  const change = {
    from_owner: 'acme',
    lines: [{ item: 'nut', location: 'N1', quantity: 17 }],
    reason: 'end of contract',
  };
  expect(await asked('/owner-changes', change)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'lines.0.quantity', rule: 'is more than the 16 that belong to acme at N1' }] },
  });
  expect((await asked('/owner-changes', { ...change, key: 'k', reason: '' })).status).toBe(400);
  const some = { ...change, key: 'k', lines: [{ item: 'nut', location: 'N1', quantity: 5, unit_cost: '0.03' }] };
  expect((await asked('/owner-changes', some)).body.document).toMatchObject({ id: 'OC-1', state: 'changed' });
  expect((await asked('/owner-changes', some)).body).toMatchObject({ is_repeat: true });
  expect((await asked('/owner-changes')).body.owner_changes).toMatchObject([{ id: 'OC-1', from_owner: 'acme' }]);
  const today = new Date().toISOString().slice(0, 10);
  const until = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const report = await asked(`/reports/consigned?from=${today}&until=${until}&format=csv`);
  const [, row, total] = report.body.trim().split('\r\n').slice(-3);
  expect([row, total]).toEqual(['acme,nut,nut,0,20,0,4,0,0,0,5,0,11,9,0.31,0', 'all,,,,,,,,,,,,,9,0.31,']);
  const { rows } = (await asked('/valuation?by=location')).body;
  expect(rows).toMatchObject([{ location: 'N1', quantity: 5, value: '0.15', consigned: 11 }]);
  expect((await asked('/audit?what=changeOwner')).body.audit.at(0)).toMatchObject({ by: 'api:test', outcome: 'done' });
  await gateway.stop();
  expect(verifyLedger(join(directory, 'data')).problems).toEqual([]);
});

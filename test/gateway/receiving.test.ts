/** Goal: a delivery over the API against a gateway as built: ordered, received, put away, killed on the way, and the ledger is true. */
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
  directory = mkdtempSync(join(tmpdir(), 'tallygate-receiving-'));
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
  const type = typeof body === 'string' ? 'text/csv' : 'application/json';
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const options = body === undefined ? {} : { method: 'POST', headers: { 'content-type': type }, body: text };
  const answer = await gateway.fetch(`/api/v1${path}`, options);
  const said = await answer.text();
  return { status: answer.status, body: said.startsWith('{') ? JSON.parse(said) : said };
}

test('a delivery, from the file of orders to the shelf', async () => {
  const rows = 'supplier,reference,item,quantity,unit_cost,due_day';
  const refused = await asked(
    '/purchase-orders/import',
    `${rows}\nacme,A-1,bolt,100,0.12,2026-01-02\nacme,A-1,cog,5,,\n`,
  );
  expect(refused).toMatchObject({
    status: 422,
    body: { code: 'rows-refused', errors: [{ field: 'line 3: item', rule: 'there is no item cog' }] },
  });
  const wrong = await asked('/purchase-orders/import', `${rows}\nacme,A-1,bolt,-1,0.12,soon\n`);
  expect(wrong.body.errors.map(({ field }: { field: string }) => field)).toEqual([
    'line 2: quantity',
    'line 2: due_day',
  ]);
  const file = `${rows}\nacme,A-1,bolt,100,0.12,2026-01-02\nacme,A-1,nut,40,0.05,2099-01-02\nbolts-r-us,,nut,7,,\n`;
  const imported = await asked('/purchase-orders/import', file);
  expect(imported.body.documents.map(({ id }: { id: string }) => id)).toEqual(['PO-1', 'PO-2']);
  const late = await asked('/expected-receipts?supplier=acme');
  expect(late.body.lines).toMatchObject([
    { order: 'PO-1', line: 1, item: 'bolt', awaited: 100, unit_cost: '0.12', due_day: '2026-01-02', is_late: true },
    { order: 'PO-1', line: 2, item: 'nut', awaited: 40, due_day: '2099-01-02', is_late: false },
  ]);

  const delivery = { key: 'first', order: 'PO-1', version: 1, lines: [{ item: 'bolt', sound: 90, damaged: 4 }] };
  const first = await asked('/deliveries', delivery);
  expect(first).toMatchObject({ status: 200, body: { document: { id: 'RC-1', state: 'closed', put_away: 'PA-1' } } });
  await gateway.kill();
  gateway = await startGatewayProcess(args);
  expect(await asked('/deliveries', delivery)).toMatchObject({
    status: 200,
    body: { is_repeat: true, document: { id: 'RC-1' } },
  });
  expect((await asked('/deliveries', { ...delivery, key: 'second' })).status).toBe(409);
  expect((await asked('/deliveries', { ...delivery, key: 'second', order: 'PO-9' })).status).toBe(404);
  const over = await asked('/deliveries', { order: 'PO-1', lines: [{ item: 'bolt', sound: 7 }] });
  expect(over).toMatchObject({
    status: 422,
    body: { code: 'not-possible', errors: [{ in: 'body', field: 'lines.0.sound' }] },
  });
  expect((await asked('/deliveries', { order: 'PO-1', lines: [{ item: 'bolt', sound: -7 }] })).status).toBe(400);

  const put = await asked('/put-aways/PA-1/put', { lines: [{ line: 1, quantity: 90 }] });
  expect(put.body.document).toMatchObject({ state: 'done', of: 'RC-1' });
  const levels = await asked('/levels?item=bolt');
  expect(levels.body.levels).toEqual([
    { item: 'bolt', location: 'B2', quantity: 90 },
    { item: 'bolt', location: 'cage', quantity: 4 },
    { item: 'bolt', location: 'supplier', quantity: -94 },
  ]);
  const events = await asked('/documents/RC-1/events');
  expect(events.body.events).toMatchObject([
    { what: 'opened', by: 'api:test' },
    { what: 'received', version: 2 },
    { what: 'closed', version: 3 },
  ]);
  expect((await asked('/documents?item=nut&open=true')).body.documents).toMatchObject([{ id: 'PO-2' }, { id: 'PO-1' }]);
  const { body: sheet } = await asked('/purchase-orders?format=csv&reference=A-1');
  expect(sheet.split('\r\n').slice(0, 2)).toEqual([
    'order,state,supplier,reference,item,quantity,unit_cost,due_day,location,ordered,received,damaged,refused',
    expect.stringMatching(/^PO-1,partial,acme,A-1,bolt,100,0\.12,2026-01-02,,\d{4}-.{18}Z,94,4,0$/),
  ]);
  const trail = await asked('/audit?what=deliver');
  expect(trail.body.audit.at(-1)).toMatchObject({ by: 'api:test', what: 'deliver', subject: 'PO-1', outcome: 'done' });
  await gateway.stop();
  const verdict = verifyLedger(join(directory, 'data'));
  expect([verdict.problems, verdict.movements]).toEqual([[], 3]);
});

/** Goal: the file of the documentation against a gateway as built: tried, refused row by row, booked once, told by `why`, taken out again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workbook_type, workbookOf } from '../../gateway/live/workbook.ts';
import { verifyLedger } from '../../gateway/main.ts';
import { pages } from '../docs/pages.ts';
import { workSiteJson } from '../work/work-house.ts';
import { type GatewayProcess, startGatewayProcess } from './process.ts';

let directory: string;
let gateway: GatewayProcess;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-import-'));
  const site = join(directory, 'site.json');
  const network = { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } };
  const [bolt, ...items] = workSiteJson.items;
  const named = [
    { ...bolt, name: '=1+1', units: [{ name: 'box', of: '12' }] },
    ...items,
    { id: 'glue', tracking: 'lot' },
  ];
  writeFileSync(site, JSON.stringify({ ...workSiteJson, items: named, network }));
  gateway = await startGatewayProcess(['--site', site, '--data', join(directory, 'data')]);
});
afterEach(async () => {
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

async function asked(path: string, csv?: string) {
  const options = csv === undefined ? {} : { method: 'POST', headers: { 'content-type': 'text/csv' }, body: csv };
  const answer = await gateway.fetch(`/api/v1${path}`, options);
  const said = await answer.text();
  return { status: answer.status, body: said.startsWith('{') ? JSON.parse(said) : said };
}

test('the file of the documentation', async () => {
  const [example] = pages().flatMap(({ blocks }) => blocks.filter(({ info }) => info === 'csv import'));
  const csv = example?.body ?? '';
  const path = '/movements/import?file=october.csv&reason=bin%20cards';
  expect((await asked(`${path}&dry_run=true`, csv)).body).toEqual({
    dry_run: true,
    rows: 7,
    movements: 6,
    counts: 1,
    documents: [],
  });
  expect((await asked('/movements')).body.movements).toEqual([]);

  const wrong = csv
    .replace('issue,bolt', 'issue,blot')
    .replace('L-17', '')
    .replace('count,bolt,299', 'count,bolt,many');
  expect((await asked(path, wrong)).body.errors).toEqual([
    { in: 'body', field: 'line 6: quantity', rule: 'must be a whole number' },
  ]);
  const wronger = csv.replace('issue,bolt', 'issue,blot').replace('L-17', '').replace('2026-11-07', '2999-11-07');
  for (const dry of ['', '&dry_run=true']) {
    const refused = await asked(`${path}${dry}`, wronger);
    expect([refused.status, refused.body.code]).toEqual([422, 'rows-refused']);
    expect(refused.body.errors).toEqual([
      { in: 'body', field: 'line 4: item', rule: 'there is no item blot' },
      { in: 'body', field: 'line 7: lot', rule: 'is required: the item is tracked by lot' },
      { in: 'body', field: 'line 8: at', rule: 'must not be still to come' },
    ]);
  }
  expect((await asked('/documents')).body.documents).toEqual([]);

  const done = await asked(path, csv);
  expect(done.body).toEqual({ dry_run: false, rows: 7, movements: 6, counts: 1, documents: ['IM-1'] });
  expect((await asked(path, csv)).body).toMatchObject({ documents: ['IM-1'], is_repeat: true });
  expect((await asked('/movements/import?file=copy.csv', csv)).body).toMatchObject({ is_repeat: true });
  const [header = [], ...lines] = csv.split('\n').map((line) => line.split(','));
  const workbook = await gateway.fetch('/api/v1/movements/import?file=copy.xlsx', {
    method: 'POST',
    headers: { 'content-type': workbook_type },
    body: new Uint8Array(await workbookOf({ header, lines })),
  });
  expect([workbook.status, await workbook.json()]).toMatchObject([200, { rows: 7, is_repeat: true }]);
  const none = await gateway.fetch('/api/v1/movements/import?file=copy.xlsx', {
    method: 'POST',
    headers: { 'content-type': workbook_type },
    body: csv,
  });
  const rule = 'is no workbook: save the file as .xlsx or as CSV';
  expect([none.status, await none.json()]).toMatchObject([400, { errors: [{ in: 'body', field: 'file', rule }] }]);
  const levels = async (item: string) =>
    (await asked(`/levels?item=${item}`)).body.levels.map((each: { location: string; quantity: number }) => [
      each.location,
      each.quantity,
    ]);
  expect(await levels('bolt')).toEqual([
    ['B1', 299],
    ['B2', 100],
    ['count-difference', 1],
    ['opening-balance', -400],
    ['production', 60],
    ['supplier', -60],
  ]);
  const why = await asked('/why?item=nut&location=N1');
  expect(JSON.stringify(why.body)).toContain(
    '20 × nut from elsewhere to N1 (import IM-1, row 8 of october.csv): found in the old shed, said by api:test',
  );
  const again = 'kind,item,quantity,location\nreceipt,nut,1,N1\n';
  await asked('/movements/import?file=a.csv', again);
  expect((await asked('/movements/import?file=a.csv&key=second', again)).body).toMatchObject({ documents: ['IM-3'] });

  const file = await asked('/movements.csv?item=bolt&until=2026-11-05');
  const rows = file.body.split('\r\n').map((row: string) => row.split(',').slice(2, 10).join(' '));
  expect(rows).toEqual([
    'kind item name quantity unit from to at',
    "consumed bolt '=1+1 60 piece B1 production 2026-11-04T13:00:00.000Z",
    "received bolt '=1+1 60 piece supplier B1 2026-11-03T08:10:00.000Z",
    "manual bolt '=1+1 400 piece opening-balance B1 2026-11-02T05:00:00.000Z",
    '',
  ]);
  expect((await asked('/movements.csv?kind=counted')).body.split('\r\n')).toHaveLength(3);
  expect((await asked('/movements.csv?document=IM-1')).body.split('\r\n')).toHaveLength(9);
  expect((await asked('/movements.csv?from=soon')).body.errors).toMatchObject([{ field: 'from' }]);
  expect((await asked('/audit?what=importMovements&limit=1')).body.audit).toMatchObject([
    { outcome: 'done', subject: 'a.csv' },
  ]);
  expect((await asked('/audit?what=exportMovements&limit=1')).body.audit).toHaveLength(1);
  await gateway.stop();
  expect(verifyLedger(join(directory, 'data')).problems).toEqual([]);
});

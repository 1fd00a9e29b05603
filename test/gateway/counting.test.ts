/** Goal: a count over the API against a gateway as built: chosen, printed, keyed in from a file, counted again, approved; killed on the way. */
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
  directory = mkdtempSync(join(tmpdir(), 'tallygate-counting-'));
  const site = join(directory, 'site.json');
  const network = { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } };
  const [bolt, ...items] = workSiteJson.items;
  const named = [{ ...bolt, policy: { abc: 'A', unit_cost: '0.10' } }, ...items];
  writeFileSync(site, JSON.stringify({ ...workSiteJson, items: named, network }));
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

const move = (item: string, quantity: number, from: string, to: string) =>
  asked('/commands', { kind: 'move', item, quantity, from, to, reason: 'x' });

test('a count, from the choice to the level', async () => {
  await move('bolt', 500, 'supplier', 'B1');
  await move('nut', 40, 'supplier', 'N1');
  await move('gear', 3, 'supplier', 'X1');
  expect((await asked('/counts', { zones: ['nowhere'] })).body).toMatchObject({
    code: 'not-possible',
    errors: [{ field: 'zones.0', rule: 'there is no location nowhere' }],
  });
  expect((await asked('/counts', {})).status).toBe(422);
  const byClass = await asked('/counts', { abc: ['A'], key: 'a' });
  expect(byClass.body.document).toMatchObject({
    id: 'CT-1',
    chosen: 'class A',
    lines: [
      { line: 1, location: 'B1', item: 'bolt', abc: 'A' },
      { line: 2, location: 'B2', item: 'bolt' },
    ],
  });
  const opening = { key: 'b', locations: ['B1', 'N1', 'X1'] };
  const opened = await asked('/counts', opening);
  expect(opened.body.notes).toEqual(['1 were left out: an open sheet counts them already.']);
  await move('washer', 9, 'supplier', 'X1');
  await gateway.kill();
  gateway = await startGatewayProcess(args);
  expect((await asked('/counts', opening)).body).toMatchObject({ is_repeat: true, document: { id: 'CT-2' } });
  // Another choice under the key is another command: a list of as many lines, or more places than the sheet names.
  const used = { status: 409, body: { code: 'key-used', errors: [{ field: 'key' }] } };
  expect(await asked('/counts', { ...opening, locations: ['B1', 'N1', 'B2'] })).toMatchObject(used);
  const lineOf = (item: string) => ({ key: 'c', lines: [{ location: 'X1', item }] });
  expect((await asked('/counts', lineOf('bolt'))).body.document).toMatchObject({ id: 'CT-3', chosen: 'a list of 1' });
  expect((await asked('/counts', lineOf('bolt'))).body).toMatchObject({ is_repeat: true, document: { id: 'CT-3' } });
  expect(await asked('/counts', lineOf('nut'))).toMatchObject(used);
  const page = await asked('/counts/CT-2/page');
  expect(page.body).toContain('<h1>Count CT-2</h1>');
  expect(page.body).not.toContain('<th>level</th>');
  const sheet = await asked('/counts/CT-2?format=csv');
  expect(sheet.body.split('\r\n')).toEqual([
    'count,line,location,item,name,unit,class,counted,at,again',
    'CT-2,1,N1,nut,nut,piece,C,,,',
    'CT-2,2,N1,washer,washer,piece,C,,,',
    'CT-2,3,X1,gear,gear,piece,C,,,',
    '',
  ]);

  const header = 'count,line,location,item,counted,at';
  const bad = await asked('/counts/CT-2/count', `${header}\nCT-2,1,N1,nut,40,\nCT-2,2,,,-1,\n,3,X1,gear,3,soon\n`);
  expect(bad.body.errors.map(({ field }: { field: string }) => field)).toEqual(['line 3: counted', 'line 4: at']);
  const wrong = await asked('/counts/CT-2/count', `${header}\nCT-2,1,N1,nut,40,\n,9,,,1,\n`);
  expect(wrong.body.errors).toEqual([{ in: 'body', field: 'line 3: line', rule: 'CT-2 has no line 9' }]);
  expect((await asked('/counts/CT-2/count', `${header}\nCT-1,1,B1,bolt,40,\n`)).body.errors).toMatchObject([
    { field: 'line 2: count' },
  ]);
  expect((await asked('/counts/CT-2')).body).toMatchObject({ state: 'open', version: 1 });
  const half = await asked('/counts/CT-2/count', `${header}\nCT-2,1,N1,nut,20,\nCT-2,2,,,,\n,,X1,gear,3,\n`);
  expect(half.body.document).toMatchObject({ state: 'counting', lines: [{ quantity: 20 }, {}, { quantity: 3 }] });
  expect((await asked('/counts/CT-2/finish', { version: 2 })).body.errors).toMatchObject([{ field: 'rest' }]);
  const first = await asked('/counts/CT-2/finish', { version: 2, rest: 'zero' });
  expect(first.body.document).toMatchObject({ state: 'recount', lines: [{ again: true }, {}, {}] });
  expect((await asked('/counts/CT-2/page')).body).not.toContain('gear');
  await move('nut', 5, 'N1', 'customer');
  await asked('/counts/CT-2/count', { lines: [{ line: 1, counted: 15 }] });
  await move('nut', 2, 'N1', 'customer');
  const second = await asked('/counts/CT-2/finish', { version: 4 });
  expect(second.body.document).toMatchObject({ state: 'waiting', version: 5 });
  expect((await asked('/counts/CT-2/approve', { version: 4, reason: 'so it is' })).status).toBe(409);
  const approval = { version: 5, reason: 'so it is', causes: [{ line: 1, cause: 'lost' }] };
  const approved = await asked('/counts/CT-2/approve', approval);
  expect(approved.body.document).toMatchObject({
    state: 'approved',
    lines: [{ booked: { level: 35, difference: -20 }, cause: 'lost' }, {}, {}],
  });
  expect((await asked('/levels?location=N1')).body.levels).toEqual([{ item: 'nut', location: 'N1', quantity: 13 }]);
  expect((await asked('/counts?state=approved')).body.counts).toHaveLength(1);
  const trail = await asked('/audit?what=approveCount');
  expect(trail.body.audit).toMatchObject([
    { by: 'api:test', subject: 'CT-2', why: 'so it is', outcome: 'done' },
    { by: 'api:test', subject: 'CT-2', outcome: 'refused' },
  ]);
  await gateway.stop();
  expect(verifyLedger(join(directory, 'data')).problems).toEqual([]);
});

/** Goal: counting programmes over the API against a gateway as built: what is due and why, opened within a day's work, judged after approval. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyLedger } from '../../gateway/main.ts';
import { workSiteJson } from '../work/work-house.ts';
import { type GatewayProcess, startGatewayProcess } from './process.ts';

let directory: string;
let gateway: GatewayProcess;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-programmes-'));
  const site = join(directory, 'site.json');
  const network = { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } };
  const programmes = [{ id: 'abc', name: 'By class', by: 'class', abc: ['A'], lines_per_day: 2 }];
  const [bolt, ...items] = workSiteJson.items;
  const named = [{ ...bolt, policy: { abc: 'A' } }, ...items];
  const work = { ...workSiteJson.work, counting: { programmes } };
  writeFileSync(site, JSON.stringify({ ...workSiteJson, items: named, work, network }));
  gateway = await startGatewayProcess(['--site', site, '--data', join(directory, 'data')]);
});
afterEach(async () => {
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

async function asked(path: string, body?: unknown) {
  const headers = { 'content-type': 'application/json' };
  const options = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await gateway.fetch(`/api/v1${path}`, options);
  return { status: answer.status, body: await answer.json() };
}

test('a programme, from what is due to how right the ledger was', async () => {
  const move = { kind: 'move', item: 'bolt', from: 'supplier', reason: 'x' };
  await asked('/commands', { ...move, quantity: 500, to: 'B1' });
  await asked('/commands', { ...move, quantity: 5, to: 'X1' });
  const [told] = (await asked('/count-programmes')).body.programmes;
  expect(told).toMatchObject({ id: 'abc', by: 'class', is_nightly: true, lines_per_day: 2, due: 3, opened_today: 0 });
  expect(told.lines).toMatchObject([{ item: 'bolt', location: 'B1', abc: 'A', why: 'never counted' }, {}, {}]);
  expect((await asked('/count-programmes/none/open', {})).status).toBe(404);
  const opened = await asked('/count-programmes/abc/open', { key: 'k' });
  expect(opened.body).toEqual({ sheets: ['CT-1'], lines: 2, left: 1 });
  expect((await asked('/counts/CT-1')).body).toMatchObject({
    programme: 'abc',
    is_blind: true,
    chosen: 'programme abc: By class',
  });
  await asked('/counts/CT-1/count', {
    lines: [
      { line: 1, counted: 498 },
      { line: 2, counted: 0 },
    ],
  });
  expect((await asked('/counts/CT-1/finish', { version: 2 })).body.document).toMatchObject({ state: 'approved' });
  const [after] = (await asked('/count-programmes?lines=0')).body.programmes;
  expect(after).toMatchObject({
    due: 1,
    opened_today: 2,
    lines: [],
    counted: { sheets: 1, lines: 2, agreeing: 2, accuracy: 1, net: -2 },
  });
  expect(after.counted.by_cause).toEqual([{ cause: 'unknown', lines: 1, missing: 2, found: 0 }]);
  expect((await asked('/audit?what=openCountProgramme')).body.audit).toMatchObject([
    { outcome: 'done' },
    { outcome: 'refused' },
  ]);
  await gateway.stop();
  expect(verifyLedger(join(directory, 'data')).problems).toEqual([]);
});

/** Goal: a pallet over the API against a gateway as built: announced, received, packed on, moved, killed on the way, shipped, and the ledger is true. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyLedger } from '../../gateway/main.ts';
import { workSiteJson } from '../work/work-house.ts';
import { type GatewayProcess, startGatewayProcess } from './process.ts';

const pallet = '106141412345678908';

let directory: string;
let gateway: GatewayProcess;
let args: readonly string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-units-'));
  const site = join(directory, 'site.json');
  const network = { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } };
  const work = { ...workSiteJson.work, staging: 'stage', sscc: { company_prefix: '4012345' } };
  writeFileSync(site, JSON.stringify({ ...workSiteJson, work, network }));
  args = ['--site', site, '--data', join(directory, 'data')];
  gateway = await startGatewayProcess(args);
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

test('a pallet from its advance notice to the customer', async () => {
  await asked('/receipts', { supplier: 'acme', is_announced: true, lines: [{ item: 'bolt', quantity: 40 }] });
  const units = [{ sscc: pallet, packaging: 'pallet', lines: [{ item: 'bolt', quantity: 40 }] }];
  expect((await asked('/receipts/RC-1/units', { units })).status).toBe(200);
  expect((await asked('/receipts/RC-1/units', { units: [{ sscc: '106141412345678901' }] })).body.errors).toEqual([
    { in: 'body', field: 'units.0.sscc', rule: 'must be the 18 digits of an SSCC with its check digit' },
  ]);
  const came = await asked('/receipts/RC-1/receive-unit', { key: 'first', sscc: pallet });
  expect(came.body.documents.map(({ id }: { id: string }) => id)).toEqual(['RC-1', 'HU-1']);
  await gateway.kill();
  gateway = await startGatewayProcess(args);
  expect((await asked('/receipts/RC-1/receive-unit', { key: 'first', sscc: pallet })).body.is_repeat).toBe(true);

  const own = await asked('/handling-units', { location: 'dock', packaging: 'case' });
  expect(own.body.document).toMatchObject({ id: 'HU-2', sscc: '040123450000000023', state: 'open' });
  const packed = await asked('/handling-units/040123450000000023/pack', {
    lines: [{ item: 'nut', quantity: 3, from: 'N1' }],
  });
  expect(packed.body.document.lines).toEqual([{ line: 1, item: 'nut', quantity: 3 }]);
  await asked(`/handling-units/${pallet}/pack`, { units: ['040123450000000023'] });
  expect(await asked(`/handling-units/${pallet}/move`, { to: 'nowhere' })).toMatchObject({
    status: 422,
    body: { errors: [{ in: 'body', field: 'to', rule: 'there is no location nowhere' }] },
  });
  expect((await asked('/handling-units/340123450000000017/move', { to: 'X1' })).body).toMatchObject({
    status: 404,
    errors: [{ in: 'path', field: 'sscc' }],
  });
  const moved = await asked(`/handling-units/${pallet}/move`, { to: 'X1', reason: 'room' });
  expect(moved.body.document).toMatchObject({ id: 'HU-1', location: 'X1', units: ['040123450000000023'] });
  const { body: whole } = await asked(`/handling-units/${pallet}`);
  expect(whole).toMatchObject({
    inner: [{ sscc: '040123450000000023', inside: pallet, location: 'X1' }],
    goods: [
      { item: 'bolt', quantity: 40 },
      { item: 'nut', quantity: 3 },
    ],
  });
  expect((await asked('/handling-units?location=X1&open=true')).body.handling_units).toHaveLength(2);
  expect((await asked('/handling-units?location=dock&open=true')).body.handling_units).toEqual([]);
  const found = { kind: 'move', item: 'bolt', quantity: 2, from: 'supplier', to: 'X1', reason: 'found' };
  expect((await asked('/commands', found)).status).toBe(200);
  expect((await asked('/packed-levels?item=bolt')).body.packed).toEqual([
    { item: 'bolt', location: 'X1', level: 42, packed: 40, loose: 2 },
  ]);

  const lines = [
    { item: 'bolt', quantity: 40 },
    { item: 'nut', quantity: 3 },
  ];
  await asked('/shipments', { customer: 'Miller', lines });
  await asked('/shipments/SH-1/pick-unit', { sscc: pallet });
  await asked('/shipments/SH-1/put-unit-back', { sscc: pallet, to: 'X1' });
  await asked('/shipments/SH-1/pick-unit', { sscc: pallet });
  const shipped = await asked('/shipments/SH-1/ship', { units: [pallet] });
  expect(shipped.body.document).toMatchObject({ id: 'SH-1', state: 'shipped' });
  expect((await asked(`/handling-units/${pallet}`)).body.handling_unit.state).toBe('shipped');
  const trail = await asked('/audit?what=moveHandlingUnit');
  expect(trail.body.audit[0]).toMatchObject({ by: 'api:test', subject: pallet, why: 'room', outcome: 'done' });
  await gateway.stop();
  expect(verifyLedger(join(directory, 'data')).problems).toEqual([]);
});

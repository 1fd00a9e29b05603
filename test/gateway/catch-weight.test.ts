/** Goal: catch weight over the API against a gateway as built: said, told, refused by field and rule, valued, reported, killed on the way. */
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
  directory = mkdtempSync(join(tmpdir(), 'tallygate-catch-weight-'));
  const site = join(directory, 'site.json');
  const network = { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } };
  const cheese = {
    id: 'cheese',
    unit: 'wheel',
    unit_mass_mg: 10_000_000,
    catch_weight: { tolerance_permille: 200 },
    policy: { unit_cost: '7.50' },
    valuation: { cost_basis: 'mass' },
  };
  writeFileSync(site, JSON.stringify({ ...workSiteJson, items: [...workSiteJson.items, cheese], network }));
  args = ['--site', site, '--data', join(directory, 'data')];
  gateway = await startGatewayProcess(args);
});
afterEach(async () => {
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

async function asked(path: string, body?: unknown) {
  const isText = typeof body === 'string';
  const options =
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': isText ? 'text/csv' : 'application/json' },
          body: isText ? body : JSON.stringify(body),
        };
  const answer = await gateway.fetch(`/api/v1${path}`, options);
  const said = await answer.text();
  return { status: answer.status, body: said.startsWith('{') ? JSON.parse(said) : said };
}
const move = (quantity: number, from: string, to: string, mass_mg?: number) =>
  asked('/commands', { kind: 'move', item: 'cheese', quantity, from, to, reason: 'x', mass_mg });

test('wheels of cheese, from the import to the report', async () => {
  const file = 'kind,item,quantity,location,mass_mg,unit_cost\nopening,cheese,4,X1,42000000,8.00\n';
  expect((await asked('/movements/import?file=a.csv&reason=x', file)).status).toBe(200);
  expect(await move(2, 'X1', 'customer', 30_000_000)).toMatchObject({
    status: 422,
    body: {
      errors: [
        {
          field: 'mass_mg',
          rule: 'mass_mg: must be from 16000000 to 24000000 for 2 wheel: 10000000 mg each, 20 % more or less',
        },
      ],
    },
  });
  await move(2, 'X1', 'customer', 22_000_000);
  await gateway.kill();
  gateway = await startGatewayProcess(args);
  await move(1, 'X1', 'dock');
  const levels = [
    { item: 'cheese', location: 'X1', quantity: 1, mass_mg: 10_000_000 },
    { item: 'cheese', location: 'dock', quantity: 1, mass_mg: 10_000_000 },
  ];
  const ours = async (path: string) =>
    (await asked(path)).body.levels.filter((each: { mass_mg?: number }) => each.mass_mg !== undefined);
  expect(await ours('/levels?item=cheese')).toEqual(levels);
  expect(await ours('/levels?item=cheese&by=owner')).toEqual(levels);
  expect(await ours('/items/cheese')).toEqual(levels);
  expect(await ours('/locations/dock')).toEqual(levels.slice(1));
  expect((await asked('/movements?item=cheese&limit=2')).body.movements).toMatchObject([
    { quantity: 1, moved: { mass_mg: 10_000_000, source: 'mean' } },
    { quantity: 2, mass: { mass_mg: 22_000_000, known: 'stated' }, moved: { mass_mg: 22_000_000, source: 'stated' } },
  ]);
  expect((await asked('/why?item=cheese&location=X1')).body).toMatchObject({
    says: expect.stringMatching(/^1 left, 10 kg: /),
  });
  expect((await asked('/movements.csv?item=cheese')).body).toMatch(/,mass_mg,mass_source,mass_off_mg\r\n/);
  expect((await asked('/valuation')).body).toMatchObject({
    total: '160.00',
    rows: [{ item: 'cheese', quantity: 2, mass_mg: 20_000_000, value: '160.00', unit_value: '80.000000' }],
  });
  expect((await asked('/valuation?format=csv')).body).toContain('consigned,mass_mg,currency');
  expect((await asked('/valuation/cheese')).body).toMatchObject({ cost_basis: 'mass', mass_mg: 20_000_000 });
  expect((await asked('/reports/catch-weight')).body.rows).toEqual([
    {
      item: 'cheese',
      name: 'cheese',
      quantity: 2,
      mass: 20,
      nominal: 20,
      received: 0,
      received_over: 0,
      sold: 22,
      given_away: 2,
      booked_off: 0,
      counted_off: 0,
      value: '0.00',
      known: 0.8649,
    },
  ]);
  await gateway.stop();
  expect(verifyLedger(join(directory, 'data')).problems).toEqual([]);
});

/** Goal: docs/forecasting.md is true of overrides on a gateway as built: a demand planner says what is to come, the next plan uses it, and it ends in the open. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPeopleDesk } from '../../gateway/people-desk.ts';
import { workSiteJson } from '../work/work-house.ts';
import { type GatewayProcess, startGatewayProcess } from './process.ts';

let directory: string;
let gateway: GatewayProcess;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-overrides-'));
  const settings = join(directory, 'site.json');
  const network = { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } };
  writeFileSync(settings, JSON.stringify({ ...workSiteJson, time_zone: 'UTC', network }));
  gateway = await startGatewayProcess(['--site', settings, '--data', join(directory, 'data')]);
  const desk = openPeopleDesk(join(directory, 'data'));
  for (const role of ['demand-planner', 'inventory-analyst'] as const) {
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

async function asked(path: string, body?: object | string, role?: string) {
  const isText = typeof body === 'string';
  const headers = {
    authorization: `Bearer ${role === undefined ? gateway.token : tokens[role]}`,
    'content-type': isText ? 'text/csv' : 'application/json',
  };
  const options = body === undefined ? {} : { method: 'POST', body: isText ? body : JSON.stringify(body) };
  const answer = await fetch(new URL(`/api/v1${path}`, gateway.dashboard), { ...options, headers });
  return { status: answer.status, body: await answer.json() };
}

function dayIn(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

async function planned(until: (forecast: { per_day: number[]; overrides?: object[] }) => void) {
  await vi.waitFor(
    async () => {
      await asked('/plans/run', {});
      const told = await asked('/plans/bolt', undefined, 'demand-planner');
      expect(told.status).toBe(200);
      until(told.body.plan.forecast);
    },
    { timeout: 60_000, interval: 500 },
  );
}
const planner = 'demand-planner';

test('a planner says what is to come, and takes it back', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `issue,bolt,4,B1,production,${dayIn(i - 60)} 09:00`);
  const csv = ['kind,item,quantity,from,to,at', ...rows].join('\n');
  expect((await asked('/movements/import?file=past.csv&reason=test', csv)).status).toBe(200);
  const days = { from_day: dayIn(7), to_day: dayIn(13) };
  const fair = { key: 'a', item: 'bolt', how: 'set', value: 700, ...days, reason: 'fair in Essen' };
  expect((await asked('/forecast-overrides', fair, 'inventory-analyst')).status).toBe(403);
  expect(await asked('/forecast-overrides', { ...fair, value: -3 }, planner)).toMatchObject({
    status: 422,
    body: { errors: [{ in: 'body', field: 'value', rule: 'must not be below 0, but for add' }] },
  });
  expect(await asked('/forecast-overrides', { ...fair, to_day: '2026-02-30' }, planner)).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'body', field: 'to_day' }] },
  });
  expect((await asked('/forecast-overrides', { ...fair, reason: '' }, planner)).status).toBe(400);
  expect((await asked('/forecast-overrides', fair, planner)).body.document).toMatchObject({
    id: 'FO-1',
    state: 'holding',
    opened: { by: 'api:demand-planner' },
  });
  expect((await asked('/forecast-overrides', fair, planner)).body).toMatchObject({ is_repeat: true });
  await planned((forecast) => {
    expect(forecast).toMatchObject({ overrides: [{ id: 'FO-1', by: 'api:demand-planner', reason: 'fair in Essen' }] });
    expect(forecast.per_day.slice(7, 14).reduce((sum, units) => sum + units, 0)).toBeCloseTo(700, 6);
  });
  expect((await asked('/plans/bolt/accuracy', undefined, planner)).body).toMatchObject({ period_days: 7 });
  const withdrawal = { version: 1, reason: 'called off' };
  expect((await asked('/forecast-overrides/FO-1/withdraw', withdrawal, planner)).body.document).toMatchObject({
    state: 'withdrawn',
    closed: { by: 'api:demand-planner', reason: 'called off' },
  });
  expect((await asked('/forecast-overrides/FO-9/withdraw', withdrawal, planner)).status).toBe(404);
  await planned((forecast) => expect(forecast.overrides).toBeUndefined());
  expect((await asked('/forecast-overrides?item=bolt', undefined, planner)).body.overrides).toMatchObject([
    { id: 'FO-1', value: 700, state: 'withdrawn' },
  ]);
  expect((await asked('/audit?what=overrideForecast')).body.audit[0]).toMatchObject({
    by: 'api:demand-planner',
    subject: 'FO-1',
    why: 'fair in Essen',
  });
});

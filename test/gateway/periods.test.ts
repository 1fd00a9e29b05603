/** A materials manager's day at a running gateway: what stock is worth, a period closed for good, and what comes too late for it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { localDay } from '../../gateway/base/site-time.ts';
import { verifyLedger } from '../../gateway/main.ts';
import { freePort, type GatewayProcess, startGatewayProcess } from './process.ts';

const zone = 'Europe/Berlin';
const day = (ahead: number) =>
  new Date((localDay(systemClock.now_ms(), zone) + ahead) * 86_400_000).toISOString().slice(0, 10);

let directory: string;
let running: GatewayProcess;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-periods-'));
});
afterAll(async () => {
  await running.stop();
  rmSync(directory, { recursive: true });
});

async function asked(path: string, body?: object) {
  const headers = { 'content-type': 'application/json' };
  const post = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await running.fetch(`api/v1${path}`, post);
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

test('a period is closed, stays closed, and what comes later is valued after it', async () => {
  const site_file = join(directory, 'site.json');
  const data = join(directory, 'data');
  writeFileSync(
    site_file,
    JSON.stringify({
      name: 'Small',
      time_zone: zone,
      currency: 'EUR',
      valuation: { method: 'fifo' },
      items: [{ id: 'bolt', policy: { class: 'raw', unit_cost: '0.40' } }],
      locations: [{ id: 'A1', kind: 'bin', item: 'bolt' }],
      network: { dashboard: { port: await freePort() }, broker: { kind: 'embedded', port: 0 } },
    }),
  );
  running = await startGatewayProcess(['--site', site_file, '--data', data]);
  const move = { kind: 'move', item: 'bolt', quantity: 100, from: 'supplier', to: 'A1', reason: 'delivered' };
  expect(await asked('/commands', { ...move, at: `${day(-1)} 10:00` })).toMatchObject({ status: 200 });
  expect(await asked('/commands', { ...move, quantity: 30, from: 'A1', to: 'production' })).toMatchObject({
    status: 200,
  });
  expect(await asked('/commands', { ...move, at: 'yesterday' })).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'body', field: 'at' }] },
  });
  expect((await asked('/valuation')).body).toMatchObject({ total: '28.00' });

  expect(await asked('/periods/close', { until: day(1), reason: 'too early' })).toMatchObject({
    status: 422,
    body: { errors: [{ in: 'body', field: 'until', rule: 'must not be still to come' }] },
  });
  expect(await asked('/periods/close', { until: '2026-02-30', reason: 'no day' })).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'body', field: 'until', rule: 'must be a day that there is' }] },
  });
  expect(await asked('/periods/close', { until: day(0), reason: 'month end' })).toMatchObject({
    status: 200,
    body: { from_ms: 0, value: '40.00', currency: 'EUR', head_seq: 2 },
  });
  expect(await asked('/periods/close', { until: day(0), reason: 'again' })).toMatchObject({
    status: 422,
    body: { code: 'period-not-closed', errors: [{ field: 'until' }] },
  });
  expect(await asked('/commands', { ...move, at: `${day(-1)} 11:00` })).toMatchObject({
    status: 422,
    body: { code: 'period-closed', errors: [{ in: 'body', field: 'at' }] },
  });

  // What was wrong in it is taken back in the open one.
  const { body: listed } = await asked('/movements');
  const first = listed.movements.find((each: { seq: number }) => each.seq === 1).id;
  expect(await asked('/commands', { kind: 'reverse', movement: first, reason: 'never came' })).toMatchObject({
    status: 200,
  });
  const { body: item } = await asked('/valuation/bolt');
  expect(item).toMatchObject({ quantity: -30, owed: 30, steps_of: 3 });
  expect(item.steps.find((each: { kind: string }) => each.kind === 'reversal')).toMatchObject({
    happened_ms: expect.any(Number),
    note: expect.stringContaining('closed'),
  });
  const wanted = {
    periods: [{ number: 1, by: running.by, reason: 'month end', value: '40.00', value_now: '40.00', differs: false }],
  };
  expect((await asked('/periods')).body).toMatchObject(wanted);
  expect((await asked('/periods/1')).body).toMatchObject({
    closed: true,
    items: [{ item: 'bolt', purchases: { quantity: 100, value: '40.00' }, closing: { quantity: 100, value: '40.00' } }],
  });
  expect((await asked('/audit?what=closePeriod')).body.audit[0]).toMatchObject({ by: running.by, outcome: 'refused' });

  await running.kill();
  expect(verifyLedger(data).problems).toEqual([]);
  running = await startGatewayProcess(['--site', site_file, '--data', data]);
  expect((await asked('/periods')).body).toMatchObject(wanted);
  expect(await asked('/commands', { ...move, at: `${day(-1)} 11:00` })).toMatchObject({ status: 422 });
});

/** Plans over REST, made by the planning thread as built from a ledger on disk; and once by the whole gateway. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { localDay, localDayStart } from '../../gateway/base/site-time.ts';
import type { StoredMovement } from '../../gateway/ledger/commit.ts';
import { writePeople } from '../../gateway/ledger/people.ts';
import { LedgerWriter } from '../../gateway/ledger/writer.ts';
import { PlanningBeside, planningThread } from '../../gateway/planning-beside.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { type House, houseOf } from '../access/house.ts';
import { freePort, startGatewayProcess } from '../gateway/process.ts';
import { batchOf } from '../ledger/small-ledger.ts';
import { root } from '../source-files.ts';
import { ask } from './ask.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { smallSite, storedOf } from './small-site.ts';

const zone = smallSite.time_zone;
const policy = {
  class: 'raw',
  supplier: 'acme',
  unit_cost: '0.40',
  service_level: 0.95,
  holding_cost_share_per_year: 0.25,
  order_multiple: 50,
} as const;
const [bolt, nut] = smallSite.items;
if (bolt === undefined || nut === undefined) throw new Error('the small site has two items');
const site: Site = {
  ...smallSite,
  items: [{ ...bolt, name: '=Bolt, M6', policy }, nut],
  suppliers: [{ id: 'acme', name: 'Acme', lead_time_days: 5, lead_time_sd_days: 0, order_cost: '36.50' }],
};

/** 400 came in 98 days ago; four a day were used since, the last ones yesterday: 8 are left. */
function history(now_ms: number): StoredMovement[] {
  const today = localDay(now_ms, zone);
  const at_ms = (back: number) => localDayStart(today - back, zone) + 9 * 3_600_000;
  const came = storedOf(1, { quantity: 400, from: 'supplier', to: 'a1-01', at_ms: at_ms(98) - 1, rule: 'manual@1' });
  const used = Array.from({ length: 98 }, (_, i) =>
    storedOf(i + 2, { quantity: 4, from: 'a1-01', to: 'production', at_ms: at_ms(98 - i), rule: 'scan@1' }),
  );
  return [came, ...used];
}

let directory: string;
let house: House;
let plans: PlanningBeside;
let gateway: TestGateway;
let planner: Record<string, string>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-plans-'));
  const writer = new LedgerWriter(join(directory, 'data'));
  writer.commit(batchOf({ movements: history(systemClock.now_ms()), site: JSON.stringify(site) }), {
    days: 7,
    bytes: 4_000_000_000,
  });
  writer.close();
  const origin_day = localDay(systemClock.now_ms(), zone) - 15;
  const said = { item: 'bolt-m6', origin_day, period_days: 7, method: 'theta', scale: { absolute: 4, squared: 16 } };
  const kept = { ...said, statistical: [32, 29, 28], final: [30, 29, 28] };
  writePeople(join(directory, 'data'), [{ kind: 'forecasts', forecasts: [kept], since_day: Number.MIN_SAFE_INTEGER }]);
  const script = pathToFileURL(join(root, 'dist/gateway/planning-thread.js'));
  plans = new PlanningBeside({
    start: () => planningThread(join(directory, 'data'), script),
    time_zone: () => zone,
    clock: systemClock,
    log: silentLog,
    counters: countersOf(),
  });
  house = houseOf({ counters: countersOf() });
  gateway = await startTestGateway({ house, plans });
  planner = { authorization: `Bearer ${await house.program('erp', ['demand-planner'])}` };
});
afterAll(async () => {
  await gateway.stop();
  await plans.close();
  house.close();
  rmSync(directory, { recursive: true });
});

const get = (path: string) => ask(gateway.live.port, `/api/v1${path}`, { headers: planner });
const post = (path: string, body: object) =>
  ask(gateway.live.port, `/api/v1${path}`, {
    method: 'POST',
    headers: { ...planner, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('plans over REST', () => {
  test('are not there before the first one', async () => {
    expect(await get('/plans')).toMatchObject({ status: 409, body: { code: 'not-planned' } });
    expect(await get('/plans/bolt-m6')).toMatchObject({ status: 409, body: { code: 'not-planned' } });
  });

  test('are made of the movements of the ledger, on request', async () => {
    expect(await post('/plans/run', {})).toMatchObject({ status: 200, body: { running: { done: 0, of: 2 } } });
    while ((await get('/plans')).status === 409) await pause(2);
    const { body } = await get('/plans?limit=1');
    expect(body).toMatchObject({
      made: { head_seq: 99, items: 2, items_beyond: 0 },
      next: 'bolt-m6',
      plans: [
        {
          item: 'bolt-m6',
          class: 'raw',
          supplier: 'acme',
          abc: 'A',
          xyz: 'X',
          pattern: 'smooth',
          on_hand: 8,
          lead_time_days: 5,
          reorder_point: 20,
          order_quantity: 1_050,
          proposed: 1_050,
          proposed_value: '420.00',
          is_below_reorder: true,
          missing: [],
          changes: [],
        },
      ],
    });
    const second = await get('/plans?cursor=bolt-m6');
    expect(second.body).toMatchObject({ plans: [{ item: 'nut-m6', on_hand: 0 }] });
    expect(second.body).not.toHaveProperty('next');
  });

  test('can be filtered', async () => {
    const items = async (query: string) =>
      z
        .looseObject({ plans: z.array(z.looseObject({ item: z.string() })) })
        .parse((await get(`/plans?${query}`)).body)
        .plans.map(({ item }) => item);
    expect(await items('')).toEqual(['bolt-m6', 'nut-m6']);
    expect(await items('below_reorder=true')).toEqual(['bolt-m6']);
    expect(await items('class=raw')).toEqual(['bolt-m6']);
    expect(await items('class=mro')).toEqual([]);
    expect(await items('supplier=acme')).toEqual(['bolt-m6']);
    expect(await items('supplier=other')).toEqual([]);
  });

  test('say of an item how each figure comes about', async () => {
    expect((await get('/plans/bolt-m6')).body).toMatchObject({
      made: { items: 2 },
      row: { item: 'bolt-m6', reorder_point: 20 },
      plan: {
        figures: {
          lead_time: { value: 5, unit: 'days', formula: 'lead_time_days', terms: { lead_time_days: 5 } },
          reorder_point: { value: 20, terms: { lead_time_days: 5, service_level: 0.95, mean_units: 20 } },
          order_quantity: { value: 1_050, terms: { order_cost: 36.5, unit_cost: 0.4, order_multiple: 50 } },
          proposed: { value: 1_050, terms: { reorder_point: 20, position_units: 8, order_quantity: 1_050 } },
        },
        forecast: { bucket: 'day', pattern: { pattern: 'smooth' } },
        history: { days: 98, issued: 392, returned: 0, censored_days: 0 },
        service: { distribution: 'certain' },
      },
    });
    expect(await get('/plans/none')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  test('say how the forecasts that were kept did, as they were said then', async () => {
    // 28 came in each of the two weeks that are over.
    expect((await get('/plans/bolt-m6/accuracy')).body).toMatchObject({
      made: { items: 2 },
      period_days: 7,
      kept: 1,
      origins: [
        {
          method: 'theta',
          periods_known: 2,
          statistical: { mae: 2.5, me: -2.5, mase: 0.625 },
          final: { mae: 1.5, me: -1.5, mase: 0.375 },
        },
      ],
      horizons: [
        { periods_ahead: 1, forecasts: 1, statistical: { mae: 4 }, final: { mae: 2 }, mase: 0.5 },
        { periods_ahead: 2, forecasts: 1, statistical: { mae: 1 }, final: { mae: 1 }, mase: 0.25 },
      ],
      value_added: { periods: 1, statistical_mae: 4, final_mae: 2, share: 0.5 },
    });
    expect((await get('/plans/nut-m6/accuracy')).body).toMatchObject({ kept: 0, origins: [], horizons: [] });
    expect(await get('/plans/none/accuracy')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  test('can be tried with another policy, which changes nothing', async () => {
    const { status, body } = await post('/plans/bolt-m6/what-if', { lead_time_days: 10, order_cost: '9.125' });
    expect([status, body]).toMatchObject([
      200,
      {
        now: { figures: { reorder_point: { value: 20 }, order_quantity: { value: 1_050 } } },
        // A quarter of the order cost is half of the quantity, 516.2: 500 is the cheaper of the two multiples around it.
        changed: { figures: { reorder_point: { value: 40 }, order_quantity: { value: 500 } } },
      },
    ]);
    expect((await get('/plans/bolt-m6')).body).toMatchObject({ row: { reorder_point: 20 } });
    expect(house.reader.audit.list({ by: 'api:erp', what: 'tryPlan', limit: 5 })).toEqual([]);
  });

  test.each([
    ['service_level', { service_level: 1 }],
    ['fill_rate', { service_level: 0.9, fill_rate: 0.9 }],
    ['unit_cost', { unit_cost: '1,50' }],
    ['lead_time_days', { lead_time_days: -1 }],
    ['order_multiple', { order_multiple: 0.5 }],
    ['leadtime', { leadtime: 5 }],
  ])('refuse what cannot be tried, by the field %s', async (field, body) => {
    const refused = await post('/plans/bolt-m6/what-if', body);
    expect(refused).toMatchObject({ status: 400, type: 'application/problem+json; charset=utf-8' });
    expect(refused.body).toMatchObject({ code: 'bad-request', errors: [{ in: 'body', field }] });
  });

  test.each(['limit=0', 'class=gold', 'below_reorder=yes', 'format=xml', 'colour=red'])('refuse ?%s', async (query) => {
    expect(await get(`/plans?${query}`)).toMatchObject({ status: 400, body: { errors: [{ in: 'query' }] } });
  });

  test('are a purchase list by supplier, and files for a spreadsheet that run no formula', async () => {
    expect((await get('/plans/purchase-list')).body).toMatchObject({
      currency: 'EUR',
      orders: [
        { supplier: 'acme', value: '420.00', lines_without_cost: 0, lines: [{ item: 'bolt-m6', quantity: 1_050 }] },
      ],
    });
    const list = await get('/plans/purchase-list?format=csv');
    expect(list.type).toBe('text/csv; charset=utf-8');
    const out = `${localDayText(2)}`;
    expect(list.body).toBe(
      `supplier,item,name,quantity,unit,unit_cost,value,currency,stock_out_day\r\nacme,bolt-m6,"'=Bolt, M6",1050,piece,0.40,420.00,EUR,${out}\r\n`,
    );
    expect((await get('/plans?format=csv&below_reorder=true')).body).toMatch(
      /^item,name,unit,class,.*\r\nbolt-m6,"'=Bolt, M6",piece,raw,acme,A,X,smooth,/,
    );
    expect(house.reader.audit.list({ by: 'api:erp', limit: 5 }).map(({ what }) => what)).toContain('listPlans');
  });

  test('are for those who plan', async () => {
    const floor = { authorization: `Bearer ${await house.program('floor', ['inventory-associate'])}` };
    expect(await ask(gateway.live.port, '/api/v1/plans', { headers: floor })).toMatchObject({ status: 403 });
    expect(await ask(gateway.live.port, '/api/v1/plans')).toMatchObject({ status: 401 });
  });
});

function localDayText(ahead: number): string {
  return new Date((localDay(systemClock.now_ms(), zone) + ahead) * 86_400_000).toISOString().slice(0, 10);
}

describe('the whole gateway', () => {
  test('plans what it has just booked, by the settings it runs with', async () => {
    const site_file = join(directory, 'site.json');
    writeFileSync(
      site_file,
      JSON.stringify({
        name: 'Small',
        time_zone: 'UTC',
        currency: 'EUR',
        items: [{ id: 'bolt', policy: { service_level: 0.9 } }],
        locations: [{ id: 'A1', kind: 'bin', item: 'bolt' }],
        network: { dashboard: { port: await freePort() }, broker: { kind: 'embedded', port: 0 } },
      }),
    );
    const running = await startGatewayProcess(['--site', site_file, '--data', join(directory, 'whole')]);
    try {
      const headers = { 'content-type': 'application/json' };
      const send = (path: string, body: object) =>
        running.fetch(`api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      const move = { kind: 'move', item: 'bolt', quantity: 12, from: 'supplier', to: 'A1', reason: 'delivered' };
      expect((await send('/commands', move)).status).toBe(200);
      await send('/plans/run', {});
      while ((await running.fetch('api/v1/plans')).status === 409) await pause(2);
      expect(JSON.parse(await (await running.fetch('api/v1/plans')).text())).toMatchObject({
        made: { head_seq: 1 },
        plans: [
          {
            item: 'bolt',
            on_hand: 12,
            missing: [
              'no lead time: nothing is proposed',
              "no unit_cost, the supplier's order_cost, holding_cost_share_per_year: no economic order quantity, nothing is proposed",
              'no demand is known yet: nothing is proposed',
            ],
          },
        ],
      });
    } finally {
      await running.stop();
    }
  });
});

/** Reports over REST, made by the reporting thread as built from a ledger on disk; every figure worked out by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { localDay, localDayStart } from '../../gateway/base/site-time.ts';
import { writePeople } from '../../gateway/ledger/people.ts';
import { LedgerWriter } from '../../gateway/ledger/writer.ts';
import type { Plans } from '../../gateway/live/routes/plans.ts';
import { workbook_type } from '../../gateway/live/workbook.ts';
import { dayText } from '../../gateway/planning/planning-calendar.ts';
import { ReportingBeside, reportingThread } from '../../gateway/reporting-beside.ts';
import { reportKinds } from '../../gateway/reports/registry.ts';
import type { Evidence } from '../../gateway/stock/movement.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { type House, houseOf } from '../access/house.ts';
import { batchOf } from '../ledger/small-ledger.ts';
import { root } from '../source-files.ts';
import { ask } from './ask.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { movementOf, smallSite, storedOf } from './small-site.ts';

const zone = smallSite.time_zone;
const today = localDay(systemClock.now_ms(), zone);
const at = (back: number, hour = 9) => localDayStart(today - back, zone) + hour * 3_600_000;
const [bolt, nut] = smallSite.items;
if (bolt === undefined || nut === undefined) throw new Error('the small site has two items');
const site: Site = {
  ...smallSite,
  name: 'Small <site>',
  items: [
    { ...bolt, name: '=Bolt', policy: { class: 'raw', unit_cost: '0.50', order_min: 10 } },
    { ...nut, policy: { class: 'mro', unit_cost: '2.00' } },
  ],
};
const saidBy = (device: string): Evidence => ({ n: 1, index: 0, device, at_ms: at(1), says: 'x' });
const count = { ...movementOf('m'), kind: 'counted', from: 'a1-01', to: 'count-difference' } as const;

/** 280 bolts came 29 days ago, and four a day went out on each day since but today; nuts came long before and never left. */
const movements = [
  storedOf(1, {
    item: 'nut-m6',
    quantity: 20,
    from: 'supplier',
    to: 'a1-02',
    at_ms: at(200),
    arrived_ms: at(200),
    rule: 'work@1',
    evidence: [saidBy('person:ana')],
  }),
  storedOf(2, {
    quantity: 280,
    from: 'supplier',
    to: 'a1-01',
    at_ms: at(29),
    arrived_ms: at(29),
    rule: 'manual@1',
    evidence: [saidBy('person:ana')],
  }),
  ...Array.from({ length: 28 }, (_, i) =>
    storedOf(i + 3, {
      quantity: 4,
      from: 'a1-01',
      to: 'production',
      at_ms: at(28 - i),
      arrived_ms: at(28 - i),
      rule: 'fusion@5',
      evidence: i % 2 === 0 ? [saidBy('scale-a1')] : [saidBy('scale-a1'), saidBy('gun-1')],
    }),
  ),
  storedOf(31, {
    ...count,
    quantity: 8,
    at_ms: at(0, 0) - 1_000,
    arrived_ms: at(0, 0),
    rule: 'manual@1',
    evidence: [saidBy('person:ana')],
  }),
  storedOf(32, {
    quantity: 2,
    from: 'a1-01',
    to: 'scrap',
    at_ms: at(0, 0) - 500,
    arrived_ms: at(0, 0),
    rule: 'manual@1',
    evidence: [saidBy('person:ana')],
  }),
];
const counted = {
  number: 1,
  seq: 31,
  id: 'm31',
  item: 'bolt-m6',
  location: 'a1-01',
  counted: 160,
  before: 168,
  level: 160,
  at_ms: at(0, 0) - 1_000,
  arrived_ms: at(0, 0),
  confidence_permille: 1_000,
  by: 'person:ana',
  rule: 'manual@1',
  why: 'counted',
  evidence: [],
} as const;
const rows = [
  {
    item: 'bolt-m6',
    name: 'Bolt',
    unit: 'piece',
    supplier: 'acme',
    on_hand: 158,
    on_order: 0,
    position: 158,
    demand_per_day: 0.5,
    lead_time_days: 10,
    safety_stock: 5,
    reorder_point: 10,
    order_quantity: 50,
    anticipation: 60,
    proposed: 50,
    proposed_value: '25.00',
    missing: [],
    changes: [],
  },
];
const plans: Pick<Plans, 'ask'> = { ask: () => Promise.resolve({ ok: true, answer: { state: {}, rows } }) };

let directory: string;
let house: House;
let books: ReportingBeside;
let gateway: TestGateway;
let manager: Record<string, string>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-reports-'));
  const writer = new LedgerWriter(join(directory, 'data'));
  writer.commit(batchOf({ movements, counts: [counted], site: JSON.stringify(site) }), {
    days: 7,
    bytes: 4_000_000_000,
  });
  writer.close();
  const said = { item: 'bolt-m6', period_days: 7, method: 'theta', scale: { absolute: 4, squared: 16 } };
  const forecasts = [
    { ...said, origin_day: today - 50, statistical: [900, 900], final: [900, 900] },
    { ...said, origin_day: today - 15, statistical: [30, 26, 28], final: [30, 26, 28] },
    { ...said, origin_day: today - 8, statistical: [700], final: [700] },
  ];
  writePeople(join(directory, 'data'), [{ kind: 'forecasts', forecasts, since_day: Number.MIN_SAFE_INTEGER }]);
  const script = pathToFileURL(join(root, 'dist/gateway/reporting-thread.js'));
  books = new ReportingBeside({
    start: () => reportingThread(join(directory, 'data'), script),
    plans,
    clock: systemClock,
    log: silentLog,
    counters: countersOf(),
  });
  house = houseOf({ counters: countersOf() });
  gateway = await startTestGateway({ house, books });
  manager = { authorization: `Bearer ${await house.program('erp', ['materials-manager'])}` };
});
afterAll(async () => {
  await gateway.stop();
  await books.close();
  house.close();
  rmSync(directory, { recursive: true });
});

const get = (path: string) => ask(gateway.live.port, `/api/v1${path}`, { headers: manager });
const told = async (path: string) => (await get(`/reports/${path}`)).body;

describe('reports', () => {
  test('are listed with their definitions, and each can be had in every form', async () => {
    expect((await get('/reports')).body).toMatchObject({
      reports: [
        'stock-value',
        'turns',
        'excess-dead',
        'abc-xyz',
        'shrinkage',
        'record-accuracy',
        'automation',
        'forecast-actual',
        'reorder',
        'receipts',
        'consigned',
        'catch-weight',
        'stock-kinds',
        'buffers',
      ].map((name) => ({ name, definition: expect.arrayContaining([expect.any(String)]) })),
    });
    for (const { name, columns } of reportKinds) {
      const json = await get(`/reports/${name}?days=28`);
      expect([name, json.status, json.body]).toMatchObject([
        name,
        200,
        { name, currency: 'EUR', made: { head_seq: 32 } },
      ]);
      const known = new Set(columns.map((each) => each.name));
      const { rows: all = [] } = json.body as { rows?: object[] };
      for (const row of all) expect(Object.keys(row).filter((key) => !known.has(key))).toEqual([]);
      const csv = await get(`/reports/${name}?days=28&format=csv`);
      expect(csv).toMatchObject({ status: 200, type: 'text/csv; charset=utf-8' });
      const workbook = await get(`/reports/${name}?days=28&format=xlsx`);
      expect(workbook).toMatchObject({ status: 200, type: workbook_type });
      const page = await get(`/reports/${name}/page?days=28`);
      expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
      expect(String(page.body)).toContain('Small &#60;site&#62;');
      expect(String(page.body)).not.toContain('<site>');
    }
  });

  test('of stock and value add up', async () => {
    expect(await told('stock-value?days=28')).toMatchObject({
      rows: [
        { class: 'mro', items: 1, quantity: 20, value: '40.00' },
        { class: 'raw', items: 1, quantity: 158, value: '79.00' },
      ],
      total: { class: 'all', items: 2, value: '119.00' },
    });
    expect(String((await get('/reports/stock-value?days=28&format=csv')).body).split('\r\n')[0]).toBe(
      'class,location,items,quantity [of unlike things],value [EUR],share,unvalued,negative',
    );
  });

  test('of turns are weighted by time', async () => {
    const body = (await told('turns?days=28')) as {
      rows: { item: string; average_quantity: number; turns?: number; dsi?: number }[];
    };
    const [bolts, nuts] = body.rows;
    expect(bolts).toMatchObject({ item: 'bolt-m6', issued: 112, cost_of_goods: '56.00' });
    // From 280 to 168 in even steps; the span ends within today, with 158.
    expect(bolts?.average_quantity).toBeGreaterThan(215);
    expect(bolts?.average_quantity).toBeLessThan(226);
    expect(nuts).toMatchObject({ item: 'nut-m6', average_quantity: 20, average_value: '40.00', issued: 0, turns: 0 });
    expect(nuts).not.toHaveProperty('dsi');
  });

  test('of excess and dead stock use the last plan', async () => {
    expect(await told('excess-dead?days=28')).toMatchObject({
      rows: [
        // 158 less the 90 that are asked for in 180 days.
        { item: 'bolt-m6', on_hand: 158, dead: 0, excess: 68, excess_value: '34.00' },
        {
          item: 'nut-m6',
          on_hand: 20,
          dead: 20,
          dead_value: '40.00',
          excess: 0,
          days_without_issue: expect.any(Number),
        },
      ],
      total: { dead_value: '40.00', excess_value: '34.00' },
    });
  });

  test('of ABC and XYZ rank by what went out', async () => {
    expect(await told('abc-xyz?days=28')).toMatchObject({
      rows: [
        { item: 'bolt-m6', usage_value: '56.00', share: 1, share_before: 0, abc: 'A', cv: 0, xyz: 'X' },
        { item: 'nut-m6', usage_value: '0.00', abc: 'C', xyz: 'Z' },
      ],
      notes: ['AX: 1 item, usage value 56.00', 'CZ: 1 item, usage value 0.00'],
    });
  });

  test('of shrinkage tell who found it', async () => {
    expect(await told('shrinkage?days=28')).toMatchObject({
      rows: [
        {
          item: 'bolt-m6',
          opening: 280,
          receipts: 0,
          issues: 114,
          closing: 158,
          missing: 8,
          value: '4.00',
          by_people: 8,
          by_devices: 0,
          late: 0,
          scrapped: 2,
          scrap_value: '1.00',
        },
      ],
      total: { value: '4.00', scrap_value: '1.00' },
    });
  });

  test('of record accuracy go row by row', async () => {
    expect(await told('record-accuracy?days=28')).toMatchObject({
      rows: [
        { class: 'A', tolerance: 0.01, counts: 1, agreeing: 0, accuracy: 0, net: -8, absolute: 8, net_value: '-4.00' },
      ],
      total: { class: 'all', counts: 1 },
    });
  });

  test('of automation tell the senses apart', async () => {
    expect(await told('automation?days=250')).toMatchObject({
      rows: [
        { source: 'weight', movements: 14, share: 0.4375, pieces: 56 },
        { source: 'tag', movements: 0 },
        { source: 'scan', movements: 0 },
        { source: 'fused', movements: 14, pieces: 56 },
        { source: 'person', movements: 4 },
      ],
      total: { source: 'automated', movements: 28, share: 0.875 },
    });
  });

  test('of forecasts hold what was said before the span against what came, and make none anew', async () => {
    expect(await told('forecast-actual?days=14')).toMatchObject({
      rows: [
        // 30 and 26 were said, 28 came in each of the two weeks; the naive forecast of then erred by 4.
        {
          item: 'bolt-m6',
          method: 'theta',
          origin: dayText(today - 15),
          weeks: 2,
          forecast: 56,
          actual: 56,
          bias: 0,
          wape: 0.0714,
          mase: 0.5,
        },
        { item: 'nut-m6', weeks: 0, says: 'no forecast is kept of it' },
      ],
    });
  });

  test('of what to order are those of the plan', async () => {
    expect(await told('reorder')).toMatchObject({
      rows: [
        { supplier: 'acme', item: 'bolt-m6', on_hand: 158, on_order: 0, proposed: 50, order_min: 10, value: '25.00' },
      ],
      total: { value: '25.00' },
    });
  });

  test('of kinds of stock say what planning and counts know', async () => {
    expect(await told('stock-kinds?days=28')).toMatchObject({
      rows: [
        {
          item: 'bolt-m6',
          cycle_planned: 25,
          safety_planned: 5,
          safety_held: 153,
          transit: 0,
          anticipation_planned: 60,
          anticipation_held: 60,
          theoretical: 168,
          counted: 160,
          variance: 8,
          variance_share: 0.0476,
          excess: 68,
          dead: 0,
        },
        { item: 'nut-m6', on_hand: 20, dead: 20 },
      ],
    });
  });

  test.each([
    ['/reports/none', 404],
    ['/reports/none/page', 404],
    ['/reports/turns?days=0', 400],
    ['/reports/turns?days=732', 400],
    ['/reports/turns?format=pdf', 400],
    ['/reports/turns/page?format=csv', 400],
  ])('refuse %s', async (path, status) => {
    expect(await get(path)).toMatchObject({ status, type: 'application/problem+json; charset=utf-8' });
  });

  test('are for those who answer for them, and what is taken out stands in the trail', async () => {
    const floor = { authorization: `Bearer ${await house.program('floor', ['inventory-associate'])}` };
    for (const path of ['/reports', '/reports/turns', '/reports/turns/page'])
      expect(await ask(gateway.live.port, `/api/v1${path}`, { headers: floor })).toMatchObject({ status: 403 });
    const noted = house.reader.audit.list({ by: 'api:erp', limit: 100 }).map(({ what }) => what);
    expect(noted).toEqual(expect.arrayContaining(['getReport', 'getReportPage']));
  });
});

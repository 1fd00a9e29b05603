/** Values over REST, made by the reporting thread as built from a ledger on disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { LedgerWriter } from '../../gateway/ledger/writer.ts';
import { ReportingBeside, reportingThread } from '../../gateway/reporting-beside.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { type House, houseOf } from '../access/house.ts';
import { batchOf } from '../ledger/small-ledger.ts';
import { root } from '../source-files.ts';
import { ask } from './ask.ts';
import { noPlans, startTestGateway, type TestGateway } from './gateway.ts';
import { smallSite, storedOf } from './small-site.ts';

const at = (hour: number) => Date.parse('2026-11-02T00:00:00Z') + hour * 3_600_000;
const [bolt, nut] = smallSite.items;
if (bolt === undefined || nut === undefined) throw new Error('the small site has two items');
const settings: Site = {
  ...smallSite,
  items: [
    { ...bolt, policy: { class: 'raw', unit_cost: '0.40' } },
    {
      ...nut,
      policy: { class: 'mro' },
      valuation: { method: 'standard', standard_costs: [{ from: '2026-11-01', unit_cost: '0.25' }] },
    },
  ],
};
const movements = [
  storedOf(1, { quantity: 100, from: 'supplier', to: 'a1-01', at_ms: at(1) }),
  storedOf(2, { quantity: 30, from: 'a1-01', to: 'production', at_ms: at(2) }),
  storedOf(3, { quantity: 10, from: 'a1-01', to: 'a1-02', at_ms: at(3) }),
  storedOf(4, { quantity: 5, from: 'count-difference', to: 'a1-02', at_ms: at(4), kind: 'counted' }),
  storedOf(5, { item: 'nut-m6', quantity: 8, from: 'supplier', to: 'a1-02', at_ms: at(4) }),
];

let directory: string;
let writer: LedgerWriter;
let house: House;
let books: ReportingBeside;
let gateway: TestGateway;
let analyst: Record<string, string>;
const limit = { days: 7, bytes: 4_000_000_000 };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-values-'));
  writer = new LedgerWriter(join(directory, 'data'));
  writer.commit(batchOf({ movements, site: JSON.stringify(settings) }), limit);
  const script = pathToFileURL(join(root, 'dist/gateway/reporting-thread.js'));
  books = new ReportingBeside({
    start: () => reportingThread(join(directory, 'data'), script),
    plans: noPlans,
    clock: systemClock,
    log: silentLog,
    counters: countersOf(),
  });
  house = houseOf({ counters: countersOf() });
  gateway = await startTestGateway({ house, books });
  analyst = { authorization: `Bearer ${await house.program('bi', ['inventory-analyst'])}` };
});
afterAll(async () => {
  await gateway.stop();
  await books.close();
  house.close();
  writer.close();
  rmSync(directory, { recursive: true });
});

const get = (path: string) => ask(gateway.live.port, `/api/v1${path}`, { headers: analyst });

describe('what stock is worth', () => {
  test('is told by item, with where its costs are from', async () => {
    expect(await get('/valuation')).toMatchObject({
      status: 200,
      body: {
        made: { head_seq: 5 },
        by: 'item',
        currency: 'EUR',
        total: '32.00',
        rows: [
          {
            item: 'bolt-m6',
            class: 'raw',
            method: 'average',
            quantity: 75,
            value: '30.00',
            unit_value: '0.400000',
            unvalued: 0,
            receipts_from_settings: 1,
            receipts_without_cost: 0,
          },
          { item: 'nut-m6', method: 'standard', quantity: 8, value: '2.00', receipts_from_settings: 0 },
        ],
        notes: [
          'average: moving weighted average: IAS 2 paragraphs 25 and 27',
          'standard: standard cost, while it is near the real one: IAS 2 paragraph 21',
          '1 receipts are valued at the unit cost of the settings, for nobody told what was paid.',
        ],
      },
    });
  });

  test('is told by location and class, and adds up to the same', async () => {
    expect((await get('/valuation?by=location')).body).toMatchObject({
      total: '32.00',
      rows: [
        { location: 'a1-01', quantity: 60, value: '24.00' },
        { location: 'a1-02', quantity: 23, value: '8.00' },
      ],
    });
    expect((await get('/valuation?by=class')).body).toMatchObject({
      rows: [
        { class: 'mro', value: '2.00' },
        { class: 'raw', value: '30.00' },
      ],
    });
    expect((await get('/valuation?by=class-and-location')).body).toMatchObject({
      rows: [
        { class: 'mro', location: 'a1-02', value: '2.00' },
        { class: 'raw', location: 'a1-01', value: '24.00' },
        { class: 'raw', location: 'a1-02', value: '6.00' },
      ],
    });
  });

  test('is told as it was at a time', async () => {
    expect((await get('/valuation?at=2026-11-02T01:30:00Z')).body).toMatchObject({
      as_of_ms: at(1.5),
      total: '40.00',
      rows: [
        { item: 'bolt-m6', quantity: 100 },
        { item: 'nut-m6', quantity: 0, value: '0.00' },
      ],
    });
    // What took effect at that very instant counts.
    expect((await get('/valuation?at=2026-11-02T02:00:00Z')).body).toMatchObject({ total: '28.00' });
  });

  test('is paged, and a file for a spreadsheet', async () => {
    expect((await get('/valuation?limit=1')).body).toMatchObject({
      rows: [{ item: 'bolt-m6' }],
      next: 1,
      total: '32.00',
    });
    const second = await get('/valuation?limit=1&cursor=1');
    expect(second.body).toMatchObject({ rows: [{ item: 'nut-m6' }] });
    expect(second.body).not.toHaveProperty('next');
    const file = await get('/valuation?format=csv');
    expect(file.type).toBe('text/csv; charset=utf-8');
    expect(String(file.body).split('\r\n')).toEqual([
      'item,class,location,name,unit,method,quantity,value,unit_value,unvalued,negative,consigned,currency',
      'bolt-m6,raw,,Bolt M6,piece,average,75,30.00,0.400000,0,0,0,EUR',
      'nut-m6,mro,,Nut M6,piece,standard,8,2.00,0.250000,0,0,0,EUR',
      '',
    ]);
  });

  test('of an item is laid open down to the movements', async () => {
    expect((await get('/valuation/bolt-m6?limit=2&cursor=2')).body).toMatchObject({
      quantity: 75,
      value: '30.00',
      steps_of: 4,
      layers_more: 0,
      flows: [
        { flow: 'purchase', quantity: 100, value: '40.00' },
        { flow: 'consumption', quantity: -30, value: '-12.00' },
        { flow: 'count-gain', quantity: 5, value: '2.00' },
      ],
      steps: [
        { id: 'm3', seq: 3, kind: 'transfer', from: 'a1-01', to: 'a1-02', value: '0.00', value_after: '28.00' },
        { id: 'm4', kind: 'receipt: found', quantity: 5, value: '2.00', quantity_after: 75, value_after: '30.00' },
      ],
    });
    expect((await get('/valuation/bolt-m6?limit=1')).body).toMatchObject({
      steps: [{ id: 'm1', kind: 'receipt: purchase', unit_cost: '0.400000', cost_from: 'settings', value: '40.00' }],
      next: 1,
    });
    expect(await get('/valuation/none')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  test('follows what is learned later, and costs nothing where nothing moved', async () => {
    writer.commit(
      batchOf({ movements: [storedOf(6, { quantity: 50, from: 'supplier', to: 'a1-01', at_ms: at(0.5) })] }),
      limit,
    );
    expect((await get('/valuation')).body).toMatchObject({ made: { head_seq: 6 }, total: '52.00' });
    expect((await get('/valuation?at=2026-11-02T01:30:00Z')).body).toMatchObject({ total: '60.00' });
  });

  test.each(['by=colour', 'at=never', 'at=2999-01-01', 'limit=0', 'cursor=-1', 'format=xml'])(
    'refuses ?%s',
    async (query) => {
      const refused = await get(`/valuation?${query}`);
      const [field] = query.split('=');
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ in: 'query', field }] } });
    },
  );

  test('is for those who answer for it', async () => {
    const floor = { authorization: `Bearer ${await house.program('floor', ['inventory-associate'])}` };
    for (const path of ['/valuation', '/valuation/bolt-m6', '/periods', '/periods/open'])
      expect(await ask(gateway.live.port, `/api/v1${path}`, { headers: floor })).toMatchObject({ status: 403 });
  });
});

describe('the open period', () => {
  test('shows by the periodic system what the perpetual one tells apart', async () => {
    expect((await get('/periods')).body).toMatchObject({ periods: [] });
    expect((await get('/periods/open')).body).toMatchObject({
      closed: false,
      from_ms: 0,
      items: [
        {
          item: 'bolt-m6',
          opening: { quantity: 0, value: '0.00' },
          purchases: { quantity: 150, value: '60.00' },
          closing: { quantity: 125, value: '50.00' },
          usage: { quantity: 25, value: '10.00' },
          consumed: { quantity: 30, value: '12.00' },
          shrinkage: { quantity: -5, value: '-2.00' },
          hidden: { quantity: -5, value: '-2.00' },
        },
        { item: 'nut-m6', purchases: { quantity: 8, value: '2.00' }, usage: { quantity: 0, value: '0.00' } },
      ],
      not_compared: [],
      total: { purchases: '62.00', closing: '52.00', usage: '10.00', consumed: '12.00', shrinkage: '-2.00' },
    });
    expect(await get('/periods/7')).toMatchObject({ status: 404 });
    expect(await get('/periods/x')).toMatchObject({ status: 400 });
  });
});

/** Goal: what a scale finds at a place of which the ledger knew nothing is where keeping begins: it spoils neither record accuracy nor shrinkage, and every later count does. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { booksOf } from '../../gateway/ledger/books.ts';
import type { BookRow, CountedRow } from '../../gateway/reports/books/book-source.ts';
import { firstContents } from '../../gateway/reports/first-contents.ts';
import { type BooksAnswer, Reporter } from '../../gateway/reports/reporter.ts';
import { say } from '../intake/small-warehouse.ts';
import { type WorkHouse, workHouse, workSiteJson } from '../work/work-house.ts';

const bounds = { page_rows: 100, rows_max: 10_000, passes_kept: 2, layers_shown: 10, counts_max: 10, orders_max: 10 };
const json = {
  ...workSiteJson,
  items: [
    { id: 'nut', unit_mass_mg: 20_000, policy: { unit_cost: '0.50' } },
    { id: 'bolt', unit_mass_mg: 20_000, policy: { unit_cost: '0.50' } },
  ],
  locations: [
    { id: 'dock', kind: 'zone' },
    { id: 'cage', kind: 'zone' },
    { id: 'N1', kind: 'bin', item: 'nut' },
    { id: 'B1', kind: 'bin', item: 'bolt' },
  ],
  suppliers: [],
  connections: [{ id: 'node', wire: { kind: 'mqtt' } }],
  devices: [
    {
      id: 'node',
      driver: 'native',
      channels: [
        { channel: '1', location: 'N1', empty_mass_mg: 300_000 },
        { channel: '2', location: 'B1', empty_mass_mg: 300_000 },
      ],
    },
  ],
};

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
});
afterEach(() => house.clear());

function weigh(grams: number, channel: string): void {
  for (let i = 0; i < 20; i += 1) {
    house.at_ms += 500;
    house.offer(say(house.at_ms, 'node', { weight: { channel, grams, stable: true } }));
  }
  house.at_ms += 10_000;
  house.idle();
}

function report(name: string) {
  const source = booksOf(house.data);
  const clock = { now_ms: () => house.at_ms, monotonic_ms: () => house.at_ms };
  const work = new Reporter(source, bounds, clock).answer({ kind: 'report', days: 7, as: 'json', name });
  let answer: BooksAnswer | undefined;
  for (let step = work.next(); answer === undefined; step = work.next()) if (step.done === true) answer = step.value;
  source.close();
  if (answer.kind !== 'report') throw new Error('no report');
  const { rows, total } = answer.report;
  return { rows, total };
}

test('what scales find first is no difference; what people and scales count after it is', () => {
  // 30 nuts lie there when the scale is first heard; of the 20 bolts the ledger has, 12.
  house.give({ kind: 'move', item: 'bolt', quantity: 20, from: 'supplier', to: 'B1', reason: 'came' });
  weigh(900, '1');
  weigh(540, '2');
  expect(
    house.reader.movementsAfter(0, 9).map(({ kind, item, quantity, to, rule }) => [kind, item, quantity, to, rule]),
  ).toEqual([
    ['manual', 'bolt', 20, 'B1', 'manual@2'],
    ['counted', 'nut', 30, 'N1', 'fusion@11'],
    ['counted', 'bolt', 8, 'count-difference', 'fusion@11'],
  ]);
  expect(report('record-accuracy').total).toMatchObject({
    class: 'all',
    counts: 1,
    agreeing: 0,
    net: -8,
    net_value: '-4.00',
  });
  expect(report('shrinkage')).toMatchObject({
    rows: [{ item: 'bolt', receipts: 20, first_counted: 0, missing: 8, rate: 0.4, value: '4.00', by_devices: 8 }],
    total: { value: '4.00' },
  });
  house.give({ kind: 'count', item: 'nut', location: 'N1', quantity: 27, reason: 'counted' });
  expect(report('record-accuracy').total).toMatchObject({ counts: 2, agreeing: 0, net: -11, absolute: 11 });
  expect(report('shrinkage')).toMatchObject({
    rows: [
      { item: 'bolt', missing: 8 },
      {
        item: 'nut',
        opening: 0,
        receipts: 0,
        first_counted: 30,
        issues: 0,
        closing: 27,
        missing: 3,
        rate: 0.1,
        value: '1.50',
        by_people: 3,
        by_devices: 0,
      },
    ],
    total: { value: '5.50' },
  });
  expect(report('stock-kinds').rows.map(({ item, theoretical, counted }) => [item, theoretical, counted])).toEqual([
    ['bolt', 20, 12],
    ['nut', 30, 27],
  ]);
});

test('that a person takes back is where nothing begins', () => {
  weigh(900, '1');
  const [first] = house.reader.movementsAfter(0, 1);
  house.give({ kind: 'reverse', movement: first?.id ?? '', reason: 'a tool lay on it' });
  expect(report('shrinkage').rows).toEqual([]);
  expect(report('record-accuracy').total).toEqual({ class: 'all', counts: 0 });
});

test('is by a scale alone, and where neither a movement nor a count was before', () => {
  const base = { kind: 'counted', item: 'nut', quantity: 5, at_ms: 1, arrived_ms: 1 } as const;
  const found = (seq: number, more: Partial<BookRow> = {}): BookRow => ({
    ...base,
    seq,
    id: `m${seq}`,
    from: 'count-difference',
    to: 'N1',
    rule: 'fusion@11',
    ...more,
  });
  const count = (id: string, location: string): CountedRow => ({
    id,
    item: 'nut',
    location,
    counted: 0,
    before: 0,
    at_ms: 1,
    by: 'node',
  });
  const first = (rows: readonly BookRow[], counts: readonly CountedRow[] = []) => [...firstContents(rows, counts)];
  expect(first([found(1), found(2), found(3, { to: 'N2', rule: 'weight-step@1' })])).toEqual(['m1', 'm3']);
  expect(first([found(1, { rule: 'manual@1' }), found(2)])).toEqual([]);
  expect(first([found(1, { rule: 'anchors@1' })])).toEqual([]);
  expect(first([found(1, { work: { document: 'CT-1', source: 'weight' } })])).toEqual([]);
  expect(first([found(1, { kind: 'filled', from: 'dock', to: 'N1' }), found(2)])).toEqual([]);
  expect(first([found(1, { to: 'dock', from: 'N1', kind: 'taken' }), found(2)])).toEqual([]);
  // It was counted empty before.
  expect(first([found(1)], [count('m0', 'N1'), count('m1', 'N1')])).toEqual([]);
  expect(first([found(1)], [count('m0', 'N2'), count('m1', 'N1')])).toEqual(['m1']);
});

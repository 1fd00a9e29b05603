/** Goal: goods that are kept for a customer are nobody's sale but the customer's: they are no demand, no stock of ours to plan with, and owed to nobody. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { booksOf } from '../../gateway/ledger/books.ts';
import { itemHistoryOf } from '../../gateway/ledger/item-history.ts';
import { Planner } from '../../gateway/planning/plan/planner.ts';
import type { BookRow } from '../../gateway/reports/books/book-source.ts';
import { keptFor, withoutKept } from '../../gateway/reports/kept-goods.ts';
import { type BooksAnswer, Reporter } from '../../gateway/reports/reporter.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const day_ms = 86_400_000;
const json = {
  ...workSiteJson,
  items: workSiteJson.items.map((item) => (item.id === 'nut' ? { ...item, policy: { unit_cost: '0.05' } } : item)),
  locations: [
    ...workSiteJson.locations,
    { id: 'K1', kind: 'shelf', owner: 'kunde' },
    { id: 'N2', kind: 'shelf', owner: 'acme' },
  ],
};
const bounds = { page_rows: 100, rows_max: 10_000, passes_kept: 2, layers_shown: 10, counts_max: 10, orders_max: 10 };

let house: WorkHouse;
/** 100 of kunde's, 40 of acme's on consignment and 60 of ours came ten days ago; then went 50, 10 and 20. */
beforeEach(() => {
  house = workHouse(json);
  const move = (quantity: number, from: string, to: string, back: number) =>
    house.give({ kind: 'move', item: 'nut', quantity, from, to, reason: 'x', at_ms: house.at_ms - back * day_ms });
  move(100, 'supplier', 'K1', 10);
  move(40, 'supplier', 'N2', 10);
  move(60, 'supplier', 'X1', 10);
  move(50, 'K1', 'customer', 1);
  move(10, 'N2', 'customer', 2);
  move(20, 'X1', 'customer', 3);
});
afterEach(() => house.clear());

function report(name: string) {
  const source = booksOf(house.data);
  const clock = { now_ms: () => house.at_ms, monotonic_ms: () => house.at_ms };
  const work = new Reporter(source, bounds, clock).answer({ kind: 'report', days: 28, as: 'json', name });
  let answer: BooksAnswer | undefined;
  for (let step = work.next(); answer === undefined; step = work.next()) if (step.done === true) answer = step.value;
  source.close();
  return answer.kind === 'report' ? answer.report.rows : [];
}

describe('goods of a customer', () => {
  test('are neither sold nor owed when they are shipped; those of a supplier are', () => {
    expect(report('consigned')).toMatchObject([
      { owner: 'acme', received: 40, returned: 0, sold: 10, owed: 10, amount: '0.50', closing: 30 },
      { owner: 'kunde', received: 100, returned: 50, sold: 0, owed: 0, amount: '0.00', closing: 50 },
    ]);
  });

  test('are no issue of ours in the reports, and lie apart from what is on hand', () => {
    expect(report('turns')).toMatchObject([{ item: 'nut', issued: 20, cost_of_goods: '1.00' }]);
    expect(report('stock-kinds')).toMatchObject([{ item: 'nut', on_hand: 70 }]);
  });

  test('are no demand and no stock of a plan, however it reads them, and no more of material requirements', () => {
    const history = itemHistoryOf(house.data);
    const plan = (rows_kept_max: number) => {
      const planner = new Planner(
        history,
        {
          history_days: 28,
          horizon_days: 28,
          items_max: 10,
          page_rows: 2,
          sensed_rows_max: 10,
          rows_kept_max,
          stretch_rows: 4,
        },
        () => 0,
      );
      planner.begin(house.site, house.at_ms);
      while (planner.step());
      const { plan: told, row } = planner.item('nut') ?? {};
      return [told?.history?.issued, row?.on_hand];
    };
    expect([plan(0), plan(100)]).toEqual([
      [30, 70],
      [30, 70],
    ]);
    expect(history.material().levels.get('nut')).toEqual(
      expect.arrayContaining([
        { location: 'K1', quantity: 0 },
        { location: 'N2', quantity: 30 },
        { location: 'X1', quantity: 40 },
      ]),
    );
    expect(history.rows({ item: 'nut', after_seq: 0, until_seq: 9, limit: 9 }).map(({ quantity }) => quantity)).toEqual(
      [100, 40, 60, 50, 10, 20],
    );
    history.close();
  });
});

test('who delivered it and left the settings stays a supplier; of a movement of several owners only the kept part is left out', () => {
  const row = (quantity: number, owners: BookRow['owners'] = [], more: Partial<BookRow> = {}): BookRow => ({
    seq: 1,
    id: 'm1',
    kind: 'manual',
    item: 'nut',
    quantity,
    from: 'K1',
    to: 'customer',
    at_ms: 1,
    arrived_ms: 1,
    rule: 'manual@2',
    owners,
    ...more,
  });
  const of = (owner: string, quantity: number) => ({ owner, quantity, known: 'presumed' as const });
  const came = row(9, [of('gone', 9)], { from: 'supplier', to: 'dock', work: { document: 'RC-1', party: 'gone' } });
  const mixed = row(9, [of('gone', 2), of('kunde', 3), of('acme', 1)]);
  const kept = keptFor([mixed, came], new Set(['acme']));
  expect([...kept]).toEqual(['kunde']);
  expect(withoutKept([came, mixed, row(3, [of('kunde', 3)])], kept)).toEqual([
    came,
    { ...mixed, quantity: 6, owners: [of('gone', 2), of('acme', 1)] },
  ]);
});

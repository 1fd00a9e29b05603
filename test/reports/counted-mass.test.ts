/** Goal: a count that says a mass and moves no piece is in every answer of the books that follows it, as a movement is. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { booksOf } from '../../gateway/ledger/books.ts';
import { type BooksAnswer, type BooksAsk, Reporter } from '../../gateway/reports/reporter.ts';
import { type WorkHouse, workHouse } from '../work/work-house.ts';
import { cheeseSite, kg } from './cheese-site.ts';

const bounds = { page_rows: 100, rows_max: 10_000, passes_kept: 4, layers_shown: 10, counts_max: 10, orders_max: 10 };
const json = cheeseSite();

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
});
afterEach(() => house.clear());

test('value, report and item', () => {
  const move = { kind: 'move', quantity: 2, from: 'supplier', to: 'X1', reason: 'x' } as const;
  house.give({ ...move, item: 'cheese', mass_mg: 21 * kg });
  house.give({ ...move, item: 'nut' });
  const source = booksOf(house.data);
  const reporter = new Reporter(source, bounds, { now_ms: () => house.at_ms, monotonic_ms: () => house.at_ms });
  const answer = (ask: BooksAsk): BooksAnswer => {
    const work = reporter.answer(ask);
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
    }
  };
  const value = () => {
    const told = answer({ kind: 'value', by: 'item', exact: true });
    return told.kind === 'value' ? told.value.rows.map((row) => `${row.item} ${row.value}`) : [];
  };
  const weighed = () => {
    const told = answer({ kind: 'report', name: 'catch-weight', days: 7, as: 'json' });
    return told.kind === 'report' ? told.report.rows.map((row) => row.mass) : [];
  };
  const item = () => {
    const told = answer({ kind: 'item', item: 'cheese', after: 0, limit: 10 });
    return told.kind === 'item' ? told.item.value : '';
  };
  expect([value(), weighed(), item()]).toEqual([['cheese 157.50', 'nut 0.10'], [21], '157.50']);
  const head = house.reader.head();
  house.give({ kind: 'count', item: 'cheese', location: 'X1', quantity: 2, mass_mg: 20 * kg, reason: 'x' });
  expect(house.reader.head()).toBe(head);
  expect([value(), weighed(), item()]).toEqual([['cheese 150.00', 'nut 0.10'], [20], '150.00']);
  source.close();
});

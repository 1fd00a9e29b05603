/** Goal: a buffer, and what is on hand for a demand, is what lies there, whoever it belongs to: who has consigned parts before them does not starve. */
import { expect, test } from 'vitest';
import { booksOf } from '../../gateway/ledger/books.ts';
import { type BooksAnswer, type BooksAsk, Reporter } from '../../gateway/reports/reporter.ts';
import { workHouse, workSiteJson } from '../work/work-house.ts';

const bounds = { page_rows: 100, rows_max: 10_000, passes_kept: 2, layers_shown: 10, counts_max: 10, orders_max: 10 };

test('parts of others in a buffer keep the step after going like our own', () => {
  const house = workHouse({
    ...workSiteJson,
    locations: [...workSiteJson.locations, { id: 'line', kind: 'wip' }],
    bills: [{ item: 'gear', components: [{ item: 'washer', quantity: 1 }] }],
    work: {
      ...workSiteJson.work,
      buffers: [{ location: 'line', item: 'bolt', min_units: 20, max_units: 100 }],
    },
  });
  for (const item of ['bolt', 'washer'])
    house.done({
      act: 'deliver',
      delivery: { supplier: 'acme', location: 'dock', lines: [{ item, sound: 40, is_consigned: true }] },
    });
  house.give({ kind: 'move', item: 'bolt', quantity: 10, from: 'supplier', to: 'line', reason: 'ours' });
  for (const item of ['bolt', 'washer'])
    house.give({ kind: 'move', item, quantity: 30, from: 'dock', to: 'line', reason: 'staged' });
  const rows = (asked: Omit<Extract<BooksAsk, { kind: 'report' }>, 'kind' | 'days' | 'as'>) => {
    const source = booksOf(house.data);
    const clock = { now_ms: () => house.at_ms, monotonic_ms: () => house.at_ms };
    const work = new Reporter(source, bounds, clock).answer({ kind: 'report', days: 7, as: 'json', ...asked });
    let answer: BooksAnswer | undefined;
    for (let step = work.next(); answer === undefined; step = work.next()) if (step.done === true) answer = step.value;
    source.close();
    return answer.kind === 'report' ? answer.report.rows : [];
  };
  expect(rows({ name: 'buffers' })).toMatchObject([
    { location: 'line', item: 'bolt', level: 40, decoupling_held: 40, state: 'flowing' },
    { location: 'line', item: 'washer', level: 30, decoupling_held: 30 },
  ]);
  const plan = [{ item: 'bolt', demand_per_day: 4, lead_time_days: 10 }];
  expect(rows({ name: 'stock-kinds', plan })[0]).toMatchObject({ item: 'bolt', on_hand: 50, safety_held: 10 });
  house.clear();
});

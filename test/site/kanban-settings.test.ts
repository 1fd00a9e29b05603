/** Settings of kanban loops: what is taken, and what is refused by which field and rule. */
import { expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { cardsOf } from '../../gateway/stock/kanban.ts';
import { workSiteJson } from '../work/work-house.ts';

const loop = {
  id: 'l',
  item: 'bolt',
  bins: ['B1'],
  from: 'dock',
  container_units: 40,
  cards: 3,
  lead_time_days: 1.5,
};

function parsed(...kanban: readonly object[]) {
  return parseSite({ ...workSiteJson, work: { ...workSiteJson.work, kanban } }, drivers);
}

function problemsOf(...kanban: readonly object[]): string[] {
  const site = parsed(...kanban);
  return site.ok ? [] : site.problems.map(({ path, rule }) => `${path} ${rule}`);
}

test('a loop gets what it does not say, and its cards by the formula where it is sized', () => {
  const sized = { ...loop, cards: 'sized', demand_per_day: 480, safety_permille: 150 };
  const site = parsed(sized);
  const [known] = site.ok ? (site.site.work?.kanban ?? []) : [];
  expect(known).toEqual({ ...sized, empty_at_units: 0, signals: 'level', settle_s: 30, is_ordered_by_itself: true });
  expect(known && cardsOf(known)).toBe(21);
});

test.each([
  [{ item: 'cog' }, ['work.kanban[0].item there is no item "cog"']],
  [{ bins: ['Q'] }, ['work.kanban[0].bins[0] there is no location "Q"']],
  [{ bins: ['customer'] }, ['work.kanban[0].bins[0] must be a place of the site itself']],
  [{ bins: [] }, ['work.kanban[0].bins needs an entry']],
  [{ from: 'B1' }, ['work.kanban[0].from must not be one of its own bins']],
  [{ supplier: 'acme' }, ['work.kanban[0].from exactly one of supplier, from and is_made is needed']],
  [
    { supplier: 'nobody' },
    [
      'work.kanban[0].supplier there is no supplier "nobody"',
      'work.kanban[0].from exactly one of supplier, from and is_made is needed',
    ],
  ],
  [{ bins: ['B1', 'B2'] }, ['work.kanban[0].cards must be as many as bins, where each card has one']],
  [{ cards: 'sized' }, ['work.kanban[0].demand_per_day is needed where cards is "sized"']],
  [{ cards: 'sized', demand_per_day: 1_000_000 }, ['work.kanban[0].cards would be more than 200 by the formula']],
  [{ empty_at_units: 40 }, ['work.kanban[0].empty_at_units must be below container_units']],
  [
    { is_ordered_by_itself: false },
    ['work.kanban[0].is_ordered_by_itself can be false only where a supplier fills the containers'],
  ],
  [{ container_units: -1 }, ['work.kanban[0].container_units must be at least 1']],
  [
    { is_made: true },
    [
      'work.kanban[0].from exactly one of supplier, from and is_made is needed',
      'work.kanban[0].is_made needs a bill of material for "bolt" in bills',
    ],
  ],
  [{ is_made: false }, ['work.kanban[0].is_made must be true']],
  [{ lead_time_days: 0 }, ['work.kanban[0].lead_time_days must be above 0']],
])('%j is refused', (change, says) => {
  expect(problemsOf({ ...loop, ...change })).toEqual(says);
});

test('a loop whose item is made needs its bill and a place where it is made', () => {
  const { from: _, ...made } = { ...loop, is_made: true };
  const bill = { item: 'bolt', components: [{ item: 'nut', quantity: 1 }] };
  const of = (bills: readonly object[], wip?: string) => {
    const locations = [...workSiteJson.locations, { id: 'line', kind: 'wip' }];
    const work = { ...workSiteJson.work, kanban: [made], ...(wip === undefined ? {} : { wip }) };
    const site = parseSite({ ...workSiteJson, locations, work, bills }, drivers);
    return site.ok ? [] : site.problems.map(({ path, rule }) => `${path} ${rule}`);
  };
  expect(of([], 'line')).toEqual(['work.kanban[0].is_made needs a bill of material for "bolt" in bills']);
  expect(of([bill])).toEqual([
    'work.kanban[0].is_made needs a place where "bolt" is made: at of its bill, or work.wip',
  ]);
  expect(of([bill], 'line')).toEqual([]);
  expect(of([{ ...bill, at: 'line' }])).toEqual([]);
});

test('two loops share neither an id nor a bin of an item', () => {
  expect(problemsOf(loop, loop)).toEqual([
    'work.kanban[1].id is the id of another loop too',
    'work.kanban[1].bins[0] is a bin of bolt in the loop l already',
  ]);
  expect(problemsOf(loop, { ...loop, id: 'm', item: 'nut' })).toEqual([]);
});

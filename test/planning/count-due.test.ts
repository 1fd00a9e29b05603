/** Goal: a programme counts what is due, in the order of what is at stake, and says why. */
import { expect, test } from 'vitest';
import { type CountPlace, doubtOf, dueCounts } from '../../gateway/planning/count-due.ts';
import type { CountProgramme } from '../../gateway/stock/work-settings.ts';

const now_ms = Date.parse('2026-11-29T00:15:00Z');
const day_ms = 86_400_000;
const counts_per_year = { A: 4, B: 2, C: 1 };

function place(item: string, more: Partial<CountPlace> & { readonly days?: number } = {}): CountPlace {
  const { days, ...rest } = more;
  const counted = days === undefined ? {} : { counted_ms: now_ms - days * day_ms };
  const common = { item, location: `at-${item}`, level: 10, abc: 'C', has_moved: true, doubt: 0 } as const;
  return { ...common, value_per_unit: 1, demand_per_day: 1, ...counted, ...rest };
}

function due(by: CountProgramme['by'], places: readonly CountPlace[], more: Partial<CountProgramme> = {}) {
  const programme = { id: 'p', name: 'P', by, lines_per_day: 9, assignees: [], is_nightly: true, ...more };
  const found = dueCounts(programme, places, { counts_per_year, now_ms });
  return found.ok ? found.value.map(({ item, why, says }) => [item, why, says]) : [found.field, found.rule];
}

test('by class: what was never counted, then what is overdue, each the most at stake first', () => {
  const places = [
    place('a', { abc: 'A', days: 92 }),
    place('a-young', { abc: 'A', days: 91 }),
    place('b', { abc: 'B', days: 183, doubt: 0.5, value_per_unit: 3 }),
    place('c', { days: 364 }),
    place('new'),
  ];
  expect(due('class', places)).toEqual([
    ['new', 'never counted', 'never counted'],
    ['b', 'overdue', 'counted 183 days ago, and it is due every 182 days'],
    ['a', 'overdue', 'counted 92 days ago, and it is due every 91 days'],
  ]);
});

test('by zone: every place so many times a year, whatever its class', () => {
  const places = [place('a', { abc: 'A', days: 100 }), place('c', { days: 190 })];
  expect(due('zone', places, { counts_per_year: 2 })).toEqual([
    ['c', 'overdue', 'counted 190 days ago, and it is due every 182 days'],
  ]);
});

test('what is empty: only where something has moved since it was counted', () => {
  const places = [
    place('empty', { level: 0, days: 3 }),
    place('counted-empty', { level: 0, days: 3, has_moved: false }),
    place('low', { level: 2, days: 3 }),
    place('full', { level: 9, days: 900 }),
  ];
  expect(due('empty', places, { at_most: 2 }).map(([item, why]) => [item, why])).toEqual([
    ['empty', 'empty'],
    ['low', 'empty'],
  ]);
});

test('in doubt: the least sure of what is worth most and used most', () => {
  const places = [
    place('sure', { doubt: 0.04, days: 1, value_per_unit: 1_000 }),
    place('cheap', { doubt: 0.9, days: 1 }),
    place('dear', { doubt: 0.1, days: 1, value_per_unit: 50, demand_per_day: 2 }),
  ];
  expect(due('doubt', places)).toEqual([
    ['dear', 'at stake', '10 % likely that a movement since the last count is wrong; counted 1 days ago'],
    ['cheap', 'at stake', '90 % likely that a movement since the last count is wrong; counted 1 days ago'],
  ]);
});

test('the doubt of a level is that at least one of its movements is wrong', () => {
  expect(doubtOf([])).toBe(0);
  expect(doubtOf([900, 500])).toBeCloseTo(0.55, 12);
});

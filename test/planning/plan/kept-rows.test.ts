/** Plans from movements that were read through once and kept, against plans that ask for each item. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeptRows } from '../../../gateway/planning/plan/kept-rows.ts';
import type { PlanSource } from '../../../gateway/planning/plan/plan-source.ts';
import { Planner } from '../../../gateway/planning/plan/planner.ts';
import type { Site } from '../../../gateway/stock/site.ts';
import { smallSite } from '../../live/small-site.ts';
import { bounds, day_ms, type Moved, sourceOf, stretchedSourceOf } from './warehouse.ts';

const now_ms = Date.parse('2026-11-29T11:00:00Z');
const items = ['bolt-m6', 'nut-m6'];
const site: Site = smallSite;

const moved = fc.record({
  item: fc.constantFrom(...items, 'not-in-the-settings'),
  quantity: fc.integer({ min: 1, max: 9 }),
  way: fc.constantFrom(['supplier', 'a1-01'], ['a1-01', 'production'], ['production', 'a1-01'], ['a1-01', 'a1-02']),
  back_ms: fc.integer({ min: 0, max: 70 * day_ms }),
  rule: fc.constantFrom('manual@1', 'fusion@5'),
  takesBack: fc.option(fc.nat({ max: 60 }), { freq: 5, nil: undefined }),
});

function listOf(drawn: readonly (typeof moved extends fc.Arbitrary<infer Each> ? Each : never)[]): Moved[] {
  const list: Moved[] = [];
  const gone = new Set<number>();
  for (const { item, quantity, way, back_ms, rule, takesBack } of drawn) {
    const [from = '', to = ''] = way;
    const old = takesBack === undefined ? undefined : list[takesBack];
    if (old !== undefined && takesBack !== undefined && old.undoes === undefined && !gone.has(takesBack)) {
      gone.add(takesBack);
      list.push({ ...old, from: old.to, to: old.from, undoes: takesBack + 1 });
    } else list.push({ item, quantity, from, to, at_ms: now_ms - back_ms, rule, kind: 'taken' });
  }
  return list;
}

function plannerOf(source: PlanSource, rows_kept_max = bounds.rows_kept_max): Planner {
  return new Planner(source, { ...bounds, history_days: 60, horizon_days: 14, rows_kept_max }, () => 0);
}

function rowsAt(planner: Planner, origin_ms = now_ms, of = site) {
  planner.begin(of, origin_ms);
  while (planner.step());
  return planner.rows({ limit: 10 })?.rows;
}

describe('movements that are kept', () => {
  test('give the plan that each item gives by itself, also what was taken back, now and at the next plan', () => {
    fc.assert(
      fc.property(fc.array(moved, { minLength: 1, maxLength: 60 }), fc.nat({ max: 60 }), (drawn, first) => {
        const list = listOf(drawn);
        const { source } = stretchedSourceOf(list);
        let head = Math.min(first, list.length);
        const growing = { ...source, head: () => head };
        const kept = plannerOf(growing);
        const asked = plannerOf({ ...sourceOf(list), head: () => head });
        expect(rowsAt(kept)).toEqual(rowsAt(asked));
        head = list.length;
        expect(rowsAt(kept, now_ms + day_ms)).toEqual(rowsAt(asked, now_ms + day_ms));
      }),
      { numRuns: 25, seed: 20261129 },
    );
  });

  const steady = Array.from({ length: 40 }, (_, i) => ({
    quantity: 1 + (i % 3),
    from: 'a1-01',
    to: 'production',
    at_ms: now_ms - (40 - i) * day_ms,
  }));

  test('are read once: the next plan reads what has come since, other items in the settings all of it again', () => {
    const { source, read } = stretchedSourceOf(steady);
    let head = 30;
    const planner = plannerOf({ ...source, head: () => head });
    rowsAt(planner);
    expect(read).toEqual({ movements: 30, items: 0 });
    head = 40;
    rowsAt(planner);
    expect(read).toEqual({ movements: 40, items: 0 });
    rowsAt(planner, now_ms, { ...site, items: site.items.slice(0, 1) });
    expect(read).toEqual({ movements: 80, items: 0 });
  });

  test('are too many: none are kept, each item is asked for, and the plan is the same', () => {
    const { source, read } = stretchedSourceOf(steady);
    const planner = plannerOf(source, 39);
    expect(rowsAt(planner)).toEqual(rowsAt(plannerOf(sourceOf(steady))));
    expect(read.items).toBe(site.items.length);
    const before = read.movements;
    rowsAt(planner);
    expect(read.movements).toBe(before);
  });

  test('come back as they were learned, also of thousands in turn, and without those that were taken back', () => {
    const kept = new KeptRows(['a', 'b', 'c'], 200_000);
    const way = { kind: 'taken', from: 'a1-01', to: 'production', rule: 'manual@1' };
    // Of each ten, `a` has seven and `b` three; their numbers have gaps.
    const isOfA = (row: number) => row % 10 < 7;
    for (let row = 0; row < 150_000; row++)
      kept.moved(row * 3 + 1, isOfA(row) ? 0 : 1, way, 1 + (row % 5), row * 1_000);
    kept.undone(65_536 * 3 + 1);
    kept.undone(149_999 * 3 + 1);
    kept.undone(2);
    const of = (item: string) => {
      const at_s: number[] = [];
      kept.each(item, (_, quantity, at_ms) => {
        expect(quantity).toBe(1 + ((at_ms / 1_000) % 5));
        at_s.push(at_ms / 1_000);
      });
      return at_s;
    };
    const all = Array.from({ length: 150_000 }, (_, row) => row);
    expect(of('a')).toEqual(all.filter((row) => isOfA(row) && row !== 65_536));
    expect(of('b')).toEqual(all.filter((row) => !isOfA(row) && row !== 149_999));
    expect(of('c')).toEqual([]);
    expect(of('d')).toEqual([]);
  });
});

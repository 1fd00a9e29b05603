import { describe, expect, test } from 'vitest';
import { levelHistory } from '../../dashboard/history.ts';
import { pathOf, treeOf } from '../../dashboard/tree.ts';
import type { LocationView } from '../../gateway/live/messages.ts';
import { siteViewOf } from '../../gateway/live/site-view.ts';
import { smallSite, storedOf } from '../live/small-site.ts';

function laidOut(locations: readonly LocationView[]): unknown {
  const { areas } = treeOf({ name: 's', time_zone: 'UTC', items: [], locations, devices: [] });
  return areas.map(({ location, rows }) => [
    location?.id,
    rows.map((row) => [row.location?.id, row.tiles.map(({ id }) => id)]),
  ]);
}

function place(id: string, kind: LocationView['kind'], within?: string): LocationView {
  return { id, name: id, kind, ...(within === undefined ? {} : { in: within }) };
}

describe('the map', () => {
  test('lays zones out as areas, shelves as rows and bins as tiles', () => {
    expect(
      laidOut([place('z', 'zone'), place('s', 'shelf', 'z'), place('b1', 'bin', 's'), place('b2', 'bin', 's')]),
    ).toEqual([['z', [['s', ['b1', 'b2']]]]]);
  });

  test('shows a shelf without bins and a zone without shelves as tiles of their own', () => {
    expect(laidOut([place('z', 'zone'), place('s', 'shelf', 'z'), place('dock', 'zone')])).toEqual([
      ['z', [[undefined, ['s']]]],
      ['dock', [[undefined, ['dock']]]],
    ]);
  });

  test('gives a shelf that is in no zone a heading of its own, in the order of the settings', () => {
    expect(
      laidOut([
        place('site', 'site'),
        place('s', 'shelf', 'site'),
        place('b1', 'bin', 's'),
        place('z', 'zone', 'site'),
        place('b2', 'bin', 'z'),
      ]),
    ).toEqual([
      ['s', [[undefined, ['b1']]]],
      ['z', [[undefined, ['b2']]]],
    ]);
  });

  test('puts what stands by itself under its site, after zones and shelves', () => {
    expect(
      laidOut([
        place('site', 'site'),
        place('lone', 'shelf', 'site'),
        place('b', 'bin', 'z'),
        place('z', 'zone', 'site'),
      ]),
    ).toEqual([
      ['z', [[undefined, ['b']]]],
      ['site', [[undefined, ['lone']]]],
    ]);
  });

  test('needs no site', () => {
    expect(laidOut([place('b1', 'bin'), place('b2', 'bin')])).toEqual([[undefined, [[undefined, ['b1', 'b2']]]]]);
  });

  test('leaves out what is outside or on the move', () => {
    expect(laidOut(siteViewOf(smallSite).locations)).toEqual([['hall', [['a1', ['a1-01', 'a1-02']]]]]);
  });

  test('knows which device watches a location; a scanner watches none', () => {
    const { watches } = treeOf(siteViewOf(smallSite));
    expect(watches.get('a1-02')?.map(({ device, part }) => [device.id, part])).toEqual([['scale-a1', 'channel 2']]);
  });

  test('knows the way to a location', () => {
    const tree = treeOf(siteViewOf(smallSite));
    expect(pathOf(tree, 'a1-01').map(({ name }) => name)).toEqual(['Hall', 'Shelf A1', 'A1-01']);
  });

  test('ends the way where locations are in each other', () => {
    const looped = [place('a', 'shelf', 'b'), place('b', 'shelf', 'a')];
    const tree = treeOf({ name: 's', time_zone: 'UTC', items: [], locations: looped, devices: [] });
    expect(pathOf(tree, 'a').map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

describe('the history of a level', () => {
  const here = { item: 'bolt-m6', location: 'a1-01' };

  test('walks back from now through what moved', () => {
    const newest_first = [
      storedOf(4, { from: 'a1-01', to: 'customer', quantity: 3, at_ms: 40_000 }),
      storedOf(3, { item: 'nut-m6', quantity: 50, at_ms: 30_000 }),
      storedOf(2, { quantity: 10, at_ms: 20_000 }),
    ];
    expect(levelHistory(newest_first, here, { quantity: 12, at_ms: 50_000 })).toEqual({
      at_s: [19, 20, 40, 50],
      quantity: [5, 15, 12, 12],
    });
  });

  test('never runs backwards when a movement was learned late', () => {
    const late = [storedOf(2, { quantity: 1, at_ms: 10_000 }), storedOf(1, { quantity: 1, at_ms: 20_000 })];
    expect(levelHistory(late, here, { quantity: 2, at_ms: 30_000 }).at_s).toEqual([9, 10, 10, 30]);
  });

  test('is one level when nothing moved', () => {
    expect(levelHistory([], here, { quantity: 4, at_ms: 30_000 })).toEqual({ at_s: [30], quantity: [4] });
  });
});

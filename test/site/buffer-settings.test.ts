/** Settings of buffers between steps of production, and of what can come in a week: what is refused by which field and rule. */
import { expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { workSiteJson } from '../work/work-house.ts';

function problemsOf(change: object): string[] {
  const site = parseSite({ ...workSiteJson, ...change }, drivers);
  return site.ok ? [] : site.problems.map(({ path, rule }) => `${path} ${rule}`);
}
const buffer = { location: 'X1', item: 'gear', use_per_hour: 3, interruption_hours: 8, min_units: 5, max_units: 50 };
const withBuffers = (...buffers: readonly object[]) => ({ work: { ...workSiteJson.work, buffers } });

test('a buffer is taken as it is written', () => {
  expect(problemsOf(withBuffers(buffer, { location: 'X1', item: 'nut' }))).toEqual([]);
});

test.each([
  [{ location: 'Q' }, 'work.buffers[0].location there is no location "Q"'],
  [{ location: 'customer' }, 'work.buffers[0].location must be a place of the site itself'],
  [{ item: 'cog' }, 'work.buffers[0].item there is no item "cog"'],
  [{ max_units: 4 }, 'work.buffers[0].max_units must not be below min_units'],
  [{ use_per_hour: -1 }, 'work.buffers[0].use_per_hour must be above 0'],
])('%j is refused', (change, says) => {
  expect(problemsOf(withBuffers({ ...buffer, ...change }))).toEqual([says]);
});

test('what belongs together stands together, and nothing twice', () => {
  const place = { location: 'X1', item: 'gear' };
  expect(problemsOf(withBuffers({ ...place, use_per_hour: 3, min_units: 5 }, place))).toEqual([
    'work.buffers[0].interruption_hours and use_per_hour stand together, or both are absent',
    'work.buffers[0].max_units and min_units stand together, or both are absent',
    'work.buffers[1] is there twice: gear at X1',
  ]);
});

test('a capacity is above 0', () => {
  const items = [{ id: 'gear', policy: { capacity_per_week: 0 } }];
  expect(problemsOf({ items, locations: [], work: {} })).toEqual(['items[0].policy.capacity_per_week must be above 0']);
});

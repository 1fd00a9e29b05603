/** Goal: what a planner says of a forecast is kept as it was said, by whom and why, and ends in the open. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OverrideDraft } from '../../gateway/work/forecast-override.ts';
import { type WorkHouse, workHouse } from './work-house.ts';

let house: WorkHouse;
beforeEach(() => {
  house = workHouse();
});
afterEach(() => house.clear());

const draft: OverrideDraft = {
  item: 'bolt',
  how: 'set',
  value: 800,
  from_day: '2026-12-07',
  to_day: '2026-12-13',
  reason: 'fair in Essen',
};
const say = (more: Partial<OverrideDraft> = {}) =>
  house.done({ act: 'override-forecast', override: { ...draft, ...more } });
const at = (id: string) => house.document(id, 'forecast-override');

test('it holds until it is withdrawn with a reason, and its history stays', () => {
  say({ until_day: '2026-12-10' });
  expect(at('FO-1')).toMatchObject({
    ...draft,
    state: 'holding',
    until_day: '2026-12-10',
    opened: { by: 'person:anna' },
  });
  const ending = { id: 'FO-1', version: 1, reason: 'the fair is off' };
  expect(house.refused({ act: 'withdraw-override', ending: { ...ending, version: 2 } })).toBe(
    'version: is 2, and FO-1 has version 1 by now: read it again',
  );
  house.done({ act: 'withdraw-override', ending });
  expect(at('FO-1')).toMatchObject({ state: 'withdrawn', closed: { by: 'person:anna', reason: 'the fair is off' } });
  expect(house.refused({ act: 'withdraw-override', ending })).toBe('id: there is no open forecast override FO-1');
  expect(house.reader.documents.documentEvents('FO-1', 0, 9)).toMatchObject([
    { what: 'overridden', reason: 'fair in Essen' },
    { what: 'withdrawn', reason: 'the fair is off' },
  ]);
  expect(house.verified().problems).toEqual([]);
});

test('a command that comes again under its key says nothing more', () => {
  const act = { act: 'override-forecast', override: draft } as const;
  house.done(act, 'k');
  expect(house.act(act, 'k')).toMatchObject({ ok: true, is_repeat: true, documents: ['FO-1'] });
  expect(house.act({ act: 'override-forecast', override: { ...draft, value: 900 } }, 'k')).toMatchObject({
    ok: false,
    code: 'key-used',
  });
});

test('those whose time is over leave the open ones when the next is made, which the answer is about', () => {
  say({ from_day: '2026-11-20', to_day: '2026-11-24' });
  say({ until_day: '2026-11-25' });
  say({ item: 'nut' });
  house.at_ms += 3 * 86_400_000;
  expect(say({ item: 'washer' }).map(({ id }) => id)).toEqual(['FO-4', 'FO-1', 'FO-2']);
  expect(['FO-1', 'FO-2', 'FO-3', 'FO-4'].map((id) => at(id).state)).toEqual([
    'expired',
    'expired',
    'holding',
    'holding',
  ]);
  expect(at('FO-1').closed).toMatchObject({ reason: 'its time is over' });
});

test('so many of an item hold at once', () => {
  for (let many = 0; many < 50; many += 1) say();
  expect(house.refused({ act: 'override-forecast', override: draft })).toBe(
    'item: has 50 overrides already; withdraw some first',
  );
  say({ item: 'nut' });
});

test.each([
  [{ item: 'cog' }, 'item: there is no item cog'],
  [{ reason: '  ' }, 'reason: must say why'],
  [{ value: -1 }, 'value: must not be below 0, but for add'],
  [{ how: 'times', value: -0.5 }, 'value: must not be below 0, but for add'],
  [{ how: 'times', value: 1_001 }, 'value: must be at most 1000'],
  [{ to_day: '2026-12-06' }, 'to_day: must not be before from_day, 2026-12-07'],
  [
    { from_day: '2026-11-01', to_day: '2026-11-22' },
    'to_day: must not be before today, 2026-11-23: what was forecast then stays',
  ],
  [{ to_day: '2027-12-08' }, 'to_day: must be at most 366 days from from_day on'],
  [{ until_day: '2026-11-22' }, 'until_day: must not be before today, 2026-11-23'],
] as const)('%j is refused', (wrong, says) => {
  expect(house.refused({ act: 'override-forecast', override: { ...draft, ...wrong } })).toBe(says);
});

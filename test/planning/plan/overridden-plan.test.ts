/** A plan with a planner's word in it: what it proposes follows the word, what the method said stays beside it, and both are judged by what came. */
import { expect, test } from 'vitest';
import { localDay, localDayStart } from '../../../gateway/base/site-time.ts';
import type { ForecastRecord } from '../../../gateway/planning/forecast/forecast-record.ts';
import type { PlannedOverride } from '../../../gateway/planning/plan/held-forecast.ts';
import { Planner } from '../../../gateway/planning/plan/planner.ts';
import { dayText } from '../../../gateway/planning/planning-calendar.ts';
import { smallSite } from '../../live/small-site.ts';
import { got } from '../answers.ts';
import { bounds, type Moved, sourceOf } from './warehouse.ts';

const zone = smallSite.time_zone;
const today = localDay(Date.parse('2026-11-02T11:00:00Z'), zone);
const at_ms = (day: number) => localDayStart(day, zone) + 9 * 3_600_000;

/** Four a day; in the second week from today on a fair: ten a day. */
const used = (day: number) => (day >= today + 7 && day < today + 14 ? 10 : 4);
const moved: readonly Moved[] = [
  { quantity: 5_000, from: 'supplier', to: 'a1-01', at_ms: at_ms(today - 100) - 1 },
  ...Array.from({ length: 121 }, (_, i) => ({
    quantity: used(today - 100 + i),
    from: 'a1-01',
    to: 'production',
    at_ms: at_ms(today - 100 + i),
  })),
];
const fair: PlannedOverride = {
  id: 'FO-1',
  item: 'bolt-m6',
  how: 'set',
  value: 77,
  from_day: dayText(today + 7),
  to_day: dayText(today + 13),
  reason: 'fair',
  by: 'dana',
  at_ms: 1,
};

function plannedOn(day: number, overrides: readonly PlannedOverride[], said: readonly ForecastRecord[] = []) {
  const known = moved.filter((each) => each.at_ms < localDayStart(day, zone));
  const source = { ...sourceOf(known), overrides: () => overrides, said: () => said };
  const planner = new Planner(source, bounds, () => 0);
  planner.begin(smallSite, localDayStart(day, zone) + 1);
  while (planner.step());
  return planner;
}

test('the forecast holds as it was said, and the rest of the plan follows it', () => {
  const plain = plannedOn(today, []).item('bolt-m6')?.plan;
  const told = plannedOn(today, [fair, { ...fair, id: 'FO-2', item: 'nut-m6' }]).item('bolt-m6')?.plan;
  const { per_day = [], statistical_per_day = [], overrides = [] } = told?.forecast ?? {};
  expect(statistical_per_day).toEqual(plain?.forecast?.per_day);
  expect(per_day.slice(0, 7)).toEqual(statistical_per_day.slice(0, 7));
  expect(per_day.slice(7, 14).reduce((sum, units) => sum + units, 0)).toBeCloseTo(77, 9);
  expect(overrides.map(({ id, by, reason }) => [id, by, reason])).toEqual([['FO-1', 'dana', 'fair']]);
  expect(plain?.forecast?.overrides).toBeUndefined();
  expect(told?.figures.demand_per_day?.value ?? 0).toBeGreaterThan(plain?.figures.demand_per_day?.value ?? 0);
});

test('an item without history says that its override is not used', () => {
  const item = smallSite.items[1]?.id ?? '';
  const over = { ...fair, id: 'FO-2', item, from_day: dayText(today - 9), to_day: dayText(today - 1) };
  const expired = { ...fair, id: 'FO-3', item, until_day: dayText(today - 1) };
  const { plan } = plannedOn(today, [{ ...fair, item }, over, expired]).item(item) ?? {};
  expect(plan?.missing).toContain('no history to forecast from: FO-1 is not used');
});

test('what was said is kept beside what the method said, and what it was worth is told by origin', () => {
  const said =
    plannedOn(today, [fair])
      .said({ limit: 10 })
      ?.filter(({ item }) => item === 'bolt-m6') ?? [];
  expect(said[0]?.statistical.slice(0, 2).map(Math.round)).toEqual([28, 28]);
  expect(said[0]?.final.slice(0, 2).map(Math.round)).toEqual([28, 77]);
  const later =
    plannedOn(today, [])
      .said({ limit: 10 })
      ?.filter(({ item }) => item === 'bolt-m6') ?? [];
  const untouched = later.map((each) => ({ ...each, origin_day: each.origin_day - 7 }));
  const judged = plannedOn(today + 21, [], [...untouched, ...said]).accuracy('bolt-m6');
  const accuracy = got(judged ?? { ok: false, field: 'item', rule: 'must be planned' });
  // 70 came: 28 was 42 off, 77 was 7 off.
  expect(accuracy.origins.map(({ value_added }) => value_added?.periods)).toEqual([undefined, 1]);
  const [, of] = accuracy.origins;
  expect(of?.value_added?.statistical_mae).toBeCloseTo(42, 1);
  expect(of?.value_added?.final_mae).toBeCloseTo(7, 1);
  expect(of?.value_added?.share).toBeCloseTo(35 / 42, 2);
  expect(accuracy.value_added).toEqual(of?.value_added);
});

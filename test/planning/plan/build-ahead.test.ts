/** What must be there ahead of a peak or a shutdown, by weeks. */
import { expect, test } from 'vitest';
import { buildAhead } from '../../../gateway/planning/plan/build-ahead.ts';
import { dayNumber } from '../../../gateway/planning/planning-calendar.ts';
import { heldAnticipation, heldDecoupling } from '../../../gateway/planning/stock-kinds.ts';
import { got, refusalIn } from '../answers.ts';

/** A Monday. */
const today = dayNumber('2026-11-30') ?? 0;
const weeks = (...units: readonly number[]) => units.flatMap((each) => Array.from({ length: 7 }, () => each / 7));
const weekdays = [1, 2, 3, 4, 5];
const round = (value: number | undefined) => (value === undefined ? undefined : Math.round(value * 1e6) / 1e6);

test('a peak beyond the capacity is built ahead of, from the last week back', () => {
  const told = buildAhead({ per_day: weeks(60, 80, 150, 130, 90), today, capacity_per_week: 100 });
  // Before the fourth week 30 must be there, before the third 80, before the second 60, today 20.
  expect(round(told?.value)).toBe(20);
  expect(told?.terms).toMatchObject({ weeks: 5, weeks_short: 2, capacity_per_week: 100, days_until_largest: 14 });
  expect(round(told?.terms.largest_units)).toBe(80);
  expect(told?.formula).toContain('the most is needed on 2026-12-14');
});

test('capacity that is never short needs nothing, and where nothing limits the supply nothing is said', () => {
  expect(buildAhead({ per_day: weeks(60, 80, 90), today, capacity_per_week: 100 })?.value).toBe(0);
  expect(buildAhead({ per_day: weeks(60, 80, 90), today })).toBeUndefined();
  expect(buildAhead({ per_day: [1, 1, 1], today, capacity_per_week: 100 })).toBeUndefined();
});

test('a shutdown of the supplier is covered by what is there before, a holiday by its part', () => {
  const closed = ['07', '08', '09', '10', '11', '14', '15', '16', '17', '18'].map((day) => `2026-12-${day}`);
  const shut = buildAhead({ per_day: weeks(70, 70, 70, 70), today, calendar: { weekdays, closed } });
  expect([round(shut?.value), round(shut?.terms.largest_units), shut?.terms.days_until_largest]).toEqual([0, 140, 7]);
  const now = buildAhead({ per_day: weeks(70, 70), today: today + 7, calendar: { weekdays, closed } });
  expect(round(now?.value)).toBe(140);
  const holiday = { weekdays, closed: ['2026-12-08'] };
  const part = buildAhead({ per_day: weeks(90, 90), today, capacity_per_week: 100, calendar: holiday });
  expect(round(part?.terms.largest_units)).toBe(10);
});

test('held is what is beyond cycle and safety stock, up to what is needed', () => {
  const held = (on_hand_units: number, needed_units: number) =>
    heldAnticipation({ on_hand_units, cycle_stock_units: 25, safety_stock_units: 15, needed_units });
  expect(got(held(100, 200)).value).toBe(60);
  expect(got(held(100, 30)).value).toBe(30);
  expect(got(held(35, 30)).value).toBe(0);
  expect(refusalIn(held(-1, 3))).toEqual(['on_hand_units', 'must not be below 0']);
  expect(got(heldDecoupling(90, 40)).value).toBe(50);
  expect(got(heldDecoupling(30, 40)).value).toBe(0);
  expect(refusalIn(heldDecoupling(3, -1))).toEqual(['in_process_units', 'must not be below 0']);
});

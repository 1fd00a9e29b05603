/** What planners say is laid on what the method said: in its days, by its share of them, and no longer than it holds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heldForecast, type PlannedOverride } from '../../../gateway/planning/plan/held-forecast.ts';
import { dayNumber } from '../../../gateway/planning/planning-calendar.ts';

/** A Monday. */
const today = dayNumber('2026-11-30') ?? 0;
const isOpen = (day: number) => (((day - today) % 7) + 7) % 7 < 5;
const week = [10, 10, 20, 30, 30, 0, 0];
const per_day = [...week, ...week];

function said(more: Partial<PlannedOverride>): PlannedOverride {
  const days = { from_day: '2026-12-07', to_day: '2026-12-13' };
  return { id: 'FO-1', item: 'i', how: 'set', value: 0, ...days, reason: 'fair', by: 'dana', at_ms: 1, ...more };
}
const held = (...overrides: PlannedOverride[]) =>
  heldForecast({ per_day, today, isOpen, overrides }).per_day.map((units) => Math.round(units * 1e6) / 1e6);

describe('an override', () => {
  test('sets so many units over its days, as the method spreads its own', () => {
    expect(held(said({ value: 500 }))).toEqual([...week, 50, 50, 100, 150, 150, 0, 0]);
    expect(held(said({ value: 0 }))).toEqual([...week, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('adds so many, takes away no more than there are, and multiplies', () => {
    expect(held(said({ how: 'add', value: 100 }))).toEqual([...week, 20, 20, 40, 60, 60, 0, 0]);
    expect(held(said({ how: 'add', value: -1_000 }))).toEqual([...week, 0, 0, 0, 0, 0, 0, 0]);
    expect(held(said({ how: 'times', value: 1.5 }))).toEqual([...week, 15, 15, 30, 45, 45, 0, 0]);
  });

  test('that has begun counts with what is left of it; beyond the horizon the rest of it waits', () => {
    const begun = said({ value: 200, from_day: '2026-11-23', to_day: '2026-12-04' });
    expect(held(begun)).toEqual([10, 10, 20, 30, 30, 0, 0, ...week]);
    const late = said({ value: 200, from_day: '2026-12-10', to_day: '2026-12-18' });
    expect(held(late)).toEqual([...week, 10, 10, 20, 37.5, 37.5, 0, 0]);
  });

  test('is spread evenly over open days where the method says nothing', () => {
    const overrides = [said({ value: 50, from_day: '2026-12-04', to_day: '2026-12-10' })];
    const none = heldForecast({ per_day: per_day.map(() => 0), today, isOpen, overrides });
    expect(none.per_day).toEqual([0, 0, 0, 0, 10, 0, 0, 10, 10, 10, 10, 0, 0, 0]);
  });

  test('is laid on what those before it have made, in the order of their time', () => {
    const first = said({ value: 500, at_ms: 1 });
    const second = said({ id: 'FO-2', how: 'times', value: 2, at_ms: 2, from_day: '2026-12-07', to_day: '2026-12-07' });
    expect(held(second, first)).toEqual([...week, 100, 50, 100, 150, 150, 0, 0]);
    const { used } = heldForecast({ per_day, today, isOpen, overrides: [second, first] });
    expect(used.map(({ id }) => id)).toEqual(['FO-1', 'FO-2']);
  });

  test('that is over, or has expired, or begins beyond the horizon, changes nothing', () => {
    expect(held(said({ value: 500, from_day: '2026-11-01', to_day: '2026-11-29' }))).toEqual(per_day);
    expect(held(said({ value: 500, until_day: '2026-11-29' }))).toEqual(per_day);
    expect(held(said({ value: 500, until_day: '2026-11-30' }))).not.toEqual(per_day);
    expect(held(said({ value: 500, from_day: '2027-01-01', to_day: '2027-01-02' }))).toEqual(per_day);
    expect(heldForecast({ per_day: [], today, isOpen, overrides: [said({})] })).toEqual({ per_day: [], used: [] });
  });

  test('set within the horizon brings what it says, no more and no less; nothing is ever below 0', () => {
    const drawn = fc.record({
      value: fc.double({ min: 0, max: 1e6, noNaN: true }),
      first: fc.integer({ min: 0, max: 13 }),
      days: fc.integer({ min: 5, max: 14 }),
      how: fc.constantFrom('set' as const, 'add' as const),
      sign: fc.constantFrom(1, -1),
    });
    fc.assert(
      fc.property(drawn, ({ value, first, days, how, sign }) => {
        const last = Math.min(13, first + days - 1);
        const dayText = (ahead: number) => new Date((today + ahead) * 86_400_000).toISOString().slice(0, 10);
        const told = { from_day: dayText(first), to_day: dayText(last) };
        const of = heldForecast({
          per_day,
          today,
          isOpen,
          overrides: [said({ ...told, how, value: how === 'set' ? value : sign * value })],
        });
        expect(Math.min(...of.per_day)).toBeGreaterThanOrEqual(0);
        if (how === 'add' || !per_day.slice(first, last + 1).some((units) => units > 0)) return;
        const sum = of.per_day.slice(first, last + 1).reduce((all, units) => all + units, 0);
        expect(Math.abs(sum - value)).toBeLessThan(1e-6 * Math.max(1, value));
      }),
    );
  });
});

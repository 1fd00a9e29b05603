/** What becomes of a forecast: how good it was, what a planner made of it, and how long the stock lasts. */
import { describe, expect, test } from 'vitest';
import { accuracyOf, scaleOf } from '../../../gateway/planning/forecast/accuracy.ts';
import { daysLeft, daysOfSupply } from '../../../gateway/planning/forecast/days-left.ts';
import type { DayState } from '../../../gateway/planning/forecast/demand-series.ts';
import {
  accuracyByHorizon,
  accuracyByOrigin,
  type ForecastRecord,
} from '../../../gateway/planning/forecast/forecast-record.ts';
import { itemForecast } from '../../../gateway/planning/forecast/item-forecast.ts';
import { type ForecastOverride, overridden } from '../../../gateway/planning/forecast/override.ts';
import { smoothedWith } from '../../../gateway/planning/forecast/simple-smoothing.ts';
import { got, refusalIn } from '../answers.ts';

describe('accuracy', () => {
  test('by the definitions of Hyndman and Koehler (2006)', () => {
    const actual = [10, 12, 13, 12, 14, 16, 15, 17];
    const found = got(accuracyOf(actual, [11, 11, 12, 13, 13, 15, 16, 16], scaleOf(actual)));
    expect(found).toMatchObject({ periods: 8, me: 0.25, mae: 1, rmse: 1, tracking_signal: 2 });
    expect(found.wape).toBeCloseTo(8 / 109, 12);
    expect(found.smape).toBeCloseTo(0.075738376, 8);
    expect(found.mase).toBeCloseTo(0.6363636364, 9);
    // Squares of the naive forecast's errors: 4 1 1 4 4 1 4, their mean 19/7.
    expect(found.rmsse).toBeCloseTo(Math.sqrt(7 / 19), 12);
  });

  test('of a published table (wongsteve.com: bias −12.43, MAD 14.14, MAPE 24.66 %, MSE 365.80, next 65.43)', () => {
    const y = [99, 88, 50, 58, 62, 60, 55, 62, 71, 65];
    const { point, errors } = smoothedWith(y.slice(1), { alpha: 0.3, level: 99 }, 1);
    const actual = y.slice(1);
    const found = got(
      accuracyOf(
        actual,
        actual.map((value, i) => value - (errors[i] ?? 0)),
      ),
    );
    expect(found.me).toBeCloseTo(-12.43, 2);
    expect(found.mae).toBeCloseTo(14.14, 2);
    expect((found.mape ?? 0) * 100).toBeCloseTo(24.66, 2);
    expect(found.rmse ** 2).toBeCloseTo(365.8, 2);
    expect(point[0]).toBeCloseTo(65.43, 2);
  });

  test('never divides by a demand of 0', () => {
    const some = got(accuracyOf([0, 4], [1, 4]));
    expect(some.mape).toBeUndefined();
    expect(some).toMatchObject({ wape: 0.25, smape: 1 });
    const none = got(accuracyOf([0, 0], [0, 0], scaleOf([3, 3, 3])));
    expect(none).toEqual({ periods: 2, me: 0, mae: 0, rmse: 0, smape: 0 });
    expect(scaleOf([5])).toBeUndefined();
    expect(scaleOf([1, 2, 1, 4], 2)).toEqual({ absolute: 1, squared: 2 });
  });

  test('of unequal series is refused', () => {
    expect(refusalIn(accuracyOf([1], [1, 2]))[0]).toBe('forecast');
    expect(refusalIn(accuracyOf([], []))[0]).toBe('actual');
    expect(refusalIn(accuracyOf([1, Number.NaN], [1, 2]))[0]).toBe('actual[1]');
  });
});

describe('a forecast that is kept', () => {
  const base = { item: 'bolt', period_days: 7, method: 'theta', scale: { absolute: 2, squared: 5 } };
  const records: readonly ForecastRecord[] = [
    { ...base, origin_day: 100, statistical: [10, 10, 10], final: [12, 10, 10] },
    { ...base, origin_day: 107, statistical: [11, 11], final: [11, 11] },
    { ...base, origin_day: 200, statistical: [9], final: [9] },
  ];
  const came = new Map([
    [107, 12],
    [114, 14],
  ]);
  const actual = (_item: string, last_day: number) => came.get(last_day);

  test('is held against what came, per origin, before and after the planner', () => {
    const found = got(accuracyByOrigin(records, actual));
    expect(
      found.map(({ origin_day, periods_known, statistical, final }) => [
        origin_day,
        periods_known,
        statistical.mae,
        final.mae,
      ]),
    ).toEqual([
      [100, 2, 3, 2],
      [107, 1, 3, 3],
    ]);
    expect(found[0]?.statistical.mase).toBe(1.5);
  });

  test('and by how far ahead it was', () => {
    const found = got(accuracyByHorizon(records, actual));
    expect(found.map(({ periods_ahead, accuracy }) => [periods_ahead, accuracy.periods, accuracy.mae])).toEqual([
      [1, 2, 1.5],
      [2, 1, 4],
    ]);
  });

  test('is refused where its two forecasts differ in length', () => {
    expect(refusalIn(accuracyByOrigin([{ ...base, origin_day: 1, statistical: [1], final: [] }], actual))[0]).toBe(
      'records[0].final',
    );
  });
});

describe('a planner', () => {
  const said = { from_period: 1, periods: 2, reason: 'fair in town', by: 'ines', at_ms: 1_000 } as const;

  test('lays a word on the forecast; both numbers stay', () => {
    const overrides: readonly ForecastOverride[] = [
      { ...said, kind: 'add', value: 5, at_ms: 3_000 },
      { ...said, kind: 'times', value: 2 },
      { ...said, from_period: 2, periods: 1, kind: 'set', value: 7, at_ms: 2_000 },
      { ...said, from_period: 3, periods: 1, kind: 'add', value: -50 },
    ];
    const found = got(overridden([10, 10, 10, 10], overrides));
    expect(found.map(({ statistical, final }) => [statistical, final])).toEqual([
      [10, 10],
      [10, 25],
      [10, 12],
      [10, 0],
    ]);
    expect(found[2]?.overrides.map(({ kind }) => kind)).toEqual(['times', 'set', 'add']);
  });

  test('must say why, and who', () => {
    const ask = (more: Partial<ForecastOverride>) =>
      overridden([1, 2, 3], [{ ...said, kind: 'set', value: 1, ...more }]);
    expect(refusalIn(ask({ reason: '  ' }))).toEqual(['overrides[0].reason', 'must say why']);
    expect(refusalIn(ask({ by: '' }))[0]).toBe('overrides[0].by');
    expect(refusalIn(ask({ periods: 3 }))[0]).toBe('overrides[0].periods');
    expect(refusalIn(ask({ from_period: -1 }))[0]).toBe('overrides[0].from_period');
    expect(refusalIn(ask({ value: -1 }))[0]).toBe('overrides[0].value');
    expect(refusalIn(ask({ kind: 'add', value: Number.NaN }))[0]).toBe('overrides[0].value');
    expect(refusalIn(ask({ at_ms: Number.NaN }))[0]).toBe('overrides[0].at_ms');
  });
});

describe('the days left', () => {
  test('are where the expected demand has used the stock up, closed days counted', () => {
    expect(got(daysLeft({ on_hand: 10, per_day: [4, 4, 0, 4, 4] }))).toEqual({ days: 3.5, horizon_days: 5 });
    expect(got(daysLeft({ on_hand: 8, per_day: [4, 4, 0, 4] }))).toEqual({ days: 2, horizon_days: 4 });
    expect(got(daysLeft({ on_hand: 100, per_day: [4, 4] }))).toEqual({ horizon_days: 2 });
    expect(got(daysLeft({ on_hand: 0, per_day: [4] }))).toEqual({ days: 0, horizon_days: 1 });
    expect(got(daysLeft({ on_hand: -3, per_day: [] }))).toEqual({ days: 0, horizon_days: 0 });
  });

  test('lie between more and less demand', () => {
    // z = 1.6448536: of 4 a day with a standard deviation of 1 √days, after two days 8 ± 2.326.
    const per_day = [4, 4, 4, 4, 4];
    const sum_sd = [1, 2, 3, 4, 5].map(Math.sqrt);
    const found = got(daysLeft({ on_hand: 10, per_day, sum_sd, coverage: 0.9 }));
    expect(found.days).toBe(2.5);
    expect(found.days_low).toBeCloseTo(1 + (10 - 5.6448536) / (8 + 1.6448536 * Math.SQRT2 - 5.6448536), 6);
    // 12 − 1.6448536 √3 = 9.151 and 16 − 3.2897 = 12.710.
    expect(found.days_high).toBeCloseTo(
      3 + (10 - (12 - 1.6448536 * Math.sqrt(3))) / (16 - 2 * 1.6448536 - (12 - 1.6448536 * Math.sqrt(3))),
      6,
    );
  });

  test('need numbers that mean something', () => {
    expect(refusalIn(daysLeft({ on_hand: Number.NaN, per_day: [] }))[0]).toBe('on_hand');
    expect(refusalIn(daysLeft({ on_hand: 1, per_day: [-1] }))[0]).toBe('per_day[0]');
    expect(refusalIn(daysLeft({ on_hand: 1, per_day: [1], sum_sd: [] }))[0]).toBe('sum_sd');
    expect(refusalIn(daysLeft({ on_hand: 1, per_day: [1], coverage: 0 }))[0]).toBe('coverage');
    expect(got(daysOfSupply(30, 4))).toBe(7.5);
    expect(got(daysOfSupply(30, 0))).toBeUndefined();
    expect(got(daysOfSupply(-1, 4))).toBe(0);
    expect(refusalIn(daysOfSupply(1, -1))[0]).toBe('rate_per_day');
  });
});

describe('the forecast of an item', () => {
  // Monday 5 January 2026 is day 20,458. Sixteen weeks, nothing on Sundays.
  const values = Array.from({ length: 112 }, (_, day) => (day % 7 === 6 ? 0 : 10 + (day % 7)));
  const series = {
    first_day: 20_458,
    values,
    states: values.map((_, day): DayState => (day % 7 === 6 ? 'closed' : 'open')),
    issued: 0,
    returned: 0,
    transferred: 0,
    wobble_pairs: 0,
    moved_from_closed: 0,
    returned_beyond: 0,
  };

  test('is by the day for what is asked for on most days, and knows the days that are closed', () => {
    const found = got(
      itemForecast(series, { horizon_days: 8, isOpen: (day) => (day - 20_458) % 7 !== 6 && day !== 20_458 + 113 }),
    );
    expect(found.bucket).toBe('day');
    expect(found.per_day.map((value) => Math.round(value * 1e6) / 1e6)).toEqual([10, 0, 12, 13, 14, 15, 0, 10]);
    expect(found.sum_sd.length).toBe(8);
  });

  test('by the week is spread over the open weekdays as they were', () => {
    const found = got(
      itemForecast(series, { horizon_days: 8, isOpen: (day) => (day - 20_458) % 7 !== 6, bucket: 'week' }),
    );
    expect(found.bucket).toBe('week');
    expect(found.per_day.map((value) => Math.round(value * 1e6) / 1e6)).toEqual([10, 11, 12, 13, 14, 15, 0, 10]);
  });

  test('by the week is for what is seldom asked for', () => {
    const seldom = { ...series, values: values.map((_, day) => (day % 14 === 3 ? 6 : 0)) };
    const found = got(itemForecast(seldom, { horizon_days: 14, isOpen: () => true }));
    expect(found.bucket).toBe('week');
    expect(found.forecast.pattern.pattern).toBe('intermittent');
    // All of it on Thursdays, as it was: half of 6 a week, a little more while the first interval of one week is remembered.
    expect(found.per_day.filter((value) => value > 0).length).toBe(2);
    expect(found.per_day[3]).toBeGreaterThan(2.5);
    expect(found.per_day[3]).toBeLessThan(4);
  });

  test('without history is none', () => {
    const found = got(itemForecast({ ...series, values: [], states: [] }, { horizon_days: 5, isOpen: () => true }));
    expect(found).toMatchObject({ per_day: [], sum_sd: [], forecast: { method: 'none', point: [] } });
    expect(refusalIn(itemForecast(series, { horizon_days: 0, isOpen: () => true }))[0]).toBe('horizon_days');
  });
});

/** Half a year of plans whose forecasts are kept: what they said then is held against what came. */
import { describe, expect, test } from 'vitest';
import { localDay, localDayStart } from '../../../gateway/base/site-time.ts';
import type { ForecastRecord } from '../../../gateway/planning/forecast/forecast-record.ts';
import { Planner } from '../../../gateway/planning/plan/planner.ts';
import { actualOf, saidOf } from '../../../gateway/planning/plan/said.ts';
import { smallSite } from '../../live/small-site.ts';
import { got } from '../answers.ts';
import { bounds, type Moved, stretchedSourceOf } from './warehouse.ts';

const zone = smallSite.time_zone;
const last_day = localDay(Date.parse('2026-11-29T11:00:00Z'), zone);
const weeks = 26;
const first_day = last_day - 7 * weeks;
const at_ms = (day: number) => localDayStart(day, zone) + 9 * 3_600_000;

/** Four a day, and from the 13th week of the half year on eight: nobody could have known. */
const used = (day: number) => (day < first_day + 7 * 13 ? 4 : 8);
const begun = first_day - 140;
const moved: readonly Moved[] = [
  { quantity: 10_000, from: 'supplier', to: 'a1-01', at_ms: at_ms(begun) - 1 },
  ...Array.from({ length: last_day - begun }, (_, i) => ({
    quantity: used(begun + i),
    from: 'a1-01',
    to: 'production',
    at_ms: at_ms(begun + i),
  })),
];

/** A plan every second week; what each said is kept as text, as the ledger keeps it. */
function halfYear() {
  const kept: string[] = [];
  const { source } = stretchedSourceOf(moved);
  let today = first_day;
  const known = {
    ...source,
    head: () => moved.filter((each) => each.at_ms < localDayStart(today, zone)).length,
    said: (item: string) => kept.map((text): ForecastRecord => JSON.parse(text)).filter((each) => each.item === item),
  };
  const planner = new Planner(known, { ...bounds, history_days: 330, stretch_rows: 500 }, () => 0);
  for (; today <= last_day; today += 14) {
    planner.begin(smallSite, localDayStart(today, zone) + 1);
    while (planner.step());
    if (today < last_day) kept.push(...(planner.said({ limit: 10 }) ?? []).map((each) => JSON.stringify(each)));
  }
  return { planner, kept: kept.map((text): ForecastRecord => JSON.parse(text)) };
}

describe('half a year of kept forecasts', () => {
  const { planner, kept } = halfYear();
  const told = got(planner.accuracy('bolt-m6') ?? { ok: false, field: 'item', rule: 'must be planned' });

  test('has one of each plan, of whole weeks from its own day on', () => {
    expect(kept.map(({ origin_day }) => origin_day)).toEqual(
      Array.from({ length: 13 }, (_, i) => first_day + 14 * i - 1),
    );
    expect(kept.every(({ statistical, period_days }) => statistical.length === 26 && period_days === 7)).toBe(true);
    expect(kept[0]?.statistical.map(Math.round)).toEqual(Array.from({ length: 26 }, () => 28));
    expect([told.kept, told.origins.length, told.origins[0]?.origin]).toEqual([13, 13, '2026-05-30']);
  });

  test('judges the first by what it said, though the method would say otherwise today', () => {
    // 28 a week was said of all 26 weeks; 28 came in 13 of them and 56 in 13.
    expect(told.origins[0]?.periods_known).toBe(26);
    expect(told.origins[0]?.final.me).toBeCloseTo(14, 2);
    expect(told.origins[0]?.final.mae).toBeCloseTo(14, 2);
    expect(told.origins[0]?.final.wape).toBeCloseTo(14 / 42, 4);
    // Of the last two weeks, the last origin knew what had changed long before.
    expect(told.origins[12]?.periods_known).toBe(2);
    expect(told.origins[12]?.final.wape).toBeLessThan(0.1);
  });

  test('tells by how far ahead, as the plain sums over what was said have it', () => {
    const cameIn = (day: number) => Array.from({ length: 7 }, (_, i) => used(day + i)).reduce((a, b) => a + b, 0);
    for (const { periods_ahead, forecasts, final } of told.horizons) {
      const errors = kept.flatMap(({ origin_day, statistical }) => {
        const first = origin_day + 1 + 7 * (periods_ahead - 1);
        return first + 7 > last_day ? [] : [cameIn(first) - (statistical[periods_ahead - 1] ?? 0)];
      });
      expect(forecasts).toBe(errors.length);
      expect(final.me).toBeCloseTo(errors.reduce((a, b) => a + b, 0) / errors.length, 9);
      expect(final.mae).toBeCloseTo(errors.reduce((a, b) => a + Math.abs(b), 0) / errors.length, 9);
    }
    expect(told.horizons.map(({ periods_ahead }) => periods_ahead)).toEqual(
      Array.from({ length: 26 }, (_, i) => i + 1),
    );
    expect(told.value_added).toBeUndefined();
  });
});

describe('what is kept', () => {
  const series = {
    first_day: 100,
    values: [1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 0, 0, 2, 0],
    states: [...Array.from({ length: 12 }, () => 'open' as const), 'closed', 'closed', 'open', 'censored'] as const,
    issued: 24,
    returned: 0,
    transferred: 0,
    wobble_pairs: 0,
    moved_from_closed: 0,
    returned_beyond: 0,
  };

  test('is in whole weeks, with the scale of the whole weeks that the history ends with', () => {
    const per_day = [...Array.from({ length: 7 }, () => 2), ...Array.from({ length: 7 }, () => 1 / 7), 5];
    const said = saidOf({ item: 'bolt', series, method: 'ses', statistical: per_day, final: per_day });
    // 16 days end with the weeks 1 × 5 + 3 × 2 = 11 and 3 × 3 + 2 = 11 of the days 2 to 8 and 9 to 15: a naive forecast never erred.
    expect(said).toEqual({
      item: 'bolt',
      origin_day: 115,
      period_days: 7,
      method: 'ses',
      statistical: [14, 1],
      final: [14, 1],
    });
  });

  test('is held against weeks that say something alone', () => {
    expect(actualOf(series, 106, 7)).toBe(7);
    expect(actualOf(series, 113, 7)).toBe(15);
    expect(actualOf(series, 105, 7)).toBeUndefined();
    expect(actualOf(series, 115, 7)).toBeUndefined();
    expect(actualOf(series, 116, 7)).toBeUndefined();
    expect(actualOf(series, 113, 2)).toBeUndefined();
  });
});

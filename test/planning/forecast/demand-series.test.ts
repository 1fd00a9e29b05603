/** Demand per local day out of movements. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DayCalendar, dayAt, dayCalendar, weekdayOf } from '../../../gateway/planning/forecast/day-calendar.ts';
import type { DemandRole, DemandRow } from '../../../gateway/planning/forecast/demand-row.ts';
import { type DemandRules, demandSeries } from '../../../gateway/planning/forecast/demand-series.ts';
import { openingStock, uncensoredRate } from '../../../gateway/planning/forecast/on-hand.ts';
import { dailyHistory, weeklyHistory } from '../../../gateway/planning/forecast/regular-history.ts';
import { got, refusalIn } from '../answers.ts';

const hour_ms = 3_600_000;

function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

function calendarOf(
  zone: string,
  first: string,
  days: number,
  isOpen: (day: number) => boolean = () => true,
): DayCalendar {
  return got(dayCalendar(zone, dayOf(first), days, isOpen));
}

function roleOf(location: string): DemandRole {
  if (location.startsWith('shelf') || location === 'transit') return 'inside';
  return location === 'customer' || location === 'production' ? 'demand' : 'other';
}

function row(at: string, quantity: number, from: string, to: string, more: Partial<DemandRow> = {}): DemandRow {
  return { quantity, from, to, at_ms: Date.parse(at), ...more };
}

function rulesOf(calendar: DayCalendar, more: Partial<DemandRules> = {}): DemandRules {
  return { calendar, roleOf, ...more };
}

describe('the days of a site', () => {
  test('are 23 and 25 hours long when the clocks change', () => {
    const { starts_ms } = calendarOf('Europe/Berlin', '2026-03-28', 3);
    expect(starts_ms.map((at_ms) => new Date(at_ms).toJSON())).toEqual([
      '2026-03-27T23:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
      '2026-03-30T22:00:00.000Z',
    ]);
    const autumn = calendarOf('Europe/Berlin', '2026-10-24', 3).starts_ms;
    expect(autumn.slice(1).map((at_ms, i) => (at_ms - (autumn[i] ?? 0)) / hour_ms)).toEqual([24, 25, 24]);
  });

  test('begin at one where midnight is left out', () => {
    // São Paulo, 4 November 2018: from 00:00 to 01:00.
    const { starts_ms } = calendarOf('America/Sao_Paulo', '2018-11-04', 1);
    expect(new Date(starts_ms[0] ?? 0).toJSON()).toBe('2018-11-04T03:00:00.000Z');
    expect(((starts_ms[1] ?? 0) - (starts_ms[0] ?? 0)) / hour_ms).toBe(23);
  });

  test('that a zone left out are closed and have no hours', () => {
    // Samoa went over the date line: there was no 30 December 2011.
    const { starts_ms, open } = calendarOf('Pacific/Apia', '2011-12-29', 3);
    expect(open).toEqual([true, false, true]);
    expect(starts_ms.map((at_ms) => new Date(at_ms).toJSON())).toEqual([
      '2011-12-29T10:00:00.000Z',
      '2011-12-30T10:00:00.000Z',
      '2011-12-30T10:00:00.000Z',
      '2011-12-31T10:00:00.000Z',
    ]);
  });

  test('have 29 February in leap years', () => {
    const calendar = calendarOf('Europe/Berlin', '2024-02-28', 3);
    expect(dayAt(calendar, Date.parse('2024-02-29T12:00:00Z'))).toBe(1);
    expect(dayAt(calendar, Date.parse('2024-03-01T00:30:00+01:00'))).toBe(2);
    expect(weekdayOf(dayOf('2024-02-29'))).toBe(3);
  });

  test('hold what happens from their beginning to their end, also after years of clocks put forward and back and a day left out', () => {
    for (const [zone, first] of [
      ['Europe/Berlin', '2025-02-01'],
      ['America/Sao_Paulo', '2017-10-01'],
      ['Pacific/Apia', '2010-12-01'],
    ] as const) {
      const calendar = calendarOf(zone, first, 731);
      const { starts_ms } = calendar;
      for (let day = 0; day < 731; day++) {
        const [begin_ms = 0, end_ms = 0] = [starts_ms[day], starts_ms[day + 1]];
        if (begin_ms === end_ms) continue;
        expect([begin_ms, begin_ms + hour_ms, end_ms - 1].map((at_ms) => dayAt(calendar, at_ms))).toEqual([
          day,
          day,
          day,
        ]);
      }
      expect(dayAt(calendar, (starts_ms[0] ?? 0) - 1)).toBeUndefined();
      expect(dayAt(calendar, starts_ms[731] ?? 0)).toBeUndefined();
    }
  });

  test('of a zone that there is none of are refused', () => {
    expect(refusalIn(dayCalendar('Mars/Olympus', 0, 3, () => true))[0]).toBe('zone');
    expect(refusalIn(dayCalendar('UTC', 0.5, 3, () => true))[0]).toBe('first_day');
    expect(refusalIn(dayCalendar('UTC', 0, 0, () => true))[0]).toBe('days');
  });
});

describe('demand', () => {
  const calendar = calendarOf('Europe/Berlin', '2026-03-28', 3);

  test('is issues less returns by the local day; transfers, receipts, scrap and count differences are none', () => {
    const rows = [
      row('2026-03-28T22:59:59Z', 4, 'shelf-1', 'customer'),
      // Half past midnight on the 29th in Berlin.
      row('2026-03-28T23:30:00Z', 5, 'shelf-1', 'customer'),
      row('2026-03-29T10:00:00Z', 2, 'customer', 'shelf-1'),
      row('2026-03-29T11:00:00Z', 9, 'shelf-1', 'shelf-2'),
      row('2026-03-29T11:30:00Z', 1, 'shelf-1', 'transit'),
      row('2026-03-29T12:00:00Z', 50, 'supplier', 'shelf-1'),
      row('2026-03-29T13:00:00Z', 3, 'shelf-1', 'scrap'),
      row('2026-03-29T14:00:00Z', 3, 'count-difference', 'shelf-1'),
      row('2026-03-29T22:30:00Z', 6, 'shelf-2', 'production'),
    ];
    expect(got(demandSeries(rows, rulesOf(calendar)))).toEqual({
      first_day: dayOf('2026-03-28'),
      values: [4, 3, 6],
      states: ['open', 'open', 'open'],
      issued: 15,
      returned: 2,
      transferred: 10,
      wobble_pairs: 0,
      moved_from_closed: 0,
      returned_beyond: 0,
    });
  });

  test('is never below 0: what comes back is taken off its day, then the days before', () => {
    const rows = [
      row('2026-03-28T10:00:00Z', 5, 'shelf-1', 'customer'),
      row('2026-03-29T10:00:00Z', 2, 'shelf-1', 'customer'),
      row('2026-03-30T10:00:00Z', 4, 'customer', 'shelf-1'),
      row('2026-03-28T09:00:00Z', 1, 'customer', 'shelf-1'),
    ];
    expect(got(demandSeries(rows, rulesOf(calendar)))).toMatchObject({ values: [2, 0, 0], returned: 5 });
    const more = [row('2026-03-28T08:00:00Z', 3, 'customer', 'shelf-1')];
    expect(got(demandSeries(more, rulesOf(calendar)))).toMatchObject({ values: [0, 0, 0], returned_beyond: 3 });
  });

  test('of a closed day counts on the next open one', () => {
    const weekend = calendarOf('Europe/Berlin', '2026-03-27', 4, (day) => weekdayOf(day) < 5);
    const rows = [row('2026-03-28T10:00:00Z', 5, 'shelf-1', 'customer')];
    expect(got(demandSeries(rows, rulesOf(weekend)))).toMatchObject({
      values: [0, 0, 0, 5],
      states: ['open', 'closed', 'closed', 'open'],
      moved_from_closed: 5,
    });
  });

  test('forgets a movement and the one that takes it back', () => {
    const rows = [
      row('2026-03-28T10:00:00Z', 5, 'shelf-1', 'customer', { id: 'a' }),
      row('2026-03-29T10:00:00Z', 5, 'customer', 'shelf-1', { id: 'b', reverses: 'a' }),
    ];
    expect(got(demandSeries(rows, rulesOf(calendar)))).toMatchObject({ values: [0, 0, 0], issued: 0, returned: 0 });
  });

  test('nets out wobble: one away and back at one place within the window', () => {
    const wobble = { window_ms: 60_000, quantity_max: 2 };
    const sensed = { is_sensed: true };
    const rows = [
      row('2026-03-28T10:00:00Z', 1, 'shelf-1', 'customer', sensed),
      row('2026-03-28T10:00:40Z', 1, 'supplier', 'shelf-1', sensed),
      // The other place, too late, more than wobbles, and what a person scanned: all demand.
      row('2026-03-28T11:00:00Z', 1, 'shelf-1', 'customer', sensed),
      row('2026-03-28T11:00:10Z', 1, 'supplier', 'shelf-2', sensed),
      row('2026-03-28T12:00:00Z', 1, 'shelf-1', 'customer', sensed),
      row('2026-03-28T12:01:01Z', 1, 'supplier', 'shelf-1', sensed),
      row('2026-03-28T13:00:00Z', 3, 'shelf-1', 'customer', sensed),
      row('2026-03-28T13:00:01Z', 3, 'supplier', 'shelf-1', sensed),
      row('2026-03-28T14:00:00Z', 1, 'shelf-1', 'customer'),
      row('2026-03-28T14:00:01Z', 1, 'supplier', 'shelf-1'),
    ];
    const found = got(demandSeries(rows, rulesOf(calendar, { wobble })));
    expect(found).toMatchObject({ values: [6, 0, 0], wobble_pairs: 1 });
  });

  test('refuses what is no movement', () => {
    expect(
      refusalIn(demandSeries([row('2026-03-28T10:00:00Z', -1, 'shelf-1', 'customer')], rulesOf(calendar))),
    ).toEqual(['rows[0].quantity', 'must be above 0']);
    expect(refusalIn(demandSeries([row('never', 1, 'shelf-1', 'customer')], rulesOf(calendar)))[0]).toBe(
      'rows[0].at_ms',
    );
    const wobble = { window_ms: -1, quantity_max: 1 };
    expect(refusalIn(demandSeries([], rulesOf(calendar, { wobble })))[0]).toBe('window_ms');
  });

  test('does not depend on the order of the rows, and loses nothing', () => {
    const places = ['shelf-1', 'shelf-2', 'customer', 'supplier', 'scrap'];
    const one = fc.record({
      quantity: fc.integer({ min: 1, max: 9 }),
      from: fc.constantFrom(...places),
      to: fc.constantFrom(...places),
      at_ms: fc.integer({ min: calendar.starts_ms[0] ?? 0, max: (calendar.starts_ms[3] ?? 0) - 1 }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), (rows) => {
        const found = got(demandSeries(rows, rulesOf(calendar)));
        const sum = found.values.reduce((a, b) => a + b, 0);
        expect(sum).toBe(found.issued - found.returned + found.returned_beyond);
        expect(Math.min(...found.values)).toBeGreaterThanOrEqual(0);
        expect(got(demandSeries(rows.toReversed(), rulesOf(calendar)))).toEqual(found);
      }),
      { numRuns: 200, seed: 20261129 },
    );
  });
});

describe('a stock that runs out', () => {
  test('says nothing of demand: 3.33 a day as it looks, 5 a day as it was', () => {
    expect(got(uncensoredRate([5, 4, 0, 0, 6, 5], [9, 4, 0, 0, 20, 14]))).toEqual({
      naive_per_day: 20 / 6,
      rate_per_day: 5,
      days: 4,
      censored_days: 2,
    });
    expect(refusalIn(uncensoredRate([0, 0], [0, 0]))[0]).toBe('opening');
    expect(refusalIn(uncensoredRate([0, 0], [1]))[0]).toBe('opening');
    expect(refusalIn(uncensoredRate([-1], [1]))[0]).toBe('issues[0]');
  });

  const calendar = calendarOf('Europe/Berlin', '2026-03-28', 4);
  const steps = [
    { at_ms: Date.parse('2026-03-28T12:00:00Z'), on_hand: 4 },
    { at_ms: Date.parse('2026-03-28T23:00:00Z'), on_hand: 0 },
    { at_ms: Date.parse('2026-03-30T06:00:00Z'), on_hand: 20 },
  ];

  test('is known from the first step on, at each local midnight', () => {
    expect(openingStock(steps, calendar)).toEqual([undefined, 0, 0, 20]);
  });

  test('marks its days', () => {
    const rows = [row('2026-03-30T10:00:00Z', 6, 'shelf-1', 'customer')];
    const found = got(demandSeries(rows, rulesOf(calendar, { on_hand: steps })));
    expect(found.states).toEqual(['open', 'censored', 'censored', 'open']);
    expect(found.values).toEqual([0, 0, 6, 0]);
  });

  test('is not believed where the book is below 0 and something was issued', () => {
    const below = [{ at_ms: 0, on_hand: -2 }];
    const rows = [row('2026-03-28T10:00:00Z', 6, 'shelf-1', 'customer')];
    const { states } = got(demandSeries(rows, rulesOf(calendar, { on_hand: below })));
    expect(states).toEqual(['open', 'censored', 'censored', 'censored']);
  });
});

describe('a regular history', () => {
  // Monday 2 to Sunday 29 March 2026: four weeks of five days, 1 2 3 4 5 by weekday.
  const isOpen = (day: number) => weekdayOf(day) < 5 && day !== dayOf('2026-03-11');
  const calendar = calendarOf('Europe/Berlin', '2026-03-02', 28, isOpen);
  const rows = Array.from({ length: 28 }, (_, i) => ({ day: i, quantity: weekdayOf(dayOf('2026-03-02') + i) + 1 }))
    .filter(({ day }) => calendar.open[day])
    .map(({ day, quantity }) => ({
      quantity,
      from: 'shelf-1',
      to: 'customer',
      at_ms: (calendar.starts_ms[day] ?? 0) + 10 * hour_ms,
    }));

  test('by the day has the open weekdays as its season, and tells what it filled', () => {
    const found = dailyHistory(got(demandSeries(rows, rulesOf(calendar))));
    expect(found.period).toBe(5);
    expect(found.values).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
    expect(found.filled).toEqual([{ at: 7, observed: 0, used: 3, cause: 'closed' }]);
  });

  test('by the week is scaled up where a day is missing', () => {
    const found = weeklyHistory(got(demandSeries(rows, rulesOf(calendar))));
    expect(found.values.map((value) => Math.round(value * 1e9) / 1e9)).toEqual([15, 15, 15, 15]);
    expect(found.filled).toMatchObject([{ at: 1, observed: 12, cause: 'closed' }]);
  });

  test('never falls below what was issued, and fills what was out of stock', () => {
    const out = [
      { at_ms: 0, on_hand: 100 },
      { at_ms: calendar.starts_ms[14] ?? 0, on_hand: 0 },
      { at_ms: calendar.starts_ms[19] ?? 0, on_hand: 9 },
    ];
    const missing = rows.filter(
      ({ at_ms }) => at_ms < (calendar.starts_ms[14] ?? 0) || at_ms > (calendar.starts_ms[19] ?? 0),
    );
    const series = got(demandSeries(missing, rulesOf(calendar, { on_hand: out })));
    expect(weeklyHistory(series).values.map((value) => Math.round(value * 1e9) / 1e9)).toEqual([15, 15, 15, 15]);
    expect(weeklyHistory(series).filled.map(({ at, cause }) => [at, cause])).toEqual([
      [1, 'closed'],
      [2, 'censored'],
    ]);
    expect(dailyHistory(series).values.slice(10, 15)).toEqual([1, 2, 3, 4, 5]);
  });
});

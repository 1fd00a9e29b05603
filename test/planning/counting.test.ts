/** What to count, how right the ledger is, and how far a scale can count. */
import { describe, expect, test } from 'vitest';
import { countablePieces, countConfidence } from '../../gateway/planning/count-confidence.ts';
import { countLoad, countOrder, counts_per_year_usual } from '../../gateway/planning/cycle-count-plan.ts';
import { periodUsage, recordAccuracy, shrinkage } from '../../gateway/planning/record-accuracy.ts';
import { got, refusalIn } from './answers.ts';

describe('the counts of a year', () => {
  test('follow from the frequency of each class', () => {
    expect(got(countLoad({ A: 200, B: 600, C: 2000 }, counts_per_year_usual, 250))).toEqual({
      counts_per_year: 4000,
      counts_per_work_day: 16,
    });
    expect(refusalIn(countLoad({ A: -1, B: 0, C: 0 }, counts_per_year_usual, 250))[0]).toBe('items.A');
    expect(refusalIn(countLoad({ A: 1, B: 0, C: 0 }, counts_per_year_usual, 0))[0]).toBe('work_days_per_year');
  });

  test('begin with what was never counted, then what is overdue, then what has most at stake', () => {
    const base = { abc: 'B' as const, uncertainty: 0.1, value_per_unit: 10, demand_per_day: 2, days_since_count: 10 };
    const order = got(
      countOrder([
        { ...base, item: 'quiet' },
        { ...base, item: 'doubtful', uncertainty: 0.9 },
        { ...base, item: 'overdue', days_since_count: 200, uncertainty: 0 },
        { item: 'new', abc: 'C', uncertainty: 0, value_per_unit: 1, demand_per_day: 1 },
      ]),
    );
    expect(order.map(({ item, why }) => `${item}: ${why}`)).toEqual([
      'new: never counted',
      'overdue: overdue',
      'doubtful: at stake',
      'quiet: at stake',
    ]);
    expect(order[2]?.at_stake_per_day).toBe(18);
    expect(order[1]?.overdue_share).toBeCloseTo(400 / 365, 12);
    expect(refusalIn(countOrder([{ ...base, item: 'x', uncertainty: 1.1 }]))).toEqual([
      'candidates[0].uncertainty',
      'must be between 0 and 1',
    ]);
  });
});

describe('record accuracy', () => {
  test('is of rows within the tolerance of their class', () => {
    const rows = (
      [
        ['A', 100, 101],
        ['A', 200, 197],
        ['B', 50, 51],
        ['C', 40, 38],
        ['C', 10, 11],
      ] as const
    ).map(([abc, book_units, counted_units]) => ({ abc, book_units, counted_units, value_per_unit: 2 }));
    const found = got(recordAccuracy(rows));
    expect(found.accuracy).toEqual({
      value: 0.6,
      unit: 'share',
      formula: 'agreeing_rows / rows',
      terms: { agreeing_rows: 3, rows: 5 },
    });
    expect(found.by_class).toEqual({
      A: { rows: 2, agreeing: 1 },
      B: { rows: 1, agreeing: 1 },
      C: { rows: 2, agreeing: 1 },
    });
    expect([found.net_units, found.absolute_units, found.net_value, found.absolute_value]).toEqual([-2, 8, -4, 16]);
  });

  test('is none where differences cancel out', () => {
    const found = got(
      recordAccuracy([
        { abc: 'A', book_units: 100, counted_units: 95 },
        { abc: 'A', book_units: 100, counted_units: 105 },
      ]),
    );
    expect([found.accuracy.value, found.net_units, found.absolute_units]).toEqual([0, 0, 10]);
  });

  test('of an empty place is right only where nothing is counted', () => {
    const at = (book_units: number, counted_units: number) =>
      got(recordAccuracy([{ abc: 'C', book_units, counted_units }])).accuracy.value;
    expect([at(0, 0), at(0, 1), at(-5, 0)]).toEqual([1, 0, 0]);
    expect(refusalIn(recordAccuracy([]))[0]).toBe('rows');
    expect(refusalIn(recordAccuracy([{ abc: 'A', book_units: 1, counted_units: -1 }]))[0]).toBe(
      'rows[0].counted_units',
    );
  });
});

describe('shrinkage', () => {
  test('is what the identity leaves', () => {
    expect(got(shrinkage({ opening: 1000, receipts: 500, issues: 300, counted: 1170 }))).toMatchObject({
      book: 1200,
      value: 30,
      rate: 0.025,
    });
    expect(got(shrinkage({ opening: 250_000, receipts: 0, issues: 0, counted: 246_250 }))).toMatchObject({
      value: 3750,
      rate: 0.015,
    });
    expect('rate' in got(shrinkage({ opening: 0, receipts: 0, issues: 0, counted: 3 }))).toBe(false);
  });

  test('hides in the usage of a period of which only the ends are counted', () => {
    expect(got(periodUsage(20_000, 50_000, 15_000)).value).toBe(55_000);
    expect(refusalIn(periodUsage(1, -1, 1))[0]).toBe('purchases');
  });
});

describe('a count by weight', () => {
  const screws = { unit_mass_g: 12.5, unit_mass_sd_g: 0.05, scale_sd_g: 1 };

  test('is as sure as half a piece is wide', () => {
    const found = got(countConfidence({ ...screws, pieces: 100 }));
    expect(found.sd_g).toBeCloseTo(1.118033988749895, 12);
    expect(found.half_unit_sds).toBeCloseTo(5.590169943749475, 12);
    // erfc(5.59017/√2), by mpmath.
    expect(1 - found.confidence).toBeCloseTo(2.26847486e-8, 14);
  });

  test('has an end', () => {
    // z(0.995) = 2.5758: (6.25/2.5758)² − 1 = 4.8875; over 0.0025 1,955.0 pieces.
    const most = got(countablePieces(screws, 0.99)).pieces ?? 0;
    expect(most).toBe(1954);
    expect(got(countConfidence({ ...screws, pieces: most })).confidence).toBeGreaterThanOrEqual(0.99);
    expect(got(countConfidence({ ...screws, pieces: most + 1 })).confidence).toBeLessThan(0.99);
    expect(got(countablePieces({ ...screws, scale_sd_g: 10 }, 0.99))).toEqual({ pieces: 0 });
    expect(got(countablePieces({ ...screws, unit_mass_sd_g: 0 }, 0.99))).toEqual({});
  });

  test('is certain where nothing is in doubt', () => {
    expect(got(countConfidence({ pieces: 3, unit_mass_g: 5, unit_mass_sd_g: 0, scale_sd_g: 0 }))).toEqual({
      sd_g: 0,
      confidence: 1,
    });
    expect(refusalIn(countConfidence({ ...screws, pieces: 1.5 }))[0]).toBe('pieces');
    expect(refusalIn(countablePieces(screws, 1))[0]).toBe('confidence');
  });
});

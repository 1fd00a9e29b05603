/** Which method is chosen, why, and how sure its forecast is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { automaticForecast } from '../../../gateway/planning/forecast/automatic.ts';
import { holdoutOf } from '../../../gateway/planning/forecast/holdout.ts';
import { intervalOf } from '../../../gateway/planning/forecast/interval.ts';
import { leastIn, leastOn } from '../../../gateway/planning/forecast/optimiser.ts';
import { outliersOf, withOutliersLimited } from '../../../gateway/planning/forecast/outliers.ts';
import { demandPattern } from '../../../gateway/planning/forecast/pattern.ts';
import { smoothedWith } from '../../../gateway/planning/forecast/simple-smoothing.ts';
import { got, refusalIn } from '../answers.ts';

const lubricant = [
  0, 2, 0, 1, 0, 11, 0, 0, 0, 0, 2, 0, 6, 3, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 1, 0, 1, 0, 0,
];
const seasons = [20, 35, 50, 30, 22, 37, 54, 33, 24, 41, 57, 35, 27, 43, 61, 39, 28, 46, 66, 41];

describe('a pattern', () => {
  test('is told by interval and size', () => {
    // ADI 12/5, population CV² of the sizes.
    const seldom = got(demandPattern([2, 0, 3, 0, 0, 1, 0, 2, 0, 0, 3, 0]));
    expect(seldom).toMatchObject({ pattern: 'intermittent', adi: 2.4 });
    expect(seldom.cv2).toBeCloseTo(0.1157025, 7);
    const lumpy = got(demandPattern([1, 0, 0, 40, 0, 2, 0, 0, 1, 0, 0, 60]));
    expect(lumpy).toMatchObject({ pattern: 'lumpy', adi: 2.4 });
    expect(lumpy.cv2).toBeCloseTo(1.4066198, 7);
    expect(got(demandPattern([5, 6, 5, 4]))).toMatchObject({ pattern: 'smooth', adi: 1, cv2: 0.02 });
    expect(got(demandPattern([1, 9, 1, 20]))).toMatchObject({ pattern: 'erratic' });
    expect(got(demandPattern([0, 0]))).toEqual({ pattern: 'none' });
    expect(refusalIn(demandPattern([]))[0]).toBe('history');
    expect(refusalIn(demandPattern([3, -1]))[0]).toBe('history[1]');
  });

  test('on a cut belongs to the more irregular side', () => {
    // 33 periods with 25 demands: 1.32. Sizes 3 and 17: mean 10, variance 49, CV² 0.49.
    const seldom = [...Array.from({ length: 25 }, () => 1), ...Array.from({ length: 8 }, () => 0)];
    expect(got(demandPattern(seldom)).pattern).toBe('intermittent');
    expect(got(demandPattern([3, 17])).pattern).toBe('erratic');
  });
});

describe('the automatic choice', () => {
  test('says honestly that a short history tells little', () => {
    const ask = { horizon: 2, unit: 'week' };
    expect(got(automaticForecast([], ask))).toMatchObject({
      method: 'none',
      point: [],
      why: 'There is no week of history: nothing to forecast from.',
    });
    expect(got(automaticForecast([0, 0, 0], ask))).toMatchObject({
      method: 'zero',
      point: [0, 0],
      why: 'Nothing was asked for in 3 weeks.',
    });
    const one = got(automaticForecast([7], ask));
    expect(one).toMatchObject({
      method: 'naive',
      point: [7, 7],
      why: 'There is only one week: it is all that is known.',
    });
    expect(one.interval).toBeUndefined();
    expect(got(automaticForecast([7, 9], ask))).toMatchObject({ method: 'moving-average', point: [8, 8] });
    expect(got(automaticForecast([7, 9, 2, 6, 0, 3, 1], ask))).toMatchObject({
      method: 'moving-average',
      point: [4, 4],
      why: '7 weeks are too few to try methods on: their mean.',
    });
  });

  test('takes the usual method of the pattern unless another is clearly better, and says what it tried', () => {
    const made = got(automaticForecast(lubricant, { horizon: 3, unit: 'month' }));
    expect(made.method).toBe('sba');
    expect(made.point[0]).toBeCloseTo(0.935366695, 8);
    expect(made.why).toContain('Lumpy demand (interval 3.27, CV² 0.80) in 36 months; no season was looked for.');
    expect(made.why).toContain('is the usual method for lumpy demand, and no other was better by 5 % or more.');
    expect(made.scores.map(({ method }) => method)).toEqual(['naive', 'moving-average', 'ses', 'sba', 'tsb']);
  });

  test('falls with what is no longer asked for', () => {
    const quiet = [...lubricant, ...Array.from({ length: 16 }, () => 0)];
    const made = got(automaticForecast(quiet, { horizon: 1 }));
    expect(made.why).toContain('for nothing was asked for in 18 periods, before never longer than 7');
    expect(made.point[0]).toBeLessThan(0.3);
  });

  test('finds a season and keeps it', () => {
    const made = got(automaticForecast(seasons, { horizon: 4, period: 4, unit: 'quarter' }));
    expect(made.why).toContain('a season of 4 quarters at 90 %');
    // The fifth year was 28, 46, 66, 41, each some 4 % above the year before.
    const [first = 0, second = 0, third = 0, fourth = 0] = made.point;
    expect([
      first > 28 && first < 33,
      second > 46 && second < 52,
      third > 66 && third < 74,
      fourth > 40 && fourth < 46,
    ]).toEqual([true, true, true, true]);
  });

  test('leaves the usual method where another is clearly better', () => {
    // Twelve every fourth day: seldom, and yet not by chance.
    const fourth = Array.from({ length: 48 }, (_, i) => (i % 4 === 3 ? 12 : 0));
    const made = got(automaticForecast(fourth, { horizon: 4, period: 4, unit: 'day' }));
    expect(made.point.map(Math.round)).toEqual([0, 0, 0, 12]);
    expect(made.why).toContain(
      'Simple smoothing was clearly better than Croston corrected by Syntetos and Boylan, the usual method for intermittent demand.',
    );
    expect(made.why).toContain('RMSSE over 4 days from each of 3 origins: ');
  });

  test('does not leave it for a difference that is nothing', () => {
    const jumps = Array.from({ length: 48 }, (_, i) => (Math.floor(i / 2) % 2 === 0 ? 100 : 10));
    const made = got(automaticForecast(jumps, { horizon: 1, period: 4 }));
    expect(made.method).toBe('damped-theta');
    expect(made.scores.find(({ method }) => method === 'seasonal-naive')?.mase).toBe(0);
  });

  test('refuses what it cannot use, by the field', () => {
    expect(refusalIn(automaticForecast([1, -1], { horizon: 1 }))[0]).toBe('history[1]');
    expect(refusalIn(automaticForecast([1], { horizon: 0 }))[0]).toBe('horizon');
    expect(refusalIn(automaticForecast([1], { horizon: 1.5 }))[0]).toBe('horizon');
    expect(refusalIn(automaticForecast([1], { horizon: 1, period: -1 }))[0]).toBe('period');
    expect(refusalIn(automaticForecast([1], { horizon: 1, coverage: 1 }))[0]).toBe('coverage');
  });

  test('of any demand is finite, not below 0, inside its interval where that is normal, and the same again', () => {
    const history = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })), { maxLength: 60 });
    fc.assert(
      fc.property(history, fc.constantFrom(1, 4, 7), (y, period) => {
        const made = got(automaticForecast(y, { horizon: 5, period }));
        for (const [i, value] of made.point.entries()) {
          expect(Number.isFinite(value) && value >= 0).toBe(true);
          if (made.interval?.basis !== 'normal') continue;
          expect(made.interval.low[i]).toBeLessThanOrEqual(value);
          expect(made.interval.high[i]).toBeGreaterThanOrEqual(value);
        }
        expect(got(automaticForecast(y, { horizon: 5, period }))).toEqual(made);
      }),
      { numRuns: 150, seed: 20261129 },
    );
  });

  test('is tried from up to three origins that lie in the past', () => {
    expect(holdoutOf(104, 13, 52)).toEqual({ origins: [65, 78, 91], ahead: 13 });
    expect(holdoutOf(12, 8, 10)).toEqual({ origins: [10], ahead: 2 });
    expect(holdoutOf(60, 28, 30)).toEqual({ origins: [30, 40, 50], ahead: 10 });
  });
});

describe('an interval', () => {
  // Errors 0, 2, −3, 1.5; σ² = 15.25 / 3; ψ = 0.5.
  const fitted = smoothedWith([10, 12, 8, 11], { alpha: 0.5, level: 10 }, 3);

  test('widens as the formula says', () => {
    const found = got(intervalOf(fitted, 0.9, 'normal'));
    expect(found?.high.map((value) => value - 10.25)).toEqual([
      expect.closeTo(3.70852791, 6),
      expect.closeTo(4.14626025, 6),
      expect.closeTo(4.54200053, 6),
    ]);
    expect(found?.sum_sd).toEqual([
      expect.closeTo(2.25462488, 6),
      expect.closeTo(4.0645828, 6),
      expect.closeTo(6.07076327, 6),
    ]);
  });

  test('is not below 0, and is told by the errors themselves where these are many', () => {
    const low = smoothedWith([0, 0, 9], { alpha: 0, level: 3 }, 1);
    expect(got(intervalOf(low, 0.9, 'errors'))).toMatchObject({ basis: 'normal', low: [0] });
    const many = { point: [3], errors: Array.from({ length: 21 }, (_, i) => i - 10), carry: [], parameters: {} };
    expect(got(intervalOf(many, 0.8, 'errors'))).toMatchObject({ basis: 'errors', low: [0], high: [11] });
    expect(got(intervalOf({ ...many, errors: [] }, 0.8, 'errors'))).toBeUndefined();
  });
});

describe('an outlier', () => {
  test('is told by its modified z-score and left as it is', () => {
    const history = [10, 11, 9, 10, 12, 0, 10, 95, 11, 9];
    // Of the nine demands the median is 10, the MAD 1: 0.6745 × 85.
    expect(got(outliersOf(history))).toEqual({
      rule: 'modified z-score beyond 3.5 (Iglewicz and Hoaglin)',
      outliers: [{ at: 7, value: 95, usual: 10, score: expect.closeTo(57.332, 3) }],
    });
    const { outliers } = got(outliersOf(history));
    expect(withOutliersLimited(history, outliers)[7]).toBeCloseTo(10 + 3.5 / 0.6744897501960817, 9);
    expect(withOutliersLimited(history, []).at(7)).toBe(95);
  });

  test('is seen where more than half of the demands are alike, and not in a few', () => {
    expect(got(outliersOf([5, 5, 5, 5, 5, 5, 5, 5, 40])).outliers).toMatchObject([{ at: 8, usual: 5 }]);
    expect(got(outliersOf([5, 5, 5, 40])).outliers).toEqual([]);
    expect(got(outliersOf([5, 5, 5, 5, 5, 5, 5, 5])).outliers).toEqual([]);
    expect(refusalIn(outliersOf([1, -1]))[0]).toBe('history[1]');
    expect(refusalIn(outliersOf([1], 0))[0]).toBe('limit');
  });
});

describe('the search for the least value', () => {
  test('finds it inside and at the bounds', () => {
    expect(leastOn(0, 1, (x) => (x - 0.3127) ** 2)).toBeCloseTo(0.3127, 5);
    expect(leastOn(0, 1, (x) => x)).toBe(0);
    expect(leastOn(0, 1, (x) => -x)).toBe(1);
    const bounds = [
      { low: 0, high: 1 },
      { low: -1, high: 1 },
    ];
    const [a = 0, b = 0] = leastIn(
      bounds,
      [[0.5, 0.5]],
      (x) => 1 + ((x[0] ?? 0) - 0.2) ** 2 + ((x[1] ?? 0) + 2) ** 2,
      80,
    );
    expect([a, b]).toEqual([expect.closeTo(0.2, 1), -1]);
  });
});

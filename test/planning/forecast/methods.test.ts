/**
 * The methods on histories small enough to follow. Where no source is named the numbers were computed by another program from the textbook's
 * recursion, its least squares by brute force.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dampedHolt, exponentialHoltWith, holtWith, textbookStart } from '../../../gateway/planning/forecast/holt.ts';
import { wintersWith } from '../../../gateway/planning/forecast/holt-winters.ts';
import { croston, sba, tsb } from '../../../gateway/planning/forecast/intermittent.ts';
import { forecastBy, type Method, methods } from '../../../gateway/planning/forecast/method.ts';
import { foundSeason, hasSeason, seasonOf, trendCycle } from '../../../gateway/planning/forecast/season.ts';
import { smoothed, smoothedWith } from '../../../gateway/planning/forecast/simple-smoothing.ts';
import { lineOf, theta } from '../../../gateway/planning/forecast/theta.ts';
import { runsOf } from '../../long.ts';
import { got } from '../answers.ts';

/** Saudi oil production 1996 to 2007, million tonnes (R package fpp, `oil`), as statsmodels' tests of exponential smoothing have it. */
const oil = [
  446.6565229, 454.4733065, 455.662974, 423.6322388, 456.2713279, 440.5880501, 425.3325201, 485.1494479, 506.0481621,
  526.7919833, 514.268889, 494.2110193,
];
/** Australian air passengers 1990 to 2004, million (R package fpp, `ausair`), as there. */
const air = [
  17.5534, 21.8601, 23.8866, 26.9293, 26.8885, 28.8314, 30.0751, 30.9535, 30.1857, 31.5797, 32.577569, 33.477398,
  39.021581, 41.386432, 41.596552,
];
/** Monthly sales of a lubricant (R package fpp2, `productC`). */
const lubricant = [
  0, 2, 0, 1, 0, 11, 0, 0, 0, 0, 2, 0, 6, 3, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 1, 0, 1, 0, 0,
];
const quarters = [
  112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114,
  140,
];
const seasons = [20, 35, 50, 30, 22, 37, 54, 33, 24, 41, 57, 35, 27, 43, 61, 39, 28, 46, 66, 41];
const slow = [30, 33, 28, 35, 31, 38, 33, 40, 35, 39, 44, 37, 42, 41, 46, 40];

function near(found: readonly number[], expected: readonly number[], digits = 6): void {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, digits);
}

describe('simple smoothing', () => {
  test('with a given constant, started with the first demand (statsmodels test_ses)', () => {
    near(smoothedWith(oil, { alpha: 0.2, level: 446.6565229 }, 1).point, [484.802468]);
    near(smoothedWith(oil, { alpha: 0.6, level: 446.6565229 }, 2).point, [501.837461, 501.837461]);
  });

  test('with the constant and start of least squares (statsmodels test_ses: 0.891998, 496.493543)', () => {
    const fitted = smoothed(oil, 1);
    near([fitted.parameters.alpha ?? 0], [0.891998], 3);
    near(fitted.point, [496.493543], 3);
    const inner = smoothed(slow, 1);
    near([inner.parameters.alpha ?? 0, inner.parameters.level ?? 0], [0.41986521, 31.3725744], 3);
    near(inner.point, [41.62567], 3);
  });

  test('tells the errors of one period ahead', () => {
    expect(smoothedWith([10, 12, 8, 11], { alpha: 0.5, level: 10 }, 2)).toEqual({
      point: [10.25, 10.25],
      errors: [0, 2, -3, 1.5],
      carry: [0.5],
      parameters: { alpha: 0.5, level: 10 },
    });
  });
});

describe('smoothing with a trend', () => {
  test('Holt over all observations, the first included (statsmodels test_holt)', () => {
    const constants = { alpha: 0.8, beta: 0.2, phi: 1, ...textbookStart(air) };
    near(holtWith(air, constants, 5).point, [43.76, 45.59, 47.43, 49.27, 51.1], 2);
  });

  test('exponential Holt (statsmodels test_holt)', () => {
    const constants = { alpha: 0.8, beta: 0.2, level: 17.5534, trend: 21.8601 / 17.5534 };
    near(exponentialHoltWith(air, constants, 5).point, [44.6, 47.24, 50.04, 53.01, 56.15], 2);
  });

  test('a damped trend runs out', () => {
    const nile = [
      1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140,
    ];
    const { point, carry } = holtWith(nile, { alpha: 0.4, beta: 0.2, phi: 0.9, level: 1100, trend: 5 }, 4);
    near(point, [1019.32163248, 1022.05497863, 1024.51499016, 1026.7290005]);
    near(carry, [0.472, 0.5368, 0.59512]);
  });

  test('the constants are those of the least squared error', () => {
    const growth = [
      17.55, 21.86, 23.89, 26.93, 26.89, 28.83, 30.08, 30.95, 30.19, 31.58, 32.58, 33.48, 39.02, 41.39, 41.6,
    ];
    const { errors } = dampedHolt(growth, 1);
    const squares = errors.reduce((sum, error) => sum + error * error, 0);
    expect(squares).toBeGreaterThanOrEqual(36.15366);
    expect(squares).toBeLessThan(36.15366 * 1.001);
  });
});

describe('Holt and Winters', () => {
  test('a season that is added, and one that multiplies', () => {
    const constants = { alpha: 0.3, beta: 0.1, gamma: 0.2 };
    const added = { level: 120, trend: 1, season: [-8, -4, 6, 6] };
    near(
      wintersWith(quarters, 'additive', constants, added, 5).point,
      [133.27103479, 134.22766491, 140.15304141, 145.32881777, 134.11867283],
    );
    const multiplied = { level: 120, trend: 1, season: [0.94, 0.97, 1.05, 1.04] };
    near(
      wintersWith(quarters, 'multiplicative', constants, multiplied, 5).point,
      [133.57786645, 135.3180545, 141.11988601, 145.86636625, 134.61081882],
    );
  });
});

describe('a season', () => {
  test('is found where the correlation at its length is beyond 90 %', () => {
    // 0.7488 against a bound of 0.5045; −0.147 against 0.4548.
    expect(hasSeason(seasons, 4)).toBe(true);
    expect(hasSeason(quarters, 4)).toBe(false);
  });

  test('is not looked for in two seasons or less, nor in what never changes', () => {
    expect(hasSeason(seasons.slice(0, 8), 4)).toBe(false);
    expect(
      hasSeason(
        Array.from({ length: 40 }, () => 7),
        4,
      ),
    ).toBe(false);
    expect(hasSeason(seasons, 1)).toBe(false);
  });

  test('has the indices of the classical decomposition', () => {
    near(seasonOf(seasons, 4, 'multiplicative')?.indices ?? [], [0.63576665, 1.03056555, 1.45264288, 0.88102493]);
    near(seasonOf(seasons, 4, 'additive')?.indices ?? [], [-14.296875, 1.359375, 17.390625, -4.453125]);
    expect(trendCycle([1, 2, 3, 4, 5, 6], 4)).toEqual([undefined, undefined, 3, 4, undefined, undefined]);
    expect(trendCycle([1, 2, 6, 4], 3)).toEqual([undefined, 3, 4, undefined]);
  });

  test('is added where a demand is 0', () => {
    expect(foundSeason(seasons, 4)?.kind).toBe('multiplicative');
    expect(
      foundSeason(
        seasons.map((value) => value - 20),
        4,
      )?.kind,
    ).toBe('additive');
  });
});

describe('Theta', () => {
  test('is the mean of a straight line and a smoothed one of double curvature', () => {
    const { point, parameters } = theta(slow, 3);
    near([parameters.alpha ?? 0], [0.236604], 3);
    near([parameters.drift ?? 0], [0.44852941], 8);
    near(point, [42.4716813, 42.9202108, 43.3687402], 3);
    // At the bound of 0.99.
    near(theta(quarters, 2).point, [140.2320437, 140.71726109], 6);
  });

  test('has the season taken out and put back', () => {
    const { point } = got(forecastBy('theta', seasons, { horizon: 4, period: 4 }));
    near(point, [29.6519568, 48.4480479, 68.8299499, 42.0724724], 3);
  });

  test('goes on with half of the slope of a straight line', () => {
    near(theta([3, 5, 7, 9, 11], 3).point, [11.989899, 12.989899, 13.989899], 6);
    near(theta([4, 4, 4], 2).point, [4, 4], 9);
    expect(lineOf([3, 5, 7])).toEqual({ start: 3, slope: 2 });
  });
});

describe('demand now and then', () => {
  test('Croston as R forecast and statsforecast start it, and corrected', () => {
    near(croston(lubricant, 0.1, 1).point, [0.984596521], 8);
    near(sba(lubricant, 0.1, 1).point, [0.935366695], 8);
  });

  test('Teunter, Syntetos and Babai', () => {
    near(tsb(lubricant, { alpha: 0.1, probability_alpha: 0.1 }, 1).point, [0.804065102], 8);
  });

  test('only the last of them falls while nothing is asked for', () => {
    const quiet = [...lubricant, ...Array.from({ length: 24 }, () => 0)];
    near(croston(quiet, 0.1, 1).point, [0.984596521], 8);
    const [rate = 1] = tsb(quiet, { alpha: 0.1, probability_alpha: 0.1 }, 1).point;
    expect(rate).toBeCloseTo(0.804065102 * 0.9 ** 24, 8);
  });
});

describe('any method', () => {
  const names = Object.keys(methods).flatMap((name) => (isMethod(name) ? [name] : []));

  test('refuses what it cannot use, by the field', () => {
    expect(forecastBy('ses', [1, -2, 3], { horizon: 1 })).toMatchObject({
      field: 'history[1]',
      rule: 'must not be below 0',
    });
    expect(forecastBy('ses', [1, Number.NaN], { horizon: 1 })).toMatchObject({ field: 'history[1]' });
    expect(forecastBy('ses', [1, 2], { horizon: 0 })).toMatchObject({ field: 'horizon' });
    expect(forecastBy('ses', [1, 2], { horizon: 1, period: 0 })).toMatchObject({ field: 'period' });
    expect(forecastBy('theta', [1, 2], { horizon: 1 })).toMatchObject({
      field: 'history',
      rule: 'must have at least 3 values',
    });
    expect(forecastBy('croston', [0, 0], { horizon: 1 })).toMatchObject({
      field: 'history',
      rule: 'must have a demand above 0',
    });
    expect(forecastBy('exponential-holt', [4, 3, 0, 2], { horizon: 1 })).toMatchObject({ field: 'history' });
    expect(forecastBy('naive', [], { horizon: 1 })).toMatchObject({ field: 'history' });
  });

  test('gives finite numbers for any demand, and the same again', () => {
    const history = fc.array(
      fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 1e6, noNaN: true })),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(history, fc.constantFrom(...names), fc.integer({ min: 1, max: 5 }), (y, method, period) => {
        const made = forecastBy(method, y, { horizon: 6, period });
        if (!made.ok) return;
        const { point, errors, carry } = made.value;
        expect([...point, ...errors, ...carry].filter((value) => !Number.isFinite(value))).toEqual([]);
        expect([point.length, carry.length]).toEqual([6, 5]);
        expect(forecastBy(method, y, { horizon: 6, period })).toEqual(made);
      }),
      { numRuns: runsOf(400), seed: 20261129 },
    );
  });

  test('of a demand that never changes forecasts it', () => {
    for (const method of names.filter((name) => name !== 'sba')) {
      const { point } = got(
        forecastBy(
          method,
          Array.from({ length: 24 }, () => 8),
          { horizon: 3, period: 4 },
        ),
      );
      near(point, [8, 8, 8], 6);
    }
  });
});

function isMethod(name: string): name is Method {
  return name in methods;
}

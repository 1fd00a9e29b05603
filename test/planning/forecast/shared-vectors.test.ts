/** Published examples of forecasting, when a copy lies beside the repository (`../shared/vectors`). Nothing here is needed. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accuracyOf, scaleOf } from '../../../gateway/planning/forecast/accuracy.ts';
import { exponentialHoltWith, holtWith, textbookStart } from '../../../gateway/planning/forecast/holt.ts';
import { croston, sba, tsb } from '../../../gateway/planning/forecast/intermittent.ts';
import { uncensoredRate } from '../../../gateway/planning/forecast/on-hand.ts';
import { demandPattern } from '../../../gateway/planning/forecast/pattern.ts';
import { smoothed, smoothedWith } from '../../../gateway/planning/forecast/simple-smoothing.ts';
import { got } from '../answers.ts';

const file = new URL('../../../../shared/vectors/inventory.json', import.meta.url);
const absent = existsSync(file) ? '' : ' (skipped: there is no file ../shared/vectors/inventory.json)';

type Numbers = readonly number[];

interface Inputs {
  readonly y?: Numbers;
  readonly demand?: Numbers;
  readonly actual?: Numbers;
  readonly forecast?: Numbers;
  readonly dailyIssues?: Numbers;
  readonly dailyOpeningStock?: Numbers;
  readonly alpha?: number;
  readonly beta?: number;
  readonly alphaSize?: number;
  readonly alphaProb?: number;
  readonly h?: number;
}

interface Vector {
  readonly id: string;
  readonly topic: string;
  readonly tolerance: number;
  readonly inputs: Inputs;
  readonly expected: Readonly<Record<string, unknown>>;
}

type Computed = Readonly<Record<string, unknown>>;

/** Of each topic what the code makes of the inputs, by the names that the examples use. */
const topics: Readonly<Record<string, (inputs: Inputs) => Computed>> = {
  'demand-classification-SBC': ({ demand = [] }) => {
    const { adi, cv2, pattern } = got(demandPattern(demand));
    return { adi, cv2, cls: pattern };
  },
  'forecast-holt': ({ y = [], alpha = 0, beta = 0, h = 1 }) => ({
    forecast: holtWith(y, { alpha, beta, phi: 1, ...textbookStart(y) }, h).point,
  }),
  'forecast-holt-exponential': ({ y = [], alpha = 0, beta = 0, h = 1 }) => ({
    forecast: exponentialHoltWith(y, { alpha, beta, level: y[0] ?? 1, trend: (y[1] ?? 1) / (y[0] ?? 1) }, h).point,
  }),
  'forecast-ses': ({ y = [], alpha = 0 }) => ({ forecast: smoothedWith(y, { alpha, level: y[0] ?? 0 }, 1).point[0] }),
  'forecast-ses-optimised': ({ y = [] }) => {
    const { point, parameters } = smoothed(y, 1);
    return { alpha: parameters.alpha, forecast: point[0] };
  },
  'forecast-croston': ({ y = [], alpha = 0.1 }) => ({
    croston: croston(y, alpha, 1).point[0],
    sba: sba(y, alpha, 1).point[0],
  }),
  'forecast-tsb': ({ y = [], alphaSize = 0.1, alphaProb = 0.1 }) => ({
    tsb: tsb(y, { alpha: alphaSize, probability_alpha: alphaProb }, 1).point[0],
  }),
  'forecast-metrics': ({ actual = [], forecast = [] }) => {
    const found = got(accuracyOf(actual, forecast, scaleOf(actual)));
    const { me, mae, rmse, mase } = found;
    return {
      me,
      mae,
      rmse,
      mase,
      wapePct: (found.wape ?? 0) * 100,
      smapePct: found.smape * 100,
      trackingSignal: found.tracking_signal,
    };
  },
  'forecast-accuracy': ({ y = [], alpha = 0 }) => {
    const { point, errors } = smoothedWith(y.slice(1), { alpha, level: y[0] ?? 0 }, 1);
    const actual = y.slice(1);
    const found = got(
      accuracyOf(
        actual,
        actual.map((value, i) => value - (errors[i] ?? 0)),
      ),
    );
    return {
      forecastNext: point[0],
      bias: found.me,
      mad: found.mae,
      mapePct: (found.mape ?? 0) * 100,
      mse: found.rmse ** 2,
    };
  },
  'stockout-censoring': ({ dailyIssues = [], dailyOpeningStock = [] }) => {
    const found = got(uncensoredRate(dailyIssues, dailyOpeningStock));
    return { naiveMean: found.naive_per_day, uncensoredMean: found.rate_per_day };
  },
};

describe.skipIf(absent !== '')(`published examples of forecasting${absent}`, () => {
  const read: { readonly vectors: readonly Vector[] } =
    absent === '' ? JSON.parse(readFileSync(file, 'utf8')) : { vectors: [] };
  const ours = read.vectors.filter(({ topic }) => topics[topic] !== undefined);

  test('there are some of the topics', () => {
    expect(ours.length).toBeGreaterThan(8);
  });

  test.each(ours.map((vector) => [vector.id, vector] as const))('%s', (_, { topic, inputs, expected, tolerance }) => {
    const computed = topics[topic]?.(inputs) ?? {};
    for (const [name, value] of Object.entries(expected)) expectNear(computed[name], value, tolerance);
  });
});

function expectNear(found: unknown, expected: unknown, tolerance: number): void {
  if (Array.isArray(expected) && Array.isArray(found)) {
    expect(found.length).toBe(expected.length);
    for (const [i, value] of expected.entries()) expectNear(found[i], value, tolerance);
  } else if (typeof expected === 'number' && typeof found === 'number') {
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerance);
  } else expect(found).toEqual(expected);
}

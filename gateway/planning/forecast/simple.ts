/** The forecasts that every other must beat. */
import { type Fitted, flat, type History, mean } from './fitted.ts';

/** The last period's demand. At least one period. */
export function naive(y: History, horizon: number): Fitted {
  return { ...seasonalNaive(y, 1, horizon), parameters: {} };
}

/** The demand of the same period of the season before, `period` periods back. At least one whole season. */
export function seasonalNaive(y: History, period: number, horizon: number): Fitted {
  const point: number[] = [];
  for (let h = 0; h < horizon; h++) point.push(y[y.length - period + (h % period)] ?? 0);
  const carry: number[] = [];
  for (let j = 1; j < horizon; j++) carry.push(j % period === 0 ? 1 : 0);
  const errors: number[] = [];
  for (let t = period; t < y.length; t++) errors.push((y[t] ?? 0) - (y[t - period] ?? 0));
  return { point, errors, carry, parameters: { period } };
}

/** The mean of the last `window` periods, or of all when there are fewer. At least one period. */
export function movingAverage(y: History, window: number, horizon: number): Fitted {
  const errors: number[] = [];
  let sum = 0;
  for (let at = 0; at < y.length; at++) {
    const value = y[at] ?? 0;
    const taken = Math.min(at, window);
    if (taken > 0) errors.push(value - sum / taken);
    sum += value - (at >= window ? (y[at - window] ?? 0) : 0);
  }
  const taken = Math.min(window, y.length);
  return {
    // Summed anew: the running sum has gathered the roundings of the whole history.
    point: flat(mean(y.slice(-taken)), horizon),
    errors,
    carry: flat(1 / taken, Math.max(0, horizon - 1)),
    parameters: { window: taken },
  };
}

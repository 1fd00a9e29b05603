/** How good forecasts were. No figure here divides by a demand of 0. */
import { type Answer, answer, refuse, series } from '../refusal.ts';

export interface Accuracy {
  readonly periods: number;
  /** Mean of actual − forecast: above 0, too little was forecast. Also called bias. */
  readonly me: number;
  readonly mae: number;
  readonly rmse: number;
  /** Σ|error| / Σ|actual|; undefined when nothing was asked for. */
  readonly wape?: number;
  /** Mean of 2 |error| / (|actual| + |forecast|), 0 to 2; a period where both are 0 counts as 0. */
  readonly smape: number;
  /** Mean |error| / |actual|; undefined as soon as one actual is 0. */
  readonly mape?: number;
  /** MAE / the scale (see `scaleOf`); undefined without a scale. Below 1: better than the naive forecast was on the history. */
  readonly mase?: number;
  /** √ of the mean squared error / the mean square of the naive forecast's errors; undefined without a scale. */
  readonly rmsse?: number;
  /** Σ error / MAE: beyond about ±4 the forecast is off to one side (Brown). Undefined when there was no error. */
  readonly tracking_signal?: number;
}

export interface Scale {
  /** Mean of |y_t − y_{t−m}| and of (y_t − y_{t−m})². */
  readonly absolute: number;
  readonly squared: number;
}

/**
 * What the naive forecast (m = 1) or the seasonal one (m = `period`) erred by on a history (Hyndman and Koehler 2006). Undefined where it
 * never erred or there are no two periods to compare.
 */
export function scaleOf(history: readonly number[], period = 1): Scale | undefined {
  let absolute = 0;
  let squared = 0;
  const count = history.length - period;
  for (let t = period; t < history.length; t++) {
    const step = Math.abs((history[t] ?? 0) - (history[t - period] ?? 0));
    absolute += step;
    squared += step * step;
  }
  return count > 0 && absolute > 0 ? { absolute: absolute / count, squared: squared / count } : undefined;
}

/** Refused: series of different lengths, none at all, numbers that are not finite. */
export function accuracyOf(actual: readonly number[], forecast: readonly number[], scale?: Scale): Answer<Accuracy> {
  const refusal = series('actual', actual) ?? series('forecast', forecast);
  if (refusal !== undefined) return refusal;
  if (actual.length !== forecast.length)
    return refuse('forecast', `must have as many values as actual: ${actual.length}`);
  const n = actual.length;
  let [errors, absolute, squares, demand, relative, symmetric] = [0, 0, 0, 0, 0, 0];
  for (const [i, value] of actual.entries()) {
    const guess = forecast[i] ?? 0;
    const error = value - guess;
    const size = Math.abs(error);
    errors += error;
    absolute += size;
    squares += error * error;
    demand += Math.abs(value);
    relative += size / Math.abs(value);
    symmetric += size === 0 ? 0 : (2 * size) / (Math.abs(value) + Math.abs(guess));
  }
  const mae = absolute / n;
  return answer({
    periods: n,
    me: errors / n,
    mae,
    rmse: Math.sqrt(squares / n),
    smape: symmetric / n,
    ...(demand > 0 && { wape: absolute / demand }),
    ...(actual.every((value) => value !== 0) && { mape: relative / n }),
    ...(scale !== undefined && { mase: mae / scale.absolute, rmsse: Math.sqrt(squares / n / scale.squared) }),
    ...(mae > 0 && { tracking_signal: errors / mae }),
  });
}

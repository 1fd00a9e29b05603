/** What a forecasting method makes of a history. */

/** A history in periods of equal length, oldest first; units per period. */
export type History = readonly number[];

export interface Fitted {
  /** Forecasts of the next periods, the next one first; units per period. */
  readonly point: readonly number[];
  /** Demand less what was forecast for it one period before, oldest first, of the periods for which the method had a forecast. */
  readonly errors: readonly number[];
  /**
   * How much of an error of now is still in the forecast `j` periods later: `carry[j - 1]` is ψ_j of the moving-average form, so that the
   * variance of the error `h` periods ahead is σ² (1 + ψ_1² + … + ψ_{h−1}²) (Hyndman, Koehler, Ord and Snyder 2008, chapter 6).
   */
  readonly carry: readonly number[];
  /** Smoothing constants and starting values, as the method names them. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** The history as a search reads it, a hundred times from end to end: numbers side by side, whatever array they came in. */
export function packed(y: History): Float64Array {
  return new Float64Array(y);
}

/** A forecast that is the same for every period ahead. */
export function flat(value: number, horizon: number): number[] {
  return new Array<number>(horizon).fill(value);
}

export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}

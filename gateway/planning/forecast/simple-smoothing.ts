/** Simple exponential smoothing (Brown 1956): a level that follows the demand. */
import { type Fitted, flat, type History, packed } from './fitted.ts';
import { type Bound, leastOn } from './optimiser.ts';

/**
 * l_t = l_{t−1} + α (y_t − l_{t−1}) over all periods, the first included; the forecast is the last level. `level` is l_0: the demand of
 * the first period makes it "the second forecast is the first demand". At least one period, 0 ≤ α ≤ 1.
 */
export function smoothedWith(y: History, constants: { alpha: number; level: number }, horizon: number): Fitted {
  const { alpha } = constants;
  let level = constants.level;
  const errors = y.map((value) => {
    const error = value - level;
    level += alpha * error;
    return error;
  });
  return {
    point: flat(level, horizon),
    errors,
    carry: flat(alpha, Math.max(0, horizon - 1)),
    parameters: { alpha, level: constants.level },
  };
}

/**
 * The same with the α and the starting level that make the sum of squared one-step errors least. For a given α the errors are linear in
 * the starting level, so that it follows by least squares and only α is searched for.
 */
export function smoothed(y: History, horizon: number, { low, high }: Bound = { low: 0, high: 1 }): Fitted {
  const demand = packed(y);
  const alpha = leastOn(low, high, (each) => squaresAt(demand, each).least, 20, 16);
  return smoothedWith(y, { alpha, level: squaresAt(demand, alpha).level }, horizon);
}

/** The same with the starting level that is best for a given α. */
export function smoothedAt(y: History, alpha: number, horizon: number): Fitted {
  return smoothedWith(y, { alpha, level: squaresAt(packed(y), alpha).level }, horizon);
}

function squaresAt(y: Float64Array, alpha: number): { readonly level: number; readonly least: number } {
  const kept = 1 - alpha;
  const first = y[0] ?? 0;
  // With the start at `first + x` the error is `own − share × x`: `share` is what is left of the starting level.
  let level = first;
  let share = 1;
  let ownOwn = 0;
  let ownShare = 0;
  let shareShare = 0;
  for (let t = 0; t < y.length; t++) {
    const own = (y[t] ?? 0) - level;
    ownOwn += own * own;
    ownShare += own * share;
    shareShare += share * share;
    level += alpha * own;
    share *= kept;
  }
  const x = ownShare / shareShare;
  return { level: first + x, least: ownOwn - x * ownShare };
}

/** The Theta method (Assimakopoulos and Nikolopoulos 2000), the winner of the M3 competition. */
import { type Fitted, type History, mean } from './fitted.ts';
import { smoothed, smoothedAt } from './simple-smoothing.ts';

/** The straight line through the periods 0, 1, … by least squares. */
export function lineOf(y: History): { readonly start: number; readonly slope: number } {
  const middle = (y.length - 1) / 2;
  const level = mean(y);
  let products = 0;
  let squares = 0;
  for (let t = 0; t < y.length; t++) {
    products += (t - middle) * ((y[t] ?? 0) - level);
    squares += (t - middle) * (t - middle);
  }
  const slope = squares === 0 ? 0 : products / squares;
  return { start: level - slope * middle, slope };
}

/**
 * The history (no season in it) is taken apart into two theta lines: θ = 0, the straight line through it, and θ = 2, the line with its
 * curvature doubled, 2 y_t less the straight line. The first goes on as it is, the second by simple exponential smoothing; the forecast
 * is their mean. It is the same as simple exponential smoothing with a drift of half the line's slope (Hyndman and Billah 2003), whence
 * ψ_j = α. The α is that of the least squared error on the second line. At least three periods.
 */
export function theta(y: History, horizon: number): Fitted {
  return meanOfLines(y, (curved) => smoothed(curved, horizon, alpha_bounds));
}

/** Of α, as Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016) bound it: the second line is to follow the short term. */
const alpha_bounds = { low: 0.1, high: 0.99 };

/** The same with a given α. */
export function thetaAt(y: History, alpha: number, horizon: number): Fitted {
  return meanOfLines(y, (curved) => smoothedAt(curved, alpha, horizon));
}

function meanOfLines(y: History, smooth: (curved: History) => Fitted): Fitted {
  const { start, slope } = lineOf(y);
  const second = smooth(y.map((value, t) => 2 * value - (start + slope * t)));
  return {
    point: second.point.map((value, i) => (value + start + slope * (y.length + i)) / 2),
    // A period's demand is the mean of both lines, and the straight one is given: half of the second line's error is the mean's.
    errors: second.errors.map((error) => error / 2),
    carry: second.carry,
    parameters: { alpha: second.parameters.alpha ?? 0, drift: slope / 2 },
  };
}

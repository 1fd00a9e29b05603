/** Methods tried on what is known already: forecasts from origins in the past, compared with what came. */
import { scaleOf } from './accuracy.ts';
import type { History } from './fitted.ts';
import { type FitAsked, fitBy, type Method, type MethodForecast, meanOf } from './method.ts';
import { foundSeason, withoutSeason } from './season.ts';

export interface Score {
  readonly method: Method;
  /** Mean absolute error and root of the mean squared error, each over that of the naive forecast on the first origin's history. */
  readonly mase: number;
  readonly rmsse: number;
}

export interface Holdout {
  /** How many of the history's periods the forecasts were made from, the earliest first. */
  readonly origins: readonly number[];
  /** Periods ahead that were compared from each. */
  readonly ahead: number;
}

const origins_max = 3;

/**
 * Up to three origins, one holdout apart, the last one a holdout before the history's end; a holdout is the horizon, at most a sixth of the
 * history. Each origin's history has `periods_min` periods at least.
 */
export function holdoutOf(periods: number, horizon: number, periods_min: number): Holdout {
  const ahead = Math.max(1, Math.min(horizon, Math.floor(periods / 6)));
  const origins: number[] = [];
  for (let back = 1; back <= origins_max && periods - back * ahead >= periods_min; back++)
    origins.unshift(periods - back * ahead);
  return { origins, ahead };
}

/**
 * The scores of the methods, in their order. Each is fitted at the first origin to what was known there; at the later ones it keeps its
 * constants and takes in what has come since (the season is found anew). No forecast is below 0.
 */
export function scoresOf(
  y: History,
  tried: readonly Method[],
  { origins, ahead }: Holdout,
  period: number,
): readonly Score[] {
  const scale = scaleOf(y.slice(0, origins[0]), 1) ?? { absolute: 1, squared: 1 };
  const sums = tried.map(() => ({ absolute: 0, squared: 0 }));
  const fitted = new Map<Method, MethodForecast>();
  for (const origin of origins) {
    const known = y.slice(0, origin);
    const season = foundSeason(known, period);
    const bare = season === undefined ? known : withoutSeason(known, season);
    fitAll(known, tried, fitted, { horizon: ahead, period, season, bare });
    for (const [k, method] of tried.entries()) {
      const [point, sum] = [fitted.get(method)?.point, sums[k]];
      if (point === undefined || sum === undefined) continue;
      for (let i = 0; i < ahead; i++) {
        const error = (y[origin + i] ?? 0) - Math.max(0, point[i] ?? 0);
        sum.absolute += Math.abs(error);
        sum.squared += error * error;
      }
    }
  }
  const count = origins.length * ahead;
  return tried.map((method, k) => {
    const { absolute, squared } = sums[k] ?? scale;
    return { method, mase: absolute / count / scale.absolute, rmsse: Math.sqrt(squared / count / scale.squared) };
  });
}

/** The mean of damped Holt and Theta is not fitted a second time where both are tried themselves. */
function fitAll(known: History, tried: readonly Method[], fitted: Map<Method, MethodForecast>, asked: FitAsked): void {
  for (const method of tried) {
    const [damped, theta] = [fitted.get('damped-holt'), fitted.get('theta')];
    if (method === 'damped-theta' && damped !== undefined && theta !== undefined) {
      fitted.set(method, { ...meanOf(damped, theta), method });
    } else {
      fitted.set(method, fitBy(method, known, { ...asked, constants: fitted.get(method)?.parameters }));
    }
  }
}

/** Which methods are tried for a history, and which is the usual one. */
import type { History } from './fitted.ts';
import { type Method, methods } from './method.ts';
import type { Pattern } from './pattern.ts';
import type { SeasonKind } from './season.ts';

export interface Candidates {
  /** What is used unless another is clearly better. */
  readonly usual: Method;
  /** Why it is, in words that follow on its name. */
  readonly because: string;
  readonly tried: readonly Method[];
  /**
   * Those of them that are tried to show what the others are worth and are not chosen: where the last period or a plain mean is best,
   * smoothing comes to the same by its own constant, unless it was luck.
   */
  readonly yardsticks: readonly Method[];
}

/** Fewer periods than this are told by their mean. */
export const usual_periods_min = 12;
/** With fewer than this the usual method is not compared with others: what is left after a holdout is too short to fit them to. */
export const tried_periods_min = 30;

/**
 * Smooth and erratic demand: the mean of damped Holt and Theta, which is better over the 3,003 series of the M3 competition than either.
 * Intermittent and lumpy demand: Croston corrected by Syntetos and Boylan; or Teunter, Syntetos and Babai, which alone of them falls, once
 * nothing was asked for twice as long as ever before. The naive forecast is always tried: what does not beat it is not worth its trouble.
 * `shortest` are the periods of the shortest history that a method will be tried on.
 */
export function candidatesFor(
  pattern: Pattern,
  y: History,
  period: number,
  season: SeasonKind | undefined,
  shortest: number,
): Candidates {
  const isOften = pattern === 'smooth' || pattern === 'erratic';
  const regular: readonly Method[] = ['naive', 'moving-average', 'ses', 'theta', 'damped-holt', 'damped-theta'];
  const winters = season === 'multiplicative' ? 'holt-winters-multiplicative' : 'holt-winters-additive';
  const seldom: readonly Method[] = ['naive', 'moving-average', 'ses', 'sba', 'tsb'];
  const seasonal: readonly Method[] = season === undefined ? [] : ['seasonal-naive', winters];
  const tried = isOften ? [...regular, ...seasonal] : [...seldom, ...seasonal.slice(0, 1)];
  return {
    ...usualFor(pattern, y),
    yardsticks: isOften ? ['naive', 'moving-average'] : ['naive'],
    tried: tried.filter((method) => {
      const { periods_min, lacks } = methods[method];
      return periods_min(period) <= shortest && lacks?.(y.slice(0, shortest)) === undefined;
    }),
  };
}

/** The method that is used unless another is clearly better, see `candidatesFor`. */
export function usualFor(pattern: Pattern, y: History): Pick<Candidates, 'usual' | 'because'> {
  if (pattern === 'smooth' || pattern === 'erratic')
    return { usual: 'damped-theta', because: `the usual method for ${pattern} demand` };
  const { quiet, longest } = gapsOf(y);
  if (quiet > 2 * longest) {
    return {
      usual: 'tsb',
      because: `the method that falls, for nothing was asked for in ${quiet} periods, before never longer than ${longest}`,
    };
  }
  return { usual: 'sba', because: `the usual method for ${pattern} demand` };
}

/** Periods without demand at the end, and the longest run of them between two demands. */
function gapsOf(y: History): { readonly quiet: number; readonly longest: number } {
  let quiet = 0;
  let longest = 0;
  let hasBegun = false;
  for (const value of y) {
    if (value === 0) quiet += 1;
    else {
      if (hasBegun) longest = Math.max(longest, quiet);
      hasBegun = true;
      quiet = 0;
    }
  }
  return { quiet, longest };
}

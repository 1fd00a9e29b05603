/** A forecast whose method is chosen by the demand's pattern and by how the methods did on what is known already. */
import { type Answer, answer, counts, openShares, quantities } from '../refusal.ts';
import { candidatesFor, tried_periods_min, usual_periods_min, usualFor } from './candidates.ts';
import { flat, type History } from './fitted.ts';
import { holdoutOf, type Score, scoresOf } from './holdout.ts';
import { type Interval, intervalOf } from './interval.ts';
import { fitBy, type Method, type MethodForecast, methods } from './method.ts';
import { type DemandPattern, patternOf } from './pattern.ts';
import { foundSeason, type Season } from './season.ts';

export interface AutomaticAsked {
  /** Periods ahead, 1 or more. */
  readonly horizon: number;
  /** Periods of a season, 1 where there is none: 7 of days, 52 of weeks, 12 of months. */
  readonly period?: number;
  /** Share of outcomes inside the interval; 0.9 when absent. */
  readonly coverage?: number;
  /** What a period is called, for the words: `week`. */
  readonly unit?: string;
}

export interface AutomaticForecast {
  /** `none`: there is no history, and `point` is empty. `zero`: nothing was asked for yet. */
  readonly method: Method | 'none' | 'zero';
  /** Units per period, the next period first, not below 0. */
  readonly point: readonly number[];
  readonly interval?: Interval;
  readonly parameters: Readonly<Record<string, number>>;
  readonly season?: Season;
  readonly pattern: DemandPattern;
  /** How each method that was tried did; empty where the history is too short. */
  readonly scores: readonly Score[];
  /** Why this method, in words for people. */
  readonly why: string;
}

/** How much better another method must have been to take the place of the usual one, as a share and at all: less is chance. */
const clearly_better = 0.95;
const better_min = 0.01;

/**
 * - no period: no forecast; no demand in any: 0; one period: itself; up to eleven: their mean;
 * - up to 29: the usual method of the demand's pattern (see `candidatesFor`);
 * - else that method, unless another was better by 5 % or more over up to three
 *   holdouts (see `holdoutOf`). Smooth and erratic demand is judged by MASE; intermittent and lumpy demand by RMSSE, because of demand that
 *   is 0 in most periods the absolute error is least for a forecast of nothing.
 *
 * Refused: a demand below 0 or not finite, a horizon or period below 1, a coverage that is not between 0 and 1.
 */
export function automaticForecast(history: History, asked: AutomaticAsked): Answer<AutomaticForecast> {
  const { horizon, period = 1, coverage = 0.9, unit = 'period' } = asked;
  const refusal = counts({ horizon, period }) ?? openShares({ coverage }) ?? quantities('history', history, 0);
  if (refusal !== undefined) return refusal;
  const pattern = patternOf(history);
  const bare = { pattern, scores: [], parameters: {} };
  const told = periodsText(history.length, unit);
  if (history.length === 0) {
    return answer({
      ...bare,
      method: 'none',
      point: [],
      why: `There is no ${unit} of history: nothing to forecast from.`,
    });
  }
  if (pattern.pattern === 'none') {
    return answer({ ...bare, method: 'zero', point: flat(0, horizon), why: `Nothing was asked for in ${told}.` });
  }
  const chosen = chosenFor(history, pattern, { horizon, period, unit });
  const fitted = fitBy(chosen.method, history, { horizon, period, season: chosen.season });
  const interval = intervalOf(fitted, coverage, isSeldom(pattern) ? 'errors' : 'normal');
  if (!interval.ok) return interval;
  return answer({
    method: chosen.method,
    point: fitted.point.map((value) => Math.max(0, value)),
    ...(interval.value !== undefined && { interval: interval.value }),
    parameters: fitted.parameters,
    ...seasonOfFit(fitted),
    pattern,
    scores: chosen.scores,
    why: chosen.why,
  });
}

function seasonOfFit({ season }: MethodForecast): { readonly season?: Season } {
  return season === undefined ? {} : { season };
}

interface Chosen {
  readonly method: Method;
  readonly season?: Season | undefined;
  readonly scores: readonly Score[];
  readonly why: string;
}

function chosenFor(
  y: History,
  pattern: DemandPattern,
  asked: { horizon: number; period: number; unit: string },
): Chosen {
  const { horizon, period, unit } = asked;
  const told = periodsText(y.length, unit);
  if (y.length === 1)
    return { method: 'naive', scores: [], why: `There is only one ${unit}: it is all that is known.` };
  if (y.length < usual_periods_min) {
    return { method: 'moving-average', scores: [], why: `${told} are too few to try methods on: their mean.` };
  }
  const season = foundSeason(y, period);
  const described = `${patternText(pattern)} in ${told}; ${seasonText(period, season, unit)}.`;
  if (y.length < tried_periods_min) {
    const { usual, because } = usualFor(pattern.pattern, y);
    const why = `${described} ${titleOf(usual)} is ${because}; there are too few ${unit}s to compare it with others.`;
    return { method: usual, season, scores: [], why };
  }
  const holdout = holdoutOf(y.length, horizon, Math.floor(y.length / 2));
  const candidates = candidatesFor(pattern.pattern, y, period, season?.kind, holdout.origins[0] ?? 0);
  const scores = scoresOf(y, candidates.tried, holdout, period);
  const measure = isSeldom(pattern) ? 'rmsse' : 'mase';
  const best = bestOf(
    scores.filter((each) => !candidates.yardsticks.includes(each.method)),
    measure,
  );
  const usual = scores.find((each) => each.method === candidates.usual);
  const isBetter = best !== undefined && (usual === undefined || isClearly(best[measure], usual[measure]));
  const method = isBetter ? best.method : candidates.usual;
  const sentences = [
    described,
    isBetter
      ? `${titleOf(method)} was clearly better than ${methods[candidates.usual].title}, ${candidates.because}.`
      : `${titleOf(method)} is ${candidates.because}, and no other was better by 5 % or more.`,
    triedText(
      scores,
      measure,
      `${periodsText(holdout.ahead, unit)} from each of ${periodsText(holdout.origins.length, 'origin')}`,
    ),
  ];
  return { method, season, scores, why: sentences.join(' ') };
}

function bestOf(scores: readonly Score[], measure: 'mase' | 'rmsse'): Score | undefined {
  return scores.reduce<Score | undefined>((a, b) => (a === undefined || b[measure] < a[measure] ? b : a), undefined);
}

function isClearly(score: number, usual: number): boolean {
  return score < clearly_better * usual && score < usual - better_min;
}

function isSeldom({ pattern }: DemandPattern): boolean {
  return pattern === 'intermittent' || pattern === 'lumpy';
}

function periodsText(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function titleOf(method: Method): string {
  const { title } = methods[method];
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function patternText({ pattern, adi = 0, cv2 = 0 }: DemandPattern): string {
  return `${pattern.charAt(0).toUpperCase() + pattern.slice(1)} demand (interval ${adi.toFixed(2)}, CV² ${cv2.toFixed(2)})`;
}

function seasonText(period: number, season: Season | undefined, unit: string): string {
  if (period === 1) return 'no season was looked for';
  return `${season === undefined ? 'no' : 'a'} season of ${periodsText(period, unit)} at 90 %`;
}

function triedText(scores: readonly Score[], measure: 'mase' | 'rmsse', where: string): string {
  const told = scores
    .toSorted((a, b) => a[measure] - b[measure])
    .map((each) => `${methods[each.method].title} ${each[measure].toFixed(2)}`);
  return `${measure.toUpperCase()} over ${where}: ${told.join(', ')}.`;
}

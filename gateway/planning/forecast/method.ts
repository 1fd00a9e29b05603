/** The forecasting methods by name: what each needs, and its forecast of a history. */
import { type Answer, answer, counts, quantities, refuse } from '../refusal.ts';
import type { Fitted, History } from './fitted.ts';
import { dampedHolt, exponentialHolt, holt, holtWith } from './holt.ts';
import { holtWinters, wintersStart, wintersWith } from './holt-winters.ts';
import { croston, intermittent_alpha, sba, tsb } from './intermittent.ts';
import { foundSeason, type Season, type SeasonKind, withoutSeason, withSeason } from './season.ts';
import { movingAverage, naive, seasonalNaive } from './simple.ts';
import { smoothed, smoothedWith } from './simple-smoothing.ts';
import { theta, thetaAt } from './theta.ts';

export type Method =
  | 'naive'
  | 'seasonal-naive'
  | 'moving-average'
  | 'ses'
  | 'holt'
  | 'damped-holt'
  | 'exponential-holt'
  | 'holt-winters-additive'
  | 'holt-winters-multiplicative'
  | 'theta'
  | 'damped-theta'
  | 'croston'
  | 'sba'
  | 'tsb';

export interface MethodRule {
  /** As people call it. */
  readonly title: string;
  periods_min(period: number): number;
  /** `out`: a season is taken out of the history before and put back into the forecast; `own`: the method has one itself. */
  readonly season: 'out' | 'own' | 'none';
  /** Something that the history must be besides; the rule it breaks. */
  lacks?(y: History): string | undefined;
  fit(y: History, horizon: number, period: number): Fitted;
  /** The same method moved on over a longer history with the constants of an earlier fit; absent where nothing is fitted. */
  moveOn?(y: History, horizon: number, period: number, constants: Constants): Fitted;
}

const always = () => 1;
const aboveZero = (y: History) => (y.some((value) => value <= 0) ? 'must be above 0 for a factor' : undefined);
const hasDemand = (y: History) => (y.every((value) => value === 0) ? 'must have a demand above 0' : undefined);
/** A moving average of a quarter of weeks, or of months a year and one. */
const window_periods = 13;

type Constants = Readonly<Record<string, number>>;

function holtOn(y: History, horizon: number, constants: Constants): Fitted {
  const { alpha = 0, beta = 0, phi = 1, level = 0, trend = 0 } = constants;
  return holtWith(y, { alpha, beta, phi, level, trend }, horizon);
}

function wintersOn(y: History, horizon: number, period: number, constants: Constants, kind: SeasonKind): Fitted {
  const { alpha = 0, beta = 0, gamma = 0 } = constants;
  return wintersWith(y, kind, { alpha, beta, gamma }, wintersStart(y, period, kind), horizon);
}

export const methods: Readonly<Record<Method, MethodRule>> = {
  naive: { title: 'the last period', periods_min: always, season: 'none', fit: naive },
  'seasonal-naive': {
    title: 'the season before',
    periods_min: (period) => period,
    season: 'own',
    fit: (y, horizon, period) => seasonalNaive(y, period, horizon),
  },
  'moving-average': {
    title: 'moving average',
    periods_min: always,
    season: 'none',
    fit: (y, horizon) => movingAverage(y, window_periods, horizon),
  },
  ses: {
    title: 'simple smoothing',
    periods_min: () => 2,
    season: 'out',
    fit: (y, horizon) => smoothed(y, horizon),
    moveOn: (y, horizon, _, { alpha = 0, level = 0 }) => smoothedWith(y, { alpha, level }, horizon),
  },
  holt: {
    title: 'Holt',
    periods_min: () => 4,
    season: 'out',
    fit: holt,
    moveOn: (y, horizon, _, constants) => holtOn(y, horizon, constants),
  },
  'damped-holt': {
    title: 'damped Holt',
    periods_min: () => 5,
    season: 'out',
    fit: dampedHolt,
    moveOn: (y, horizon, _, constants) => holtOn(y, horizon, constants),
  },
  'exponential-holt': {
    title: 'exponential Holt',
    periods_min: () => 4,
    season: 'none',
    lacks: aboveZero,
    fit: exponentialHolt,
  },
  'holt-winters-additive': {
    title: 'Holt-Winters, season added',
    periods_min: (period) => 2 * period + 1,
    season: 'own',
    fit: (y, horizon, period) => holtWinters(y, period, 'additive', horizon),
    moveOn: (y, horizon, period, constants) => wintersOn(y, horizon, period, constants, 'additive'),
  },
  'holt-winters-multiplicative': {
    title: 'Holt-Winters, season multiplied',
    periods_min: (period) => 2 * period + 1,
    season: 'own',
    lacks: aboveZero,
    fit: (y, horizon, period) => holtWinters(y, period, 'multiplicative', horizon),
    moveOn: (y, horizon, period, constants) => wintersOn(y, horizon, period, constants, 'multiplicative'),
  },
  theta: {
    title: 'Theta',
    periods_min: () => 3,
    season: 'out',
    fit: theta,
    moveOn: (y, horizon, _, { alpha = 0 }) => thetaAt(y, alpha, horizon),
  },
  'damped-theta': {
    title: 'mean of damped Holt and Theta',
    periods_min: () => 5,
    season: 'out',
    fit: (y, horizon) => meanOf(dampedHolt(y, horizon), theta(y, horizon)),
    moveOn: (y, horizon, _, constants) =>
      meanOf(holtOn(y, horizon, constants), thetaAt(y, constants.theta_alpha ?? 0, horizon)),
  },
  croston: {
    title: 'Croston',
    periods_min: always,
    season: 'none',
    lacks: hasDemand,
    fit: (y, horizon) => croston(y, intermittent_alpha, horizon),
  },
  sba: {
    title: 'Croston corrected by Syntetos and Boylan',
    periods_min: always,
    season: 'none',
    lacks: hasDemand,
    fit: (y, horizon) => sba(y, intermittent_alpha, horizon),
  },
  tsb: {
    title: 'Teunter, Syntetos and Babai',
    periods_min: always,
    season: 'none',
    lacks: hasDemand,
    fit: (y, horizon) => tsb(y, { alpha: intermittent_alpha, probability_alpha: intermittent_alpha }, horizon),
  },
};

/** The mean of two forecasts; their errors, where both have one. */
export function meanOf(one: Fitted, other: Fitted): Fitted {
  const both = Math.min(one.errors.length, other.errors.length);
  const [errorsOne, errorsOther] = [one.errors.slice(-both), other.errors.slice(-both)];
  const middle = (a: readonly number[], b: readonly number[]) => a.map((value, i) => (value + (b[i] ?? value)) / 2);
  return {
    point: middle(one.point, other.point),
    errors: both === 0 ? [] : middle(errorsOne, errorsOther),
    carry: middle(one.carry, other.carry),
    parameters: { ...one.parameters, theta_alpha: other.parameters.alpha ?? 0, drift: other.parameters.drift ?? 0 },
  };
}

export interface MethodForecast extends Fitted {
  readonly method: Method;
  /** The season that was taken out before and put back. */
  readonly season?: Season;
}

export interface Asked {
  /** Periods ahead, 1 or more. */
  readonly horizon: number;
  /** Periods of a season, 1 where there is none. */
  readonly period?: number;
}

export interface FitAsked {
  readonly horizon: number;
  readonly period: number;
  readonly season?: Season | undefined;
  readonly constants?: Constants | undefined;
  /** The history without that season, where it is at hand: several methods take the same one out. */
  readonly bare?: History | undefined;
}

/**
 * The forecast of one method. Refused: a demand that is below 0 or not finite, a horizon or period below 1, fewer periods than the method
 * needs, and what it cannot take (a demand of 0 in a method that multiplies, no demand at all in one for demand now and then).
 */
export function forecastBy(method: Method, history: History, { horizon, period = 1 }: Asked): Answer<MethodForecast> {
  const rule = methods[method];
  const refusal = counts({ horizon, period }) ?? quantities('history', history, rule.periods_min(period));
  if (refusal !== undefined) return refusal;
  const lacking = rule.lacks?.(history);
  if (lacking !== undefined) return refuse('history', lacking);
  const season = rule.season === 'out' ? foundSeason(history, period) : undefined;
  return answer(fitBy(method, history, { horizon, period, season }));
}

/**
 * As `forecastBy`, of what is known to be well, with the season that was found in it; with the constants of an earlier fit, where they are
 * given, instead of new ones.
 */
export function fitBy(method: Method, y: History, asked: FitAsked): MethodForecast {
  const { horizon, period, season, constants, bare } = asked;
  const rule = methods[method];
  const isOut = rule.season === 'out' && season !== undefined;
  const taken = isOut ? (bare ?? withoutSeason(y, season)) : y;
  const made =
    constants === undefined || rule.moveOn === undefined
      ? rule.fit(taken, horizon, period)
      : rule.moveOn(taken, horizon, period, constants);
  return isOut ? { ...withSeason(made, season, y.length), method, season } : { ...made, method };
}

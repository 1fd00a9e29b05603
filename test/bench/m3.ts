/** The forecasting methods on the M3 competition's series, beside what was published. The data is a file of your own. */
import { readFileSync } from 'node:fs';
import { accuracyOf, scaleOf } from '../../gateway/planning/forecast/accuracy.ts';
import { automaticForecast } from '../../gateway/planning/forecast/automatic.ts';
import { forecastBy, type Method } from '../../gateway/planning/forecast/method.ts';
import { foundSeason, withoutSeason, withSeason } from '../../gateway/planning/forecast/season.ts';
import { naive } from '../../gateway/planning/forecast/simple.ts';
import { shown, table } from './figures.ts';
import { type M3Series, type PeriodType, readM3 } from './m3-file.ts';

type Forecaster = (series: M3Series) => readonly number[];

function by(method: Method): Forecaster {
  return ({ known, asked, period, id }) => {
    const made = forecastBy(method, known, { horizon: asked.length, period });
    if (!made.ok) throw new Error(`${id}: ${method} refuses ${made.field}: ${made.rule}`);
    return made.value.point;
  };
}

function naive2({ known, asked, period }: M3Series): readonly number[] {
  const season = foundSeason(known, period);
  if (season === undefined) return naive(known, asked.length).point;
  return withSeason(naive(withoutSeason(known, season), asked.length), season, known.length).point;
}

function automatic({ known, asked, period, id }: M3Series): readonly number[] {
  const made = automaticForecast(known, { horizon: asked.length, period });
  if (!made.ok) throw new Error(`${id}: refuses ${made.field}: ${made.rule}`);
  return made.value.point;
}

const forecasters: readonly { readonly title: string; readonly forecast: Forecaster }[] = [
  { title: 'naive, season taken out', forecast: naive2 },
  { title: 'simple smoothing', forecast: by('ses') },
  { title: 'Holt', forecast: by('holt') },
  { title: 'damped Holt', forecast: by('damped-holt') },
  { title: 'Theta', forecast: by('theta') },
  { title: 'mean of damped Holt and Theta', forecast: by('damped-theta') },
  { title: 'chosen automatically', forecast: automatic },
];

/**
 * Theta as published: sMAPE of the competition's paper (Makridakis and Hibon 2000), and over the forecasts that were handed in as
 * recalculated in the comparisons of the R package Mcomp (by series, and MASE).
 */
const published = { all: 13.01, monthly: 13.85, by_series: 12.76, mase: 1.39, series: 3_003 };

interface Scores {
  points: number;
  smape_sum: number;
  by_series: number[];
  mase: number[];
}

/** Prints the tables; or says why the file will not do. */
export function m3(path: string, print: (text: string) => void): string | undefined {
  const text = readText(path);
  if (text === undefined) return `${path} cannot be read`;
  const read = readM3(text);
  if (!read.ok) return `${path}: ${read.says}`;
  const { series } = read;
  const groups: readonly (PeriodType | 'all')[] = ['all', 'yearly', 'quarterly', 'monthly', 'other'];
  const present = groups.filter((group) => group === 'all' || series.some(({ type }) => type === group));
  const counted = present.map(
    (group) => `${group} ${series.filter(({ type }) => group === 'all' || type === group).length}`,
  );
  print(`${series.length} of 3,003 series: ${counted.slice(1).join(', ')}.\n`);
  const began_ms = performance.now();
  const results = forecasters.map(({ title, forecast }) => ({ title, scores: scoresOf(series, forecast) }));
  const took_s = (performance.now() - began_ms) / 1_000;
  const rowsOf = (figure: (scores: Scores) => number, of: readonly string[]) => [
    ...results.map(({ title, scores }) => [
      title,
      ...present.map((group) => figure(scores.get(group) ?? none).toFixed(2)),
    ]),
    ['Theta as published', ...present.map((group) => of[groups.indexOf(group)] ?? '')],
  ];
  const head = ['', ...present];
  const { all, monthly, by_series, mase } = published;
  print(
    `sMAPE of all points, %\n${table(
      head,
      rowsOf(({ points, smape_sum }) => (100 * smape_sum) / points, [`${all}`, '', '', `${monthly}`]),
    )}\n`,
  );
  print(
    `sMAPE by series, %\n${table(
      head,
      rowsOf((scores) => 100 * meanOf(scores.by_series), [`${by_series}`]),
    )}\n`,
  );
  print(
    `MASE, its scale the seasonal naive forecast's\n${table(
      head,
      rowsOf((scores) => meanOf(scores.mase), [`${mase}`]),
    )}\n`,
  );
  if (series.length < published.series)
    print('The published figures are of all 3,003 series: a part of them is not to be compared.');
  print(`All methods and the choice: ${shown(took_s)} s, ${shown((took_s * 1_000) / series.length)} ms a series.`);
  return undefined;
}

const none: Scores = { points: 0, smape_sum: 0, by_series: [], mase: [] };

function scoresOf(series: readonly M3Series[], forecast: Forecaster): ReadonlyMap<string, Scores> {
  const scores = new Map<string, Scores>();
  for (const each of series) {
    const accuracy = accuracyOf(each.asked, forecast(each), scaleOf(each.known, each.period));
    if (!accuracy.ok) throw new Error(`${each.id}: ${accuracy.field} ${accuracy.rule}`);
    for (const group of ['all', each.type]) {
      const found = scores.get(group) ?? { points: 0, smape_sum: 0, by_series: [], mase: [] };
      found.points += each.asked.length;
      found.smape_sum += accuracy.value.smape * each.asked.length;
      found.by_series.push(accuracy.value.smape);
      if (accuracy.value.mase !== undefined) found.mase.push(accuracy.value.mase);
      scores.set(group, found);
    }
  }
  return scores;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

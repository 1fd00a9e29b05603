/** Demands that are far from the others: told, and left as they are until somebody decides. */
import { type Answer, answer, positive, quantities } from '../refusal.ts';
import { quantile } from './interval.ts';

export interface Outlier {
  /** Place in the history, from 0. */
  readonly at: number;
  readonly value: number;
  /** The middle of the demands it was compared with. */
  readonly usual: number;
  /** Modified z-score: how many robust standard deviations off, with its sign. */
  readonly score: number;
}

export interface Outliers {
  readonly rule: string;
  readonly outliers: readonly Outlier[];
}

/** Iglewicz and Hoaglin (1993). */
const score_max = 3.5;
/** With fewer demands than this nothing is unusual. */
const demands_min = 8;

/**
 * By the modified z-score of Iglewicz and Hoaglin: 0.6745 (x − median) / MAD, MAD the median of |x − median|; where more than half are
 * alike, so that it is 0, (x − median) / (1.2533 × the mean of |x − median|). Beyond ±3.5 (or `limit`) a demand is an outlier. Periods
 * without demand are not compared: of demand that comes now and then they are the rule. Pass a history without its season where it has one
 * (see `withoutSeason`). Fewer than 8 demands have no outliers. Refused: demand below 0, a limit that is not above 0.
 */
export function outliersOf(history: readonly number[], limit = score_max): Answer<Outliers> {
  const refusal = quantities('history', history, 0) ?? positive({ limit });
  if (refusal !== undefined) return refusal;
  const rule = `modified z-score beyond ${limit} (Iglewicz and Hoaglin)`;
  const demands = Float64Array.from(history.filter((value) => value > 0));
  if (demands.length < demands_min) return answer({ rule, outliers: [] });
  const usual = middleOf(demands);
  const away = demands.map((value) => Math.abs(value - usual));
  const mad = middleOf(away);
  const spread = mad > 0 ? mad / 0.6744897501960817 : (1.2533141373155 * away.reduce((a, b) => a + b, 0)) / away.length;
  if (spread === 0) return answer({ rule, outliers: [] });
  const outliers: Outlier[] = [];
  for (let at = 0; at < history.length; at++) {
    const value = history[at] ?? 0;
    const score = (value - usual) / spread;
    if (value > 0 && Math.abs(score) > limit) outliers.push({ at, value, usual, score });
  }
  return answer({ rule, outliers });
}

/** The history with chosen outliers replaced by the edge of what is usual. Only for what a person, or a stated policy, has chosen. */
export function withOutliersLimited(
  history: readonly number[],
  chosen: readonly Outlier[],
  limit = score_max,
): readonly number[] {
  const edges = new Map(
    chosen.map(({ at, value, usual, score }) => [at, usual + ((value - usual) * limit) / Math.abs(score)]),
  );
  return history.map((value, at) => Math.max(0, edges.get(at) ?? value));
}

function middleOf(values: Float64Array): number {
  return quantile(values.toSorted(), 0.5);
}

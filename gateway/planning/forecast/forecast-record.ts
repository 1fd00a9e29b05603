/** Forecasts as they were made, kept so that what came later can be held against them. */
import { type Answer, answer, refuse } from '../refusal.ts';
import { type Accuracy, accuracyOf, type Scale } from './accuracy.ts';

/** One forecast of one item from one origin. Kept as it is: never made again with what is known since. */
export interface ForecastRecord {
  readonly item: string;
  /** The last day of the history it was made from, days since 1970 on the site's calendar. */
  readonly origin_day: number;
  /** Days of one period: 1 or 7. Period `h` (from 1) ends `h` of them after the origin. */
  readonly period_days: number;
  readonly method: string;
  /** Units per period, the first after the origin first: as the method said, and as it held after overrides. */
  readonly statistical: readonly number[];
  readonly final: readonly number[];
  /** What the naive forecast erred by on the history of then, for MASE. */
  readonly scale?: Scale;
}

export interface AccuracyAt {
  readonly item: string;
  readonly origin_day: number;
  readonly method: string;
  /** Periods of which the demand is known by now; the others wait. */
  readonly periods_known: number;
  readonly statistical: Accuracy;
  readonly final: Accuracy;
}

/** Units asked for in the period that ends on that day; undefined while it is not known (or says nothing: closed, censored). */
export type Actual = (item: string, last_day: number, period_days: number) => number | undefined;

/**
 * Each forecast held against what came, per origin, in the order of the records; those of which no period is known yet are left out.
 * Refused: a record whose two forecasts differ in length, or that holds a number that is not finite.
 */
export function accuracyByOrigin(records: readonly ForecastRecord[], actual: Actual): Answer<readonly AccuracyAt[]> {
  const found: AccuracyAt[] = [];
  for (const [at, record] of records.entries()) {
    const { item, origin_day, method, scale } = record;
    const joined = joinedWith(record, actual);
    if (record.final.length !== record.statistical.length) {
      return refuse(`records[${at}].final`, `must have as many values as statistical: ${record.statistical.length}`);
    }
    if (joined.length === 0) continue;
    const came = joined.map((each) => each.actual);
    const statistical = accuracyOf(
      came,
      joined.map((each) => each.statistical),
      scale,
    );
    if (!statistical.ok) return refuse(`records[${at}].statistical`, statistical.rule);
    const final = accuracyOf(
      came,
      joined.map((each) => each.final),
      scale,
    );
    if (!final.ok) return refuse(`records[${at}].final`, final.rule);
    found.push({
      item,
      origin_day,
      method,
      periods_known: joined.length,
      statistical: statistical.value,
      final: final.value,
    });
  }
  return answer(found);
}

/** All forecasts of the same number of periods ahead together: how far ahead can be seen. From 1; horizons without an actual are left out. */
export function accuracyByHorizon(
  records: readonly ForecastRecord[],
  actual: Actual,
): Answer<readonly { readonly periods_ahead: number; readonly accuracy: Accuracy }[]> {
  const joined = records.flatMap((record) => joinedWith(record, actual));
  const furthest = joined.reduce((most, { periods_ahead }) => Math.max(most, periods_ahead), 0);
  const found: { periods_ahead: number; accuracy: Accuracy }[] = [];
  for (let periods_ahead = 1; periods_ahead <= furthest; periods_ahead++) {
    const those = joined.filter((each) => each.periods_ahead === periods_ahead);
    if (those.length === 0) continue;
    const accuracy = accuracyOf(
      those.map((each) => each.actual),
      those.map((each) => each.final),
    );
    if (!accuracy.ok) return accuracy;
    found.push({ periods_ahead, accuracy: accuracy.value });
  }
  return answer(found);
}

function joinedWith({ item, origin_day, period_days, statistical, final }: ForecastRecord, actual: Actual) {
  return statistical.flatMap((value, i) => {
    const came = actual(item, origin_day + (i + 1) * period_days, period_days);
    return came === undefined
      ? []
      : [{ periods_ahead: i + 1, actual: came, statistical: value, final: final[i] ?? value }];
  });
}

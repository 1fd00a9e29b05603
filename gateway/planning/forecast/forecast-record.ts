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

export interface AccuracyAhead {
  readonly periods_ahead: number;
  /** As the forecasts held, and by the methods alone. */
  readonly accuracy: Accuracy;
  readonly statistical: Accuracy;
  /** Mean of |error| / the scale of each forecast's own history, over those that have one. */
  readonly mase?: number;
}

/** All forecasts of the same number of periods ahead together: how far ahead can be seen. From 1; horizons without an actual are left out. */
export function accuracyByHorizon(
  records: readonly ForecastRecord[],
  actual: Actual,
): Answer<readonly AccuracyAhead[]> {
  const ahead = new Map<number, Joined[]>();
  for (const record of records) {
    for (const joined of joinedWith(record, actual)) {
      const those = ahead.get(joined.periods_ahead);
      if (those === undefined) ahead.set(joined.periods_ahead, [joined]);
      else those.push(joined);
    }
  }
  const found: AccuracyAhead[] = [];
  for (const [periods_ahead, those] of [...ahead].toSorted(([a], [b]) => a - b)) {
    const came = those.map((each) => each.actual);
    const accuracy = accuracyOf(
      came,
      those.map((each) => each.final),
    );
    if (!accuracy.ok) return accuracy;
    const statistical = accuracyOf(
      came,
      those.map((each) => each.statistical),
    );
    if (!statistical.ok) return statistical;
    const mase = meanScaled(those);
    const scaled = mase === undefined ? {} : { mase };
    found.push({ periods_ahead, accuracy: accuracy.value, statistical: statistical.value, ...scaled });
  }
  return answer(found);
}

function meanScaled(those: readonly Joined[]): number | undefined {
  const errors = those.flatMap(({ actual, final, scale }) =>
    scale === undefined ? [] : [Math.abs(actual - final) / scale.absolute],
  );
  return errors.length === 0 ? undefined : errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

interface Joined {
  readonly periods_ahead: number;
  readonly actual: number;
  readonly statistical: number;
  readonly final: number;
  readonly scale?: Scale;
}

function joinedWith(record: ForecastRecord, actual: Actual): readonly Joined[] {
  const { item, origin_day, period_days, final, scale } = record;
  return record.statistical.flatMap((statistical, i) => {
    const came = actual(item, origin_day + (i + 1) * period_days, period_days);
    if (came === undefined) return [];
    const scaled = scale === undefined ? {} : { scale };
    return [{ periods_ahead: i + 1, actual: came, statistical, final: final[i] ?? statistical, ...scaled }];
  });
}

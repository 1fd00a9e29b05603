/** How the forecasts that were kept of an item did: each as it was said, against what came. */
import type { Accuracy } from '../forecast/accuracy.ts';
import type { DemandSeries } from '../forecast/demand-series.ts';
import { accuracyByHorizon, accuracyByOrigin, type ForecastRecord } from '../forecast/forecast-record.ts';
import { dayText } from '../planning-calendar.ts';
import { type Answer, answer } from '../refusal.ts';
import { actualOf, said_period_days } from './said.ts';

export interface SaidAccuracy {
  readonly period_days: number;
  /** Forecasts that are kept, also those of which no period is over. */
  readonly kept: number;
  readonly origins: readonly {
    /** The last day that it knew of. */
    readonly origin: string;
    readonly method: string;
    readonly periods_known: number;
    /** By the method alone. */
    readonly statistical: Accuracy;
    /** As it held. */
    readonly final: Accuracy;
    /** Absent where nobody changed a period of it that is over. */
    readonly value_added?: ValueAdded;
  }[];
  readonly horizons: readonly {
    readonly periods_ahead: number;
    readonly forecasts: number;
    readonly statistical: Accuracy;
    readonly final: Accuracy;
    /** Mean of |error| / the scale of each forecast's own history, over those that have one. */
    readonly mase?: number;
  }[];
  readonly value_added?: ValueAdded;
}

/** What people's words did to the forecast, over the periods that they changed. */
export interface ValueAdded {
  readonly periods: number;
  readonly statistical_mae: number;
  readonly final_mae: number;
  /** (statistical_mae − final_mae) / statistical_mae: above 0 they made it better. Absent where the method did not err. */
  readonly share?: number;
}

/** Without a series nothing is known to have come. Refused: see `accuracyByOrigin`. */
export function saidAccuracy(
  records: readonly ForecastRecord[],
  series: DemandSeries | undefined,
): Answer<SaidAccuracy> {
  const actual = (_item: string, last_day: number, period_days: number) =>
    series === undefined ? undefined : actualOf(series, last_day, period_days);
  const origins = accuracyByOrigin(records, actual);
  if (!origins.ok) return origins;
  const horizons = accuracyByHorizon(records, actual);
  if (!horizons.ok) return horizons;
  const value_added = valueAdded(records, actual);
  return answer({
    period_days: said_period_days,
    kept: records.length,
    origins: origins.value.map(({ origin_day, method, periods_known, statistical, final }) => {
      const added = valueAdded(
        records.filter((each) => each.origin_day === origin_day),
        actual,
      );
      const value = added === undefined ? {} : { value_added: added };
      return { origin: dayText(origin_day), method, periods_known, statistical, final, ...value };
    }),
    horizons: horizons.value.map(({ periods_ahead, accuracy, statistical, mase }) => ({
      periods_ahead,
      forecasts: accuracy.periods,
      statistical,
      final: accuracy,
      ...(mase === undefined ? {} : { mase }),
    })),
    ...(value_added === undefined ? {} : { value_added }),
  });
}

/** Undefined where no period that is over was changed. */
function valueAdded(
  records: readonly ForecastRecord[],
  actual: (item: string, last_day: number, period_days: number) => number | undefined,
): ValueAdded | undefined {
  let [periods, before, after] = [0, 0, 0];
  for (const { item, origin_day, period_days, statistical, final } of records) {
    for (const [at, said] of statistical.entries()) {
      const held = final[at] ?? said;
      const came = held === said ? undefined : actual(item, origin_day + (at + 1) * period_days, period_days);
      if (came === undefined) continue;
      periods += 1;
      before += Math.abs(came - said);
      after += Math.abs(came - held);
    }
  }
  if (periods === 0) return undefined;
  const [statistical_mae, final_mae] = [before / periods, after / periods];
  const share = statistical_mae === 0 ? {} : { share: (statistical_mae - final_mae) / statistical_mae };
  return { periods, statistical_mae, final_mae, ...share };
}

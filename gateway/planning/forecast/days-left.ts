/** When the stock will be gone, if nothing comes. */
import { normalQuantile } from '../normal.ts';
import { type Answer, answer, notNegative, numbers, openShares, quantities } from '../refusal.ts';

export interface DaysLeftAsked {
  /** Units now, at the beginning of the first day; 0 or less is out already. */
  readonly on_hand: number;
  /** Expected demand of each day ahead, 0 on closed ones; units. */
  readonly per_day: readonly number[];
  /** Standard deviation of the demand of all days up to each, together; units. Without it there is no interval. */
  readonly sum_sd?: readonly number[];
  /** The share of outcomes inside the interval; 0.9 when absent. */
  readonly coverage?: number;
}

export interface DaysLeft {
  /** Days until the expected demand has used the stock up, with the fraction of the last one; undefined: not within the days forecast. */
  readonly days?: number;
  /** The same where demand is as high, or as low, as the interval allows. */
  readonly days_low?: number;
  readonly days_high?: number;
  /** Days that were looked ahead. */
  readonly horizon_days: number;
}

/**
 * The stock is gone when the demand summed over the days reaches it, D(t) ≥ on hand, evenly within a day; the interval is where
 * D(t) ± z √Var(D(t)) does. A stock-out on day `floor(days)` counted from the first (0 is today). Refused: a demand, or a standard
 * deviation below 0, a stock that is no number, a coverage that is not between 0 and 1.
 */
export function daysLeft({ on_hand, per_day, sum_sd, coverage = 0.9 }: DaysLeftAsked): Answer<DaysLeft> {
  const refusal =
    numbers({ on_hand }) ??
    quantities('per_day', per_day, 0) ??
    (sum_sd === undefined ? undefined : quantities('sum_sd', sum_sd, per_day.length)) ??
    openShares({ coverage });
  if (refusal !== undefined) return refusal;
  const z = normalQuantile((1 + coverage) / 2);
  const days = crossing(on_hand, per_day, [], 0);
  const low = sum_sd === undefined ? undefined : crossing(on_hand, per_day, sum_sd, z);
  const high = sum_sd === undefined ? undefined : crossing(on_hand, per_day, sum_sd, -z);
  return answer({
    ...(days !== undefined && { days }),
    ...(low !== undefined && { days_low: low }),
    ...(high !== undefined && { days_high: high }),
    horizon_days: per_day.length,
  });
}

function crossing(
  on_hand: number,
  per_day: readonly number[],
  sum_sd: readonly number[],
  z: number,
): number | undefined {
  if (on_hand <= 0) return 0;
  let sum = 0;
  let before = 0;
  for (let day = 0; day < per_day.length; day++) {
    sum += per_day[day] ?? 0;
    const used = sum + z * (sum_sd[day] ?? 0);
    if (used >= on_hand) return day + (on_hand - before) / (used - before);
    before = Math.max(0, used);
  }
  return undefined;
}

/** How long the stock lasts at one steady rate; undefined where nothing is asked for. */
export function daysOfSupply(on_hand: number, rate_per_day: number): Answer<number | undefined> {
  const refusal = numbers({ on_hand }) ?? notNegative({ rate_per_day });
  if (refusal !== undefined) return refusal;
  return answer(rate_per_day === 0 ? undefined : Math.max(0, on_hand) / rate_per_day);
}

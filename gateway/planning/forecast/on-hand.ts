/** Stock over time, and the demand that it could not show. */
import { type Answer, answer, quantities, refuse, series } from '../refusal.ts';
import type { DayCalendar } from './day-calendar.ts';

/** From this instant on, so much was on hand, until the next step; below 0 where the book is wrong. */
export interface OnHandStep {
  readonly at_ms: number;
  readonly on_hand: number;
}

/** What was on hand when each day began; undefined before the first step, when nobody knew. Steps in order of time. */
export function openingStock(steps: readonly OnHandStep[], calendar: DayCalendar): readonly (number | undefined)[] {
  let next = 0;
  let on_hand: number | undefined;
  return calendar.open.map((_, day) => {
    const start_ms = calendar.starts_ms[day] ?? 0;
    for (let step = steps[next]; step !== undefined && step.at_ms <= start_ms; step = steps[next]) {
      on_hand = step.on_hand;
      next += 1;
    }
    return on_hand;
  });
}

export interface UncensoredRate {
  /** Mean demand over all days, and over those that say something; units per day. */
  readonly naive_per_day: number;
  readonly rate_per_day: number;
  readonly days: number;
  readonly censored_days: number;
}

/**
 * A day that opened with nothing on hand says nothing of demand: the rate is the mean over the days that opened with stock. Days that
 * began with stock and sold all of it count as they are, so the rate is still a lower bound. Refused: series of different lengths, a demand
 * below 0, no day that opened with stock.
 */
export function uncensoredRate(issues: readonly number[], opening: readonly number[]): Answer<UncensoredRate> {
  const refusal = quantities('issues', issues) ?? series('opening', opening);
  if (refusal !== undefined) return refusal;
  if (issues.length !== opening.length)
    return refuse('opening', `must have as many values as issues: ${issues.length}`);
  let [all, seen, days] = [0, 0, 0];
  for (const [day, value] of issues.entries()) {
    all += value;
    if ((opening[day] ?? 0) <= 0) continue;
    seen += value;
    days += 1;
  }
  if (days === 0) return refuse('opening', 'must be above 0 on one day at least: else nothing tells of demand');
  return answer({
    naive_per_day: all / issues.length,
    rate_per_day: seen / days,
    days,
    censored_days: issues.length - days,
  });
}

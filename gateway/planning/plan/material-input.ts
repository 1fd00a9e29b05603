/** What material requirements are made of: what the last plan says of each item, what lies here now, and what orders bring and take. */
import type { Item } from '../../stock/site.ts';
import { dayText } from '../planning-calendar.ts';
import type { ItemPlan } from './item-plan.ts';

/** What is kept of the plan of an item: expected units by week from the plan's day on, and what it is replenished by. */
export interface ItemMaterial {
  readonly weekly: readonly number[];
  readonly safety_stock: number;
  /** Of what was issued and did not come back, the part that went elsewhere than to production; 1 where nothing was. */
  readonly independent_share: number;
  /** Calendar days; absent where nobody says them. */
  readonly lead_time_days?: number;
}

export function materialOf({ forecast, figures, history }: ItemPlan): ItemMaterial {
  const weekly: number[] = [];
  for (const [day, units] of (forecast?.per_day ?? []).entries()) {
    const week = Math.floor(day / 7);
    weekly[week] = (weekly[week] ?? 0) + units;
  }
  return {
    weekly,
    independent_share: history === undefined ? 1 : shareOf(history),
    safety_stock: Math.max(0, Math.ceil(figures.safety_stock?.value ?? 0)),
    ...(figures.lead_time === undefined ? {} : { lead_time_days: figures.lead_time.value }),
  };
}

/** The forecast is of demand less what came back, and so is its part: of a reel that goes out and comes back the rest counts. */
function shareOf({ issued, returned, used_in_making }: NonNullable<ItemPlan['history']>): number {
  const [made, others] = [Math.max(0, used_in_making), Math.max(0, issued - returned - used_in_making)];
  return made + others === 0 ? 1 : others / (made + others);
}

/** The forecast of a week is of its first working day: 2026-11-30, and so many units. */
export function weeksOf(
  { weekly }: ItemMaterial,
  from_day: number,
): readonly { readonly day: string; readonly units: number }[] {
  return weekly.map((units, week) => ({ day: dayText(from_day + 7 * week), units }));
}

/** How it is replenished besides: only so many, at least so many. */
export function termsOf({ policy = {} }: Item) {
  const { order_min, order_multiple } = policy;
  return {
    ...(order_min === undefined ? {} : { minimum_units: order_min }),
    // Pieces are whole.
    multiple_units: order_multiple ?? 1,
  };
}

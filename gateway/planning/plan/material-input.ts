/** What material requirements are made of: what the last plan says of each item, what lies here now, and what orders bring and take. */
import type { Item } from '../../stock/site.ts';
import { dayText } from '../planning-calendar.ts';
import type { ItemPlan } from './item-plan.ts';

/** A line of an open document, as far as planning reads it. */
export interface MaterialLine {
  /** `receipt`: still to come. `need`: still to go, of a customer or of a production order. */
  readonly kind: 'receipt' | 'need';
  readonly item: string;
  readonly quantity: number;
  /** The document and its line, `PO-3/1`. */
  readonly id: string;
  /** Local day; absent where nobody said one. */
  readonly day?: string;
  readonly opened_ms: number;
  /** What a need is for: a customer, or the product of a production order. */
  readonly of?: 'customer' | 'production';
  /** Of a production order's need: what it makes. */
  readonly product?: string;
}

/** Everything that lies and is awaited at one instant. */
export interface MaterialNow {
  /** The last event of a document and the last movement: while both are the same, so is all of this. */
  readonly events: number;
  readonly head_seq: number;
  /** Units by item, then location. */
  readonly levels: ReadonlyMap<string, readonly { readonly location: string; readonly quantity: number }[]>;
  readonly lines: readonly MaterialLine[];
}

/** What is kept of the plan of an item: expected units by week from the plan's day on, and what it is replenished by. */
export interface ItemMaterial {
  readonly weekly: readonly number[];
  readonly safety_stock: number;
  /** Calendar days; absent where nobody says them. */
  readonly lead_time_days?: number;
}

export function materialOf({ forecast, figures }: ItemPlan): ItemMaterial {
  const weekly: number[] = [];
  for (const [day, units] of (forecast?.per_day ?? []).entries()) {
    const week = Math.floor(day / 7);
    weekly[week] = (weekly[week] ?? 0) + units;
  }
  return {
    weekly,
    safety_stock: Math.max(0, Math.ceil(figures.safety_stock?.value ?? 0)),
    ...(figures.lead_time === undefined ? {} : { lead_time_days: figures.lead_time.value }),
  };
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

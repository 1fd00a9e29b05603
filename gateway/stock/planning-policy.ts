/** What people decide about how an item is replenished, and what planning has to know of the site. Nothing of it is guessed where it is absent. */

export const itemClasses = ['raw', 'wip', 'finished', 'mro'] as const;
export type ItemClass = (typeof itemClasses)[number];

export interface ItemPolicy {
  readonly class?: ItemClass;
  /** How closely it is watched, where people say so; else the plan ranks it by the value of its usage. */
  readonly abc?: 'A' | 'B' | 'C';
  /** Decimal text in the site's currency, at most six digits behind the point. */
  readonly unit_cost?: string;
  /** The id of a supplier. */
  readonly supplier?: string;
  /** Of this item; the supplier's when absent. */
  readonly lead_time_days?: number;
  /** Only whole multiples of it are delivered. */
  readonly order_multiple?: number;
  /** The least that is delivered. */
  readonly order_min?: number;
  /** P1: the share of replenishment cycles without a stock-out. Instead of `fill_rate`. */
  readonly service_level?: number;
  /** P2: the share of demand that is met from stock. */
  readonly fill_rate?: number;
  /** Of a unit's cost, what keeping it for a year costs. */
  readonly holding_cost_share_per_year?: number;
  /** Units that can be made or delivered in a week in which nothing is closed. */
  readonly capacity_per_week?: number;
  /** Days from one look at the item to the next; watched all the time when absent. */
  readonly review_days?: number;
}

/** Days on which a supplier works. */
export interface WorkingDays {
  /** 1 is Monday, 7 Sunday. */
  readonly weekdays: readonly number[];
  /** Local days, `2026-12-25`. */
  readonly closed: readonly string[];
}

export interface Supplier {
  readonly id: string;
  readonly name: string;
  readonly lead_time_days?: number;
  readonly lead_time_sd_days?: number;
  /** What one order costs, however large; decimal text in the site's currency. */
  readonly order_cost?: string;
  /** With it, lead times are counted in these days. */
  readonly calendar?: WorkingDays;
  /** What it delivers stays its own until we use it, where neither order nor receipt say otherwise. */
  readonly is_consigning?: boolean;
  /** Signals of kanban cards wait for others so long, and are ordered together; each by itself when absent. */
  readonly gather_s?: number;
}

export interface PlanningSettings {
  /** Outside locations that stock is for: what goes there was asked for. */
  readonly demand_locations: readonly string[];
  /** 1 is Monday, 7 Sunday: days on which anything can be asked for. */
  readonly open_weekdays: readonly number[];
  readonly closed_days: readonly string[];
  /** What sensors alone saw go and come back within this time is no demand. */
  readonly wobble_ms: number;
  /** Of more pieces than this it is none. */
  readonly wobble_units_max: number;
}

export const usualPlanning: PlanningSettings = {
  demand_locations: ['customer', 'production'],
  open_weekdays: [1, 2, 3, 4, 5, 6, 7],
  closed_days: [],
  wobble_ms: 60_000,
  wobble_units_max: 5,
};

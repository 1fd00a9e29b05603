/** What all items of one plan share: the days, what each location is to demand, and who supplies. */
import { localDay } from '../../base/site-time.ts';
import { builtInLocations } from '../../stock/built-in-locations.ts';
import { type PlanningSettings, type Supplier, usualPlanning } from '../../stock/planning-policy.ts';
import type { Item, Site } from '../../stock/site.ts';
import { parseMoney } from '../../stock/valuation/money.ts';
import { type DayCalendar, dayCalendar, weekdayOf } from '../forecast/day-calendar.ts';
import type { WobbleRule } from '../forecast/wobble.ts';
import { dayNumber } from '../planning-calendar.ts';
import { type Answer, answer } from '../refusal.ts';
import type { PlannedOverride } from './held-forecast.ts';
import { type PlaceRole, Ways } from './item-demand.ts';
import { type OrderBook, type OrderedLine, orderBook } from './order-book.ts';
import { type ReplenishedBy, replenishedBy } from './replenishment.ts';

export interface PlanBounds {
  readonly history_days: number;
  readonly horizon_days: number;
  readonly items_max: number;
  readonly page_rows: number;
  readonly sensed_rows_max: number;
  /** Movements that are kept between plans; of more of them none are, and items are asked for one by one. */
  readonly rows_kept_max: number;
  /** Movements that are read at once. */
  readonly stretch_rows: number;
}

export interface PlanContext {
  readonly site: Site;
  /** When the plan was asked for, and how far the ledger had come. */
  readonly origin_ms: number;
  readonly head_seq: number;
  readonly currency: string;
  /** The local day of the origin; history ends the day before. */
  readonly today: number;
  readonly calendar: DayCalendar;
  /** By id, as pages go. */
  readonly items: readonly Item[];
  readonly items_beyond: number;
  readonly wobble?: WobbleRule;
  readonly bounds: PlanBounds;
  isOpen(day: number): boolean;
  roleOf(location: string): PlaceRole;
  readonly ways: Ways;
  /** Units of an item that open orders still await. */
  onOrder(item: string): number;
  policyOf(item: Item): ReplenishedBy;
  /** What planners have said of the forecast of an item. */
  overridesOf(item: string): readonly PlannedOverride[];
}

export interface ContextAsked {
  readonly site: Site;
  readonly origin_ms: number;
  readonly head_seq: number;
  readonly bounds: PlanBounds;
  /** Lines of orders, the newest first. */
  readonly orders?: Iterable<OrderedLine>;
  readonly overrides?: Iterable<PlannedOverride>;
}

/** Refused: a time zone that there is none of. */
export function planContext({
  site,
  origin_ms,
  head_seq,
  bounds,
  orders = [],
  overrides = [],
}: ContextAsked): Answer<PlanContext> {
  const settings = site.planning ?? usualPlanning;
  const isOpen = openDays(settings);
  const today = localDay(origin_ms, site.time_zone);
  const first = today - bounds.history_days;
  const calendar = dayCalendar(site.time_zone, first, bounds.history_days, isOpen);
  if (!calendar.ok) return calendar;
  const items = site.items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const suppliers = new Map((site.suppliers ?? []).map((each) => [each.id, each]));
  const { wobble_ms, wobble_units_max } = settings;
  const book: OrderBook = orderBook(orders, site.time_zone);
  const roleOf = rolesOf(site, settings);
  const said = byItem(overrides);
  return answer({
    site,
    origin_ms,
    head_seq,
    currency: site.currency,
    today,
    calendar: calendar.value,
    items: items.slice(0, bounds.items_max),
    items_beyond: Math.max(0, items.length - bounds.items_max),
    ...(wobble_ms === 0 ? {} : { wobble: { window_ms: wobble_ms, quantity_max: wobble_units_max } }),
    bounds,
    isOpen,
    roleOf,
    ways: new Ways(roleOf),
    onOrder: (item) => book.onOrder(item),
    overridesOf: (item) => said.get(item) ?? [],
    policyOf: (item) => book.measured(item.id, policyOf(item, suppliers, site.currency)),
  });
}

function byItem(overrides: Iterable<PlannedOverride>): ReadonlyMap<string, readonly PlannedOverride[]> {
  const found = new Map<string, PlannedOverride[]>();
  for (const each of overrides) {
    const known = found.get(each.item);
    if (known === undefined) found.set(each.item, [each]);
    else known.push(each);
  }
  return found;
}

export function moneyOf(text: string, currency: string): number | undefined {
  const parsed = parseMoney(text, currency, 6);
  return parsed.ok ? Number(parsed.value) / 1_000_000 : undefined;
}

function policyOf({ policy = {} }: Item, suppliers: ReadonlyMap<string, Supplier>, currency: string): ReplenishedBy {
  const supplier = policy.supplier === undefined ? undefined : suppliers.get(policy.supplier);
  return replenishedBy(policy, supplier, (text) => moneyOf(text, currency));
}

function openDays({ open_weekdays, closed_days }: PlanningSettings): (day: number) => boolean {
  const weekdays = new Set(open_weekdays);
  const closed = new Set(closed_days.flatMap((day) => dayNumber(day) ?? []));
  return (day) => weekdays.has(weekdayOf(day) + 1) && !closed.has(day);
}

/** A location that the settings do not have any more was ours: of an outside one that is gone nobody knows what it was for. */
function rolesOf({ locations }: Site, { demand_locations }: PlanningSettings): (location: string) => PlaceRole {
  const demand = new Set(demand_locations);
  const roles = new Map<string, PlaceRole>();
  for (const { id, kind } of [...builtInLocations, ...locations]) {
    if (kind === 'outside') roles.set(id, demand.has(id) ? 'demand' : 'other');
    // Work in process is ours, and no more there for others.
    else roles.set(id, kind === 'transit' || kind === 'wip' ? 'way' : 'shelf');
  }
  return (location) => roles.get(location) ?? 'shelf';
}

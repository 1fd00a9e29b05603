/** Everything that planning says of an item: each figure with its formula and terms, and what cannot be said for want of something. */
import { type Variation, xyzOf } from '../abc-xyz.ts';
import { type Explained, explained } from '../explained.ts';
import { type DaysLeft, daysLeft } from '../forecast/days-left.ts';
import { type ItemForecast, itemForecast } from '../forecast/item-forecast.ts';
import type { Method } from '../forecast/method.ts';
import type { DemandPattern } from '../forecast/pattern.ts';
import { weeklyHistory } from '../forecast/regular-history.ts';
import { dayText } from '../planning-calendar.ts';
import { excessStock } from '../stock-kinds.ts';
import { daysOfInventory, inventoryTurns } from '../turnover.ts';
import { buildAhead } from './build-ahead.ts';
import { type HeldForecast, heldForecast, holdingOn, type PlannedOverride } from './held-forecast.ts';
import type { ItemDemand } from './item-demand.ts';
import { type ReplenishedBy, type Replenishment, replenishment } from './replenishment.ts';

export interface PlannedItem {
  /** Undefined of an item that never moved before today. */
  readonly demand?: ItemDemand;
  /** What lies here and what is on the move, where there is no demand to say it. */
  readonly on_hand: number;
  readonly on_the_way: number;
  /** What open orders still await. */
  readonly on_order?: number;
  readonly policy: ReplenishedBy;
  /** The local day of the plan: the first of the forecast. */
  readonly today: number;
  /** Whether anything can be asked for on a day. */
  isOpen(day: number): boolean;
  readonly horizon_days: number;
  /** What planners have said of its forecast. */
  readonly overrides?: readonly PlannedOverride[];
}

/** Figures by their names; one that cannot be said is not there. */
export interface Figures extends Omit<Replenishment, 'missing' | 'service'> {
  readonly on_hand: Explained;
  readonly position: Explained;
  readonly demand_per_day?: Explained;
  readonly demand_sd_per_day?: Explained;
  readonly usage_per_year?: Explained;
  readonly average_stock?: Explained;
  readonly days_of_inventory?: Explained;
  readonly turns_per_year?: Explained;
  readonly excess?: Explained;
  /** What must be there now for later weeks that ask for more than can come in them. */
  readonly anticipation?: Explained;
}

export type FigureName = keyof Figures;

export interface ForecastTold {
  readonly method: Method | 'none' | 'zero';
  readonly bucket: 'day' | 'week';
  readonly why: string;
  readonly pattern: DemandPattern;
  readonly scores: readonly { readonly method: Method; readonly mase: number; readonly rmsse: number }[];
  /** Expected units of each day ahead, today first: as it holds. */
  readonly per_day: readonly number[];
  /** As the method said, and what was laid on it; both absent where nobody said anything. */
  readonly statistical_per_day?: readonly number[];
  readonly overrides?: readonly PlannedOverride[];
  readonly filled: number;
  readonly outliers: number;
}

export interface StockOut extends DaysLeft {
  /** Local days; absent where the stock outlasts the days that were looked ahead. */
  readonly day?: string;
  readonly earliest?: string;
  readonly latest?: string;
}

export interface ItemPlan {
  readonly figures: Figures;
  readonly forecast?: ForecastTold;
  readonly history?: {
    readonly first_day: string;
    readonly days: number;
    readonly issued: number;
    readonly returned: number;
    readonly transferred: number;
    /** Of what was issued, what went to production and did not pack shipments, less what came back from there; below 0 where more came back. */
    readonly used_in_making: number;
    readonly wobble_pairs: number;
    readonly moved_from_closed: number;
    readonly returned_beyond: number;
    readonly censored_days: number;
    readonly days_without_issue?: number;
  };
  readonly stock_out?: StockOut;
  readonly variation?: Variation;
  readonly service?: NonNullable<Replenishment['service']>;
  readonly missing: readonly string[];
  readonly notes: readonly string[];
}

const days_per_year = 365;
/** A mean over fewer days would be one of some weekdays. */
const mean_days_min = 7;
/** Without a lead time there is nothing to cover; four weeks tell the rate. */
const mean_days_usual = 28;

export function itemPlan(item: PlannedItem): ItemPlan {
  const { demand, policy, today, horizon_days, isOpen } = item;
  const on_hand_units = demand?.on_hand ?? item.on_hand;
  const on_hand = explained(on_hand_units, 'units', 'sum of movements to and from our own locations', {
    on_the_way: demand?.on_the_way ?? item.on_the_way,
  });
  const { on_order = 0 } = item;
  const position_formula =
    'on_hand + on_order: what open orders still await; what is on the way between our locations does not count';
  const position_units = on_hand_units + on_order;
  const position = explained(position_units, 'units', position_formula, { on_hand: on_hand_units, on_order });
  const made = demand === undefined ? undefined : itemForecast(demand.series, { horizon_days, isOpen });
  const said = made?.ok ? made.value : undefined;
  const { overrides = [] } = item;
  const held = said === undefined ? undefined : heldForecast({ per_day: said.per_day, today, isOpen, overrides });
  const forecast = said === undefined || held === undefined ? undefined : { ...said, per_day: held.per_day };
  const rates = demand === undefined || forecast === undefined ? {} : ratesOf(demand, forecast, policy, horizon_days);
  const orders = replenishment({
    policy,
    position_units,
    today,
    ...(rates.demand_per_day === undefined ? {} : { demand_per_day: rates.demand_per_day.value }),
    ...(rates.demand_sd_per_day === undefined ? {} : { demand_sd_per_day: rates.demand_sd_per_day.value }),
  });
  const { missing, service, ...ordered } = orders;
  const lying = demand === undefined ? {} : turnover(demand);
  const excess = forecast === undefined ? undefined : excessOf(on_hand_units, forecast, orders);
  const ahead = forecast === undefined ? undefined : aheadOf(forecast, policy, today);
  const variation = demand === undefined ? undefined : xyzOf(weeksOf(demand, forecast).slice(-52));
  const refused = made?.ok === false ? [`${made.field} ${made.rule}`] : [];
  return {
    figures: {
      on_hand,
      position,
      ...rates,
      ...ordered,
      ...lying,
      ...(excess === undefined ? {} : { excess }),
      ...(ahead === undefined ? {} : { anticipation: ahead }),
    },
    ...(said === undefined || held === undefined ? {} : { forecast: forecastTold(said, held) }),
    ...(demand === undefined ? {} : { history: historyOf(demand) }),
    ...stockOut(on_hand_units, forecast, today),
    ...(variation?.ok ? { variation: variation.value } : {}),
    ...(service === undefined ? {} : { service }),
    missing: [...missing, ...refused, ...unused(holdingOn(overrides, today), held)],
    notes: demand?.notes ?? [],
  };
}

function weeksOf({ series }: ItemDemand, forecast: ItemForecast | undefined): readonly number[] {
  return forecast?.bucket === 'week' ? forecast.history.values : weeklyHistory(series).values;
}

type Rates = Pick<Figures, 'demand_per_day' | 'demand_sd_per_day' | 'usage_per_year'>;

/** Over the days that an order has to cover, a week at least. */
function ratesOf(demand: ItemDemand, forecast: ItemForecast, policy: ReplenishedBy, horizon_days: number): Rates {
  const { per_day, sum_sd } = forecast;
  const { lead_time_days, review_days = 0 } = policy;
  const covered = lead_time_days === undefined ? mean_days_usual : Math.ceil(lead_time_days + review_days);
  const days = Math.min(horizon_days, Math.max(mean_days_min, covered));
  if (per_day.length < days) return {};
  let sum = 0;
  for (let day = 0; day < days; day++) sum += per_day[day] ?? 0;
  const demand_per_day = explained(
    sum / days,
    'units per day',
    'forecast_units / days: what is expected of the days that an order covers, a week at least',
    { forecast_units: sum, days },
  );
  const { series } = demand;
  const used = usageOf(demand);
  const usage = {
    usage_per_year: explained((used.issued / used.days) * days_per_year, 'units per year', 'issued / days · 365', used),
  };
  const sd = sum_sd[days - 1];
  if (sd !== undefined) {
    const formula = 'sum_sd / √days: the standard error of the forecast of these days together, for one of them';
    const demand_sd_per_day = explained(sd / Math.sqrt(days), 'units per day', formula, { sum_sd: sd, days });
    return { demand_per_day, demand_sd_per_day, ...usage };
  }
  const open = series.values.filter((_, day) => series.states[day] === 'open');
  if (open.length < mean_days_min) return { demand_per_day, ...usage };
  const mean = open.reduce((all, value) => all + value, 0) / open.length;
  const variance = open.reduce((all, value) => all + (value - mean) ** 2, 0) / (open.length - 1);
  const formula = '√(Σ (demand − mean)² / (open_days − 1)), of the history, for the forecast has no errors to go by';
  const demand_sd_per_day = explained(Math.sqrt(variance), 'units per day', formula, { mean, open_days: open.length });
  return { demand_per_day, demand_sd_per_day, ...usage };
}

/** The last year, or what there is of it. */
function usageOf({ series }: ItemDemand): { readonly issued: number; readonly days: number } {
  const last = series.values.slice(-days_per_year);
  return { issued: last.reduce((sum, value) => sum + value, 0), days: last.length };
}

function turnover(demand: ItemDemand): Pick<Figures, 'average_stock' | 'days_of_inventory' | 'turns_per_year'> {
  const { opening, closing, level_days, span_days: days, series } = demand;
  const average = level_days / days;
  const average_stock = explained(average, 'units', 'level_days / days, time-weighted', {
    level_days,
    days,
    opening,
    closing,
  });
  const issued = series.values.reduce((sum, value) => sum + value, 0);
  const asked = { inventory: average, cost_of_goods: issued, days };
  const dsi = daysOfInventory(asked);
  const turns = inventoryTurns(asked);
  return {
    average_stock,
    ...(dsi.ok ? { days_of_inventory: dsi.value } : {}),
    ...(turns.ok ? { turns_per_year: turns.value } : {}),
  };
}

function excessOf(on_hand: number, { per_day }: ItemForecast, orders: Replenishment): Explained | undefined {
  const { reorder_point, order_quantity } = orders;
  if (reorder_point === undefined) return undefined;
  const found = excessStock({
    on_hand_units: Math.max(0, on_hand),
    reorder_point_units: reorder_point.value,
    order_quantity_units: order_quantity?.value ?? 0,
    forecast_units: per_day.reduce((sum, value) => sum + value, 0),
  });
  return found.ok ? found.value : undefined;
}

function aheadOf(
  { per_day }: Pick<ItemForecast, 'per_day'>,
  policy: ReplenishedBy,
  today: number,
): Explained | undefined {
  const { capacity_per_week, calendar } = policy;
  return buildAhead({
    per_day,
    today,
    ...(capacity_per_week === undefined ? {} : { capacity_per_week }),
    ...(calendar === undefined ? {} : { calendar }),
  });
}

function stockOut(
  on_hand: number,
  forecast: ItemForecast | undefined,
  today: number,
): { readonly stock_out?: StockOut } {
  if (forecast === undefined || forecast.per_day.length === 0) return {};
  const { per_day, sum_sd } = forecast;
  const left = daysLeft({ on_hand, per_day, ...(sum_sd.length === per_day.length ? { sum_sd } : {}) });
  if (!left.ok) return {};
  const dayOf = (days: number | undefined) => (days === undefined ? undefined : dayText(today + Math.floor(days)));
  const [day, earliest, latest] = [left.value.days, left.value.days_low, left.value.days_high].map(dayOf);
  return {
    stock_out: {
      ...left.value,
      ...(day === undefined ? {} : { day }),
      ...(earliest === undefined ? {} : { earliest }),
      ...(latest === undefined ? {} : { latest }),
    },
  };
}

/** An override needs a forecast to be laid on. */
function unused(overrides: readonly PlannedOverride[], held: HeldForecast | undefined): readonly string[] {
  if (overrides.length === 0 || (held !== undefined && held.per_day.length > 0)) return [];
  return [`no history to forecast from: ${overrides.map(({ id }) => id).join(', ')} is not used`];
}

function forecastTold(
  { forecast, bucket, per_day: statistical_per_day, history, outliers }: ItemForecast,
  { per_day, used }: HeldForecast,
): ForecastTold {
  const { method, why, pattern, scores } = forecast;
  const filled = history.filled.length;
  const told = { method, bucket, why, pattern, scores, per_day, filled, outliers: outliers.length };
  return used.length === 0 ? told : { ...told, statistical_per_day, overrides: used };
}

function historyOf({ series, days_without_issue, used_in_making }: ItemDemand): NonNullable<ItemPlan['history']> {
  const { issued, returned, transferred, wobble_pairs, moved_from_closed, returned_beyond } = series;
  return {
    first_day: dayText(series.first_day),
    days: series.values.length,
    issued,
    returned,
    transferred,
    used_in_making,
    wobble_pairs,
    moved_from_closed,
    returned_beyond,
    censored_days: series.states.filter((state) => state === 'censored').length,
    ...(days_without_issue === undefined ? {} : { days_without_issue }),
  };
}

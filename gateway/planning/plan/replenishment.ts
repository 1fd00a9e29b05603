/** How much of an item to order and when, from its forecast and its policy; what cannot be said for want of a setting is told. */
import type { ItemPolicy, Supplier, WorkingDays } from '../../stock/planning-policy.ts';
import type { DistributionName } from '../demand-distribution.ts';
import { type Explained, explained } from '../explained.ts';
import { weekdayOf } from '../forecast/day-calendar.ts';
import { normalQuantile } from '../normal.ts';
import { economicOrderQuantity, orderCost } from '../order-quantity.ts';
import { deliverableOrder, type OrderTerms, orderFor } from '../order-rounding.ts';
import { dayNumber } from '../planning-calendar.ts';
import { levelFor, protectionDemand, type ServicePlan, type ServiceTarget } from '../safety-stock.ts';

/** Money as plain numbers of the currency's unit: what is decided by it is a policy, what is paid is told exactly elsewhere. */
export interface ReplenishedBy extends Omit<ItemPolicy, 'unit_cost' | 'supplier'> {
  readonly unit_cost_money?: number;
  readonly order_cost_money?: number;
  readonly lead_time_sd_days?: number;
  /** Who is to deliver, for the words. */
  readonly supplier?: string;
  readonly calendar?: WorkingDays;
  /** Its lead time was measured over so many orders, of the item or of all that the supplier delivered. */
  readonly measured?: { readonly orders: number; readonly of: 'item' | 'supplier' };
}

export interface Replenishment {
  readonly lead_time?: Explained;
  readonly order_quantity?: Explained;
  readonly safety_stock?: Explained;
  readonly reorder_point?: Explained;
  readonly proposed?: Explained;
  readonly service?: Pick<ServicePlan, 'cycle_service_level' | 'fill_rate' | 'distribution' | 'why'>;
  /** What is not there, and what therefore cannot be said. */
  readonly missing: readonly string[];
}

export interface ReplenishedItem {
  readonly policy: ReplenishedBy;
  /** Mean and standard deviation of a day's demand over the days that an order has to cover; undefined where nothing is known. */
  readonly demand_per_day?: number;
  readonly demand_sd_per_day?: number;
  readonly position_units: number;
  /** The local day on which an order would go out, days since 1970. */
  readonly today: number;
}

const days_per_year = 365;

export function replenishment(item: ReplenishedItem): Replenishment {
  const { policy, demand_per_day, demand_sd_per_day } = item;
  const missing: string[] = [];
  const lead_time = leadTime(item, missing);
  const order_quantity = orderQuantity(item, missing);
  const target = targetOf(policy);
  if (target === undefined) missing.push('no service level or fill rate: no safety stock, nothing is proposed');
  if (demand_per_day === undefined) missing.push('no demand is known yet: nothing is proposed');
  else if (demand_sd_per_day === undefined)
    missing.push('too little history to say how much demand varies: no safety stock, nothing is proposed');
  const told = {
    ...(lead_time === undefined ? {} : { lead_time }),
    ...(order_quantity === undefined ? {} : { order_quantity }),
  };
  const isKnown = lead_time !== undefined && target !== undefined;
  if (!isKnown || demand_per_day === undefined || demand_sd_per_day === undefined) return { ...told, missing };
  const { review_days = 0, lead_time_sd_days = 0 } = policy;
  const daily = { demand_per_day, demand_sd_per_day, lead_time_days: lead_time.value, lead_time_sd_days, review_days };
  const protection = protectionDemand(daily);
  if (!protection.ok) return { ...told, missing: [...missing, `${protection.field} ${protection.rule}`] };
  if (demand_per_day === 0) {
    const none = (formula: string) => explained(0, 'units', formula, { demand_per_day });
    const nothing = none('0, for nothing is asked for');
    return { ...told, safety_stock: nothing, reorder_point: nothing, proposed: nothing, missing };
  }
  // A cycle brings the order quantity, or where the item is looked at now and then what was used in between.
  const cycle = order_quantity?.value ?? (review_days > 0 ? demand_per_day * review_days : undefined);
  if (cycle === undefined || cycle <= 0) return { ...told, missing };
  const plan = levelFor({ ...protection.value, order_quantity_units: cycle }, target);
  if (!plan.ok) return { ...told, missing: [...missing, `${plan.field} ${plan.rule}`] };
  const level = levelFigures(plan.value, target, { ...daily, ...protection.value, cycle });
  const proposed = proposal(item, level.reorder_point.value, order_quantity?.value);
  const { cycle_service_level, fill_rate, distribution, why } = plan.value;
  return { ...told, ...level, proposed, service: { cycle_service_level, fill_rate, distribution, why }, missing };
}

export function termsOf({ order_min, order_multiple }: ReplenishedBy): OrderTerms {
  return {
    ...(order_min === undefined ? {} : { minimum_units: order_min }),
    ...(order_multiple === undefined ? {} : { multiple_units: order_multiple }),
  };
}

/** In calendar days; one counted in the supplier's working days reaches over the days on which nobody works there. */
function leadTime({ policy, today }: ReplenishedItem, missing: string[]): Explained | undefined {
  const { lead_time_days, calendar, lead_time_sd_days, measured } = policy;
  if (lead_time_days === undefined) {
    missing.push('no lead time: nothing is proposed');
    return undefined;
  }
  if (lead_time_sd_days === undefined)
    missing.push('no lead_time_sd_days: the lead time is taken as certain, the safety stock covers demand alone');
  if (measured !== undefined) {
    const { orders, of } = measured;
    const formula = `lead_time_days: the mean of the last orders ${of === 'item' ? 'of the item' : 'from the supplier'} that came, from order to receipt, weighted by quantity`;
    return explained(lead_time_days, 'days', formula, { lead_time_days, orders });
  }
  if (calendar === undefined) return explained(lead_time_days, 'days', 'lead_time_days', { lead_time_days });
  const off = new Set(calendar.closed.flatMap((day) => dayNumber(day) ?? []));
  let [left, day] = [lead_time_days, today];
  while (left > 0 && day - today < days_max) {
    day += 1;
    if (calendar.weekdays.includes(weekdayOf(day) + 1) && !off.has(day)) left -= 1;
  }
  // A part of a working day is a part of a day.
  const calendar_days = day - today + Math.min(0, left);
  const formula = 'calendar days from today until lead_time_days working days of the supplier have passed';
  return explained(calendar_days, 'days', formula, { lead_time_days });
}

const days_max = 20_000;

function targetOf({ service_level, fill_rate }: ReplenishedBy): ServiceTarget | undefined {
  if (fill_rate !== undefined) return { kind: 'fill-rate', level: fill_rate };
  return service_level === undefined ? undefined : { kind: 'cycle-service', level: service_level };
}

function orderQuantity({ policy, demand_per_day }: ReplenishedItem, missing: string[]): Explained | undefined {
  const terms = termsOf(policy);
  const { unit_cost_money, order_cost_money, holding_cost_share_per_year, review_days } = policy;
  const wants = [
    ...(unit_cost_money === undefined ? ['unit_cost'] : []),
    ...(order_cost_money === undefined ? ["the supplier's order_cost"] : []),
    ...(holding_cost_share_per_year === undefined ? ['holding_cost_share_per_year'] : []),
  ];
  if (
    wants.length > 0 ||
    unit_cost_money === undefined ||
    order_cost_money === undefined ||
    holding_cost_share_per_year === undefined
  ) {
    const without = `no ${wants.join(', ')}: no economic order quantity`;
    const least = orderFor(Number.MIN_VALUE, { minimum_units: terms.multiple_units ?? 0, ...terms });
    const { minimum_units = 0, multiple_units = 0 } = terms;
    if (minimum_units > 0 || multiple_units > 0) {
      missing.push(`${without}, the least that is delivered instead`);
      const formula = 'the least whole multiple of order_multiple that is not below order_min';
      return explained(least, 'units', formula, { order_min: minimum_units, order_multiple: multiple_units });
    }
    missing.push(review_days === undefined ? `${without}, nothing is proposed` : `${without}, up to the level instead`);
    return undefined;
  }
  if (demand_per_day === undefined) return undefined;
  const holding_cost_per_unit_year = unit_cost_money * holding_cost_share_per_year;
  const costs = {
    cost_per_order: order_cost_money,
    holding_cost_per_unit_year,
    demand_per_year: demand_per_day * days_per_year,
  };
  const best = economicOrderQuantity(costs);
  if (!best.ok) {
    missing.push(`${best.field} ${best.rule}: no economic order quantity`);
    return undefined;
  }
  const { quantity_units } = best.value;
  // Pieces are ordered whole; a multiple of 1 is no other rule than that.
  const whole = { ...terms, multiple_units: terms.multiple_units ?? 1 };
  const costAt = (quantity: number) => {
    const cost = orderCost(costs, quantity);
    return cost.ok ? cost.value : Number.POSITIVE_INFINITY;
  };
  const delivered = deliverableOrder(quantity_units, whole, costAt);
  if (!delivered.ok) {
    missing.push(`${delivered.field} ${delivered.rule}: no order quantity`);
    return undefined;
  }
  const formula =
    '√(2 · order_cost · demand_per_day · 365 / (unit_cost · holding_cost_share_per_year)), then the cheaper of the two deliverable quantities around it';
  return explained(delivered.value, 'units', formula, {
    order_cost: order_cost_money,
    demand_per_day: demand_per_day,
    unit_cost: unit_cost_money,
    holding_cost_share_per_year,
    economic_order_quantity: quantity_units,
    order_min: terms.minimum_units ?? 0,
    order_multiple: whole.multiple_units,
  });
}

const levelFormulas: Readonly<Record<DistributionName, string>> = {
  certain: 'mean_units: demand does not vary',
  normal: 'mean_units + z · sd_units, rounded up',
  gamma: 'least level that reaches the target, demand spread by gamma',
  poisson: 'least whole level that reaches the target, demand spread by Poisson',
  'negative-binomial': 'least whole level that reaches the target, demand spread by the negative binomial',
};

const spread =
  'mean_units = demand_per_day · (lead_time_days + review_days), sd_units = √((lead_time_days + review_days) · demand_sd_per_day² + demand_per_day² · lead_time_sd_days²)';

/** Pieces are whole: a level between two is rounded up, and what that adds is safety stock. */
function levelFigures(
  plan: ServicePlan,
  target: ServiceTarget,
  { cycle, ...inputs }: Readonly<Record<string, number>> & { readonly mean_units: number; readonly cycle: number },
): { readonly safety_stock: Explained; readonly reorder_point: Explained } {
  const level = Math.ceil(plan.level_units - 1e-9);
  const { mean_units } = inputs;
  const goal = target.kind === 'fill-rate' ? { fill_rate: target.level } : { service_level: target.level };
  const z =
    plan.distribution === 'normal' && target.kind === 'cycle-service' ? { z: normalQuantile(target.level) } : {};
  const rest = { ...inputs, ...goal, ...z };
  const used = target.kind === 'fill-rate' ? { ...rest, order_quantity_units: cycle } : rest;
  const isFill = target.kind === 'fill-rate';
  const how = isFill
    ? `least level with an expected shortage of (1 − fill_rate) · order_quantity_units a cycle, demand ${plan.distribution}, rounded up`
    : levelFormulas[plan.distribution];
  return {
    reorder_point: explained(level, 'units', `${how}; ${spread}`, used),
    safety_stock: explained(level - mean_units, 'units', 'reorder_point − mean_units', {
      reorder_point: level,
      mean_units,
    }),
  };
}

/**
 * Watched all the time: as many order quantities as bring the position above the reorder point, the (r, nQ) policy. Looked at now and
 * then: up to the level. Both rounded to what is delivered.
 */
function proposal({ policy, position_units }: ReplenishedItem, level: number, quantity: number | undefined): Explained {
  const terms = termsOf(policy);
  const rounding = { order_min: terms.minimum_units ?? 0, order_multiple: terms.multiple_units ?? 1 };
  const whole = { ...terms, multiple_units: rounding.order_multiple };
  const isReviewed = policy.review_days !== undefined;
  if (isReviewed || quantity === undefined) {
    const wanted = Math.max(0, level - position_units);
    const formula = 'max(0, reorder_point − position_units), rounded up to order_min and order_multiple';
    return explained(orderFor(wanted, whole), 'units', formula, { reorder_point: level, position_units, ...rounding });
  }
  const orders = position_units > level ? 0 : Math.floor((level - position_units) / quantity) + 1;
  const formula =
    '0 where position_units > reorder_point, else (⌊(reorder_point − position_units) / order_quantity⌋ + 1) · order_quantity';
  const terms_told = { reorder_point: level, position_units, order_quantity: quantity, ...rounding };
  return explained(orderFor(orders * quantity, whole), 'units', formula, terms_told);
}

/** An item's policy together with what its supplier has for it. */
export function replenishedBy(
  policy: ItemPolicy,
  supplier: Supplier | undefined,
  moneyOf: (text: string) => number | undefined,
): ReplenishedBy {
  const { unit_cost, supplier: _, ...rest } = policy;
  const lead_time_days = policy.lead_time_days ?? supplier?.lead_time_days;
  const unit_cost_money = unit_cost === undefined ? undefined : moneyOf(unit_cost);
  const order_cost_money = supplier?.order_cost === undefined ? undefined : moneyOf(supplier.order_cost);
  return {
    ...rest,
    ...(lead_time_days === undefined ? {} : { lead_time_days }),
    ...(supplier?.lead_time_sd_days === undefined ? {} : { lead_time_sd_days: supplier.lead_time_sd_days }),
    ...(unit_cost_money === undefined ? {} : { unit_cost_money }),
    ...(order_cost_money === undefined ? {} : { order_cost_money }),
    ...(supplier === undefined ? {} : { supplier: supplier.id }),
    ...(supplier?.calendar === undefined ? {} : { calendar: supplier.calendar }),
  };
}

/** Lead times as they were, from orders and their receipts. */
import { dayNumber } from './planning-calendar.ts';
import { type Answer, answer, notNegative, positive, refuse } from './refusal.ts';

/** Local days, `2026-11-29`. */
export interface OrderHistory {
  readonly ordered: string;
  /** An order that came in parts has several; without any it is open still, and is left out. */
  readonly receipts: readonly { readonly received: string; readonly quantity_units: number }[];
}

export interface AgreedLeadTime {
  readonly mean_days: number;
  readonly sd_days: number;
}

export interface LeadTime {
  /** One per order that has come: the days of its receipts, weighted by quantity. */
  readonly days_per_order: readonly number[];
  /** As measured; absent without any order. */
  readonly mean_days?: number;
  /** As measured, of n − 1; absent below two orders. */
  readonly sd_days?: number;
  /** What to plan with: as measured, or as agreed where too few orders have come. */
  readonly used: AgreedLeadTime & { readonly from: 'orders' | 'agreement' };
}

/** Fewer orders say little of a standard deviation; the agreed lead time is used. */
export const lead_time_orders_min = 5;

/** Mean and standard deviation over orders, in calendar days. Goods that came before they were ordered are refused. */
export function leadTimeOf(orders: readonly OrderHistory[], agreed: AgreedLeadTime): Answer<LeadTime> {
  const refusal = notNegative({ 'agreed.mean_days': agreed.mean_days, 'agreed.sd_days': agreed.sd_days });
  if (refusal !== undefined) return refusal;
  const days_per_order: number[] = [];
  for (const [i, { ordered, receipts }] of orders.entries()) {
    const from = dayNumber(ordered);
    if (from === undefined) return refuse(`orders[${i}].ordered`, 'must be a day that there is, as 2026-11-29');
    let units = 0;
    let unitDays = 0;
    for (const [j, { received, quantity_units }] of receipts.entries()) {
      const at = `orders[${i}].receipts[${j}]`;
      const until = dayNumber(received);
      if (until === undefined) return refuse(`${at}.received`, 'must be a day that there is, as 2026-11-29');
      if (until < from) return refuse(`${at}.received`, 'must not be before the day of the order');
      const bad = positive({ [`${at}.quantity_units`]: quantity_units });
      if (bad !== undefined) return bad;
      units += quantity_units;
      unitDays += quantity_units * (until - from);
    }
    if (units > 0) days_per_order.push(unitDays / units);
  }
  return answer({ days_per_order, ...measured(days_per_order, agreed) });
}

function measured(days: readonly number[], agreed: AgreedLeadTime): Omit<LeadTime, 'days_per_order'> {
  const n = days.length;
  const used = { ...agreed, from: 'agreement' as const };
  if (n === 0) return { used };
  const mean_days = days.reduce((sum, each) => sum + each, 0) / n;
  if (n === 1) return { mean_days, used };
  const sd_days = Math.sqrt(days.reduce((sum, each) => sum + (each - mean_days) ** 2, 0) / (n - 1));
  return { mean_days, sd_days, used: n < lead_time_orders_min ? used : { mean_days, sd_days, from: 'orders' } };
}

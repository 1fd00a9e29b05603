/** When planned orders can really begin and end: not before what they are made of is there. */
import type { MrpPlan } from './mrp.ts';
import { pegsOf } from './pegging.ts';
import { bucketsIn, receiptFor } from './planning-calendar.ts';

export interface FeasibleOrder {
  readonly item: string;
  readonly order: string;
  readonly quantity_units: number;
  readonly release_bucket: number;
  /** The number of buckets where it is beyond the plan. */
  readonly receipt_bucket: number;
  /** The component that holds it up, where one does. */
  readonly waits_for?: string;
}

/**
 * From the deepest level up: an order begins when it is released and all that it is pegged to is there, and ends its lead time later;
 * what it delivers is there no sooner for its own parents. Meant for plans that push late orders (`late: 'push'`): in a plan that
 * expedites them, lead times that are too short are believed to be met.
 */
export function feasibleOrders(plan: MrpPlan): readonly FeasibleOrder[] {
  const { calendar, bill, records } = plan;
  const beyond = bucketsIn(calendar);
  const levelOf = (item: string) => bill.low_level_code.get(item) ?? 0;
  const deepestFirst = [...records.values()].sort((a, b) => levelOf(b.item) - levelOf(a.item));
  /** For each order, when its components are there, and the last of them. */
  const ready = new Map<string, { bucket: number; component: string }>();
  const found: FeasibleOrder[] = [];
  for (const { item, orders } of deepestFirst) {
    const receiptOf = new Map<string, number>();
    for (const { id, quantity_units, release_bucket, receipt_bucket } of orders) {
      const components = ready.get(id);
      const isHeldUp = components !== undefined && components.bucket > release_bucket;
      const release = isHeldUp ? components.bucket : release_bucket;
      const lead_time_days = plan.lead_time_days.get(item) ?? 0;
      const receipt = isHeldUp
        ? Math.max(receipt_bucket, receiptFor(calendar, release, lead_time_days))
        : receipt_bucket;
      receiptOf.set(id, receipt);
      const order = { item, order: id, quantity_units, release_bucket: release, receipt_bucket: receipt };
      found.push(isHeldUp ? { ...order, waits_for: components.component } : order);
    }
    const served = new Map<string, number>();
    for (const { supply, need, quantity_units } of pegsOf(plan, item)) {
      if (need.kind !== 'order') continue;
      served.set(need.id, (served.get(need.id) ?? 0) + quantity_units);
      hold(ready, need.id, item, receiptOf.get(supply.id) ?? supply.bucket);
    }
    for (const { order, quantity_units } of plan.dependent.get(item) ?? []) {
      if ((served.get(order) ?? 0) < quantity_units - 1e-6 * Math.max(1, quantity_units))
        hold(ready, order, item, beyond);
    }
  }
  return found.reverse();
}

function hold(
  ready: Map<string, { bucket: number; component: string }>,
  order: string,
  component: string,
  bucket: number,
): void {
  const before = ready.get(order);
  if (before === undefined || bucket > before.bucket) ready.set(order, { bucket, component });
}

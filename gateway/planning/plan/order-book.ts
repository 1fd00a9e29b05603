/** What orders tell planning: how much of each item is still to come, and how long orders have taken so far. */
import { localDay } from '../../base/site-time.ts';
import { type LeadTime, lead_time_orders_min, leadTimeOf, type OrderHistory } from '../lead-time.ts';
import { dayText } from '../planning-calendar.ts';
import type { ReplenishedBy } from './replenishment.ts';

/** A line of an order, as far as planning reads it. */
export interface OrderedLine {
  readonly item: string;
  readonly supplier: string;
  readonly ordered_ms: number;
  /** Pieces that are still to come. */
  readonly awaited: number;
  /** Taken in so far, and the mean time of it, weighted by quantity. */
  readonly received: number;
  readonly mean_ms?: number;
}

export interface OrderBook {
  onOrder(item: string): number;
  /** The policy with the lead time that was measured, where enough orders have come to say one. */
  measured(item: string, policy: ReplenishedBy): ReplenishedBy;
}

/** Older orders say little of today. */
const lines_per_item_max = 50;
const lines_per_supplier_max = 200;

/** @param lines the newest order first */
export function orderBook(lines: Iterable<OrderedLine>, zone: string): OrderBook {
  const awaited = new Map<string, number>();
  const byItem = new Map<string, OrderHistory[]>();
  const bySupplier = new Map<string, OrderHistory[]>();
  for (const line of lines) {
    if (line.awaited > 0) awaited.set(line.item, (awaited.get(line.item) ?? 0) + line.awaited);
    const history = historyOf(line, zone);
    if (history === undefined) continue;
    // The same item may come from several suppliers, each in its own time.
    add(byItem, `${line.supplier} ${line.item}`, history, lines_per_item_max);
    add(bySupplier, line.supplier, history, lines_per_supplier_max);
  }
  return {
    onOrder: (item) => awaited.get(item) ?? 0,
    measured(item, policy) {
      const { supplier } = policy;
      if (supplier === undefined) return policy;
      const own = measuredOf(byItem.get(`${supplier} ${item}`) ?? [], policy);
      if (own !== undefined) return { ...policy, ...own, measured: { ...own.measured, of: 'item' } };
      const all = measuredOf(bySupplier.get(supplier) ?? [], policy);
      return all === undefined ? policy : { ...policy, ...all, measured: { ...all.measured, of: 'supplier' } };
    },
  };
}

/** A line of which everything has come; undefined of others, and of goods that came before they were ordered. */
function historyOf({ ordered_ms, awaited, received, mean_ms }: OrderedLine, zone: string): OrderHistory | undefined {
  if (awaited > 0 || received === 0 || mean_ms === undefined) return undefined;
  const [ordered, came] = [localDay(ordered_ms, zone), localDay(mean_ms, zone)];
  if (came < ordered) return undefined;
  return { ordered: dayText(ordered), receipts: [{ received: dayText(came), quantity_units: received }] };
}

function measuredOf(orders: readonly OrderHistory[], { lead_time_days = 0, lead_time_sd_days = 0 }: ReplenishedBy) {
  if (orders.length < lead_time_orders_min) return undefined;
  const found = leadTimeOf(orders, { mean_days: lead_time_days, sd_days: lead_time_sd_days });
  if (!found.ok || found.value.used.from !== 'orders') return undefined;
  const { mean_days, sd_days }: LeadTime['used'] = found.value.used;
  return { lead_time_days: mean_days, lead_time_sd_days: sd_days, measured: { orders: orders.length } };
}

function add(map: Map<string, OrderHistory[]>, key: string, history: OrderHistory, max: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [history]);
  else if (known.length < max) known.push(history);
}

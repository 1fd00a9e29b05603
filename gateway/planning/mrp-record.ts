/**
 * Material requirements of one item: the record of gross requirements, scheduled receipts, projected stock, net requirements and planned
 * orders, bucket by bucket. Orlicky (1975); Vollmann, Berry, Whybark, Jacobs, "Manufacturing Planning and Control", ch. 7.
 */
import { type LotRule, ordersBy } from './lot-sizing.ts';
import { type MrpException, type ReceiptNeed, receiptNeeds } from './mrp-exceptions.ts';
import { bucketsIn, type PlanningCalendar, receiptFor, releaseFor } from './planning-calendar.ts';

/** An order that is open: bought or being made, and not yet here. */
export interface OpenReceipt {
  readonly id: string;
  /** When it is due. Below 0: it should have been here. Beyond the plan: it may still be wanted earlier. */
  readonly bucket: number;
  readonly quantity_units: number;
  /** It cannot be moved; the plan takes it where it is. */
  readonly is_firm?: boolean;
}

export interface RecordInput {
  readonly item: string;
  readonly calendar: PlanningCalendar;
  /** Needs of each bucket, of customers and of the making of other items together. */
  readonly gross_units: readonly number[];
  /** May be below 0 where the ledger is. */
  readonly on_hand_units: number;
  readonly receipts: readonly OpenReceipt[];
  /** Of each bucket: what must still be there at its end. */
  readonly safety_stock_units: readonly number[];
  readonly lot: LotRule;
  readonly lead_time_days: number;
  /** The share of what is started that becomes good. */
  readonly yield_share: number;
  readonly late: LateOrders;
}

/**
 * What becomes of an order that should have been released before the plan begins. `expedite`: it is released at once and expected when
 * it is needed, so that stock never falls below 0 on paper, and an exception says by how much it is late. `push`: it comes when its
 * lead time allows, and stock may fall below 0 until then.
 */
export type LateOrders = 'expedite' | 'push';

export interface PlannedOrder {
  /** `item@bucket` of the need. */
  readonly id: string;
  readonly quantity_units: number;
  /** What has to be started so that the quantity becomes good: quantity / yield. */
  readonly start_units: number;
  readonly need_bucket: number;
  readonly release_bucket: number;
  /** The number of buckets where it comes after the end of the plan. */
  readonly receipt_bucket: number;
  /** Working days by which the release is past. */
  readonly late_days: number;
}

/** Every array has one value per bucket; quantities at the end of the bucket. */
export interface MrpRecord {
  readonly item: string;
  readonly gross_units: readonly number[];
  /** Open orders where the plan expects them: those needed earlier where they are needed. */
  readonly scheduled_units: readonly number[];
  readonly net_units: readonly number[];
  readonly planned_receipt_units: readonly number[];
  readonly planned_release_units: readonly number[];
  /** With all planned orders and all that is rescheduled in. */
  readonly projected_units: readonly number[];
  /** If nobody does anything: open orders where they are due, no planned ones. */
  readonly unattended_units: readonly number[];
  readonly safety_stock_units: readonly number[];
  readonly orders: readonly PlannedOrder[];
  readonly receipts: readonly ReceiptNeed[];
  readonly exceptions: readonly MrpException[];
}

/** Remainders of sums that should be 0 order nothing. */
const nothing_units = 1e-9;

/**
 * Nets the needs against stock and open orders, which are expected to be rescheduled before anything new is ordered; what is still
 * missing to keep the safety stock is the net requirement, the lot rule makes orders of it, and each is released its lead time earlier.
 */
export function mrpRecord(input: RecordInput): MrpRecord {
  const { calendar, gross_units, receipts, on_hand_units, safety_stock_units } = input;
  const n = bucketsIn(calendar);
  const needs = receiptNeeds(input);
  const scheduled_units = zeros(n);
  const due_units = zeros(n);
  for (const { plan_bucket, quantity_units } of needs) add(scheduled_units, plan_bucket, quantity_units);
  for (const { bucket, quantity_units } of receipts) add(due_units, Math.max(0, bucket), quantity_units);
  const net_units = netOf(on_hand_units, gross_units, scheduled_units, safety_stock_units);
  const orders = ordersOf(input, net_units);
  const planned_receipt_units = zeros(n);
  const planned_release_units = zeros(n);
  for (const order of orders) {
    add(planned_receipt_units, order.receipt_bucket, order.quantity_units);
    add(planned_release_units, order.release_bucket, order.start_units);
  }
  return {
    item: input.item,
    gross_units,
    scheduled_units,
    net_units,
    planned_receipt_units,
    planned_release_units,
    projected_units: projected(on_hand_units, gross_units, scheduled_units, planned_receipt_units),
    unattended_units: projected(on_hand_units, gross_units, due_units, zeros(0)),
    safety_stock_units,
    orders,
    receipts: needs,
    exceptions: [...needs.flatMap(({ exception }) => (exception === undefined ? [] : [exception])), ...lateOf(orders)],
  };
}

function lateOf(orders: readonly PlannedOrder[]): readonly MrpException[] {
  return orders
    .filter(({ late_days }) => late_days > 0)
    .map(({ id, quantity_units, late_days, need_bucket, receipt_bucket }) => ({
      kind: 'past-due-release',
      id,
      quantity_units,
      from_bucket: receipt_bucket,
      to_bucket: need_bucket,
      why: `It should have been released ${late_days} working day${late_days === 1 ? '' : 's'} before the plan begins.`,
    }));
}

/** What each bucket lacks beyond what the ones before lacked: ordered lot for lot, it would keep the safety stock exactly. */
function netOf(
  on_hand_units: number,
  gross: readonly number[],
  scheduled: readonly number[],
  safety: readonly number[],
): readonly number[] {
  let stock = on_hand_units;
  return gross.map((need, t) => {
    stock += (scheduled[t] ?? 0) - need;
    const lacking = (safety[t] ?? 0) - stock;
    if (lacking <= nothing_units) return 0;
    stock += lacking;
    return lacking;
  });
}

function ordersOf(input: RecordInput, net_units: readonly number[]): readonly PlannedOrder[] {
  const { item, calendar, lot, lead_time_days, yield_share, late } = input;
  const orders: PlannedOrder[] = [];
  for (const [t, quantity_units] of ordersBy(net_units, lot).entries()) {
    if (quantity_units === 0) continue;
    const { bucket, late_days } = releaseFor(calendar, t, lead_time_days);
    orders.push({
      id: `${item}@${t}`,
      quantity_units,
      start_units: quantity_units / yield_share,
      need_bucket: t,
      release_bucket: bucket,
      receipt_bucket: late === 'push' && late_days > 0 ? receiptFor(calendar, bucket, lead_time_days) : t,
      late_days,
    });
  }
  return orders;
}

function projected(
  on_hand_units: number,
  gross: readonly number[],
  scheduled: readonly number[],
  planned: readonly number[],
): readonly number[] {
  let stock = on_hand_units;
  return gross.map((need, t) => {
    stock += (scheduled[t] ?? 0) + (planned[t] ?? 0) - need;
    return stock;
  });
}

function zeros(n: number): number[] {
  return new Array<number>(n).fill(0);
}

/** What lies beyond the plan is in no bucket of it. */
function add(values: number[], bucket: number, quantity: number): void {
  const before = values[bucket];
  if (before !== undefined) values[bucket] = before + quantity;
}

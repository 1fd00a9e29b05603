/** Material requirements as they are told: an item's planned orders and exceptions, and its record with the reasons for each order. */
import type { PlannedOrder } from '../mrp-record.ts';
import { type Peg, pegsOf, type Reason, whyOrdered } from '../pegging.ts';
import { bucketsIn } from '../planning-calendar.ts';
import type { MaterialPlan } from './material-plan.ts';

/** An order that is proposed; whole units, what the rounding adds is stock. */
export interface ProposedOrder {
  /** `gear@3`: of the need it is there for. */
  readonly id: string;
  /** `make` where the settings have a bill of material. */
  readonly how: 'make' | 'buy';
  readonly quantity: number;
  /** What has to be started so that so much becomes good. */
  readonly start_quantity: number;
  /** The first day of the week it is needed in, and the one it has to be ordered in. */
  readonly need_day: string;
  readonly order_day: string;
  /** Working days by which ordering it is past. */
  readonly late_days: number;
}

export interface ToldException {
  readonly kind: 'reschedule-in' | 'expedite' | 'reschedule-out' | 'cancel' | 'past-due-release';
  readonly id: string;
  readonly quantity: number;
  /** First days of weeks; `overdue` before the plan, absent beyond it. */
  readonly from_day?: string;
  readonly to_day?: string;
  readonly why: string;
}

export interface MaterialRow {
  readonly item: string;
  readonly name: string;
  readonly unit: string;
  readonly how: 'make' | 'buy';
  readonly supplier?: string;
  readonly low_level_code: number;
  readonly on_hand: number;
  readonly orders: readonly ProposedOrder[];
  readonly exceptions: readonly ToldException[];
}

export interface MaterialDetail extends MaterialRow {
  /** Working days from order to receipt. */
  readonly lead_time_days: number;
  /** Whether its forecast is left out, for it is used for others. */
  readonly is_component: boolean;
  readonly days: readonly string[];
  readonly record: Readonly<Record<RecordRow, readonly number[]>>;
  readonly demand: readonly {
    readonly id: string;
    readonly day: string;
    readonly quantity: number;
    readonly parent?: string;
  }[];
  readonly receipts: readonly {
    readonly id: string;
    readonly quantity: number;
    readonly due_day: string;
    readonly plan_day?: string;
    readonly need_day?: string;
  }[];
  readonly pegs: readonly Peg[];
  /** Of each planned and open order. */
  readonly why: readonly { readonly id: string; readonly because: readonly Reason[] }[];
}

export const recordRows = [
  'gross',
  'scheduled',
  'net',
  'planned_receipt',
  'planned_release',
  'projected',
  'unattended',
  'safety_stock',
] as const;
export type RecordRow = (typeof recordRows)[number];

export interface NamedItem {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly policy?: { readonly supplier?: string };
}

export function materialRow({ plan, made }: MaterialPlan, item: NamedItem): MaterialRow | undefined {
  const record = plan.records.get(item.id);
  if (record === undefined) return undefined;
  const how = made.has(item.id) ? 'make' : 'buy';
  const supplier = item.policy?.supplier;
  const dayOf = daysOf(plan.calendar.starts);
  return {
    item: item.id,
    name: item.name,
    unit: item.unit,
    how,
    ...(supplier === undefined ? {} : { supplier }),
    low_level_code: plan.bill.low_level_code.get(item.id) ?? 0,
    on_hand: plan.on_hand_units.get(item.id) ?? 0,
    orders: record.orders.map((order) => proposed(order, how, dayOf)),
    exceptions: record.exceptions.map(({ kind, id, quantity_units, from_bucket, to_bucket, why }) => {
      const from_day = dayOf(from_bucket);
      const to_day = to_bucket === undefined ? undefined : dayOf(to_bucket);
      return {
        kind,
        id,
        quantity: quantity_units,
        ...(from_day === undefined ? {} : { from_day }),
        ...(to_day === undefined ? {} : { to_day }),
        why,
      };
    }),
  };
}

function proposed(
  order: PlannedOrder,
  how: 'make' | 'buy',
  dayOf: (bucket: number) => string | undefined,
): ProposedOrder {
  return {
    id: order.id,
    how,
    quantity: Math.ceil(order.quantity_units - 1e-9),
    start_quantity: Math.ceil(order.start_units - 1e-9),
    need_day: dayOf(order.need_bucket) ?? '',
    order_day: dayOf(order.release_bucket) ?? '',
    late_days: order.late_days,
  };
}

function daysOf(starts: readonly string[]): (bucket: number) => string | undefined {
  return (bucket) => (bucket < 0 ? 'overdue' : starts[bucket]);
}

export function materialDetail(material: MaterialPlan, item: NamedItem): MaterialDetail | undefined {
  const row = materialRow(material, item);
  const { plan } = material;
  const record = plan.records.get(item.id);
  if (row === undefined || record === undefined) return undefined;
  const dayOf = daysOf(plan.calendar.starts);
  const demand = [...(plan.independent.get(item.id) ?? []), ...(plan.dependent.get(item.id) ?? [])];
  const orders = [...record.receipts.map(({ id }) => id), ...record.orders.map(({ id }) => id)];
  return {
    ...row,
    lead_time_days: material.lead_times.get(item.id) ?? 0,
    is_component: material.components.has(item.id),
    days: plan.calendar.starts.slice(0, bucketsIn(plan.calendar)),
    record: {
      gross: record.gross_units,
      scheduled: record.scheduled_units,
      net: record.net_units,
      planned_receipt: record.planned_receipt_units,
      planned_release: record.planned_release_units,
      projected: record.projected_units,
      unattended: record.unattended_units,
      safety_stock: record.safety_stock_units,
    },
    demand: demand.map((each) => ({
      id: 'order' in each ? each.order : each.id,
      day: dayOf(each.bucket) ?? '',
      quantity: each.quantity_units,
      ...('parent' in each ? { parent: each.parent } : {}),
    })),
    receipts: record.receipts.map(({ id, quantity_units, bucket, plan_bucket, need_bucket }) => {
      const [plan_day, need_day] = [dayOf(plan_bucket), need_bucket === undefined ? undefined : dayOf(need_bucket)];
      return {
        id,
        quantity: quantity_units,
        due_day: dayOf(bucket) ?? 'beyond the plan',
        ...(plan_day === undefined ? {} : { plan_day }),
        ...(need_day === undefined ? {} : { need_day }),
      };
    }),
    pegs: pegsOf(plan, item.id),
    why: orders.map((id) => ({ id, because: whyOrdered(plan, item.id, id) })),
  };
}

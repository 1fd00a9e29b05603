/** What a planner should do about open orders: earlier, later, not at all. Vollmann and others, "Manufacturing Planning and Control", ch. 7. */
import type { OpenReceipt, RecordInput } from './mrp-record.ts';
import { bucketsIn } from './planning-calendar.ts';

/**
 * `reschedule-in`: needed earlier than it is due. `expedite`: the same, and it is needed now or overdue. `reschedule-out`: needed later.
 * `cancel`: not needed within the plan. `past-due-release`: a planned order that should have been released already.
 */
export type ExceptionKind = 'reschedule-in' | 'expedite' | 'reschedule-out' | 'cancel' | 'past-due-release';

export interface MrpException {
  readonly kind: ExceptionKind;
  /** Of the open or planned order. */
  readonly id: string;
  readonly quantity_units: number;
  readonly from_bucket: number;
  /** Absent where it should be cancelled. */
  readonly to_bucket?: number;
  readonly why: string;
}

/** An open order, when it is needed and where the plan expects it. */
export interface ReceiptNeed extends OpenReceipt {
  /** Absent where nothing in the plan needs it. */
  readonly need_bucket?: number;
  /** Where it is due, or earlier where it is needed earlier and can be moved. */
  readonly plan_bucket: number;
  readonly exception?: MrpException;
}

const nothing_units = 1e-9;

/**
 * Open orders cover the needs in the order in which they are due. Each is needed in the first bucket in which stock, with what comes
 * before it, would fall below the safety stock. Firm ones stay where they are; overdue ones are expected in the first bucket.
 */
export function receiptNeeds(input: RecordInput): readonly ReceiptNeed[] {
  const { receipts, calendar, gross_units, safety_stock_units, on_hand_units } = input;
  if (receipts.length === 0) return [];
  const n = bucketsIn(calendar);
  const available: number[] = [];
  const firm = new Array<number>(n).fill(0);
  for (const { bucket, quantity_units, is_firm } of receipts) {
    const at = Math.max(0, bucket);
    if (is_firm === true && at < n) firm[at] = (firm[at] ?? 0) + quantity_units;
  }
  let stock = on_hand_units;
  for (let t = 0; t < n; t += 1) {
    stock += (firm[t] ?? 0) - (gross_units[t] ?? 0);
    available.push(stock - (safety_stock_units[t] ?? 0));
  }
  let from = 0;
  let supplied = 0;
  const sorted = [...receipts].sort((a, b) => a.bucket - b.bucket || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return sorted.map((receipt) => {
    const due = Math.max(0, receipt.bucket);
    if (receipt.is_firm === true) return { ...receipt, need_bucket: due, plan_bucket: due };
    while (from < n && (available[from] ?? 0) + supplied >= -nothing_units) from += 1;
    supplied += receipt.quantity_units;
    return from < n ? neededAt(receipt, from) : unneeded(receipt, due);
  });
}

function unneeded(receipt: OpenReceipt, due: number): ReceiptNeed {
  const { id, quantity_units, bucket } = receipt;
  const why = 'Stock and the orders before it cover all needs of the plan.';
  return {
    ...receipt,
    plan_bucket: due,
    exception: { kind: 'cancel', id, quantity_units, from_bucket: bucket, why },
  };
}

function neededAt(receipt: OpenReceipt, need_bucket: number): ReceiptNeed {
  const { id, quantity_units, bucket } = receipt;
  const plan_bucket = Math.min(Math.max(0, bucket), need_bucket);
  const told = { id, quantity_units, from_bucket: bucket, to_bucket: need_bucket };
  if (bucket < 0 && need_bucket === 0) {
    return {
      ...receipt,
      need_bucket,
      plan_bucket,
      exception: { ...told, kind: 'expedite', why: 'It is overdue and needed now.' },
    };
  }
  if (bucket > need_bucket) {
    const why = 'Without it, stock would fall below the safety stock before it is due.';
    const kind = need_bucket === 0 ? 'expedite' : 'reschedule-in';
    return { ...receipt, need_bucket, plan_bucket, exception: { ...told, kind, why } };
  }
  if (bucket < need_bucket) {
    const why = 'Stock and the orders before it last until then.';
    return { ...receipt, need_bucket, plan_bucket, exception: { ...told, kind: 'reschedule-out', why } };
  }
  return { ...receipt, need_bucket, plan_bucket };
}

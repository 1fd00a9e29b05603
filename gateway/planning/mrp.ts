/** Material requirements of all items: from the needs of customers down through the bills of material, level by level. */
import { type BillOfMaterial, type BomLine, billOfMaterial, unitsOfComponent } from './bill-of-material.ts';
import { type LotRule, refusalOfRule } from './lot-sizing.ts';
import { type LateOrders, type MrpRecord, mrpRecord, type OpenReceipt } from './mrp-record.ts';
import { bucketsIn, type PlanningCalendar } from './planning-calendar.ts';
import { type Answer, answer, notNegative, type Refusal, refuse, wholes } from './refusal.ts';

/** What a customer, or a forecast, will take. */
export interface IndependentDemand {
  readonly id: string;
  /** Below 0: it is overdue, and needed in the first bucket. Beyond the plan it is left out. */
  readonly bucket: number;
  readonly quantity_units: number;
}

export interface MrpItem {
  readonly item: string;
  readonly on_hand_units: number;
  readonly demand?: readonly IndependentDemand[];
  readonly receipts?: readonly OpenReceipt[];
  /** One figure, or one for each bucket; none when absent. */
  readonly safety_stock_units?: number | readonly number[];
  /** Lot for lot when absent. */
  readonly lot?: LotRule;
  /** Working days from release to receipt; 0 when absent. */
  readonly lead_time_days?: number;
  /** 0 < y ≤ 1; 1 when absent. */
  readonly yield_share?: number;
}

export interface MrpInput {
  readonly calendar: PlanningCalendar;
  readonly items: readonly MrpItem[];
  readonly bom: readonly BomLine[];
  /** `expedite` when absent: the plan never lets stock fall below 0. */
  readonly late?: LateOrders;
}

/** Units of an item that a planned order of its parent takes, when the order is released. */
export interface DependentDemand {
  readonly parent: string;
  /** The parent's planned order. */
  readonly order: string;
  readonly bucket: number;
  readonly quantity_units: number;
}

export interface MrpPlan {
  readonly calendar: PlanningCalendar;
  readonly bill: BillOfMaterial;
  /** By item, in the order in which they were planned. */
  readonly records: ReadonlyMap<string, MrpRecord>;
  readonly independent: ReadonlyMap<string, readonly IndependentDemand[]>;
  readonly dependent: ReadonlyMap<string, readonly DependentDemand[]>;
  readonly on_hand_units: ReadonlyMap<string, number>;
  readonly lead_time_days: ReadonlyMap<string, number>;
}

/**
 * Items are planned by rising low-level code, so that the planned orders of all parents of an item are known before its own record is
 * made. A parent's order needs its components in the bucket of its release: started units · quantity_per / (1 − scrap).
 */
export function planMaterial({ calendar, items, bom, late = 'expedite' }: MrpInput): Answer<MrpPlan> {
  const buckets = bucketsIn(calendar);
  const refusal = refusalOfItems(items, buckets) ?? refusalOfLines(items, bom);
  if (refusal !== undefined) return refusal;
  const bill = billOfMaterial(bom);
  if (!bill.ok) return bill;
  const levelOf = (item: string) => bill.value.low_level_code.get(item) ?? 0;
  const sorted = [...items].sort((a, b) => levelOf(a.item) - levelOf(b.item) || (a.item < b.item ? -1 : 1));
  const dependent = new Map<string, DependentDemand[]>();
  const records = new Map<string, MrpRecord>();
  for (const each of sorted) {
    const { item, on_hand_units, demand = [], receipts = [], safety_stock_units = 0, yield_share = 1 } = each;
    const gross_units = new Array<number>(buckets).fill(0);
    for (const { bucket, quantity_units } of [...demand, ...(dependent.get(item) ?? [])]) {
      const at = Math.max(0, bucket);
      if (at < buckets) gross_units[at] = (gross_units[at] ?? 0) + quantity_units;
    }
    const safety =
      typeof safety_stock_units === 'number' ? gross_units.map(() => safety_stock_units) : safety_stock_units;
    const { lot = { kind: 'lot-for-lot' }, lead_time_days = 0 } = each;
    const record = mrpRecord({
      item,
      calendar,
      gross_units,
      on_hand_units,
      receipts,
      safety_stock_units: safety,
      lot,
      lead_time_days,
      yield_share,
      late,
    });
    records.set(item, record);
    explode(record, bill.value, dependent);
  }
  return answer({
    calendar,
    bill: bill.value,
    records,
    independent: new Map(items.map(({ item, demand = [] }) => [item, demand])),
    dependent,
    on_hand_units: new Map(items.map(({ item, on_hand_units }) => [item, on_hand_units])),
    lead_time_days: new Map(items.map(({ item, lead_time_days = 0 }) => [item, lead_time_days])),
  });
}

function explode(
  { item, orders }: MrpRecord,
  { components }: BillOfMaterial,
  dependent: Map<string, DependentDemand[]>,
): void {
  for (const line of components.get(item) ?? []) {
    let needs = dependent.get(line.component);
    if (needs === undefined) {
      needs = [];
      dependent.set(line.component, needs);
    }
    for (const { id, release_bucket, start_units } of orders) {
      const quantity_units = unitsOfComponent(line, start_units);
      needs.push({ parent: item, order: id, bucket: release_bucket, quantity_units });
    }
  }
}

function refusalOfLines(items: readonly MrpItem[], bom: readonly BomLine[]): Refusal | undefined {
  const known = new Set(items.map(({ item }) => item));
  for (const [i, { parent, component }] of bom.entries()) {
    if (!known.has(parent)) return refuse(`bom[${i}].parent`, `must be an item of the plan: ${parent} is none`);
    if (!known.has(component))
      return refuse(`bom[${i}].component`, `must be an item of the plan: ${component} is none`);
  }
  return undefined;
}

function refusalOfItems(items: readonly MrpItem[], buckets: number): Refusal | undefined {
  const seen = new Set<string>();
  for (const [i, each] of items.entries()) {
    if (seen.has(each.item)) return refuse(`items[${i}].item`, `must be there once: ${each.item} comes again`);
    seen.add(each.item);
    const refusal = refusalOfItem(each, buckets);
    if (refusal !== undefined) return { ...refusal, field: `items[${i}].${refusal.field}` };
  }
  return undefined;
}

function refusalOfItem(each: MrpItem, buckets: number): Refusal | undefined {
  const {
    on_hand_units,
    demand = [],
    receipts = [],
    safety_stock_units = 0,
    yield_share = 1,
    lead_time_days = 0,
  } = each;
  if (!Number.isFinite(on_hand_units)) return refuse('on_hand_units', 'must be a finite number');
  if (!(yield_share > 0 && yield_share <= 1)) return refuse('yield_share', 'must be above 0 and at most 1');
  const safety = typeof safety_stock_units === 'number' ? [safety_stock_units] : safety_stock_units;
  if (typeof safety_stock_units !== 'number' && safety.length !== buckets) {
    return refuse('safety_stock_units', 'must have a value for every bucket');
  }
  const wrong = safety.findIndex((units) => !(units >= 0 && Number.isFinite(units)));
  if (wrong !== -1) return refuse(`safety_stock_units[${wrong}]`, 'must be a finite number, not below 0');
  return (
    wholes({ lead_time_days }) ??
    refusalOfQuantities('demand', demand) ??
    refusalOfQuantities('receipts', receipts) ??
    (each.lot === undefined ? undefined : inField('lot', refusalOfRule(each.lot, buckets)))
  );
}

function refusalOfQuantities(
  field: string,
  entries: readonly { readonly bucket: number; readonly quantity_units: number }[],
): Refusal | undefined {
  for (const [i, { bucket, quantity_units }] of entries.entries()) {
    if (!Number.isSafeInteger(bucket)) return refuse(`${field}[${i}].bucket`, 'must be a whole number');
    if (quantity_units >= 0 && Number.isFinite(quantity_units)) continue;
    return notNegative({ [`${field}[${i}].quantity_units`]: quantity_units });
  }
  return undefined;
}

function inField(field: string, refusal: Refusal | undefined): Refusal | undefined {
  return refusal === undefined ? undefined : { ...refusal, field: `${field}.${refusal.field}` };
}

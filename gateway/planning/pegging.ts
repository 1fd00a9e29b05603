/** Why an order is there: which supply of an item serves which need of it, up to the customers. */
import type { MrpPlan } from './mrp.ts';

export type SupplyKind = 'on-hand' | 'open-order' | 'planned-order';

/** `backlog`: stock below 0 in the ledger. `safety-stock` and `surplus`: what is left, up to the highest safety stock and beyond. */
export type NeedKind = 'backlog' | 'customer' | 'order' | 'safety-stock' | 'surplus';

export interface Peg {
  readonly supply: { readonly kind: SupplyKind; readonly id: string; readonly bucket: number };
  readonly need: {
    readonly kind: NeedKind;
    /** Of the demand, or of the parent's planned order. */
    readonly id: string;
    readonly bucket: number;
    /** The item whose order needs it. */
    readonly parent?: string;
  };
  readonly quantity_units: number;
}

interface Open<T> {
  readonly of: T;
  left: number;
}

const nothing_units = 1e-9;

/**
 * First come, first served: needs by their bucket (in a bucket customers before orders, then by id), supplies by the bucket in which the
 * plan expects them. Needs that nothing serves within the plan have no peg.
 */
export function pegsOf(plan: MrpPlan, item: string): readonly Peg[] {
  const record = plan.records.get(item);
  if (record === undefined) return [];
  const on_hand_units = plan.on_hand_units.get(item) ?? 0;
  const supplies: Open<Peg['supply']>[] = [
    ...record.receipts.map(({ id, plan_bucket, quantity_units }) => ({
      of: { kind: 'open-order' as const, id, bucket: plan_bucket },
      left: quantity_units,
    })),
    ...record.orders.map(({ id, receipt_bucket, quantity_units }) => ({
      of: { kind: 'planned-order' as const, id, bucket: receipt_bucket },
      left: quantity_units,
    })),
  ].sort((a, b) => a.of.bucket - b.of.bucket);
  if (on_hand_units > 0) supplies.unshift({ of: { kind: 'on-hand', id: item, bucket: 0 }, left: on_hand_units });
  const pegs: Peg[] = [];
  let next = 0;
  for (const need of needsOf(plan, item)) {
    while (need.left > nothing_units && next < supplies.length) {
      const supply = supplies[next];
      if (supply === undefined) break;
      const quantity_units = Math.min(need.left, supply.left);
      if (quantity_units > nothing_units) pegs.push({ supply: supply.of, need: need.of, quantity_units });
      need.left -= quantity_units;
      supply.left -= quantity_units;
      if (supply.left <= nothing_units) next += 1;
    }
  }
  return [...pegs, ...remainders(supplies.slice(next), Math.max(0, ...record.safety_stock_units))];
}

function remainders(supplies: readonly Open<Peg['supply']>[], safety_units: number): readonly Peg[] {
  let wanted = safety_units;
  return supplies.flatMap(({ of, left }) => {
    const kept = Math.min(left, wanted);
    wanted -= kept;
    const parts: readonly (readonly [NeedKind, number])[] = [
      ['safety-stock', kept],
      ['surplus', left - kept],
    ];
    return parts
      .filter(([, units]) => units > nothing_units)
      .map(([kind, quantity_units]) => ({ supply: of, need: { kind, id: kind, bucket: of.bucket }, quantity_units }));
  });
}

function needsOf(plan: MrpPlan, item: string): readonly Open<Peg['need']>[] {
  const buckets = plan.calendar.first_working_day.length;
  const on_hand_units = plan.on_hand_units.get(item) ?? 0;
  const customers = (plan.independent.get(item) ?? []).map(({ id, bucket, quantity_units }) => ({
    of: { kind: 'customer' as const, id, bucket: Math.max(0, bucket) },
    left: quantity_units,
  }));
  const orders = (plan.dependent.get(item) ?? []).map(({ parent, order, bucket, quantity_units }) => ({
    of: { kind: 'order' as const, id: order, bucket, parent },
    left: quantity_units,
  }));
  const rank = { backlog: 0, customer: 1, order: 2, 'safety-stock': 3, surplus: 4 };
  const all: Open<Peg['need']>[] = [...customers, ...orders]
    .filter(({ of }) => of.bucket < buckets)
    .sort((a, b) => a.of.bucket - b.of.bucket || rank[a.of.kind] - rank[b.of.kind] || (a.of.id < b.of.id ? -1 : 1));
  if (on_hand_units < 0) all.unshift({ of: { kind: 'backlog', id: item, bucket: 0 }, left: -on_hand_units });
  return all;
}

/** One reason for an order; those of a parent's order lead on to the reasons for that one. */
export interface Reason {
  readonly kind: NeedKind;
  readonly id: string;
  readonly bucket: number;
  /** Units of the order's item. */
  readonly quantity_units: number;
  readonly parent?: string;
  readonly because: readonly Reason[];
}

/** More reasons than this are read by nobody. */
const reasons_max = 1_000;

/**
 * Why a planned or open order of an item is there, from the order up to customers, safety stocks and lot sizes. Of a very common
 * component the first thousand reasons.
 */
export function whyOrdered(plan: MrpPlan, item: string, id: string): readonly Reason[] {
  const pegs = new Map<string, readonly Peg[]>();
  let left = reasons_max;
  const reasonsOf = (of: string, order: string): readonly Reason[] => {
    const all = pegs.get(of) ?? pegsOf(plan, of);
    pegs.set(of, all);
    const found = all.filter(({ supply }) => supply.id === order && supply.kind !== 'on-hand').slice(0, left);
    left -= found.length;
    // No item is within itself, so this ends.
    return found.map(({ need, quantity_units }) => ({
      ...need,
      quantity_units,
      because: need.parent === undefined ? [] : reasonsOf(need.parent, need.id),
    }));
  };
  return reasonsOf(item, id);
}

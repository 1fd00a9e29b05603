/** Where value came from and went to. All flows of an item together are the value that it has on hand. */

import { type Ratio, zero } from './ratio.ts';
import { addTo, emptySum, type RunningSum, totalOf } from './running-sum.ts';

/** Value that came in is above zero, value that went out below. */
export const flows = [
  'purchase',
  'production',
  'other-receipt',
  'sale',
  'consumption',
  'scrap',
  'other-issue',
  'customer-return',
  'supplier-return',
  'count-gain',
  'count-loss',
  /** Of what is valued by mass: what was left when the last piece went, or what a count of the mass found otherwise. */
  'mass-gain',
  'mass-loss',
  /** Between our own locations; adds up to nothing. */
  'transfer',
  /** Standard cost: what was paid more (below zero) or less than the standard. */
  'purchase-variance',
  /** What was stated to go out at another cost than it stood at, or is known to have cost something else when it is gone. */
  'cost-variance',
  /** On hand, from one day to the next worth more or less. */
  'revaluation',
  'standard-change',
  /** What rounding an average added or took. */
  'rounding',
] as const;

export type Flow = (typeof flows)[number];

/** One value that an event moved. */
export interface Posting {
  readonly flow: Flow;
  /** Pieces that came in, or below zero went out; 0 where value alone moved. */
  readonly quantity: number;
  /** Millionths of the currency's unit, exact. */
  readonly value_micro: Ratio;
  /** Of the pieces, those that moved without a value; below zero where such pieces have got one now. */
  readonly unvalued: number;
  /** The event whose value this one corrects. */
  readonly corrects?: string;
}

export interface FlowTotal {
  readonly quantity: number;
  readonly value_micro: Ratio;
  /** Of the value, what later events corrected. */
  readonly corrected_micro: Ratio;
  /** Pieces that moved without a value and have got none since. */
  readonly unvalued: number;
}

/** Sums by flow, while they grow. */
export type FlowSums = Map<
  Flow,
  { quantity: number; unvalued: number; readonly value: RunningSum; corrected?: RunningSum }
>;

export type FlowTotals = ReadonlyMap<Flow, FlowTotal>;

export const no_flow: FlowTotal = { quantity: 0, value_micro: zero, corrected_micro: zero, unvalued: 0 };

export function addPosting(sums: FlowSums, posting: Posting): void {
  let sum = sums.get(posting.flow);
  if (sum === undefined) {
    sum = { quantity: 0, unvalued: 0, value: emptySum() };
    sums.set(posting.flow, sum);
  }
  sum.quantity += posting.quantity;
  sum.unvalued += posting.unvalued;
  addTo(sum.value, posting.value_micro);
  if (posting.corrects === undefined) return;
  sum.corrected ??= emptySum();
  addTo(sum.corrected, posting.value_micro);
}

/** The sums in the order of `flows`; a flow that nothing went through is not listed. */
export function totalsOf(sums: FlowSums): FlowTotals {
  const totals = new Map<Flow, FlowTotal>();
  for (const flow of flows) {
    const sum = sums.get(flow);
    if (sum === undefined) continue;
    const corrected_micro = sum.corrected === undefined ? zero : totalOf(sum.corrected);
    totals.set(flow, {
      quantity: sum.quantity,
      value_micro: totalOf(sum.value),
      corrected_micro,
      unvalued: sum.unvalued,
    });
  }
  return totals;
}

export function flowOf(totals: FlowTotals, flow: Flow): FlowTotal {
  return totals.get(flow) ?? no_flow;
}

/** What went through an item's books in a period: the value at its end less that at its beginning, flow by flow. */
import { type Flow, type FlowTotal, type FlowTotals, flowOf, flows } from './flow.ts';
import type { PiecesAndValue } from './periodic-cost.ts';
import { minus, negated, plus, zero } from './ratio.ts';
import type { StockEvent } from './stock-event.ts';
import { type ItemValuation, valueItem } from './stock-valuation.ts';
import type { ValuationPolicy } from './valuation-policy.ts';

/** From an instant to before another one, by effective time. */
export interface Span {
  readonly from_ms: number;
  readonly until_ms: number;
}

export interface PeriodFlows {
  readonly opening: ItemValuation;
  readonly closing: ItemValuation;
  readonly flows: FlowTotals;
}

/** What later events corrected counts in the period in which it was corrected. */
export function periodFlows(
  item: string,
  events: readonly StockEvent[],
  span: Span,
  policy: ValuationPolicy,
): PeriodFlows {
  const until = (end_ms: number) =>
    valueItem(
      item,
      events.filter((event) => event.at_ms < end_ms),
      policy,
    );
  const [opening, closing] = [until(span.from_ms), until(span.until_ms)];
  return { opening, closing, flows: flowsBetween(opening, closing) };
}

/** What went through in between. */
export function flowsBetween(opening: ItemValuation, closing: ItemValuation): FlowTotals {
  const difference = flows.flatMap((flow) =>
    closing.flows.has(flow) ? [[flow, less(flowOf(closing.flows, flow), flowOf(opening.flows, flow))] as const] : [],
  );
  return new Map(difference);
}

/** Pieces and value that went out through some flows, less what came in through them. */
export function outOf(totals: FlowTotals, ...through: readonly Flow[]): PiecesAndValue {
  const value_micro = through.reduce((sum, flow) => plus(sum, flowOf(totals, flow).value_micro), zero);
  const quantity = through.reduce((sum, flow) => sum - flowOf(totals, flow).quantity, 0);
  return { quantity, value_micro: negated(value_micro) };
}

function less(a: FlowTotal, b: FlowTotal): FlowTotal {
  return {
    quantity: a.quantity - b.quantity,
    value_micro: minus(a.value_micro, b.value_micro),
    corrected_micro: minus(a.corrected_micro, b.corrected_micro),
    unvalued: a.unvalued - b.unvalued,
  };
}

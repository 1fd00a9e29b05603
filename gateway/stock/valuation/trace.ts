/** What is kept of events that others refer to, and of pieces that are gone while their cost may still be told. */
import type { Flow } from './flow.ts';
import type { Debt, Layer, Part, Pile } from './pile.ts';
import type { Ratio } from './ratio.ts';
import type { StockEvent } from './stock-event.ts';

/** Pieces of a source that are no longer on hand, and at which cost they stand in the books. */
export interface Gone {
  readonly event: string;
  /** Where a later word on their cost goes. */
  readonly flow: Flow;
  quantity: number;
  unit: Ratio | undefined;
}

/** What is kept of an event that another one refers to. */
export interface Trace {
  readonly event: StockEvent;
  /** Pieces that came in, or below zero went out. */
  quantity: number;
  readonly flow: Flow;
  /** The cost that the pieces came in with. */
  unit: Ratio | undefined;
  /** Pieces that went out and are not back. */
  parts: Layer[];
  /** The last known cost before it. */
  readonly last_before: Pile['last'];
  isReversed: boolean;
  /** The debts that its pieces made up for. */
  fills: Fill[];
}

/** Pieces that made up for a debt. */
export interface Fill {
  readonly debt: Debt;
  readonly source: string;
  /** Where the pieces came from, what they were said to cost, and what they were posted at. */
  readonly flow: Flow;
  readonly told: Ratio | undefined;
  readonly posted: Ratio | undefined;
  readonly stocked: Ratio | undefined;
  /** Where the difference went. */
  readonly target: Flow;
}

export interface Traces {
  /** Events that others refer to; only these leave a trace. */
  readonly referred: ReadonlySet<string>;
  readonly traces: Map<string, Trace>;
  /** By the receipt that the pieces came from. */
  readonly gone: Map<string, Gone[]>;
}

export function remember(
  books: Traces,
  event: StockEvent,
  { quantity, flow, unit, pile }: { quantity: number; flow: Flow; unit: Ratio | undefined; pile?: Pile },
): void {
  if (!books.referred.has(event.id)) return;
  books.traces.set(event.id, {
    event,
    quantity,
    flow,
    unit,
    parts: [],
    last_before: pile?.last,
    isReversed: false,
    fills: [],
  });
}

export function leave(books: Traces, source: string, gone: Gone): void {
  if (!books.referred.has(source)) return;
  const list = books.gone.get(source);
  if (list === undefined) books.gone.set(source, [gone]);
  else list.push(gone);
}

/** Pieces of an issue that were a debt are now known to be those of a receipt. */
export function makeUp(trace: Trace | undefined, part: Part): void {
  const owed = trace?.parts.find((each) => each.event === trace.event.id && each.quantity > 0);
  if (trace === undefined || owed === undefined) return;
  const quantity = Math.min(owed.quantity, part.quantity);
  owed.quantity -= quantity;
  trace.parts.push({ ...part, quantity });
}

/** So many pieces of an issue are a debt no more, since the issue is taken back. */
export function unowe(trace: Trace, quantity: number): void {
  const owed = trace.parts.find((part) => part.event === trace.event.id && part.quantity > 0);
  if (owed !== undefined) owed.quantity -= Math.min(owed.quantity, quantity);
}

/**
 * Of an issue, pieces that the event `by` made up for are a debt again.
 *
 * @returns how many; those that came back meanwhile are not
 */
export function unmake(books: Traces, by: string, { debt, source }: Fill): number {
  const issue = books.traces.get(debt.event);
  let quantity = debt.quantity;
  if (issue !== undefined) {
    const made = issue.parts.filter((part) => part.event === by && part.source === source);
    quantity = Math.min(
      quantity,
      made.reduce((sum, part) => sum + part.quantity, 0),
    );
    let left = quantity;
    for (const part of made) {
      const taken = Math.min(part.quantity, left);
      part.quantity -= taken;
      left -= taken;
    }
    issue.parts.push({ event: debt.event, source: '', order: 0, quantity, unit: debt.unit });
    issue.parts = issue.parts.filter((part) => part.quantity > 0);
  }
  forget(books, source, debt.event, quantity);
  return quantity;
}

/**
 * Pieces of an issue that come back, in the order in which they went out, at what they went out at. Fewer than asked for where
 * the others are back already.
 */
export function takeBack(books: Traces, issue: Trace, quantity: number): readonly Trace['parts'][number][] {
  const back: Trace['parts'] = [];
  let left = quantity;
  for (const part of issue.parts) {
    const taken = Math.min(part.quantity, left);
    if (taken === 0) continue;
    part.quantity -= taken;
    left -= taken;
    back.push({ ...part, quantity: taken });
    forget(books, part.source, issue.event.id, taken);
  }
  issue.parts = issue.parts.filter((part) => part.quantity > 0);
  return back;
}

/** So many pieces of a source are no longer gone by an event. */
function forget(books: Traces, source: string, event: string, quantity: number): void {
  let left = quantity;
  for (const gone of books.gone.get(source) ?? []) {
    if (gone.event !== event || left === 0) continue;
    const fewer = Math.min(gone.quantity, left);
    gone.quantity -= fewer;
    left -= fewer;
  }
}

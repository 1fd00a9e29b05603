/** What is kept of events that others refer to, and of pieces that are gone while their cost may still be told. */
import type { Flow } from './flow.ts';
import type { Layer, Part, Pile } from './pile.ts';
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
  books.traces.set(event.id, { event, quantity, flow, unit, parts: [], last_before: pile?.last, isReversed: false });
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
    let forget = taken;
    for (const gone of books.gone.get(part.source) ?? []) {
      if (gone.event !== issue.event.id || forget === 0) continue;
      const fewer = Math.min(gone.quantity, forget);
      gone.quantity -= fewer;
      forget -= fewer;
    }
  }
  issue.parts = issue.parts.filter((part) => part.quantity > 0);
  return back;
}

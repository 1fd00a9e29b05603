/** A valuation that goes on: what arrives, however late, is put where it took effect, and its item is derived anew from there. */
import { type Answer, answer } from './refusal.ts';
import type { StockEvent } from './stock-event.ts';
import { eventsByItem, type ItemValuation, valueItem } from './stock-valuation.ts';
import { checkPolicy, type ValuationPolicy } from './valuation-policy.ts';

export interface ValuationBook {
  readonly policy: ValuationPolicy;
  readonly events: ReadonlyMap<string, readonly StockEvent[]>;
  readonly items: ReadonlyMap<string, ItemValuation>;
}

export function openBook(policy: ValuationPolicy): Answer<ValuationBook> {
  return checkPolicy(policy) ?? answer({ policy, events: new Map(), items: new Map() });
}

/** The book with more events in it. Only their items are derived again, each as a whole; the others are the very same. */
export function addEvents(book: ValuationBook, events: Iterable<StockEvent>): ValuationBook {
  const [all, items] = [new Map(book.events), new Map(book.items)];
  for (const [item, more] of eventsByItem(events)) {
    const own = [...(all.get(item) ?? []), ...more];
    all.set(item, own);
    items.set(item, valueItem(item, own, book.policy));
  }
  return { policy: book.policy, events: all, items };
}

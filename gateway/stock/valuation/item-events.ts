/** What each kind of event does to the books of its item. */
import { checkEvent } from './event-check.ts';
import type { Flow } from './flow.ts';
import { bring } from './incoming.ts';
import { consignedOf, currentUnit, type ItemBooks, pileAt, shift, tellLast } from './item-books.ts';
import { applyCosting, applyRevaluation, applyStandardCost } from './later-cost.ts';
import { unitCostOf } from './money.ts';
import { send } from './outgoing.ts';
import { dividedBy, isEqual, plus, type Ratio, times, zero } from './ratio.ts';
import { type Refusal, refuse } from './refusal.ts';
import { applyReversal } from './reversal.ts';
import {
  type CountEvent,
  type CustomerReturnEvent,
  type IssueEvent,
  ownerOf,
  type ReceiptEvent,
  type StockEvent,
  type SupplierReturnEvent,
} from './stock-event.ts';
import { remember, takeBack } from './trace.ts';
import { applyTransfer } from './transfer.ts';

/**
 * Applies an event, in the order of effect. An event that cannot be is refused, and nothing has changed.
 * Stock below nothing is no reason to refuse.
 */
export function applyEvent(books: ItemBooks, event: StockEvent): Refusal | undefined {
  const refusal = checkEvent(event);
  if (refusal !== undefined) return refusal;
  if (event.kind === 'reversal') return applyReversal(books, event);
  const owner = ownerOf(event);
  if (owner !== undefined) return applyToConsigned(books, event, owner);
  switch (event.kind) {
    case 'receipt':
      return applyReceipt(books, event);
    case 'issue':
      return applyIssue(books, event);
    case 'customer-return':
      return applyCustomerReturn(books, event);
    case 'supplier-return':
      return applySupplierReturn(books, event);
    case 'transfer':
      return applyTransfer(books, event);
    case 'count':
      return applyCount(books, event);
    case 'costing':
      return applyCosting(books, event);
    case 'revaluation':
      return applyRevaluation(books, event);
    case 'standard-cost':
      return applyStandardCost(books, event);
  }
}

const receipt_flows = {
  purchase: 'purchase',
  production: 'production',
  found: 'count-gain',
  opening: 'other-receipt',
  'mass-gain': 'mass-gain',
  other: 'other-receipt',
} as const;
const issue_flows = {
  sale: 'sale',
  production: 'consumption',
  scrap: 'scrap',
  lost: 'count-loss',
  'mass-loss': 'mass-loss',
  other: 'other-issue',
} as const;

function applyReceipt(books: ItemBooks, event: ReceiptEvent): undefined {
  const { id, quantity, location, cost } = event;
  const pile = pileAt(books, location);
  const told = cost === undefined ? undefined : unitCostOf(cost, quantity);
  const unit =
    told ?? (event.source === 'found' || event.source === 'mass-gain' ? currentUnit(books, pile) : undefined);
  const flow = receipt_flows[event.source];
  const stands = unit ?? (books.policy.method === 'standard' ? books.standard : undefined);
  remember(books, event, { quantity, flow, unit: stands, pile });
  if (unit === undefined) books.without_cost.add(id);
  bring(books, pile, { event: id, source: id, order: pile.order_next++, quantity, unit }, flow);
  tellLast(books, pile, told, id);
  shift(books.levels, location, quantity);
}

function applyIssue(books: ItemBooks, event: IssueEvent): undefined {
  const { id, quantity, location, cost } = event;
  const pile = pileAt(books, location);
  const flow = issue_flows[event.purpose];
  remember(books, event, { quantity: -quantity, flow, unit: undefined, pile });
  send(books, pile, {
    event: id,
    flow,
    quantity,
    ...statedBy(cost === undefined ? undefined : unitCostOf(cost, quantity)),
  });
  shift(books.levels, location, -quantity);
}

function applyCustomerReturn(books: ItemBooks, event: CustomerReturnEvent): Refusal | undefined {
  const { id, quantity, location, cost } = event;
  const issue = event.of === undefined ? undefined : books.traces.get(event.of);
  if (event.of !== undefined && issue?.event.kind !== 'issue') {
    return refuse('of', 'must name an issue of this item that took effect before');
  }
  const pile = pileAt(books, location);
  const flow = 'customer-return';
  const today = cost === undefined ? currentUnit(books, pile) : unitCostOf(cost, quantity);
  remember(books, event, { quantity, flow, unit: today, pile });
  const isAsIssued = cost === undefined && books.policy.customer_returns === 'as-issued';
  let left = quantity;
  let value: Ratio | undefined = zero;
  for (const part of isAsIssued && issue !== undefined ? takeBack(books, issue, quantity) : []) {
    left -= part.quantity;
    value = value && part.unit && plus(value, times(part.unit, part.quantity));
    bring(books, pile, { ...part, event: id, source: part.source || id, order: pile.order_next++ }, flow);
  }
  if (left > 0)
    bring(books, pile, { event: id, source: id, order: pile.order_next++, quantity: left, unit: today }, flow);
  const all = value && (left === 0 ? value : today && plus(value, times(today, left)));
  const own = books.traces.get(id);
  if (own !== undefined) own.unit = all && dividedBy(all, quantity);
  shift(books.levels, location, quantity);
  return undefined;
}

function applySupplierReturn(books: ItemBooks, event: SupplierReturnEvent): Refusal | undefined {
  const { id, of, quantity, location, cost } = event;
  const receipt = of === undefined ? undefined : books.traces.get(of);
  if (of !== undefined && receipt?.event.kind !== 'receipt') {
    return refuse('of', 'must name a receipt of this item that took effect before');
  }
  const pile = pileAt(books, location);
  const flow = 'supplier-return';
  remember(books, event, { quantity: -quantity, flow, unit: undefined, pile });
  const stated =
    receipt === undefined || cost !== undefined
      ? statedBy(cost === undefined ? undefined : unitCostOf(cost, quantity))
      : { stated: { unit: receipt.unit }, prefers: ({ event: came }: { event: string }) => came === of };
  send(books, pile, { event: id, flow, quantity, ...stated });
  shift(books.levels, location, -quantity);
  return undefined;
}

function applyCount(books: ItemBooks, event: CountEvent): undefined {
  const { id, location, counted, cost } = event;
  const pile = pileAt(books, location);
  const difference = counted - (books.levels.get(location) ?? 0);
  const flow: Flow = difference < 0 ? 'count-loss' : 'count-gain';
  const told = cost === undefined || difference <= 0 ? undefined : unitCostOf(cost, difference);
  const unit = told ?? currentUnit(books, pile);
  remember(books, event, { quantity: difference, flow, unit, pile });
  if (difference > 0) {
    bring(books, pile, { event: id, source: id, order: pile.order_next++, quantity: difference, unit }, flow);
    tellLast(books, pile, told, id);
  } else if (difference < 0) send(books, pile, { event: id, flow, quantity: -difference });
  shift(books.levels, location, difference);
}

function applyToConsigned(
  books: ItemBooks,
  event: Exclude<StockEvent, { kind: 'reversal' }>,
  owner: string,
): undefined {
  const levels = consignedOf(books, owner);
  let quantity = 0;
  if (event.kind === 'transfer') {
    quantity = event.quantity;
    shift(levels, event.from, -quantity);
    shift(levels, event.to, quantity);
  } else if ('location' in event && event.location !== undefined) {
    if (event.kind === 'count') quantity = event.counted - (levels.get(event.location) ?? 0);
    else if (event.kind === 'receipt' || event.kind === 'customer-return') quantity = event.quantity;
    else if (event.kind === 'issue' || event.kind === 'supplier-return') quantity = -event.quantity;
    shift(levels, event.location, quantity);
  }
  remember(books, event, { quantity, flow: 'transfer', unit: undefined });
}

function statedBy(unit: Ratio | undefined): {
  readonly stated?: { readonly unit: Ratio };
  readonly prefers?: (layer: { readonly unit: Ratio | undefined }) => boolean;
} {
  if (unit === undefined) return {};
  return { stated: { unit }, prefers: (layer) => layer.unit !== undefined && isEqual(layer.unit, unit) };
}

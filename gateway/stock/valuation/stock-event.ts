/** What happens to stock, as far as its value asks: the input of every valuation. */
import type { Cost } from './money.ts';

interface Event {
  /** Unique; the same event twice is one event. */
  readonly id: string;
  readonly item: string;
  /** Effective time. */
  readonly at_ms: number;
  /** The ledger's own number, given when it was learned; decides between events of one instant. */
  readonly seq: number;
}

/** Pieces at a place. */
interface Pieces {
  /** Whole units of the item, above zero. */
  readonly quantity: number;
  readonly location: string;
  /** Whose they are, when they are not ours (consigned stock): counted, and never valued. */
  readonly owner?: string | undefined;
}

/**
 * `opening`: what lay there when keeping began. `found`: a count's difference, where the ledger tells it as a movement; it comes in at
 * today's cost unless one is told; so does `mass-gain`.
 */
export type ReceiptSource = 'purchase' | 'production' | 'opening' | 'found' | 'mass-gain' | 'other';

/** Pieces came in; without a cost they are valued as soon as a `costing` tells it. */
export interface ReceiptEvent extends Event, Pieces {
  readonly kind: 'receipt';
  readonly source: ReceiptSource;
  readonly cost?: Cost | undefined;
}

/**
 * Pieces went out. `cost` is stated only where somebody else has decided it: layers of just that cost go first; what stands at
 * another one goes out at the stated cost, and the difference is kept apart.
 */
export interface IssueEvent extends Event, Pieces {
  readonly kind: 'issue';
  /** `lost`: a count's difference, where the ledger tells it as a movement. `mass-loss`: dried, given away, or never there. */
  readonly purpose: 'sale' | 'production' | 'scrap' | 'lost' | 'mass-loss' | 'other';
  readonly cost?: Cost | undefined;
}

/** A customer sent pieces back: of the issue `of`, where that is known. */
export interface CustomerReturnEvent extends Event, Pieces {
  readonly kind: 'customer-return';
  readonly of?: string | undefined;
  readonly cost?: Cost | undefined;
}

/** We sent pieces back to the supplier: of the receipt `of`, where that is known. */
export interface SupplierReturnEvent extends Event, Pieces {
  readonly kind: 'supplier-return';
  readonly of?: string | undefined;
  readonly cost?: Cost | undefined;
}

/** From a place to another, both ours. */
export interface TransferEvent extends Event {
  readonly kind: 'transfer';
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  readonly owner?: string | undefined;
}

/** So many were there at that instant, whatever the level was. `cost` values pieces found beyond the level. */
export interface CountEvent extends Event {
  readonly kind: 'count';
  readonly location: string;
  readonly counted: number;
  readonly owner?: string | undefined;
  readonly cost?: Cost | undefined;
}

/** What the receipt `of` cost became known, or was corrected by the invoice; all its pieces, wherever they are by now. */
export interface CostingEvent extends Event {
  readonly kind: 'costing';
  readonly of: string;
  readonly cost: Cost;
}

/** What is on hand is worth this much a piece from here on (a write-down to net realisable value, IAS 2 paragraphs 28 to 33). */
export interface RevaluationEvent extends Event {
  readonly kind: 'revaluation';
  readonly unit_micro: bigint;
  /** Only what lies there; where value is kept for the item as a whole, no location is given. */
  readonly location?: string;
}

/** The standard cost of a piece from here on. */
export interface StandardCostEvent extends Event {
  readonly kind: 'standard-cost';
  readonly unit_micro: bigint;
}

/** Takes back the movement or count `of`, which stays where it stands: movements are never edited. */
export interface ReversalEvent extends Event {
  readonly kind: 'reversal';
  readonly of: string;
}

export type StockEvent =
  | ReceiptEvent
  | IssueEvent
  | CustomerReturnEvent
  | SupplierReturnEvent
  | TransferEvent
  | CountEvent
  | CostingEvent
  | RevaluationEvent
  | StandardCostEvent
  | ReversalEvent;

/** The order in which events take effect: effective time, then the ledger's number, then the id. Total, whatever arrived when. */
export function byEffect(a: StockEvent, b: StockEvent): number {
  if (a.at_ms !== b.at_ms) return a.at_ms - b.at_ms;
  if (a.seq !== b.seq) return a.seq - b.seq;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The event that another one refers to. */
export function referredBy(event: StockEvent): string | undefined {
  switch (event.kind) {
    case 'customer-return':
    case 'supplier-return':
    case 'costing':
    case 'reversal':
      return event.of;
    default:
      return undefined;
  }
}

/** Whose pieces an event moves, when they are not ours. */
export function ownerOf(event: StockEvent): string | undefined {
  switch (event.kind) {
    case 'costing':
    case 'revaluation':
    case 'standard-cost':
    case 'reversal':
      return undefined;
    default:
      return event.owner;
  }
}

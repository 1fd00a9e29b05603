/**
 * The movements of the ledger as stock events. Levels that a valuation of them keeps are those of the ledger, since every movement
 * counts with what it moved: a count's difference too, and the opposite that is booked with what arrives after a count.
 */
import type { Movement } from '../movement.ts';
import type { Cost } from './money.ts';
import type { ReceiptSource, StockEvent } from './stock-event.ts';

export interface LedgerEntry {
  readonly seq: number;
  readonly movement: Pick<Movement, 'id' | 'item' | 'quantity' | 'from' | 'to' | 'at_ms' | 'reverses'>;
  /** What the pieces cost, where that is known. */
  readonly cost?: Cost;
  /** The issue or receipt whose pieces come or go back. */
  readonly of?: string;
  /** Whose pieces they are, when they are not ours. */
  readonly owner?: string;
}

/**
 * The event of a movement; undefined where it moved from outside to outside, which is no stock of ours.
 *
 * All events are written out as literals: of millions of them, the machine reads such objects many times faster than copies.
 */
export function stockEventOf(entry: LedgerEntry, isOutside: (location: string) => boolean): StockEvent | undefined {
  const { seq, movement, cost, of, owner } = entry;
  const { id, item, quantity, from, to, at_ms, reverses } = movement;
  const [comes, goes] = [isOutside(from), isOutside(to)];
  if (comes && goes) return undefined;
  if (reverses !== undefined) return { id, item, seq, at_ms, kind: 'reversal', of: reverses };
  if (!comes && !goes) return { id, item, seq, at_ms, kind: 'transfer', quantity, from, to, owner };
  if (comes && from === 'customer') {
    return { id, item, seq, at_ms, kind: 'customer-return', quantity, location: to, of, cost, owner };
  }
  if (comes) {
    return { id, item, seq, at_ms, kind: 'receipt', source: receiptSource(from), quantity, location: to, cost, owner };
  }
  if (to === 'supplier') {
    return { id, item, seq, at_ms, kind: 'supplier-return', quantity, location: from, of, cost, owner };
  }
  return { id, item, seq, at_ms, kind: 'issue', purpose: issuePurpose(to), quantity, location: from, cost, owner };
}

function receiptSource(from: string): ReceiptSource {
  if (from === 'supplier') return 'purchase';
  if (from === 'production') return 'production';
  if (from === 'opening-balance') return 'opening';
  return from === 'count-difference' ? 'found' : 'other';
}

function issuePurpose(to: string): 'sale' | 'production' | 'scrap' | 'lost' | 'other' {
  if (to === 'customer') return 'sale';
  if (to === 'production' || to === 'scrap') return to;
  return to === 'count-difference' ? 'lost' : 'other';
}

/**
 * The movements of the ledger as stock events. Levels that a valuation of them keeps are those of the ledger, since every movement
 * counts with what it moved: a count's difference too, and the opposite that is booked with what arrives after a count.
 */
import type { Movement } from '../movement.ts';
import type { Cost } from './money.ts';
import type { StockEvent } from './stock-event.ts';

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

/** The event of a movement; undefined where it moved from outside to outside, which is no stock of ours. */
export function stockEventOf(entry: LedgerEntry, isOutside: (location: string) => boolean): StockEvent | undefined {
  const { seq, movement, cost, of, owner } = entry;
  const { id, item, quantity, from, to, at_ms, reverses } = movement;
  const [comes, goes] = [isOutside(from), isOutside(to)];
  const base = { id, item, seq, at_ms };
  if (comes && goes) return undefined;
  if (reverses !== undefined) return { ...base, kind: 'reversal', of: reverses };
  const pieces = { ...base, quantity, ...(owner !== undefined && { owner }) };
  if (!comes && !goes) return { ...pieces, kind: 'transfer', from, to };
  const more = { ...(cost !== undefined && { cost }), ...(of !== undefined && { of }) };
  const priced = { ...pieces, ...(cost !== undefined && { cost }) };
  if (comes) {
    if (from === 'customer') return { ...pieces, ...more, kind: 'customer-return', location: to };
    return { ...priced, kind: 'receipt', source: receiptSource(from), location: to };
  }
  if (to === 'supplier') return { ...pieces, ...more, kind: 'supplier-return', location: from };
  return { ...priced, kind: 'issue', purpose: issuePurpose(to), location: from };
}

function receiptSource(from: string): 'purchase' | 'production' | 'found' | 'other' {
  if (from === 'supplier') return 'purchase';
  if (from === 'production') return 'production';
  return from === 'count-difference' ? 'found' : 'other';
}

function issuePurpose(to: string): 'sale' | 'production' | 'scrap' | 'lost' | 'other' {
  if (to === 'customer') return 'sale';
  if (to === 'production' || to === 'scrap') return to;
  return to === 'count-difference' ? 'lost' : 'other';
}

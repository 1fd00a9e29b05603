/** What became of stock that is not ours over a span of time: what of it was used, and so is owed to its owner. */
import { owner_change } from '../stock/owner.ts';
import { parseMoney } from '../stock/valuation/money.ts';
import type { BookRow } from './books/book-source.ts';
import type { BooksContext } from './books/books-context.ts';

/** Pieces; all of them above zero where they went the way that their name says. */
export interface Consigned {
  readonly owner: string;
  readonly opening: number;
  readonly received: number;
  readonly returned: number;
  readonly sold: number;
  readonly produced: number;
  readonly scrapped: number;
  readonly lost: number;
  readonly taken_over: number;
  readonly other: number;
  readonly closing: number;
  /** sold + produced + scrapped + lost + taken over + other. */
  readonly owed: number;
  /** In millionths; of those of which a cost is known. */
  readonly owed_micro: bigint;
  /** Pieces owed of which nobody told a cost. */
  readonly uncosted: number;
}

const ways = {
  supplier: 'returned',
  customer: 'sold',
  production: 'produced',
  scrap: 'scrapped',
  'count-difference': 'lost',
  [owner_change]: 'taken_over',
} as const;

type Way = 'received' | 'returned' | 'sold' | 'produced' | 'scrapped' | 'lost' | 'taken_over' | 'other';

type Tally = Record<Way | 'opening' | 'closing' | 'owed' | 'uncosted', number> & {
  owed_micro: bigint;
  price: bigint | undefined;
};

/**
 * Of one item, by owner. A movement counts in the span in which the gateway learned it, and what takes it back in the span of that: so
 * each piece is owed once, and a span that is over never changes. A piece costs what the movement says, else what the last receipt of that
 * owner said, else the unit cost of the settings.
 */
export function consignedOf(
  item: string,
  rows: readonly BookRow[],
  { from_ms, until_ms }: { readonly from_ms: number; readonly until_ms: number },
  context: BooksContext,
): readonly Consigned[] {
  const tallies = new Map<string, Tally>();
  for (const row of [...rows].sort((a, b) => a.seq - b.seq)) {
    if (row.arrived_ms >= until_ms) break;
    for (const { owner, quantity } of row.owners ?? []) {
      const tally = tallies.get(owner) ?? begun();
      tallies.set(owner, tally);
      note(tally, row, { quantity, isIn: row.arrived_ms >= from_ms, item, context });
    }
  }
  return [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, { price: _, ...tally }]): Consigned => ({ owner, ...tally }));
}

function begun(): Tally {
  return {
    opening: 0,
    received: 0,
    returned: 0,
    sold: 0,
    produced: 0,
    scrapped: 0,
    lost: 0,
    taken_over: 0,
    other: 0,
    closing: 0,
    owed: 0,
    uncosted: 0,
    owed_micro: 0n,
    price: undefined,
  };
}

interface Noted {
  readonly quantity: number;
  readonly isIn: boolean;
  readonly item: string;
  readonly context: BooksContext;
}

function note(tally: Tally, row: BookRow, { quantity, isIn, item, context }: Noted): void {
  const [comes, goes] = [context.isOutside(row.from), context.isOutside(row.to)];
  if (comes === goes) return;
  const told = costOf(row, context);
  // What is taken back goes the way it came: it is less of the same.
  const isBack = row.reverses !== undefined;
  const outside = comes ? row.from : row.to;
  const isReceipt = comes !== isBack && isSource(outside);
  if (isReceipt && !isBack && told !== undefined) tally.price = told;
  const signed = comes ? quantity : -quantity;
  tally.closing += signed;
  if (!isIn) {
    tally.opening += signed;
    return;
  }
  if (isReceipt) {
    tally.received += signed;
    return;
  }
  const way = isWay(outside) ? ways[outside] : 'other';
  tally[way] -= signed;
  if (way === 'returned') return;
  const price = told ?? tally.price ?? context.settingsCost(item);
  tally.owed -= signed;
  if (price === undefined) tally.uncosted -= signed;
  else tally.owed_micro -= price * BigInt(signed);
}

function isWay(location: string): location is keyof typeof ways {
  return Object.hasOwn(ways, location);
}

/** What comes from there is received: the supplier, the opening balance, a place outside that the site has made itself. */
function isSource(location: string): boolean {
  return location === 'supplier' || !isWay(location);
}

function costOf({ work }: BookRow, { currency }: BooksContext): bigint | undefined {
  const parsed = work?.unit_cost === undefined ? undefined : parseMoney(work.unit_cost, currency, 6);
  return parsed?.ok ? parsed.value : undefined;
}

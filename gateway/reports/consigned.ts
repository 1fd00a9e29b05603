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
  /** What receipts said that a piece costs, by the movement: of those that stand, the last one counts. */
  readonly prices: { readonly of: string; readonly price: bigint }[];
  /** At what each movement was owed, for what takes it back. */
  readonly owed_at: Map<string, bigint | undefined>;
};

/**
 * Of one item, by owner. A movement counts in the span in which the gateway learned it, and what takes it back in the span of that: so
 * each piece is owed once, and a span that is over never changes. A piece costs what the movement says, else what the last receipt of that
 * owner said, else the unit cost of the settings; what is taken back costs what it was owed at.
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
    .map(([owner, { prices: _, owed_at: __, ...tally }]): Consigned => ({ owner, ...tally }));
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
    prices: [],
    owed_at: new Map(),
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
  // What is taken back goes the way it came: it is less of the same.
  const isBack = row.reverses !== undefined;
  const outside = comes ? row.from : row.to;
  const isReceipt = comes !== isBack && isSource(outside);
  if (isReceipt) notePrice(tally, row, costOf(row, context));
  const price = isReceipt ? undefined : priceOf(tally, row, item, context);
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
  tally.owed -= signed;
  if (price === undefined) tally.uncosted -= signed;
  else tally.owed_micro -= price * BigInt(signed);
}

function notePrice({ prices }: Tally, { id, reverses }: BookRow, price: bigint | undefined): void {
  const taken_back = reverses === undefined ? -1 : prices.findIndex(({ of }) => of === reverses);
  if (taken_back >= 0) prices.splice(taken_back, 1);
  if (price !== undefined) prices.push({ of: id, price });
}

function priceOf({ prices, owed_at }: Tally, row: BookRow, item: string, context: BooksContext): bigint | undefined {
  const { id, reverses } = row;
  if (reverses !== undefined && owed_at.has(reverses)) return owed_at.get(reverses);
  const price = costOf(row, context) ?? prices.at(-1)?.price ?? context.settingsCost(item);
  owed_at.set(id, price);
  return price;
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

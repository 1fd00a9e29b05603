/** The moving average after each change: exact, rounded where the policy says so, and bounded. */
import { limits } from '../../base/limits.ts';
import { type ItemBooks, postDifference } from './item-books.ts';
import { mergedLayer, type Pile } from './pile.ts';
import { roundedTo, whole } from './ratio.ts';

/** Rounds the average where the policy says so, and where its fraction has grown beyond what is carried on. */
export function settle(books: ItemBooks, pile: Pile): void {
  if (books.policy.method !== 'average') return;
  const merged = mergedLayer(pile);
  if (merged?.unit === undefined) return;
  const exact = merged.unit;
  const decimals = books.policy.average_decimals;
  if (decimals !== undefined) merged.unit = whole(roundedTo(exact, 10n ** BigInt(6 - decimals), 'half-up'));
  else if (exact.denominator > denominator_max) {
    const numerator = roundedTo({ numerator: exact.numerator * fine, denominator: exact.denominator }, 1n, 'half-even');
    merged.unit = { numerator, denominator: fine };
  }
  postDifference(books, 'rounding', merged.quantity, { from: exact, to: merged.unit });
  pile.last = { unit: merged.unit, event: pile.last?.event ?? '' };
}

const denominator_max = 1n << BigInt(limits.valuation_denominator_bits_max);
/** A million-millionth of a millionth: far below what anybody prints. */
const fine = 1_000_000_000_000n;

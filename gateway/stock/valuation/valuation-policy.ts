/** The choices that a valuation is made by. Each has a name, so that a report can say which it was made by. */
import { type Refusal, refuse } from './refusal.ts';
import type { RoundingRule } from './rounding.ts';

/**
 * `fifo`: the oldest pieces go out first (IAS 2.25, ASC 330-10-30-9).
 * `lifo`: the newest go out first.
 * `average`: every receipt makes a new average, and pieces go out at it (IAS 2.27, calculated "as each additional shipment is
 * received": the moving average).
 * `standard`: pieces stand at a cost set beforehand, and what was paid more or less is kept apart (IAS 2.21).
 */
export type ValuationMethod = 'fifo' | 'lifo' | 'average' | 'standard';

export const valuation_methods: Readonly<
  Record<ValuationMethod, { readonly under_ifrs: boolean; readonly says: string }>
> = {
  fifo: { under_ifrs: true, says: 'first in, first out: IAS 2 paragraph 25' },
  lifo: {
    under_ifrs: false,
    says: 'last in, first out: not allowed under IFRS, IAS 2 paragraph 25; US GAAP allows it',
  },
  average: { under_ifrs: true, says: 'moving weighted average: IAS 2 paragraphs 25 and 27' },
  standard: { under_ifrs: true, says: 'standard cost, while it is near the real one: IAS 2 paragraph 21' },
};

export interface ValuationPolicy {
  readonly method: ValuationMethod;
  /** By which rules the books are kept; `internal` when they are nobody's but our own. */
  readonly accounting: 'ifrs' | 'us-gaap' | 'internal';
  /** Whether an item has one value over all our locations, so that transfers move none, or one at each location. */
  readonly pool: 'item' | 'item-and-location';
  /**
   * Pieces that went out before they were seen to come in. Movements are never refused for it.
   * `revalue`: they go out at the last known cost; the receipt that makes up for them tells their real one, and the difference
   * goes where they went (cost of sales, say).
   * `variance`: the same, but the difference is kept apart.
   * `no-value`: they go out without a value until that receipt.
   */
  readonly negative: 'revalue' | 'variance' | 'no-value';
  /** What customers send back comes in at what it went out at, where the issue is known, or at today's cost. */
  readonly customer_returns: 'as-issued' | 'current';
  /**
   * Rounds the moving average to so many decimals after each receipt, half away from zero, as many systems do; what that adds or
   * takes is kept apart as `rounding`. Exact when absent.
   */
  readonly average_decimals?: number;
  /** How reports round. */
  readonly rounding: RoundingRule;
}

export const default_policy: ValuationPolicy = {
  method: 'average',
  accounting: 'ifrs',
  pool: 'item',
  negative: 'revalue',
  customer_returns: 'as-issued',
  rounding: 'half-even',
};

/** Why a policy cannot be, or undefined when it can. */
export function checkPolicy(policy: ValuationPolicy): Refusal | undefined {
  if (policy.accounting === 'ifrs' && !valuation_methods[policy.method].under_ifrs) {
    return refuse('method', `${policy.method} is not allowed under IFRS (IAS 2 paragraph 25)`);
  }
  const decimals = policy.average_decimals;
  if (decimals === undefined) return undefined;
  if (policy.method !== 'average') return refuse('average_decimals', 'must only be given with the method average');
  if (!Number.isSafeInteger(decimals) || decimals < 0 || decimals > 6) {
    return refuse('average_decimals', 'must be a whole number from 0 to 6');
  }
  return undefined;
}

/** Settings of what stock is worth: the method of the site, of a class, of an item, and the costs that are set beforehand. */
import { z } from 'zod';
import { default_policy } from '../stock/valuation/valuation-policy.ts';
import { localDay, money } from './schema-planning.ts';

const method = z.enum(['fifo', 'lifo', 'average', 'standard']);

export const valuation = z.strictObject({
  method: method
    .default(default_policy.method)
    .describe(
      'How pieces that go out are valued, see [valuation.md](valuation.md); `lifo` only where `accounting` allows it',
    ),
  classes: z
    .strictObject({
      raw: method.exactOptional().describe('Of raw material'),
      wip: method.exactOptional().describe('Of work in process'),
      finished: method.exactOptional().describe('Of finished goods'),
      mro: method.exactOptional().describe('Of maintenance and supplies'),
    })
    .exactOptional()
    .describe('Instead of `method`, by the class of the item (`policy.class`)'),
  accounting: z
    .enum(['ifrs', 'us-gaap', 'internal'])
    .default(default_policy.accounting)
    .describe('By which rules the books are kept: IFRS does not allow LIFO; `internal`: nobody else reads them'),
  pool: z
    .enum(['item', 'item-and-location'])
    .default(default_policy.pool)
    .describe('One value of an item over all our locations, or one at each'),
  negative: z
    .enum(['revalue', 'variance', 'no-value'])
    .default(default_policy.negative)
    .describe(
      'What is done with pieces that went out before they were seen to come in; movements are never refused for it',
    ),
  customer_returns: z
    .enum(['as-issued', 'current'])
    .default(default_policy.customer_returns)
    .describe(
      'What customers send back comes in at what it went out at where that is known, or at the cost of the day',
    ),
  average_decimals: z
    .int()
    .min(0)
    .max(6)
    .exactOptional()
    .describe('Rounds the moving average after each receipt; exact when absent'),
  rounding: z
    .enum(['half-even', 'half-up'])
    .default(default_policy.rounding)
    .describe("How reports round to the currency's decimals"),
});

export const itemValuation = z.strictObject({
  cost_basis: z
    .enum(['unit', 'mass'])
    .exactOptional()
    .describe(
      'What all costs of the item are for: `unit`, or with `mass` a kilogram of its real mass, which needs `catch_weight`',
    ),
  method: method.exactOptional().describe('Instead of that of its class and of the site'),
  standard_costs: z
    .array(
      z.strictObject({
        from: localDay.describe('The first local day on which it holds'),
        unit_cost: money.describe('What one unit is set to cost, decimal text'),
      }),
    )
    .min(1)
    .max(1_000)
    .exactOptional()
    .describe('With the method `standard`: the costs, by the day from which they hold, the earliest first'),
});

/** Settings of production: what items are made of. */
import { z } from 'zod';
import { id } from './schema-values.ts';

const quantity = z.int().min(1).max(1_000_000_000);
const unit = z.string().min(1).max(40).exactOptional();

export const bill = z.strictObject({
  item: id.describe('What is made'),
  makes: quantity
    .exactOptional()
    .describe('So many of it, in its smallest unit, are made of the components; `1` when absent'),
  components: z
    .array(
      z.strictObject({
        item: id.describe('What is used'),
        quantity: quantity.describe('Of `unit`, for as many as the bill makes'),
        unit: unit.describe('One of the units of the item; its smallest one when absent'),
        scrap_permille: z
          .int()
          .min(0)
          .max(999)
          .exactOptional()
          .describe('What of the component is lost in the making, thousandths of what is started: 50 is 5 %'),
      }),
    )
    .min(1)
    .max(500)
    .describe('Each once'),
  by_products: z
    .array(
      z.strictObject({
        item: id.describe('What comes of it besides'),
        quantity: quantity.describe('Of `unit`, for as many as the bill makes'),
        unit: unit.describe('One of the units of the item; its smallest one when absent'),
        value_permille: z
          .int()
          .min(0)
          .max(1_000)
          .exactOptional()
          .describe('Thousandths of the value of what was used that it carries; nothing when absent'),
      }),
    )
    .min(1)
    .max(64)
    .exactOptional()
    .describe('Each once'),
  yield_permille: z
    .int()
    .min(1)
    .max(1_000)
    .exactOptional()
    .describe('What of it becomes good, thousandths of what is started: plans start more; all when absent'),
  at: id.exactOptional().describe('Where it is made; `work.wip` when absent'),
  to: id.exactOptional().describe('Where it goes when it is made; `work.finished` when absent'),
  is_backflushed: z
    .boolean()
    .exactOptional()
    .describe('What is used is booked by the bill with what was made, where nobody says it; `true` when absent'),
});

/** Production orders in the API's answers. */
import { z } from 'zod';
import type { ProductionOrder } from '../work/production.ts';
import { documentHead as head } from './document-head.ts';
import { at_ms, components } from './schemas.ts';

const text = z.string();
const whole = z.int();
const pieces = whole.min(0);

export const productionOrder: z.ZodType<ProductionOrder> = z
  .strictObject({
    kind: z.literal('production-order'),
    ...head,
    state: z.enum(['open', 'begun', 'complete', 'done', 'short', 'cancelled']),
    party: text.exactOptional(),
    item: text.meta({ description: 'What is made' }),
    quantity: whole.meta({ description: 'How many' }),
    start_quantity: whole.meta({ description: 'So many are started that so many become good' }),
    good: pieces,
    scrapped: pieces.meta({ description: 'Made, and not fit for use' }),
    location: text.meta({ description: 'Where it is made' }),
    to: text.meta({ description: 'Where it goes when it is made' }),
    is_backflushed: z.boolean(),
    lines: z.array(
      z.strictObject({
        line: whole,
        item: text,
        quantity: pieces.meta({ description: 'What the whole order is to use; 0 of what nobody planned' }),
        issued: whole.meta({ description: 'Brought to where it is made, less what was brought back' }),
        consumed: whole,
        elsewhere: whole
          .exactOptional()
          .meta({ description: 'Of that, from other places than where it is made: it never was issued' }),
      }),
    ),
    by_products: z.array(z.strictObject({ item: text, quantity: pieces, made: whole, value_permille: pieces })),
    reports: z.array(
      z.strictObject({
        report: whole,
        at_ms,
        by: text,
        good: pieces,
        scrapped: pieces,
        to: text
          .exactOptional()
          .meta({ description: 'Of an order that came of a kanban card: where what is good went' }),
        consumed: z.array(z.strictObject({ line: whole, quantity: whole, elsewhere: whole.exactOptional() })),
        by_products: z.array(z.strictObject({ item: text, quantity: whole })),
        first: text.meta({ description: 'What the ids of its movements begin with' }),
        movements: pieces,
        is_undone: z.literal(true).exactOptional().meta({ description: 'It was taken back' }),
      }),
    ),
  })
  .register(components, { id: 'ProductionOrder', description: 'What is to be made, of what, and what came of it' });

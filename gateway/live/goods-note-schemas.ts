/** Goods that came back, went back or were scrapped, in the API's answers. */
import { z } from 'zod';
import type { Return, Scrap } from '../work/goods-note.ts';
import { documentHead as head } from './document-head.ts';
import { components } from './schemas.ts';

const text = z.string();
const whole = z.int();

export const returned: z.ZodType<Return> = z
  .strictObject({
    kind: z.literal('return'),
    ...head,
    state: z.enum(['from-customer', 'to-supplier']),
    party: text,
    location: text.exactOptional(),
    lines: z.array(
      z.strictObject({
        line: whole,
        item: text,
        quantity: whole,
        condition: z.enum(['stock', 'quarantine', 'scrap']).exactOptional(),
        from: text,
        to: text,
        unit_cost: text.exactOptional(),
      }),
    ),
  })
  .register(components, { id: 'Return', description: 'Goods that came back, or went back to the supplier' });

export const scrapped: z.ZodType<Scrap> = z
  .strictObject({
    kind: z.literal('scrap'),
    ...head,
    state: z.literal('scrapped'),
    party: text.exactOptional(),
    location: text,
    lines: z.array(z.strictObject({ line: whole, item: text, quantity: whole })),
  })
  .register(components, { id: 'Scrap', description: 'Goods that were scrapped' });

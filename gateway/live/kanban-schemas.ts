/** Kanban loops and the signals of their cards in the API's answers. */
import { z } from 'zod';
import { type CardSignal, signalStates } from '../work/card-signal.ts';
import { documentHead as head } from './document-head.ts';
import { at_ms, components } from './schemas.ts';

const text = z.string();
const whole = z.int();

export const cardSignal: z.ZodType<CardSignal> = z
  .strictObject({
    kind: z.literal('card-signal'),
    ...head,
    state: z.enum(signalStates),
    party: text.exactOptional().meta({ description: 'The supplier who fills the container' }),
    location: text.meta({ description: 'The bin' }),
    loop: text,
    card: whole,
    told_by: z.enum(['level', 'card', 'person']).meta({ description: 'What said that the container is empty' }),
    is_made: z.literal(true).exactOptional().meta({ description: 'What is in the container is made here' }),
    filled_by: text.exactOptional().meta({ description: 'The order, transfer or production order that fills it' }),
    filled_line: whole.exactOptional().meta({ description: 'Of an order for several cards: its own line' }),
    orders_at_ms: at_ms
      .exactOptional()
      .meta({ description: 'Until then it waits for others of its supplier, to be ordered with them' }),
    late_ms: at_ms.meta({ description: 'When it is late: its time and the lead time of the loop' }),
    lines: z.array(
      z.strictObject({
        line: whole,
        item: text,
        quantity: whole.meta({ description: 'What a full container holds' }),
        from: text.exactOptional().meta({ description: 'Where it comes from' }),
        received: whole.meta({ description: 'What has come of the order or transfer, or is made' }),
        filled: whole.meta({ description: 'Of what a supplier sent or was made: what has been brought to the bin' }),
      }),
    ),
  })
  .register(components, { id: 'CardSignal', description: 'A kanban card from its empty container to the full one' });

export const cardTold = z.strictObject({
  card: whole,
  code: text.meta({ description: 'What is printed on it' }),
  bin: text,
  state: z.enum(['full', 'signalled', 'ordered', 'in-transit', 'received']),
  signal: text.exactOptional().meta({ description: 'Its open signal, `KB-3`' }),
  since_ms: at_ms.exactOptional(),
  told_by: text.exactOptional(),
  filled_by: text.exactOptional(),
  filled_line: whole.exactOptional().meta({ description: 'Of an order for several cards: its own line' }),
  orders_at_ms: at_ms
    .exactOptional()
    .meta({ description: 'Until then it waits for others of its supplier, to be ordered with them' }),
  is_late: z.literal(true).exactOptional().meta({ description: 'It is out for longer than the lead time of its loop' }),
  is_leaving: z
    .literal(true)
    .exactOptional()
    .meta({ description: 'The settings have fewer cards; it goes when it is full' }),
});

export const cardLeft = z.strictObject({
  loop: text.meta({ description: 'That the settings do not have any more' }),
  item: text,
  ...cardTold.omit({ is_leaving: true }).shape,
});
export type CardLeft = z.infer<typeof cardLeft>;

export const resizeAdvice = z.strictObject({
  cards: whole.meta({ description: 'That the loop has' }),
  advised: whole
    .exactOptional()
    .meta({ description: 'By the demand of the last plan; absent where it cannot be said' }),
  demand_per_day: z.number().exactOptional().meta({ description: 'Of the last plan, of the item on the whole site' }),
  lead_time_days: z.number().meta({ description: 'Measured from signal to full, else as the settings have it' }),
  measured: whole.meta({ description: 'Closed signals that the lead time is measured from; 0 where it is not' }),
  formula: z.literal('⌈demand_per_day · lead_time_days · (1 + safety_share) / container_units⌉'),
  says: text.meta({ description: '`7 cards; 5 by today’s demand`, and why' }),
});

export const loopTold = z.strictObject({
  id: text,
  name: text,
  item: text,
  bins: z.array(text).readonly(),
  supplier: text.exactOptional(),
  from: text.exactOptional(),
  is_made: z.literal(true).exactOptional().meta({ description: 'Its containers are filled by making the item' }),
  container_units: whole,
  signals: z.enum(['level', 'card']),
  is_ordered_by_itself: z.boolean(),
  lead_time_days: z.number(),
  cards: z.array(cardTold).readonly(),
  on_hand: whole.meta({ description: 'In its bins' }),
  full: whole,
  out: whole.meta({ description: 'Cards that are not full' }),
  advice: resizeAdvice,
});
export type LoopTold = z.infer<typeof loopTold>;

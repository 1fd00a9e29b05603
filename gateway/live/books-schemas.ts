/** Values and periods as REST tells them: amounts are decimal text in the site's currency, never floating point. */
import { z } from 'zod';
import { at_ms } from './schemas.ts';

const text = z.string();
const whole = z.int();
const number = z.number();
export const amount = text.meta({ description: "Decimal text in the site's currency: `1234.50`" });

export const made = z
  .strictObject({ at_ms, head_seq: whole.meta({ description: 'The last movement that was known' }) })
  .meta({ description: 'When and from which movements this was made' });

const count = (description: string) => whole.exactOptional().meta({ description });

export const valueRow = z.strictObject({
  item: text.exactOptional(),
  location: text.exactOptional(),
  class: text.exactOptional(),
  name: text,
  unit: text.exactOptional(),
  method: text.exactOptional(),
  quantity: number.meta({ description: 'Our own pieces; over several items a sum of unlike things' }),
  mass_mg: count('What lies there weighs, of items with catch weight'),
  value: amount,
  unit_value: text.exactOptional().meta({ description: 'Of one piece on hand, up to six decimals' }),
  unvalued: number.meta({ description: 'Pieces on hand that nobody knows the cost of' }),
  negative: number.meta({ description: 'Pieces that went out before they were seen to come in' }),
  consigned: number.meta({ description: 'Pieces that lie here and are not ours: never valued' }),
  receipts_from_settings: count('Receipts at the unit cost of the settings, for nobody told what was paid'),
  receipts_without_cost: count('Receipts that nobody knows the cost of'),
  late: count('Movements of a closed period, valued in the one after it'),
  refused: count('Movements that could not be valued'),
});

export const valueTold = z.strictObject({
  by: z.enum(['item', 'location', 'class', 'class-and-location']),
  currency: text,
  rounding: text,
  total: amount,
  rows: z.array(valueRow).readonly(),
  definition: text,
  notes: z.array(text).readonly(),
});

const flow = { flow: text, quantity: number, value: amount };

export const itemTold = z.strictObject({
  item: text,
  name: text,
  unit: text,
  class: text.exactOptional(),
  method: text,
  method_says: text,
  cost_basis: z.literal('mass').exactOptional().meta({
    description: 'Costs are for a kilogram: layers and steps are in milligrams, and their unit values for a kilogram',
  }),
  quantity: number,
  mass_mg: count('What lies here weighs, of an item with catch weight'),
  value: amount,
  unit_value: text.exactOptional(),
  unvalued: number,
  owed: number,
  layers: z
    .array(
      z.strictObject({
        location: text.exactOptional(),
        quantity: number.meta({ description: 'Below zero: went out before it came in' }),
        unit_value: text.exactOptional(),
        value: amount.exactOptional(),
        movement: text.exactOptional().meta({ description: 'The receipt or count that the cost comes from' }),
      }),
    )
    .readonly(),
  layers_more: whole,
  flows: z.array(z.strictObject({ ...flow, unvalued: number })).readonly(),
  steps: z
    .array(
      z.strictObject({
        id: text.meta({ description: 'Of the movement; of a standard cost its own' }),
        seq: whole,
        kind: text,
        at_ms,
        happened_ms: at_ms.exactOptional().meta({ description: 'Where its period was closed when it was learned' }),
        note: text.exactOptional(),
        document: text.exactOptional().meta({ description: 'That booked it' }),
        order: text.exactOptional().meta({ description: 'That it fulfils' }),
        from: text.exactOptional(),
        to: text.exactOptional(),
        quantity: number,
        unit_cost: text.exactOptional(),
        cost_from: z.enum(['document', 'production', 'settings']).exactOptional(),
        value: amount.meta({ description: 'What its pieces moved' }),
        quantity_after: number,
        value_after: amount,
        postings: z.array(z.strictObject({ ...flow, corrects: text.exactOptional() })).readonly(),
      }),
    )
    .readonly()
    .meta({ description: 'Each movement in the order of effect, with what it moved' }),
  steps_of: whole,
  next: whole.exactOptional().meta({ description: 'The cursor of the next page of steps; absent on the last' }),
  refused: z.array(z.strictObject({ movement: text, field: text, rule: text })).readonly(),
});

export const period = z.strictObject({
  number: whole,
  from_ms: at_ms,
  until_ms: at_ms.meta({ description: 'The first instant after it' }),
  closed_ms: at_ms,
  by: text,
  reason: text,
  head_seq: whole.meta({ description: 'Movements after this one came too late for it' }),
  value: amount.meta({ description: 'Of all stock at its end, as the books were when it was closed' }),
  currency: text,
  value_now: amount.exactOptional().meta({ description: 'The same by the books of today; of the last three periods' }),
  differs: z.boolean().exactOptional().meta({ description: 'Costs in the settings were changed since it was closed' }),
});

const both = z.strictObject({ quantity: number, value: amount });
const columns = <Cell extends z.ZodType>(cell: Cell) => ({
  opening: cell,
  purchases: cell,
  closing: cell,
  usage: cell,
  sold: cell,
  consumed: cell,
  scrapped: cell,
  other: cell,
  shrinkage: cell,
  hidden: cell,
});

export const periodTold = z.strictObject({
  items: z
    .array(
      z.strictObject({
        item: text,
        name: text,
        unit: text,
        cost_basis: z
          .literal('mass')
          .exactOptional()
          .meta({ description: 'Costs are for a kilogram: all quantities are milligrams' }),
        method: z.enum(['fifo', 'lifo', 'average']),
        ...columns(both),
        method_difference: amount,
        surplus: number,
      }),
    )
    .readonly(),
  total: z.strictObject(columns(amount)),
  not_compared: z.array(z.strictObject({ item: text, field: text, rule: text })).readonly(),
  formulas: z.record(text, text).readonly(),
});

export const reportListed = z.strictObject({
  name: text,
  title: text,
  says: text,
  definition: z.array(text).readonly(),
  columns: z
    .array(
      z.strictObject({
        name: text,
        title: text,
        kind: z.enum(['text', 'number', 'money', 'share']),
        unit: text.exactOptional(),
      }),
    )
    .readonly(),
});

const row = z.record(text, z.union([text, number])).readonly();

export const report = z.strictObject({
  ...reportListed.shape,
  site: text,
  currency: text,
  made,
  from_ms: at_ms,
  until_ms: at_ms,
  rows: z.array(row).readonly().meta({ description: 'By the names of the columns; what cannot be said is not there' }),
  total: row.exactOptional(),
  notes: z.array(text).readonly(),
});

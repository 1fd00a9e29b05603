/** The shape of handling units in the API's answers. */
import { z } from 'zod';
import { isSscc } from '../stock/sscc.ts';
import { type HandlingUnit, packagings } from '../work/handling-unit.ts';
import { documentHead as head } from './document-head.ts';
import { saidOfLot } from './lot-schemas.ts';
import { components } from './schemas.ts';

const text = z.string();
const whole = z.int();

export const sscc = z
  .string()
  .refine(isSscc, 'must be the 18 digits of an SSCC with its check digit')
  .meta({ description: 'SSCC, 18 digits' });
export const packaging = z.enum(packagings);

export const handlingUnit: z.ZodType<HandlingUnit> = z
  .strictObject({
    kind: z.literal('handling-unit'),
    ...head,
    state: z.enum(['announced', 'open', 'packed', 'shipped', 'unpacked', 'absent']),
    sscc: text,
    packaging,
    party: text.exactOptional(),
    location: text.exactOptional().meta({ description: 'Where it stands; absent while it is announced' }),
    inside: text.exactOptional().meta({ description: 'SSCC of the unit that it stands in' }),
    units: z.array(text).meta({ description: 'SSCCs of those that stand directly in it' }),
    shipment: text.exactOptional().meta({ description: 'The shipment that it is picked or packed for' }),
    lines: z.array(
      z.strictObject({ line: whole, item: text, quantity: whole, lot: z.strictObject(saidOfLot).exactOptional() }),
    ),
  })
  .register(components, { id: 'HandlingUnit', description: 'A case or a pallet, and what is in it' });

export const goods = z.strictObject({
  item: text,
  quantity: whole,
  lot: z.strictObject(saidOfLot).exactOptional(),
});

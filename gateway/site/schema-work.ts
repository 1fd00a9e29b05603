/** Settings of work: where deliveries are taken in, where damaged goods go, what is tolerated. */
import { z } from 'zod';
import { id } from './schema-values.ts';

const permille = (of: string) => z.int().min(0).max(1_000).describe(`Of class ${of}, thousandths of the level`);
const times = (of: string) => z.int().min(1).max(365).describe(`Of class ${of}`);
const counting = z.strictObject({
  tolerance_permille: z
    .strictObject({ A: permille('A'), B: permille('B'), C: permille('C') })
    .exactOptional()
    .describe(
      'How far a count may be off the level and be booked at once: `{ "A": 10, "B": 30, "C": 50 }` when absent',
    ),
  counts_per_year: z
    .strictObject({ A: times('A'), B: times('B'), C: times('C') })
    .exactOptional()
    .describe('How often items are to be counted at each place: `{ "A": 4, "B": 2, "C": 1 }` when absent'),
  by_another: z
    .boolean()
    .exactOptional()
    .describe('Who counts again, and who approves, must not be who counted; `false` when absent'),
});

const sscc = z.strictObject({
  company_prefix: z
    .string()
    .regex(/^\d{4,12}$/, 'must be 4 to 12 digits')
    .describe('The GS1 company prefix of the firm'),
  extension: z.int().min(0).max(9).exactOptional().describe('The digit before it, free to use; 0 when absent'),
});

export const work = z.strictObject({
  receiving: id.exactOptional().describe('Where deliveries are taken in that name no other location'),
  quarantine: id.exactOptional().describe('Where damaged goods go that are kept'),
  staging: id.exactOptional().describe('Where shipments are gathered that name no other location'),
  over_permille: z
    .int()
    .min(0)
    .max(1_000)
    .exactOptional()
    .describe('How much more than ordered is taken in where the order does not say: 50 is 5 %; nothing when absent'),
  counting: counting.exactOptional().describe('How counts are judged, and how often they are due'),
  put_away: z
    .array(z.enum(['fixed', 'same-item', 'empty']))
    .min(1)
    .max(3)
    .exactOptional()
    .describe(
      'By what goods find their places, the best first: the place made for the item, where it lies already, the first empty one; `["fixed", "same-item"]` when absent',
    ),
  sscc: sscc.exactOptional().describe('What own handling units are numbered with; without it each brings its number'),
});

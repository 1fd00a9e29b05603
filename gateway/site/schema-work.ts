/** Settings of work: where deliveries are taken in, where damaged goods go, what is tolerated. */
import { z } from 'zod';
import { id } from './schema-values.ts';

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
});

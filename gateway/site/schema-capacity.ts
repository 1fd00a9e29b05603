/** Settings of what a place may hold. */
import { z } from 'zod';

export const storageClass = z.string().regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 small letters, digits or hyphens');

const amount = (says: string) => z.int().min(1).max(1_000_000_000_000_000).exactOptional().describe(says);

export const capacity = z.strictObject({
  pieces: amount('Pieces, of all items together'),
  mass_mg: amount('Mass of what lies here, whole milligrams, of the items whose mass is known'),
  volume_mm3: amount('Volume of what lies here, of the items whose volume is known'),
  is_single_item: z.boolean().exactOptional().describe('One item at a time; `false` when absent'),
  classes: z
    .array(storageClass)
    .min(1)
    .max(16)
    .exactOptional()
    .describe('Storage classes of goods that may lie here; all when absent. Goods without a class go anywhere'),
  is_hard: z
    .boolean()
    .exactOptional()
    .describe('What people bring beyond it is refused; `false` when absent: it is noted'),
});

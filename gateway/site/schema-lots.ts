/** What an item may say of its lots, and of the units it is counted in. */
import { z } from 'zod';
import { words } from './schema-values.ts';

const days = z.int().min(1).max(36_500);

export const lotMembers = {
  tracking: z
    .enum(['lot', 'serial'])
    .exactOptional()
    .describe(
      'Whether its pieces are told apart by lot or by serial number ([lots.md](lots.md)); not at all when absent',
    ),
  shelf_life_days: days
    .exactOptional()
    .describe('How long it may be used from the day it was made; for lots whose expiry nobody tells'),
  expiry_warn_days: days.exactOptional().describe('So many days before its expiry a lot is expiring; 30 when absent'),
  units: z
    .array(
      z.strictObject({
        name: words.describe('What people call it: `box`'),
        of: z.string().max(32).describe('How many of the smallest unit it is: `"12"`, `"453.59237"` or `"1/3"`, exact'),
      }),
    )
    .max(16)
    .exactOptional()
    .describe('Units that people may count in beside the smallest one, see [units.md](units.md)'),
};

/** What an item may say of its lots. */
import { z } from 'zod';

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
};

/** What is said of a lot in the body of a request. */
import { z } from 'zod';

const named = z.string().min(1).max(64);

export const saidOfLot = {
  lot: named.exactOptional(),
  serial: named.exactOptional().meta({ description: 'Of an item tracked by serial; each is one piece' }),
  expiry: z.iso.date().exactOptional().meta({ description: 'The last day on which it may be used, 2027-05-31' }),
  made_on: z.iso.date().exactOptional(),
  supplier_lot: named.exactOptional(),
};

import { z } from 'zod';
import type { LedgerReader } from '../../ledger/reader.ts';
import { type AnyRoute, nothing, ok, page_rows_default, pageLimit, route } from '../route.ts';

const row = z.strictObject({
  n: z.int(),
  at_ms: z.int(),
  device: z.string().exactOptional(),
  topic: z.string().exactOptional(),
  reason: z.string(),
  bytes: z.int(),
  hex: z.string().meta({ description: 'The first 256 bytes' }),
});
const hex_bytes_max = 256;

export function quarantineRoutes(reader: LedgerReader): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/quarantine',
      id: 'listQuarantine',
      says: 'Frames that could not be understood and why, newest first',
      params: nothing,
      query: z.strictObject({ limit: pageLimit }),
      result: z.strictObject({ quarantine: z.array(row) }),
      problems: {},
      answer({ query: { limit = page_rows_default } }) {
        const quarantine = reader.quarantine(limit).map(({ data, ...rest }) => ({
          ...rest,
          bytes: data.length,
          hex: Buffer.from(data.subarray(0, hex_bytes_max)).toString('hex'),
        }));
        return ok({ quarantine });
      },
    }),
  ];
}

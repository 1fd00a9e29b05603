import { z } from 'zod';
import type { LedgerReader } from '../../ledger/reader.ts';
import { type AnyRoute, nothing, ok, page_rows_default, pageLimit, route, wholeNumber } from '../route.ts';

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
      needs: 'see-devices',
      params: nothing,
      query: z.strictObject({
        limit: pageLimit,
        cursor: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: '`next` of the page before' }),
      }),
      result: z.strictObject({
        quarantine: z.array(row),
        next: z.int().exactOptional().meta({ description: 'The cursor of the next page; absent on the last' }),
      }),
      problems: {},
      answer({ query: { limit = page_rows_default, cursor } }) {
        const quarantine = reader.quarantine(limit, cursor).map(({ data, ...rest }) => ({
          ...rest,
          bytes: data.length,
          hex: Buffer.from(data.subarray(0, hex_bytes_max)).toString('hex'),
        }));
        const last = quarantine.length === limit ? quarantine.at(-1) : undefined;
        return ok({ quarantine, ...(last === undefined ? {} : { next: last.n }) });
      },
    }),
  ];
}

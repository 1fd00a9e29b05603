/** Movements as a file: filtered, bounded, and sent while it is read, so that neither memory nor anybody else waits for it. */
import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { parseTime } from '../../base/site-time.ts';
import type { StoredMovement } from '../../ledger/commit.ts';
import type { TimeSources } from '../at-time.ts';
import { hasMasses } from '../mass-view.ts';
import { movementLines, movementsHeader } from '../movement-csv.ts';
import { badRequest } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, route } from '../route.ts';
import { movementKind } from '../schemas.ts';

const time = z.string().min(1).max(40).optional();
const query = z.strictObject({
  item: idText.optional(),
  location: idText.optional().meta({ description: 'Movements from or to this location' }),
  kind: movementKind.optional(),
  document: idText.optional().meta({ description: 'Movements that this document booked' }),
  from: time.meta({ description: 'What happened at or after it: 2026-11-23, 2026-11-23 14:02, 2026-11-23T14:02:11Z' }),
  until: time.meta({ description: 'What happened before it' }),
});

interface Wanted {
  readonly item?: string | undefined;
  readonly location?: string | undefined;
  readonly kind?: string | undefined;
  readonly document?: string | undefined;
  readonly from_ms: number;
  readonly until_ms: number;
}

export function movementFileRoutes({ reader, state }: Pick<TimeSources, 'reader' | 'state'>): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/movements.csv',
      id: 'exportMovements',
      says: 'Movements as a file for a spreadsheet, newest first; what a spreadsheet could take for a formula is text',
      needs: 'export-data',
      audit: 'reading',
      params: nothing,
      query,
      result: z.string(),
      sends: 'text/csv',
      problems: { 422: `More than ${limits.export_rows_max} movements: say a span, an item or a place` },
      async answer({ query: { from, until, ...asked } }) {
        const zone = state.site.time_zone;
        const ends = { from: parseTime(from ?? '0'.repeat(12), zone), until: parseTime(until ?? '9'.repeat(15), zone) };
        for (const [field, end] of Object.entries(ends))
          if (!end.ok) return no(badRequest([{ in: 'query', field, rule: end.says }]));
        const wanted = {
          ...asked,
          from_ms: ends.from.ok ? ends.from.at_ms : 0,
          until_ms: ends.until.ok ? ends.until.at_ms : 0,
        };
        const head = reader.head();
        let rows = 0;
        for await (const page of pagesOf(reader, wanted, head)) {
          rows += page.length;
          if (rows > limits.export_rows_max) return no(tooMany());
        }
        const site = state.site;
        const items = new Map(site.items.map((item) => [item.id, item]));
        return {
          ...ok(''),
          async *parts() {
            const weighs = hasMasses(site);
            yield movementsHeader(weighs);
            for await (const page of pagesOf(reader, wanted, head))
              if (page.length > 0) yield movementLines(page, (id) => items.get(id), weighs);
          },
        };
      },
    }),
  ];
}

function tooMany() {
  const rule = `are more than ${limits.export_rows_max} movements: say from and until, an item or a place`;
  return {
    status: 422,
    title: 'Not possible',
    code: 'too-many-rows',
    detail: `These ${rule}.`,
    errors: [{ in: 'query' as const, field: 'from', rule }],
  };
}

/** Up to movement `head`, page by page; everything else has its turn in between. */
async function* pagesOf(
  reader: Pick<TimeSources['reader'], 'movements'>,
  { item, location, kind, document, from_ms, until_ms }: Wanted,
  head: number,
): AsyncGenerator<readonly StoredMovement[]> {
  const isWanted = (each: StoredMovement) =>
    each.at_ms >= from_ms &&
    each.at_ms < until_ms &&
    (kind === undefined || each.kind === kind) &&
    (document === undefined || each.work?.document === document);
  for (let before_seq = head + 1; ; ) {
    const page = reader.movements({
      ...(item === undefined ? {} : { item }),
      ...(location === undefined ? {} : { location }),
      before_seq,
      limit: limits.page_rows_max,
    });
    yield page.filter(isWanted);
    const last = page.at(-1);
    // Nothing is learned before it happens: what was learned before the span is not in it.
    if (last === undefined || page.length < limits.page_rows_max || last.arrived_ms < from_ms) return;
    before_seq = last.seq;
    await new Promise((then) => setImmediate(then));
  }
}

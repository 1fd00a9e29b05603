/** Lots: what is known of them, where they are, where they came from and went to, and which to take first. */
import { z } from 'zod';
import type { Table } from '../../base/csv.ts';
import type { LotStep } from '../../ledger/lots.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import { adviseFefo } from '../../stock/lots/fefo.ts';
import { keyOf } from '../../stock/lots/lot.ts';
import type { TimeSources } from '../at-time.ts';
import { usableStocks } from '../availability.ts';
import { holdsOf, treeOf } from '../holds-now.ts';
import { lotRecord, lotView, lotViewOf, outsideOf, todayOf } from '../lot-view.ts';
import { badRequest, notFound } from '../problem.ts';
import {
  type AnyRoute,
  fileFormat,
  idParams,
  idText,
  isFile,
  no,
  nothing,
  ok,
  page_rows_default,
  pageLimit,
  route,
  wholeNumber,
} from '../route.ts';
import { at_ms, evidence, movement } from '../schemas.ts';

const text = z.string();
const whole = z.int();
const day = z.iso.date();

const listQuery = z.strictObject({
  item: idText.optional(),
  expires_by: day.optional().meta({ description: 'Only lots that expire on this local day or before: 2027-05-31' }),
  here: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: '`true`: only lots of which something is in the house' }),
  limit: pageLimit,
  cursor: z.string().max(1_024).optional().meta({ description: '`next` of the page before' }),
  format: fileFormat('this page for a spreadsheet'),
});

const place = z.strictObject({ location: text, quantity: whole.min(1) });
const correction = z.strictObject({
  number: whole,
  seq: whole,
  id: text,
  item: text,
  quantity: whole,
  was: text,
  is: text,
  location: text.meta({ description: 'Here it is `is`, and not `was`' }),
  other: text.meta({ description: 'There it is the other way round' }),
  movement: text.exactOptional().meta({ description: 'Whose lot was presumed wrongly; absent when none explains it' }),
  at_ms,
  arrived_ms: at_ms,
  why: text,
  evidence: z.array(evidence),
});
const step = z.strictObject({
  seq: whole,
  quantity: whole,
  known: text.exactOptional().meta({ description: 'How it was known which lot the movement carried' }),
  movement: movement.exactOptional(),
  correction: correction.exactOptional(),
});
const event = z.strictObject({
  kind: z.enum(['seen', 'told']),
  record: lotRecord,
  at_ms,
  n: whole,
  by: text,
  reason: text.exactOptional(),
});
const trace = z.strictObject({
  lot: lotView,
  came_from: z.array(place).meta({ description: 'Backwards: from where outside its pieces came' }),
  went_to: z.array(place).meta({ description: 'Forwards: where outside its pieces are' }),
  is_at: z.array(z.strictObject({ location: text, quantity: whole })),
  events: z.array(event).meta({ description: 'How it became known what it is, newest first' }),
  steps: z
    .array(step)
    .meta({ description: 'Movements that carried it, and corrections of what was presumed, newest first' }),
  next: text.exactOptional(),
});
const lotParams = z.strictObject({
  item: idText,
  lot: idText.meta({ description: 'The serial, for an item tracked by serial' }),
});
const advice = z.strictObject({
  item: text,
  quantity: whole,
  take: z
    .array(
      z.strictObject({
        location: text,
        lot: text,
        quantity: whole,
        there: whole.meta({ description: 'Pieces of the lot that lie there' }),
        expiry: text.exactOptional(),
      }),
    )
    .readonly(),
  short: whole.meta({ description: 'Pieces that nobody has who may be used' }),
});

const events_shown = 100;

export function lotRoutes(sources: TimeSources): AnyRoute[] {
  return [listRoute(sources), traceRoute(sources), adviceRoute(sources)];
}

function listRoute(sources: TimeSources): AnyRoute {
  const { reader, state } = sources;
  return route({
    method: 'get',
    path: '/lots',
    id: 'listLots',
    says: 'Lots and serials by item, with what is in the house of each and whether it may be used',
    needs: 'see-stock',
    params: nothing,
    query: listQuery,
    result: z.strictObject({ lots: z.array(lotView), next: text.exactOptional() }),
    alsoCsv: 'data',
    problems: {},
    answer({ query: { item, expires_by, here, limit = page_rows_default, cursor, format } }) {
      const after = cursor === undefined ? undefined : lotOfCursor(cursor);
      if (cursor !== undefined && after === undefined) {
        return no(badRequest([{ in: 'query', field: 'cursor', rule: 'is not one this gateway has given' }]));
      }
      const records = reader.lots.list({
        ...(item === undefined ? {} : { item }),
        ...(expires_by === undefined ? {} : { expires_by }),
        here: here === 'true',
        ...(after === undefined ? {} : { after }),
        limit: limit + 1,
      });
      const today = todayOf(sources);
      const items = new Map(state.site.items.map((each) => [each.id, each]));
      const lots = records.slice(0, limit).map((record) => {
        const levels = reader.lots.levels({ item: record.item, lot: record.lot });
        const quantity = levels.reduce((sum, level) => sum + level.quantity, 0);
        return lotViewOf(record, quantity, {
          item: items.get(record.item),
          today,
          holds: holdsOf(reader, record.item),
        });
      });
      const last = records.length > limit ? lots.at(-1) : undefined;
      const body = { lots, ...(last === undefined ? {} : { next: cursorOf(last) }) };
      return isFile(format) ? { ...ok(body), table: tableOfLots(lots) } : ok(body);
    },
  });
}

function traceRoute(sources: TimeSources): AnyRoute {
  const { reader, state } = sources;
  return route({
    method: 'get',
    path: '/lots/{item}/{lot}',
    id: 'getLot',
    says: 'One lot: where it is, where it came from and went to, step by step',
    needs: 'see-stock',
    params: lotParams,
    query: z.strictObject({
      limit: pageLimit,
      cursor: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: '`next` of the page before' }),
    }),
    result: trace,
    problems: { 404: 'There is no such lot' },
    answer({ params: { item, lot }, query: { limit = page_rows_default, cursor } }) {
      const record = reader.lots.record(item, lot);
      if (record === undefined) return no(notFound(`There is no lot ${lot} of item ${item}.`));
      const outside = outsideOf(state.site);
      const places = reader.lots.places(item, lot);
      const is_at = places.filter(({ location }) => !outside.has(location));
      const there = places.filter(({ location }) => outside.has(location));
      const steps = reader.lots.steps(item, lot, limit + 1, cursor);
      const settings = state.site.items.find(({ id }) => id === item);
      const here = is_at.reduce((sum, { quantity }) => sum + quantity, 0);
      const page = wholeSeqs(steps, limit);
      const more = page.length < steps.length ? page.at(-1) : undefined;
      return ok({
        lot: lotViewOf(record, here, { item: settings, today: todayOf(sources), holds: holdsOf(reader, item) }),
        came_from: there.filter(({ quantity }) => quantity < 0).map((each) => ({ ...each, quantity: -each.quantity })),
        went_to: there.filter(({ quantity }) => quantity > 0),
        is_at,
        events: reader.lots.events(item, lot, events_shown),
        steps: page.map((each) => stepView(reader, lot, each)),
        ...(more === undefined ? {} : { next: String(more.seq) }),
      });
    },
  });
}

function adviceRoute(sources: TimeSources): AnyRoute {
  const { state } = sources;
  return route({
    method: 'get',
    path: '/items/{id}/fefo',
    id: 'adviseFefo',
    says: 'Which lot to take from where: first expired, first out; what has expired or is on hold is left out',
    needs: 'see-stock',
    params: idParams,
    query: z.strictObject({
      quantity: wholeNumber(1, 1_000_000_000),
      location: idText.optional().meta({ description: 'Only from this location and those in it' }),
    }),
    result: advice,
    problems: { 404: 'There is no such item or location' },
    answer({ params: { id }, query: { quantity, location } }) {
      const item = state.site.items.find((each) => each.id === id);
      if (item === undefined) return no(notFound(`There is no item ${id}.`));
      const isKnown = location === undefined || state.site.locations.some((each) => each.id === location);
      if (!isKnown) return no(notFound(`There is no location ${location}.`));
      const isIn = treeOf(state.site);
      const stocks = usableStocks(sources, item)
        .filter((stock) => !stock.isMoving && (location === undefined || isIn(stock.location, location)))
        .map((stock) => ({
          ...stock,
          quantity: stock.quantity - stock.held,
          barred: stock.isExpired ? ('expired' as const) : undefined,
        }));
      return ok({ item: id, quantity, ...adviseFefo(stocks, quantity) });
    },
  });
}

/** A page ends between two numbers, never within what one movement led to; unless one led to more than a page holds. */
function wholeSeqs(steps: readonly LotStep[], limit: number): readonly LotStep[] {
  if (steps.length <= limit) return steps;
  const last = steps[limit]?.seq;
  const page = steps.slice(0, limit).filter(({ seq }) => seq !== last);
  return page.length === 0 ? steps : page;
}

function stepView(reader: LedgerReader, lot: string, { seq, quantity, correction: changed }: LotStep) {
  if (changed !== undefined) return { seq, quantity, correction: { ...changed, evidence: [...changed.evidence] } };
  const [found] = reader.movementsAfter(seq - 1, 1);
  if (found === undefined) return { seq, quantity };
  const known = found.lots?.find((part) => keyOf(part) === lot)?.known;
  return { seq, quantity, ...(known === undefined ? {} : { known }), movement: found };
}

function cursorOf({ item, lot }: { readonly item: string; readonly lot: string }): string {
  return Buffer.from(JSON.stringify([item, lot])).toString('base64url');
}

function lotOfCursor(cursor: string): { readonly item: string; readonly lot: string } | undefined {
  try {
    const read = z.tuple([text, text]).safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return read.success ? { item: read.data[0], lot: read.data[1] } : undefined;
  } catch {
    // Not JSON: not a cursor of ours.
    return undefined;
  }
}

const columns = [
  'item',
  'lot',
  'tracking',
  'of_lot',
  'quantity',
  'state',
  'expiry',
  'days_left',
  'made_on',
  'supplier_lot',
] as const;

function tableOfLots(lots: readonly z.infer<typeof lotView>[]): Table {
  return { header: columns, lines: lots.map((each) => columns.map((column) => each[column])) };
}

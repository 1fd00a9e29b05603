/** The movements of one item in pieces, for whoever reads much and must not hold up anybody: its own connection, nothing kept. */
import type { Database } from 'better-sqlite3';
import { limits } from '../base/limits.ts';
import type { MovementKind } from '../stock/movement.ts';
import type { OpenWork } from '../stock/open-work.ts';
import type { Site } from '../stock/site.ts';
import type { DocumentKind } from '../work/document.ts';
import type { OverrideDraft } from '../work/forecast-override.ts';
import { leftToMake } from '../work/production.ts';
import { awaited } from '../work/purchase-order.ts';
import { openForReading } from './database.ts';
import { documentQueries } from './documents.ts';
import { forecastReader, type KeptForecast } from './forecasts.ts';
import { tableVersion } from './migrations.ts';
import { movementStretch, type StretchAsked, type StretchHeard } from './movement-stretch.ts';
import { packedShipment } from './movement-terms.ts';
import { openWork } from './open-work.ts';

/** A movement that stands: neither a reversal nor one that was taken back. */
export interface HistoryRow {
  readonly seq: number;
  readonly kind: MovementKind;
  /** Units, above 0. */
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  /** Effective time. */
  readonly at_ms: number;
  /** Rule and version, e.g. `fusion@5`. */
  readonly rule: string;
  /** It packed a shipment. */
  readonly is_packing?: true;
}

/** A line of an order, as far as planning reads it. */
export interface OrderedRow {
  readonly item: string;
  readonly supplier: string;
  readonly ordered_ms: number;
  readonly awaited: number;
  readonly received: number;
  readonly mean_ms?: number;
}

export interface OverrideRow extends OverrideDraft {
  readonly id: string;
  readonly by: string;
  readonly at_ms: number;
}

export interface HistoryAsked {
  readonly item: string;
  readonly after_seq: number;
  /** Rows beyond this were learned later, also reversals. */
  readonly until_seq: number;
  readonly limit: number;
}

export interface ItemHistory {
  /** The newest movement; 0 without any. */
  head(): number;
  /** The settings as last noted. */
  site(): Site | undefined;
  /** In the order in which they were learned; the last page is shorter than the limit. */
  rows(asked: HistoryAsked): HistoryRow[];
  /** Of all items, see movement-stretch.ts. */
  stretch(asked: StretchAsked, heard: StretchHeard): void;
  /** Lines of purchase orders, the newest order first: all open ones, and of closed ones the newest. */
  orders(): Generator<OrderedRow>;
  /** Forecasts of an item as they were said, the oldest first. */
  said(item: string): KeptForecast[];
  /** Overrides of forecasts that hold, or have ended without being withdrawn; in no order that matters. */
  overrides(): OverrideRow[];
  /** What lies here and is on order now. */
  material(): OpenWork;
  close(): void;
}

type Raw = [number, MovementKind, number, string, string, number, string, 0 | 1 | null];

/**
 * Reads beside the writer. No transaction stays open between two pages: movements are numbered as they are learned and never changed, so
 * `until_seq` alone is a view that does not move. Throws GatewayFault when there is no ledger in the directory.
 */
export function itemHistoryOf(directory: string): ItemHistory {
  const database = openForReading(directory);
  const head = database.prepare<[], { seq: number | null }>('SELECT MAX(seq) AS seq FROM movement');
  const settings = database.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'site'");
  const page = database
    .prepare<[string, number, number, number, number], Raw>(
      `SELECT seq, kind, quantity, from_location, to_location, at_ms, rule, ${packedShipment(database)} AS packing
       FROM movement AS m INDEXED BY movement_by_item
       WHERE item = ? AND seq > ? AND seq <= ? AND reverses IS NULL
         AND NOT EXISTS (SELECT 1 FROM movement AS r WHERE r.reverses = m.id AND r.seq <= ?)
       ORDER BY seq LIMIT ?`,
    )
    .raw(true);
  const site = (): Site | undefined => {
    const value = settings.get()?.value;
    return value === undefined ? undefined : JSON.parse(value);
  };
  return {
    head: () => head.get()?.seq ?? 0,
    site,
    rows: ({ item, after_seq, until_seq, limit }) =>
      page
        .all(item, after_seq, until_seq, until_seq, limit)
        .map(([seq, kind, quantity, from, to, at_ms, rule, packing]) => {
          const row = { seq, kind, quantity, from, to, at_ms, rule };
          return packing === 1 ? { ...row, is_packing: true } : row;
        }),
    stretch: movementStretch(database),
    orders: () => orderedRows(database),
    said: (item) => forecastReader(database).of(item),
    overrides: () => overrideRows(database),
    material() {
      const apart = new Set((site()?.locations ?? []).flatMap(({ id, kind }) => (kind === 'wip' ? [id] : [])));
      return openWork(database, (location) => apart.has(location));
    },
    close: () => database.close(),
  };
}

function* orderedRows(database: Database): Generator<OrderedRow> {
  if (tableVersion(database) < 6) return;
  const { documents } = documentQueries(database);
  for (const open of [true, false]) {
    let before = Number.MAX_SAFE_INTEGER;
    for (let left = open ? limits.documents_open_max : limits.plan_closed_orders_max; left > 0; ) {
      const kinds: DocumentKind[] = open ? ['purchase-order', 'production-order'] : ['purchase-order'];
      const page = documents({ kinds, open, before, limit: Math.min(left, limits.page_rows_max) });
      for (const { document } of page) {
        // What is being made is on order like what is bought, and says nothing of how long a supplier takes.
        if (document.kind === 'production-order')
          yield {
            item: document.item,
            supplier: '',
            ordered_ms: document.opened.at_ms,
            awaited: leftToMake(document),
            received: 0,
          };
        if (document.kind !== 'purchase-order') continue;
        for (const line of document.lines) {
          const { item, received, mean_ms } = line;
          const { party: supplier, ordered_ms } = document;
          const came = mean_ms === undefined ? {} : { mean_ms };
          yield { item, supplier, ordered_ms, awaited: open ? awaited(line) : 0, received, ...came };
        }
      }
      left -= page.length;
      before = page.at(-1)?.number ?? 0;
      if (page.length < limits.page_rows_max) break;
    }
  }
}

function overrideRows(database: Database): OverrideRow[] {
  if (tableVersion(database) < 6) return [];
  const asked = { kinds: ['forecast-override'], open: true, limit: limits.documents_open_max } as const;
  return documentQueries(database)
    .documents(asked)
    .flatMap(({ document }) => {
      if (document.kind !== 'forecast-override') return [];
      const { id, item, how, value, from_day, to_day, until_day, reason, opened } = document;
      const until = until_day === undefined ? {} : { until_day };
      return [{ id, item, how, value, from_day, to_day, ...until, reason, by: opened.by, at_ms: opened.at_ms }];
    });
}

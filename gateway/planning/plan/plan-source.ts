/** What planning reads, and how an item's movements are gathered from it. */
import type { OpenWork } from '../../stock/open-work.ts';
import type { ForecastRecord } from '../forecast/forecast-record.ts';
import type { PlannedOverride } from './held-forecast.ts';
import { DemandGatherer, type HistoryRow, type MovementWay } from './item-demand.ts';
import type { OrderedLine } from './order-book.ts';
import type { PlanContext } from './plan-context.ts';

/** Where movements come from, in pages; the ledger, in the gateway. */
export interface PlanSource {
  head(): number;
  rows(asked: {
    readonly item: string;
    readonly after_seq: number;
    readonly until_seq: number;
    readonly limit: number;
  }): readonly (HistoryRow & { readonly seq: number })[];
  /**
   * Movements of all items that those who hear it have a place for, and those that were taken back, in the order of their numbers; those of
   * one way with one and the same object of it. A source without it is asked item by item.
   */
  stretch?(
    asked: { readonly after_seq: number; readonly until_seq: number },
    heard: {
      placeOf(item: string): number | undefined;
      moved(seq: number, place: number, way: MovementWay, quantity: number, at_ms: number): void;
      undone(seq: number): void;
    },
  ): void;
  /** Forecasts of an item as they were said, the oldest first; a source without it keeps none. */
  said?(item: string): readonly ForecastRecord[];
  /** Lines of orders as they now are, the newest order first; a source without it knows of none. */
  orders?(): Iterable<OrderedLine>;
  /** Overrides of forecasts that were not withdrawn; a source without it knows of none. */
  overrides?(): Iterable<PlannedOverride>;
  /** What lies here and is on order now; a source without it knows of nothing. */
  material?(): OpenWork;
}

export function gathererOf({ calendar, roleOf, ways, wobble, bounds }: PlanContext): DemandGatherer {
  const { sensed_rows_max } = bounds;
  return new DemandGatherer({ calendar, roleOf, ways, sensed_rows_max, ...(wobble === undefined ? {} : { wobble }) });
}

/** All that the ledger had of an item when the plan began. */
export function gatherAll(source: PlanSource, context: PlanContext, item: string, gatherer: DemandGatherer): void {
  const { bounds, head_seq } = context;
  for (let after_seq = 0; ; ) {
    const rows = source.rows({ item, after_seq, until_seq: head_seq, limit: bounds.page_rows });
    for (const row of rows) gatherer.add(row);
    if (rows.length < bounds.page_rows) break;
    after_seq = rows.at(-1)?.seq ?? head_seq;
  }
}

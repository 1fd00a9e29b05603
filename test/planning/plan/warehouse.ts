/** A small site that is planned, and movements that come from a list instead of a ledger. */

import { Planner, type PlanSource } from '../../../gateway/planning/plan/planner.ts';
import type { Item, Site } from '../../../gateway/stock/site.ts';
import { smallSite } from '../../live/small-site.ts';

export const day_ms = 86_400_000;

export interface Moved {
  readonly item?: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  readonly at_ms: number;
  readonly rule?: string;
  readonly kind?: string;
}

export function sourceOf(moved: readonly Moved[]): PlanSource {
  const rows = moved.map((each, at) => ({
    item: 'bolt-m6',
    kind: 'manual',
    rule: 'manual@1',
    ...each,
    seq: at + 1,
  }));
  return {
    head: () => rows.length,
    rows: ({ item, after_seq, until_seq, limit }) =>
      rows.filter((row) => row.item === item && row.seq > after_seq && row.seq <= until_seq).slice(0, limit),
  };
}

export const bounds = {
  history_days: 731,
  horizon_days: 182,
  items_max: 1_000,
  page_rows: 7,
  sensed_rows_max: 100,
};

export function siteWith(item: Partial<Item>, site: Partial<Site> = {}): Site {
  const [bolt] = smallSite.items;
  if (bolt === undefined) throw new Error('the small site has an item');
  return { ...smallSite, items: [{ ...bolt, ...item }], ...site };
}

/** Planned to its end. */
export function planned(moved: readonly Moved[], site: Site, origin_ms: number): Planner {
  let ticks = 0;
  const planner = new Planner(sourceOf(moved), bounds, () => (ticks += 1));
  planner.begin(site, origin_ms);
  while (planner.step());
  return planner;
}

/** A small site that is planned, and movements that come from a list instead of a ledger. */

import type { MovementWay } from '../../../gateway/planning/plan/item-demand.ts';
import type { PlanSource } from '../../../gateway/planning/plan/plan-source.ts';
import { Planner } from '../../../gateway/planning/plan/planner.ts';
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
  readonly is_packing?: true;
  /** The number of the movement that it takes back, from 1. */
  readonly undoes?: number;
}

export function sourceOf(moved: readonly Moved[]): PlanSource {
  const rows = rowsOf(moved);
  return {
    head: () => rows.length,
    rows: ({ item, after_seq, until_seq, limit }) => {
      const known = rows.filter(({ seq }) => seq <= until_seq);
      const gone = new Set(known.flatMap(({ undoes }) => undoes ?? []));
      const standing = known.filter(({ seq, undoes }) => undoes === undefined && !gone.has(seq));
      return standing.filter((row) => row.item === item && row.seq > after_seq).slice(0, limit);
    },
  };
}

/** The same, which can be read through; `read` tells how many movements were, and of how many items rows were asked for. */
export function stretchedSourceOf(moved: readonly Moved[]) {
  const rows = rowsOf(moved);
  const ways = new Map<string, MovementWay>();
  const wayOf = ({ kind, from, to, rule }: MovementWay) => {
    const key = [kind, from, to, rule].join(' ');
    const way = ways.get(key) ?? { kind, from, to, rule };
    ways.set(key, way);
    return way;
  };
  const read = { movements: 0, items: 0 };
  const byItem = sourceOf(moved);
  const source: PlanSource = {
    ...byItem,
    rows: (asked) => {
      read.items += Number(asked.after_seq === 0);
      return byItem.rows(asked);
    },
    stretch: ({ after_seq, until_seq }, heard) => {
      for (const row of rows.filter(({ seq }) => seq > after_seq && seq <= until_seq)) {
        read.movements += 1;
        const place = heard.placeOf(row.item);
        if (row.undoes !== undefined) heard.undone(row.undoes);
        else if (place !== undefined) heard.moved(row.seq, place, wayOf(row), row.quantity, row.at_ms);
      }
    },
  };
  return { source, read };
}

function rowsOf(moved: readonly Moved[]) {
  return moved.map((each, at) => ({ item: 'bolt-m6', kind: 'manual', rule: 'manual@1', ...each, seq: at + 1 }));
}

export const bounds = {
  history_days: 731,
  horizon_days: 182,
  items_max: 1_000,
  page_rows: 7,
  sensed_rows_max: 100,
  rows_kept_max: 1_000,
  stretch_rows: 5,
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

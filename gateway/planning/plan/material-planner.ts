/** Answers what is asked of material requirements: made from the last plan, from what lies here and from what is on order when it is asked. */

import { localDay } from '../../base/site-time.ts';
import type { OpenWork } from '../../stock/open-work.ts';
import { type Answer, answer } from '../refusal.ts';
import type { ItemMaterial } from './material-input.ts';
import { type MaterialPlan, materialPlan } from './material-plan.ts';
import { type MaterialDetail, type MaterialRow, materialDetail, materialRow } from './material-told.ts';
import type { PlanContext } from './plan-context.ts';

export interface MaterialBasis {
  readonly context: PlanContext;
  readonly materials: ReadonlyMap<string, ItemMaterial>;
}

export interface MaterialRowsAsked {
  /** The item after which the page begins. */
  readonly after?: string;
  readonly limit: number;
  /** Also items that nothing is to be done about. */
  readonly all: boolean;
}

export interface MaterialPage {
  readonly rows: readonly MaterialRow[];
  readonly next?: string;
}

export class MaterialPlanner {
  readonly #source: { material?(): OpenWork };
  #made: { readonly basis: MaterialBasis; readonly now: OpenWork; readonly plan: Answer<MaterialPlan> } | undefined;

  constructor(source: { material?(): OpenWork }) {
    this.#source = source;
  }

  page(basis: MaterialBasis, asked: MaterialRowsAsked): Answer<MaterialPage> {
    const plan = this.#plan(basis);
    if (!plan.ok) return plan;
    const rows: MaterialRow[] = [];
    for (const item of basis.context.items) {
      if (asked.after !== undefined && item.id <= asked.after) continue;
      const row = materialRow(plan.value, item);
      if (row === undefined || (!asked.all && row.orders.length + row.exceptions.length === 0)) continue;
      if (rows.length === asked.limit) return answer({ rows, next: rows.at(-1)?.item ?? '' });
      rows.push(row);
    }
    return answer({ rows });
  }

  /** Undefined of an item that is not in the plan. */
  item(basis: MaterialBasis, id: string): Answer<MaterialDetail | undefined> {
    const plan = this.#plan(basis);
    const item = basis.context.items.find((each) => each.id === id);
    if (!plan.ok) return plan;
    return answer(item === undefined ? undefined : materialDetail(plan.value, item));
  }

  /** Made anew when something moved, was ordered or was planned since. */
  #plan(basis: MaterialBasis): Answer<MaterialPlan> {
    const now = this.#source.material?.() ?? { events: 0, head_seq: 0, levels: new Map(), lines: [] };
    const made = this.#made;
    if (made?.basis === basis && made.now.events === now.events && made.now.head_seq === now.head_seq) return made.plan;
    const { context } = basis;
    const plan = materialPlan({
      site: context.site,
      items: context.items,
      today: context.today,
      horizon_days: context.bounds.horizon_days,
      materials: basis.materials,
      now,
      roleOf: context.roleOf,
      dayOf: (at_ms) => localDay(at_ms, context.site.time_zone),
    });
    this.#made = { basis, now, plan };
    return plan;
  }
}

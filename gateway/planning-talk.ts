/** What the planning thread is asked, and what it answers. */
import type { Told, ToThread } from './asked-thread.ts';
import { never } from './base/assert.ts';
import type { PlanAnswer, PlanAsk } from './live/routes/plans.ts';
import type { Planner } from './planning/plan/planner.ts';

export type ToPlanning = ToThread<PlanAsk>;
export type FromPlanning = Told<PlanAnswer>;

/** Absent is what there is no plan of. */
export function answerOf(planner: Planner, ask: PlanAsk): PlanAnswer {
  const state = planner.state();
  switch (ask.kind) {
    case 'begin':
    case 'state':
      return { state };
    case 'rows':
      return { state, ...planner.rows(ask.asked) };
    case 'purchases': {
      const purchases = planner.purchases();
      return purchases === undefined ? { state } : { state, purchases };
    }
    case 'item': {
      const item = planner.item(ask.item);
      return item === undefined ? { state } : { state, item };
    }
    case 'accuracy': {
      const accuracy = planner.accuracy(ask.item);
      return accuracy === undefined ? { state } : { state, accuracy };
    }
    case 'said': {
      const said = planner.said(ask.page);
      return said === undefined ? { state } : { state, said };
    }
    case 'material': {
      const { basis } = planner;
      if (basis === undefined) return { state };
      const page = planner.materials.page(basis, ask.asked);
      return page.ok ? { state, material: page.value } : { state: { ...state, fault: `${page.field} ${page.rule}` } };
    }
    case 'material-item': {
      const { basis } = planner;
      if (basis === undefined) return { state };
      const found = planner.materials.item(basis, ask.item);
      if (!found.ok) return { state: { ...state, fault: `${found.field} ${found.rule}` } };
      return found.value === undefined ? { state } : { state, material_item: found.value };
    }
    case 'what-if': {
      const what_if = planner.whatIf(ask.item, ask.change);
      return what_if === undefined ? { state } : { state, what_if };
    }
    default:
      return never(ask);
  }
}

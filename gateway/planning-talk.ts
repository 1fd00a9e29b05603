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
    case 'what-if': {
      const what_if = planner.whatIf(ask.item, ask.change);
      return what_if === undefined ? { state } : { state, what_if };
    }
    default:
      return never(ask);
  }
}

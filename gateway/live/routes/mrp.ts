/** Material requirements: planned orders and exceptions of all items, the record of one, and a planned order made a real one. */
import { z } from 'zod';
import { doWork, type WorkSources } from '../do-work.ts';
import { materialDetail, materialRow } from '../material-schemas.ts';
import { planState } from '../plan-schemas.ts';
import { notFound, type Problem } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, page_rows_default, pageLimit, route } from '../route.ts';
import { Turns } from '../turns.ts';
import { day, key, quantity, worked, workProblems } from '../work-schemas.ts';
import { notPlanned, type Plans, silent, unplanned } from './plans.ts';
import { keyed } from './purchase-orders.ts';

const params = z.strictObject({ item: idText.meta({ description: 'As in the settings' }) });
const taken = {
  key,
  need_day: day.meta({ description: 'Of the planned order: the day it is needed on' }),
  quantity: quantity.meta({ description: 'As it was seen: where it is another one by now, it is refused' }),
};
const reason = 'planned by material requirements';

export function mrpRoutes(plans: Plans, work: WorkSources): AnyRoute[] {
  const turns = new Turns();
  const reads = { method: 'get', needs: 'see-plans' } as const;
  const orders = {
    method: 'post',
    params,
    query: nothing,
    result: worked,
    problems: { ...workProblems, ...notPlanned, 409: 'It is not planned so any more, or not yet; or the key was used' },
  } as const;
  return [
    route({
      ...reads,
      path: '/mrp',
      id: 'listMaterial',
      says: 'What is to be made and bought, when, and what about open orders: from the last plan, and from stock and orders as they are now',
      params: nothing,
      query: z.strictObject({
        all: z.enum(['true', 'false']).optional().meta({ description: '`true`: also items with nothing to be done' }),
        limit: pageLimit,
        cursor: idText.optional().meta({ description: '`next` of the page before' }),
      }),
      result: z.strictObject({
        ...planState.shape,
        material: z.array(materialRow).readonly(),
        next: z.string().exactOptional().meta({ description: 'The cursor of the next page; absent on the last' }),
      }),
      problems: notPlanned,
      async answer({ query: { all, limit = page_rows_default, cursor } }) {
        const asked = { all: all === 'true', limit, ...(cursor === undefined ? {} : { after: cursor }) };
        const reply = await plans.ask({ kind: 'material', asked });
        if (!reply.ok) return no(silent(reply.says));
        const { state, material } = reply.answer;
        if (material === undefined) return no(unplanned(state));
        const { rows, next } = material;
        return ok({ ...state, material: rows, ...(next === undefined ? {} : { next }) });
      },
    }),
    route({
      ...reads,
      path: '/mrp/{item}',
      id: 'getMaterial',
      says: 'The record of an item week by week, what needs it, and why each order is there, up to customers',
      params,
      query: nothing,
      result: z.strictObject({ ...planState.shape, ...materialDetail.shape }),
      problems: { 404: 'The item is not in the plan', ...notPlanned },
      async answer({ params: { item } }) {
        const reply = await plans.ask({ kind: 'material-item', item });
        if (!reply.ok) return no(silent(reply.says));
        const { state, material_item: found } = reply.answer;
        if (found !== undefined) return ok({ ...state, ...found });
        return no(state.made === undefined ? unplanned(state) : notFound(`There is no item ${item} in the plan.`));
      },
    }),
    route({
      ...orders,
      path: '/mrp/{item}/purchase',
      id: 'purchasePlanned',
      says: 'Make a planned order a purchase order',
      needs: 'order-goods',
      body: z.strictObject({
        ...taken,
        supplier: idText.exactOptional().meta({ description: 'As the item has it when absent' }),
      }),
      // Two who order the same at once: the second one finds it planned no more.
      answer: ({ params: { item }, body: { supplier, ...asked }, by }) =>
        turns.take(item, async () => {
          const found = await plannedOrder(plans, item, asked);
          if (!found.ok) return repeated(work, { item, by, kind: 'purchase-order', ...asked }) ?? no(found.problem);
          const from = supplier ?? found.supplier;
          if (from === undefined)
            return no(notPossible('supplier', `is needed, for the settings name no supplier of ${item}`));
          const { key: given, need_day: due_day, quantity: units } = asked;
          const lines = [{ item, quantity: units, due_day }];
          const order = { supplier: from, reference: referenceOf(item, due_day), lines, reason };
          return doWork(work, { by, ...keyed(given), act: { act: 'open-order', order } });
        }),
    }),
    route({
      ...orders,
      path: '/mrp/{item}/produce',
      id: 'producePlanned',
      says: 'Make a planned order a production order',
      needs: 'order-production',
      body: z.strictObject(taken),
      answer: ({ params: { item }, body: asked, by }) =>
        turns.take(item, async () => {
          const found = await plannedOrder(plans, item, asked);
          if (!found.ok) return repeated(work, { item, by, kind: 'production-order', ...asked }) ?? no(found.problem);
          const { key: given, need_day: due_day, quantity: units } = asked;
          const draft = { item, quantity: units, reference: referenceOf(item, due_day), due_day, reason };
          return doWork(work, { by, ...keyed(given), act: { act: 'open-production', draft } });
        }),
    }),
  ];
}

interface Taken {
  readonly key?: string;
  readonly need_day: string;
  readonly quantity: number;
}

type Found = { readonly ok: true; readonly supplier?: string } | { readonly ok: false; readonly problem: Problem };

function referenceOf(item: string, need_day: string): string {
  return `mrp ${item} ${need_day}`.slice(0, 100);
}

/** What was ordered is planned no more: a command that comes again under its key finds what it did the first time. */
function repeated(
  { documents }: WorkSources,
  asked: Taken & { readonly item: string; readonly by: string; readonly kind: 'purchase-order' | 'production-order' },
) {
  const { key: given, item, need_day, by, kind, quantity: units } = asked;
  if (given === undefined) return undefined;
  const before = documents.documents({ kinds: [kind], reference: referenceOf(item, need_day), limit: 10 });
  const found = before.find(({ document }) => {
    const of = document.kind === 'production-order' ? document.quantity : document.lines[0]?.quantity;
    return document.opened.by === by && of === units;
  });
  if (found === undefined) return undefined;
  const { document } = found;
  return ok({ document, documents: [document], notes: [], is_repeat: true as const });
}

/** The planned order, if it is still the one that was seen. */
async function plannedOrder(plans: Plans, item: string, { need_day, quantity: units }: Taken): Promise<Found> {
  const reply = await plans.ask({ kind: 'material-item', item });
  if (!reply.ok) return { ok: false, problem: silent(reply.says) };
  const { state, material_item: found } = reply.answer;
  if (found === undefined) {
    const problem = state.made === undefined ? unplanned(state) : notFound(`There is no item ${item} in the plan.`);
    return { ok: false, problem };
  }
  const known = found.orders.find((each) => each.need_day === need_day);
  if (known?.quantity === units)
    return { ok: true, ...(found.supplier === undefined ? {} : { supplier: found.supplier }) };
  const now = known === undefined ? 'nothing is planned for that day' : `${known.quantity} are planned for that day`;
  const detail = `${units} of ${item} for ${need_day} are not planned any more: ${now}.`;
  return { ok: false, problem: { status: 409, title: 'Conflict', code: 'stale', detail } };
}

function notPossible(field: string, rule: string): Problem {
  const detail = `${field} ${rule}`;
  const errors = [{ in: 'body' as const, field, rule }];
  return { status: 422, title: 'Not possible', code: 'not-possible', detail, errors };
}

/** What to order, when and why: the last plan, an item of it with every formula, and the same with another policy. */
import { z } from 'zod';
import type { KeptForecast } from '../../ledger/forecasts.ts';
import { itemClasses } from '../../stock/planning-policy.ts';
import type { MaterialAnswer, MaterialAsk } from '../material-schemas.ts';
import { planTable, purchaseTable } from '../plan-csv.ts';
import { abcRank, itemPlan, planRow, planState, purchaseOrder, saidAccuracy, whatIf } from '../plan-schemas.ts';
import { badRequest, notFound, type Problem } from '../problem.ts';
import {
  type AnyRoute,
  fileFormat,
  idText,
  isFile,
  no,
  nothing,
  ok,
  page_rows_default,
  pageLimit,
  route,
} from '../route.ts';

export type PlanAsk =
  | MaterialAsk
  | { readonly kind: 'begin'; readonly origin_ms: number }
  | { readonly kind: 'state' }
  | { readonly kind: 'rows'; readonly asked: RowsAsked }
  | { readonly kind: 'purchases' }
  | { readonly kind: 'item'; readonly item: string }
  | { readonly kind: 'accuracy'; readonly item: string }
  /** What the plan said of demand, to be kept: a page of it, by item. */
  | { readonly kind: 'said'; readonly page: { readonly after?: string; readonly limit: number } }
  | { readonly kind: 'what-if'; readonly item: string; readonly change: z.infer<typeof whatIf> };

export interface RowsAsked {
  readonly supplier?: string;
  readonly class?: string;
  readonly below_reorder?: boolean;
  readonly after?: string;
  readonly limit: number;
}

const told = z.strictObject({ row: planRow, abc: abcRank.exactOptional(), plan: itemPlan });
const beside = z.strictObject({
  now: itemPlan,
  changed: itemPlan.meta({ description: 'With what was asked in the place of the settings' }),
});

/** Absent is what there is no plan of. */
export interface PlanAnswer extends MaterialAnswer {
  readonly state: z.infer<typeof planState>;
  readonly rows?: readonly z.infer<typeof planRow>[];
  readonly next?: string;
  readonly purchases?: readonly z.infer<typeof purchaseOrder>[];
  readonly item?: z.infer<typeof told>;
  readonly accuracy?:
    | { readonly ok: true; readonly value: z.infer<typeof saidAccuracy> }
    | { readonly ok: false; readonly field: string; readonly rule: string };
  readonly said?: readonly KeptForecast[];
  readonly what_if?:
    | { readonly ok: true; readonly value: z.infer<typeof beside> }
    | { readonly ok: false; readonly field: string; readonly rule: string };
}

export type PlanReply =
  | { readonly ok: true; readonly answer: PlanAnswer }
  | { readonly ok: false; readonly says: string };

export interface Plans {
  /** Plans what the ledger knows now; a plan that is being made goes on instead. */
  begin(): Promise<PlanReply>;
  ask(ask: PlanAsk): Promise<PlanReply>;
}

const format = fileFormat('for a spreadsheet');
const query = z.strictObject({
  supplier: idText.optional(),
  class: z.enum(itemClasses).optional(),
  below_reorder: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: '`true`: only what is at its reorder point or below it' }),
  limit: pageLimit,
  cursor: idText.optional().meta({ description: '`next` of the page before' }),
  format,
});
const page = z.strictObject({
  ...planState.shape,
  plans: z.array(planRow).readonly(),
  next: z.string().exactOptional().meta({ description: 'The cursor of the next page; absent on the last' }),
});
const purchases = z.strictObject({
  ...planState.shape,
  currency: z.string(),
  orders: z.array(purchaseOrder).readonly(),
});
const params = z.strictObject({ item: idText.meta({ description: 'As in the settings' }) });
const detail = z.strictObject({ ...planState.shape, ...told.shape });
const judged = z.strictObject({ ...planState.shape, ...saidAccuracy.shape });
const compared = z.strictObject({ ...planState.shape, ...beside.shape });

export const notPlanned = { 409: 'No plan has come to its end yet', 503: 'The planning thread does not answer' };

export function plansRoutes(plans: Plans, currency: () => string): AnyRoute[] {
  const common = { needs: 'see-plans', params: nothing } as const;
  return [
    route({
      ...common,
      method: 'get',
      path: '/plans',
      id: 'listPlans',
      says: 'The last plan by item: demand, stock, reorder point, what is proposed',
      query,
      result: page,
      alsoCsv: 'data',
      problems: notPlanned,
      async answer({ query: { limit = page_rows_default, cursor, below_reorder, format: as, supplier, class: kind } }) {
        const asked: RowsAsked = {
          limit,
          below_reorder: below_reorder === 'true',
          ...(supplier === undefined ? {} : { supplier }),
          ...(kind === undefined ? {} : { class: kind }),
          ...(cursor === undefined ? {} : { after: cursor }),
        };
        const reply = await plans.ask({ kind: 'rows', asked });
        if (!reply.ok) return no(silent(reply.says));
        const { rows, next, state } = reply.answer;
        if (rows === undefined) return no(unplanned(state));
        const body = { ...state, plans: rows, ...(next === undefined ? {} : { next }) };
        return isFile(as) ? { ...ok(body), table: planTable(rows) } : ok(body);
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/plans/run',
      id: 'runPlan',
      says: 'Plan all items from what the ledger knows now; answered at once, `running` tells how far it is',
      query: nothing,
      body: nothing,
      result: planState,
      problems: { 503: notPlanned[503] },
      async answer() {
        const reply = await plans.begin();
        return reply.ok ? ok(reply.answer.state) : no(silent(reply.says));
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/plans/purchase-list',
      id: 'getPurchaseList',
      says: 'What is proposed to be ordered, by supplier',
      query: z.strictObject({ format }),
      result: purchases,
      alsoCsv: 'data',
      problems: notPlanned,
      async answer({ query: { format: as } }) {
        const reply = await plans.ask({ kind: 'purchases' });
        if (!reply.ok) return no(silent(reply.says));
        const { purchases: orders, state } = reply.answer;
        if (orders === undefined) return no(unplanned(state));
        const body = { ...state, currency: currency(), orders };
        return isFile(as) ? { ...ok(body), table: purchaseTable(orders, currency()) } : ok(body);
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/plans/{item}',
      id: 'getPlan',
      says: 'The plan of an item: every figure with its formula, terms and inputs',
      params,
      query: nothing,
      result: detail,
      problems: { 404: 'The item is not in the plan', ...notPlanned },
      async answer({ params: { item } }) {
        const reply = await plans.ask({ kind: 'item', item });
        if (!reply.ok) return no(silent(reply.says));
        const { item: found, state } = reply.answer;
        if (found !== undefined) return ok({ ...state, ...found });
        return no(state.made === undefined ? unplanned(state) : notFound(`There is no item ${item} in the plan.`));
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/plans/{item}/accuracy',
      id: 'getForecastAccuracy',
      says: 'How the kept forecasts of an item did: each as it was said then, against what came, by origin and by how far ahead',
      params,
      query: nothing,
      result: judged,
      problems: { 404: 'The item is not in the plan', ...notPlanned },
      async answer({ params: { item } }) {
        const reply = await plans.ask({ kind: 'accuracy', item });
        if (!reply.ok) return no(silent(reply.says));
        const { accuracy, state } = reply.answer;
        if (accuracy?.ok) return ok({ ...state, ...accuracy.value });
        if (accuracy !== undefined)
          return no(silent(`A kept forecast cannot be used: ${accuracy.field} ${accuracy.rule}.`));
        return no(state.made === undefined ? unplanned(state) : notFound(`There is no item ${item} in the plan.`));
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/plans/{item}/what-if',
      id: 'tryPlan',
      says: "The plan of an item with another policy beside today's; changes nothing",
      // A question, for all that it has a body.
      audit: 'none',
      params,
      query: nothing,
      body: whatIf,
      result: compared,
      problems: { 404: 'The item is not in the plan', ...notPlanned },
      async answer({ params: { item }, body: change }) {
        const reply = await plans.ask({ kind: 'what-if', item, change });
        if (!reply.ok) return no(silent(reply.says));
        const { what_if, state } = reply.answer;
        if (what_if?.ok) return ok({ ...state, ...what_if.value });
        if (what_if !== undefined) return no(badRequest([{ in: 'body', field: what_if.field, rule: what_if.rule }]));
        return no(state.made === undefined ? unplanned(state) : notFound(`There is no item ${item} in the plan.`));
      },
    }),
  ];
}

export function unplanned({ running, fault }: z.infer<typeof planState>): Problem {
  const because = fault === undefined ? '' : ` The last one could not be made: ${fault}`;
  const detail_text =
    running === undefined
      ? `No plan has been made yet. One is made every night, and when somebody asks (POST /api/v1/plans/run).${because}`
      : `The first plan is being made: ${running.done} of ${running.of} items.`;
  const again = running === undefined ? {} : { retry_after_s: 5 };
  return { status: 409, title: 'No plan yet', code: 'not-planned', detail: detail_text, ...again };
}

export function silent(says: string): Problem {
  return { status: 503, title: 'Not possible now', code: 'planning-silent', detail: says, retry_after_s: 5 };
}

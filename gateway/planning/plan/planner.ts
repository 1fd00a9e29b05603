/** Plans all items one after the other, in steps that others can come between, and answers from the last plan that came to its end. */
import type { ItemPolicy } from '../../stock/planning-policy.ts';
import type { Item, Site } from '../../stock/site.ts';
import { type AbcRank, abcRanks } from '../abc-xyz.ts';
import { type Answer, answer, refuse } from '../refusal.ts';
import { DemandGatherer, type HistoryRow } from './item-demand.ts';
import { type ItemPlan, itemPlan } from './item-plan.ts';
import { type ItemMaterial, type MaterialNow, materialOf } from './material-input.ts';
import { type MaterialBasis, MaterialPlanner } from './material-planner.ts';
import type { OrderedLine } from './order-book.ts';
import { moneyOf, type PlanBounds, type PlanContext, planContext } from './plan-context.ts';
import { type Compared, comparedOf, type PlanRow, planRow } from './plan-row.ts';
import { type PurchaseOrder, purchaseList } from './purchase-list.ts';
import type { ReplenishedBy } from './replenishment.ts';

/** Where movements come from, in pages; the ledger, in the gateway. */
export interface PlanSource {
  head(): number;
  rows(asked: {
    readonly item: string;
    readonly after_seq: number;
    readonly until_seq: number;
    readonly limit: number;
  }): readonly (HistoryRow & { readonly seq: number })[];
  /** Lines of orders as they now are, the newest order first; a source without it knows of none. */
  orders?(): Iterable<OrderedLine>;
  /** What lies here and is on order now; a source without it knows of nothing. */
  material?(): MaterialNow;
}

export interface PlanState {
  /** Of the last plan that came to its end. */
  readonly made?: {
    readonly origin_ms: number;
    readonly head_seq: number;
    readonly items: number;
    readonly items_beyond: number;
    readonly lasted_ms: number;
  };
  readonly running?: { readonly origin_ms: number; readonly done: number; readonly of: number };
  /** Why the last plan that was asked for could not be made. */
  readonly fault?: string;
}

export interface RowsAsked {
  readonly supplier?: string;
  readonly class?: string;
  readonly below_reorder?: boolean;
  /** The item after which the page begins. */
  readonly after?: string;
  readonly limit: number;
}

export interface ItemTold {
  readonly row: PlanRow;
  readonly abc?: AbcRank;
  readonly plan: ItemPlan;
}

/** As in the settings; what is absent stays as it is there. */
export type WhatIf = Omit<ItemPolicy, 'class' | 'supplier'> & {
  readonly lead_time_sd_days?: number;
  readonly order_cost?: string;
};

interface Result {
  readonly context: PlanContext;
  readonly rows: ReadonlyMap<string, PlanRow>;
  readonly compared: ReadonlyMap<string, Compared>;
  readonly abc: ReadonlyMap<string, AbcRank>;
  readonly lasted_ms: number;
  readonly materials: MaterialBasis;
}

interface Run {
  readonly context: PlanContext;
  readonly rows: Map<string, PlanRow>;
  readonly compared: Map<string, Compared>;
  readonly materials: Map<string, ItemMaterial>;
  readonly usage: { readonly item: string; readonly usage_value: number }[];
  next: number;
  worked_ms: number;
}

export class Planner {
  readonly #source: PlanSource;
  readonly #bounds: PlanBounds;
  readonly #monotonic_ms: () => number;
  readonly materials: MaterialPlanner;
  #run: Run | undefined;
  #result: Result | undefined;
  #fault: string | undefined;

  constructor(source: PlanSource, bounds: PlanBounds, monotonic_ms: () => number) {
    this.#source = source;
    this.materials = new MaterialPlanner(source);
    this.#bounds = bounds;
    this.#monotonic_ms = monotonic_ms;
  }

  /** Begins a plan of what the ledger knows now. One that is being made goes on instead. */
  begin(site: Site | undefined, origin_ms: number): void {
    if (this.#run !== undefined) return;
    this.#fault = undefined;
    if (site === undefined) {
      this.#fault = 'The ledger has no settings noted yet.';
      return;
    }
    const [head_seq, orders] = [this.#source.head(), this.#source.orders?.() ?? []];
    const context = planContext({ site, origin_ms, head_seq, bounds: this.#bounds, orders });
    if (!context.ok) this.#fault = `${context.field} ${context.rule}`;
    else {
      const empty = { rows: new Map(), compared: new Map(), materials: new Map(), usage: [] };
      this.#run = { context: context.value, ...empty, next: 0, worked_ms: 0 };
    }
  }

  /** Plans the next item; false when there is nothing to do. */
  step(): boolean {
    const run = this.#run;
    if (run === undefined) return false;
    const began_ms = this.#monotonic_ms();
    const item = run.context.items[run.next];
    run.next += 1;
    if (item === undefined) this.#end(run);
    else this.#plan(run, item);
    run.worked_ms += this.#monotonic_ms() - began_ms;
    return this.#run !== undefined;
  }

  state(): PlanState {
    const [result, run] = [this.#result, this.#run];
    return {
      ...(result === undefined
        ? {}
        : {
            made: {
              origin_ms: result.context.origin_ms,
              head_seq: result.context.head_seq,
              items: result.rows.size,
              items_beyond: result.context.items_beyond,
              lasted_ms: Math.round(result.lasted_ms),
            },
          }),
      ...(run === undefined
        ? {}
        : { running: { origin_ms: run.context.origin_ms, done: run.rows.size, of: run.context.items.length } }),
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
    };
  }

  /** By item; undefined before the first plan. `next` is where the next page begins. */
  rows(asked: RowsAsked): { readonly rows: readonly PlanRow[]; readonly next?: string } | undefined {
    if (this.#result === undefined) return undefined;
    const found: PlanRow[] = [];
    for (const row of this.#result.rows.values()) {
      if (asked.after !== undefined && row.item <= asked.after) continue;
      if (asked.supplier !== undefined && row.supplier !== asked.supplier) continue;
      if (asked.class !== undefined && row.class !== asked.class) continue;
      if (asked.below_reorder === true && row.is_below_reorder !== true) continue;
      if (found.length === asked.limit) {
        const last = found.at(-1);
        return { rows: found, ...(last === undefined ? {} : { next: last.item }) };
      }
      found.push(row);
    }
    return { rows: found };
  }

  /** What material requirements are made from; undefined before the first plan. */
  get basis(): MaterialBasis | undefined {
    return this.#result?.materials;
  }

  purchases(): readonly PurchaseOrder[] | undefined {
    if (this.#result === undefined) return undefined;
    const { rows, context } = this.#result;
    const costs = new Map(context.items.map(({ id, policy }) => [id, policy?.unit_cost]));
    return purchaseList(rows.values(), (item) => costs.get(item), context.currency);
  }

  /** Made anew from the same movements, so that it says the same; undefined of an item that is not in the plan. */
  item(id: string): ItemTold | undefined {
    const found = this.#itemOf(id);
    if (found === undefined) return undefined;
    const { result, item, row } = found;
    const abc = result.abc.get(id);
    const plan = planOf(this.#source, result.context, item, result.context.policyOf(item));
    return { row, ...(abc === undefined ? {} : { abc }), plan };
  }

  /** The plan as it would be with another policy, beside today's. Changes nothing. Refused: money that is not written as such. */
  whatIf(id: string, change: WhatIf): Answer<{ readonly now: ItemPlan; readonly changed: ItemPlan }> | undefined {
    const found = this.#itemOf(id);
    if (found === undefined) return undefined;
    const { result, item } = found;
    const { context } = result;
    const policy = changed(context.policyOf(item), change, context.currency);
    if (!policy.ok) return policy;
    return answer({
      now: planOf(this.#source, context, item, context.policyOf(item)),
      changed: planOf(this.#source, context, item, policy.value),
    });
  }

  #itemOf(id: string): { readonly result: Result; readonly item: Item; readonly row: PlanRow } | undefined {
    const result = this.#result;
    const row = result?.rows.get(id);
    const item = result?.context.items.find((each) => each.id === id);
    return result === undefined || row === undefined || item === undefined ? undefined : { result, item, row };
  }

  #plan(run: Run, item: Item): void {
    const { context } = run;
    const policy = context.policyOf(item);
    const plan = planOf(this.#source, context, item, policy);
    const before = this.#result?.compared.get(item.id);
    run.rows.set(item.id, planRow(plan, { item, currency: context.currency, abc: undefined, before }));
    run.compared.set(item.id, comparedOf(plan));
    run.materials.set(item.id, materialOf(plan));
    const usage = plan.figures.usage_per_year?.value;
    if (usage !== undefined && policy.unit_cost_money !== undefined)
      run.usage.push({ item: item.id, usage_value: usage * policy.unit_cost_money });
  }

  #end(run: Run): void {
    const ranks = abcRanks(run.usage);
    const abc = new Map((ranks.ok ? ranks.value : []).map((rank) => [rank.item, rank]));
    for (const [id, row] of run.rows) {
      const rank = abc.get(id);
      if (rank !== undefined) run.rows.set(id, { ...row, abc: rank.abc });
    }
    const { context, rows, compared, worked_ms } = run;
    const materials = { context, materials: run.materials };
    this.#result = { context, rows, compared, abc, lasted_ms: worked_ms, materials };
    this.#run = undefined;
  }
}

function planOf(source: PlanSource, context: PlanContext, item: Item, policy: ReplenishedBy): ItemPlan {
  const { calendar, roleOf, wobble, bounds, today, isOpen, head_seq } = context;
  const { sensed_rows_max, page_rows, horizon_days } = bounds;
  const gatherer = new DemandGatherer({
    calendar,
    roleOf,
    sensed_rows_max,
    ...(wobble === undefined ? {} : { wobble }),
  });
  for (let after_seq = 0; ; ) {
    const rows = source.rows({ item: item.id, after_seq, until_seq: head_seq, limit: page_rows });
    for (const row of rows) gatherer.add(row);
    if (rows.length < page_rows) break;
    after_seq = rows.at(-1)?.seq ?? head_seq;
  }
  const { on_hand, on_the_way } = gatherer;
  const demand = gatherer.end();
  const on_order = context.onOrder(item.id);
  const planned = { on_hand, on_the_way, on_order, policy, today, isOpen, horizon_days };
  if (!demand.ok) {
    const plan = itemPlan(planned);
    return { ...plan, missing: [...plan.missing, `${demand.field} ${demand.rule}`] };
  }
  return itemPlan({ ...planned, ...(demand.value === undefined ? {} : { demand: demand.value }) });
}

function changed(policy: ReplenishedBy, change: WhatIf, currency: string): Answer<ReplenishedBy> {
  const { unit_cost, order_cost, ...rest } = change;
  const isAgreed = rest.lead_time_days !== undefined || rest.lead_time_sd_days !== undefined;
  const money: { unit_cost_money?: number; order_cost_money?: number } = {};
  for (const [field, text] of Object.entries({ unit_cost, order_cost })) {
    if (text === undefined) continue;
    const value = moneyOf(text, currency);
    if (value === undefined) return refuse(field, 'must be an amount with at most six digits behind the point');
    if (field === 'unit_cost') money.unit_cost_money = value;
    else money.order_cost_money = value;
  }
  // Either target takes the place of the other.
  const { service_level, fill_rate, measured, ...others } = policy;
  const target = {
    ...(service_level === undefined || change.fill_rate !== undefined ? {} : { service_level }),
    ...(fill_rate === undefined || change.service_level !== undefined ? {} : { fill_rate }),
  };
  // A lead time that is tried is none that was measured.
  const kept = measured === undefined || isAgreed ? {} : { measured };
  return answer({ ...others, ...kept, ...target, ...rest, ...money });
}

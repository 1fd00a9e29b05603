/** Plans all items one after the other, in steps that others can come between, and answers from the last plan that came to its end. */
import type { Item, Site } from '../../stock/site.ts';
import { type AbcRank, abcRanks } from '../abc-xyz.ts';
import type { DemandSeries } from '../forecast/demand-series.ts';
import type { ForecastRecord } from '../forecast/forecast-record.ts';
import { type Answer, answer } from '../refusal.ts';
import type { DemandGatherer } from './item-demand.ts';
import { type ItemPlan, itemPlan } from './item-plan.ts';
import { KeptRows } from './kept-rows.ts';
import { type ItemMaterial, materialOf } from './material-input.ts';
import { type MaterialBasis, MaterialPlanner } from './material-planner.ts';
import { type PlanBounds, type PlanContext, planContext } from './plan-context.ts';
import { type Compared, comparedOf, type PlanRow, planRow } from './plan-row.ts';
import { gatherAll, gathererOf, type PlanSource } from './plan-source.ts';
import { type PurchaseOrder, purchaseList } from './purchase-list.ts';
import type { ReplenishedBy } from './replenishment.ts';
import { saidOf } from './said.ts';
import { type SaidAccuracy, saidAccuracy } from './said-accuracy.ts';
import { changed, type WhatIf } from './what-if.ts';

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

export interface SaidPage {
  /** The item after which the page begins. */
  readonly after?: string;
  readonly limit: number;
}

export interface ItemTold {
  readonly row: PlanRow;
  readonly abc?: AbcRank;
  readonly plan: ItemPlan;
}

interface Result {
  readonly context: PlanContext;
  readonly rows: ReadonlyMap<string, PlanRow>;
  readonly compared: ReadonlyMap<string, Compared>;
  readonly abc: ReadonlyMap<string, AbcRank>;
  /** What it said of each item's demand, by item. */
  readonly said: readonly ForecastRecord[];
  readonly lasted_ms: number;
  readonly materials: MaterialBasis;
}

interface Run {
  readonly context: PlanContext;
  readonly gatherer: DemandGatherer;
  readonly rows: Map<string, PlanRow>;
  readonly compared: Map<string, Compared>;
  readonly said: ForecastRecord[];
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
  #kept: { readonly rows: KeptRows; until_seq: number } | undefined;
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
    const overrides = this.#source.overrides?.() ?? [];
    const context = planContext({ site, origin_ms, head_seq, bounds: this.#bounds, orders, overrides });
    if (!context.ok) {
      this.#fault = `${context.field} ${context.rule}`;
      return;
    }
    const items = context.value.items.map(({ id }) => id);
    if (this.#source.stretch !== undefined && this.#kept?.rows.isOf(items) !== true)
      this.#kept = { rows: new KeptRows(items, this.#bounds.rows_kept_max), until_seq: 0 };
    this.#run = {
      context: context.value,
      gatherer: gathererOf(context.value),
      rows: new Map(),
      compared: new Map(),
      materials: new Map(),
      said: [],
      usage: [],
      next: 0,
      worked_ms: 0,
    };
  }

  /** Reads on in the ledger or plans the next item; false when there is nothing to do. */
  step(): boolean {
    const run = this.#run;
    if (run === undefined) return false;
    const began_ms = this.#monotonic_ms();
    if (!this.#readOn(run)) {
      const item = run.context.items[run.next];
      run.next += 1;
      if (item === undefined) this.#end(run);
      else this.#plan(run, item);
    }
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
    const { plan } = planOf(this.#source, result.context, item, result.context.policyOf(item));
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
      now: planOf(this.#source, context, item, context.policyOf(item)).plan,
      changed: planOf(this.#source, context, item, policy.value).plan,
    });
  }

  /** What the last plan said of each item's demand, a page of it; undefined before the first. */
  said({ after, limit }: SaidPage): readonly ForecastRecord[] | undefined {
    const said = this.#result?.said;
    if (said === undefined) return undefined;
    const first = after === undefined ? 0 : said.findIndex(({ item }) => item > after);
    return first === -1 ? [] : said.slice(first, first + limit);
  }

  /** How the forecasts that were kept of an item did, by what the ledger knew at the last plan; undefined of an item that is not in it. */
  accuracy(id: string): Answer<SaidAccuracy> | undefined {
    const found = this.#itemOf(id);
    if (found === undefined) return undefined;
    const { result, item } = found;
    const { series } = planOf(this.#source, result.context, item, result.context.policyOf(item));
    return saidAccuracy(this.#source.said?.(id) ?? [], series);
  }

  #itemOf(id: string): { readonly result: Result; readonly item: Item; readonly row: PlanRow } | undefined {
    const result = this.#result;
    const row = result?.rows.get(id);
    const item = result?.context.items.find((each) => each.id === id);
    return result === undefined || row === undefined || item === undefined ? undefined : { result, item, row };
  }

  /** A page of what has come since the last plan; false when all of it is there. Too much of it is forgotten, and items are asked for one by one. */
  #readOn({ context }: Run): boolean {
    const kept = this.#kept;
    if (kept === undefined || kept.rows.is_full || kept.until_seq >= context.head_seq) return false;
    const until_seq = Math.min(context.head_seq, kept.until_seq + this.#bounds.stretch_rows);
    this.#source.stretch?.({ after_seq: kept.until_seq, until_seq }, kept.rows);
    kept.until_seq = until_seq;
    return true;
  }

  #plan(run: Run, item: Item): void {
    const { context, gatherer } = run;
    const policy = context.policyOf(item);
    const kept = this.#kept?.rows;
    gatherer.clear();
    if (kept === undefined || kept.is_full) gatherAll(this.#source, context, item.id, gatherer);
    else kept.each(item.id, (way, quantity, at_ms) => gatherer.moved(way, quantity, at_ms));
    const { plan, series } = planFrom(context, item, policy, gatherer);
    const before = this.#result?.compared.get(item.id);
    run.rows.set(item.id, planRow(plan, { item, currency: context.currency, abc: undefined, before }));
    run.compared.set(item.id, comparedOf(plan));
    const { forecast } = plan;
    if (series !== undefined && forecast !== undefined && forecast.per_day.length > 0) {
      const { method, per_day, statistical_per_day: statistical = per_day } = forecast;
      run.said.push(saidOf({ item: item.id, series, method, statistical, final: per_day }));
    }
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
    const { context, rows, compared, said, worked_ms } = run;
    const materials = { context, materials: run.materials };
    this.#result = { context, rows, compared, abc, said, lasted_ms: worked_ms, materials };
    this.#run = undefined;
  }
}

interface Planned {
  readonly plan: ItemPlan;
  readonly series?: DemandSeries;
}

function planOf(source: PlanSource, context: PlanContext, item: Item, policy: ReplenishedBy): Planned {
  const gatherer = gathererOf(context);
  gatherAll(source, context, item.id, gatherer);
  return planFrom(context, item, policy, gatherer);
}

function planFrom(context: PlanContext, item: Item, policy: ReplenishedBy, gatherer: DemandGatherer): Planned {
  const { bounds, today, isOpen } = context;
  const { horizon_days } = bounds;
  const { on_hand, on_the_way } = gatherer;
  const demand = gatherer.end();
  const on_order = context.onOrder(item.id);
  const overrides = context.overridesOf(item.id);
  const planned = { on_hand, on_the_way, on_order, policy, today, isOpen, horizon_days, overrides };
  if (demand === undefined) return { plan: itemPlan(planned) };
  return { plan: itemPlan({ ...planned, demand }), series: demand.series };
}

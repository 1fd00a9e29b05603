/** A plan in one line, and what is different from the plan before, with the terms that made it so. */

import type { Item } from '../../stock/site.ts';
import type { AbcClass, XyzClass } from '../abc-xyz.ts';
import type { FigureName, Figures, ItemPlan } from './item-plan.ts';
import { orderValue } from './purchase-list.ts';

export interface PlanRow {
  readonly item: string;
  readonly name: string;
  readonly unit: string;
  readonly class?: string;
  readonly supplier?: string;
  readonly abc?: AbcClass;
  readonly xyz?: XyzClass;
  readonly pattern?: string;
  readonly method?: string;
  readonly on_hand: number;
  /** What open orders still await. */
  readonly on_order: number;
  readonly position: number;
  readonly demand_per_day?: number;
  readonly lead_time_days?: number;
  readonly safety_stock?: number;
  readonly reorder_point?: number;
  readonly order_quantity?: number;
  /** What must be there now for later weeks that ask for more than can come in them. */
  readonly anticipation?: number;
  readonly proposed?: number;
  /** Decimal text in the site's currency. */
  readonly proposed_value?: string;
  /** At or below it, as far as there is one. */
  readonly is_below_reorder?: boolean;
  readonly days_left?: number;
  readonly stock_out_day?: string;
  readonly missing: readonly string[];
  readonly changes: readonly PlanChange[];
}

export interface PlanChange {
  readonly figure: FigureName;
  readonly was?: number;
  readonly is?: number;
  /** Which terms are not what they were: `demand_per_day 4 → 4.5`. */
  readonly because: string;
}

/** What is kept of a plan for the next one to be compared with. */
export type Compared = Partial<Pick<Figures, (typeof comparedFigures)[number]>> & { readonly method?: string };

export const comparedFigures = [
  'demand_per_day',
  'lead_time',
  'safety_stock',
  'reorder_point',
  'order_quantity',
  'proposed',
] as const;

export function comparedOf({ figures, forecast }: ItemPlan): Compared {
  const { demand_per_day, lead_time, safety_stock, reorder_point, order_quantity, proposed } = figures;
  return {
    ...(demand_per_day === undefined ? {} : { demand_per_day }),
    ...(lead_time === undefined ? {} : { lead_time }),
    ...(safety_stock === undefined ? {} : { safety_stock }),
    ...(reorder_point === undefined ? {} : { reorder_point }),
    ...(order_quantity === undefined ? {} : { order_quantity }),
    ...(proposed === undefined ? {} : { proposed }),
    ...(forecast === undefined ? {} : { method: forecast.method }),
  };
}

/** Empty where there was no plan before. */
export function changesOf(before: Compared | undefined, now: Compared): readonly PlanChange[] {
  if (before === undefined) return [];
  return comparedFigures.flatMap((figure): PlanChange[] => {
    const [was, is] = [before[figure], now[figure]];
    if (was === undefined && is === undefined) return [];
    if (was !== undefined && is !== undefined && isSame(was.value, is.value)) return [];
    const values = {
      ...(was === undefined ? {} : { was: was.value }),
      ...(is === undefined ? {} : { is: is.value }),
    };
    return [{ figure, ...values, because: because(before, now, figure) }];
  });
}

function because(before: Compared, now: Compared, figure: (typeof comparedFigures)[number]): string {
  const [was, is] = [before[figure], now[figure]];
  if (was === undefined) return 'it could not be said before';
  if (is === undefined) return 'it cannot be said any more';
  const method =
    figure === 'demand_per_day' && before.method !== now.method ? [`method ${before.method} → ${now.method}`] : [];
  const names = [...new Set([...Object.keys(was.terms), ...Object.keys(is.terms)])];
  const terms = names.flatMap((name) => {
    const [old, next] = [was.terms[name], is.terms[name]];
    if (old !== undefined && next !== undefined && isSame(old, next)) return [];
    return [`${name} ${numberText(old)} → ${numberText(next)}`];
  });
  const formula = was.formula === is.formula ? [] : ['another formula applies'];
  return [...method, ...formula, ...terms].join(', ');
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

function numberText(value: number | undefined): string {
  return value === undefined ? 'none' : String(Math.round(value * 1e4) / 1e4);
}

export interface RowContext {
  readonly item: Item;
  readonly currency: string;
  readonly abc: AbcClass | undefined;
  readonly before: Compared | undefined;
}

export function planRow(plan: ItemPlan, { item, currency, abc, before }: RowContext): PlanRow {
  const { figures, forecast, variation, stock_out, missing } = plan;
  const { id, name, unit, policy = {} } = item;
  const { on_hand, position, reorder_point, proposed } = figures;
  const value = proposed === undefined ? undefined : orderValue(proposed.value, policy.unit_cost, currency);
  return {
    item: id,
    name,
    unit,
    ...given('class', policy.class),
    ...given('supplier', policy.supplier),
    ...given('abc', abc),
    ...given('xyz', variation?.xyz),
    ...given('pattern', forecast?.pattern.pattern),
    ...given('method', forecast?.method),
    on_hand: on_hand.value,
    on_order: position.terms.on_order ?? 0,
    position: position.value,
    ...given('demand_per_day', figures.demand_per_day?.value),
    ...given('lead_time_days', figures.lead_time?.value),
    ...given('safety_stock', figures.safety_stock?.value),
    ...given('reorder_point', reorder_point?.value),
    ...given('order_quantity', figures.order_quantity?.value),
    ...given('anticipation', figures.anticipation?.value),
    ...given('proposed', proposed?.value),
    ...given('proposed_value', value),
    ...(reorder_point === undefined || figures.demand_per_day?.value === 0
      ? {}
      : { is_below_reorder: position.value <= reorder_point.value }),
    ...given('days_left', stock_out?.days),
    ...given('stock_out_day', stock_out?.day),
    missing,
    changes: changesOf(before, comparedOf(plan)),
  };
}

type Given<Name extends string, Value> = { readonly [Key in Name]?: Exclude<Value, undefined> };

/** A member that is there only where it has a value. */
function given<const Name extends string, Value>(name: Name, value: Value): Given<Name, Value> {
  const kept: Given<Name, Value> = {};
  if (value !== undefined) Reflect.set(kept, name, value);
  return kept;
}

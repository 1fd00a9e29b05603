/** From what is needed in each period to what is ordered in each: the lot rules of material planning. Silver, Pyke, Thomas, ch. 5. */
import { economicOrderQuantity } from './order-quantity.ts';
import { type OrderTerms, orderFor, refusalOfTerms } from './order-rounding.ts';
import { type Answer, answer, counts, positive, quantities, type Refusal } from './refusal.ts';
import { costsToGo, type LotCosts, refusalOfCosts } from './wagner-whitin.ts';

interface SteadyCosts extends LotCosts {
  readonly cost_per_order: number;
  readonly holding_cost_per_unit_period: number;
}

/**
 * `lot-for-lot`: each period's need. `fixed`: whole multiples of one quantity. `periods`: what the next so many periods need, from the
 * one that needs something on (`orderPeriods` gives the number by cost: the period order quantity). `silver-meal`: as many periods as
 * lower the mean cost per period. `wagner-whitin`: the cheapest plan over all periods. All may have a minimum and a multiple
 * besides; what is then ordered too much is used up before the next order.
 */
export type LotRule = OrderTerms &
  (
    | { readonly kind: 'lot-for-lot' }
    | { readonly kind: 'fixed'; readonly quantity_units: number }
    | { readonly kind: 'periods'; readonly periods: number }
    | ({ readonly kind: 'silver-meal' } & SteadyCosts)
    | ({ readonly kind: 'wagner-whitin' } & LotCosts)
  );

/** What to order in each period so that it and all before it are covered in time. Nothing is in stock at first. */
export function lotSizes(needs_units: readonly number[], rule: LotRule): Answer<readonly number[]> {
  const refusal = quantities('needs_units', needs_units, 0) ?? refusalOfRule(rule, needs_units.length);
  return refusal ?? answer(ordersBy(needs_units, rule));
}

export function refusalOfRule(rule: LotRule, periods: number): Refusal | undefined {
  const terms = refusalOfTerms(rule);
  if (terms !== undefined) return terms;
  switch (rule.kind) {
    case 'lot-for-lot':
      return undefined;
    case 'fixed':
      return positive({ quantity_units: rule.quantity_units });
    case 'periods':
      return counts({ periods: rule.periods });
    default:
      return refusalOfCosts(costsIn(rule), periods);
  }
}

function costsIn(rule: LotCosts): LotCosts {
  const { cost_per_order, holding_cost_per_unit_period, unit_cost } = rule;
  return { cost_per_order, holding_cost_per_unit_period, ...(unit_cost === undefined ? {} : { unit_cost }) };
}

/** A remainder of a sum that should be 0. */
const nothing_units = 1e-9;

/** `lotSizes` for those who have checked what they pass. */
export function ordersBy(needs_units: readonly number[], rule: LotRule): readonly number[] {
  const reach = reachOf(needs_units, rule);
  const terms: OrderTerms = rule.kind === 'fixed' ? { ...rule, multiple_units: rule.quantity_units } : rule;
  let stock = 0;
  return needs_units.map((need, t) => {
    stock -= need;
    if (stock > -nothing_units && !wantsEarly(rule, needs_units, reach, t, stock)) return 0;
    let wanted = Math.max(0, -stock);
    for (let s = t + 1; s < reach(t); s += 1) wanted += needs_units[s] ?? 0;
    if (stock > 0) wanted = Math.max(0, wanted - stock);
    const ordered = orderFor(wanted, terms);
    stock += ordered;
    return ordered;
  });
}

/** Only the cheapest plan may order in a period that has no need of its own: where a unit is cheaper in it than later. */
function wantsEarly(
  rule: LotRule,
  needs_units: readonly number[],
  reach: (t: number) => number,
  t: number,
  stock: number,
): boolean {
  return rule.kind === 'wagner-whitin' && needs_units[t] === 0 && Math.abs(stock) <= nothing_units && reach(t) > t;
}

/** Up to which period (exclusive) an order in a period reaches. */
function reachOf(needs_units: readonly number[], rule: LotRule): (t: number) => number {
  const n = needs_units.length;
  switch (rule.kind) {
    case 'lot-for-lot':
    case 'fixed':
      return (t) => t + 1;
    case 'periods':
      return (t) => Math.min(n, t + rule.periods);
    case 'silver-meal':
      return (t) => silverMealReach(needs_units, rule, t);
    default: {
      const { next } = costsToGo(needs_units, costsIn(rule));
      return (t) => next[t] ?? n;
    }
  }
}

/** The order reaches on as long as (K + holding)/periods does not rise. Silver and Meal (1973). */
function silverMealReach(needs_units: readonly number[], costs: SteadyCosts, t: number): number {
  let cost = costs.cost_per_order;
  let mean = cost;
  for (let s = t + 1; s < needs_units.length; s += 1) {
    cost += costs.holding_cost_per_unit_period * (s - t) * (needs_units[s] ?? 0);
    const next = cost / (s - t + 1);
    if (next > mean) return s;
    mean = next;
  }
  return needs_units.length;
}

/** The periods that an economic order quantity lasts at the mean need, rounded, at least 1: T = Q* / mean. Without needs, 1. */
export function orderPeriods(needs_units: readonly number[], costs: SteadyCosts): Answer<number> {
  const refusal = quantities('needs_units', needs_units) ?? positive({ ...costsSteady(costs) });
  if (refusal !== undefined) return refusal;
  const mean = needs_units.reduce((total, need) => total + need, 0) / needs_units.length;
  if (mean === 0) return answer(1);
  const best = economicOrderQuantity({
    cost_per_order: costs.cost_per_order,
    holding_cost_per_unit_year: costs.holding_cost_per_unit_period,
    demand_per_year: mean,
  });
  return best.ok ? answer(Math.max(1, Math.round(best.value.quantity_units / mean))) : best;
}

function costsSteady({ cost_per_order, holding_cost_per_unit_period }: SteadyCosts) {
  return { cost_per_order, holding_cost_per_unit_period };
}

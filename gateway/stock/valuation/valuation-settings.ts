/** What the site has decided on how its stock is valued. What is absent is the usual; a cost is never guessed. */
import type { ItemClass } from '../planning-policy.ts';
import { default_policy, type ValuationMethod, type ValuationPolicy } from './valuation-policy.ts';

export interface ValuationSettings extends ValuationPolicy {
  /** By class of item, instead of `method`. */
  readonly classes?: { readonly [Class in ItemClass]?: ValuationMethod };
}

/** From the beginning of a local day on (`2026-01-01`), a piece is set to cost so much: decimal text in the site's currency. */
export interface StandardCost {
  readonly from: string;
  readonly unit_cost: string;
}

/** Of one item. */
export interface ItemValuationSettings {
  /** Instead of that of its class and of the site. */
  readonly method?: ValuationMethod;
  readonly standard_costs?: readonly StandardCost[];
  /** What costs are for: one unit when absent; with `mass`, of an item with catch weight, a kilogram of its real mass. */
  readonly cost_basis?: 'unit' | 'mass';
}

interface ValuedItem {
  readonly policy?: { readonly class?: ItemClass };
  readonly valuation?: ItemValuationSettings;
}

/** The item's own method, else that of its class, else that of the site. */
export function methodOf(settings: ValuationSettings | undefined, item: ValuedItem | undefined): ValuationMethod {
  const { method, classes = {} } = settings ?? default_policy_settings;
  const own = item?.policy?.class;
  return item?.valuation?.method ?? (own === undefined ? undefined : classes[own]) ?? method;
}

const default_policy_settings: ValuationSettings = default_policy;

/** By what one item is valued. Decimals of the average are for those that have one. */
export function policyOf(settings: ValuationSettings | undefined, item: ValuedItem | undefined): ValuationPolicy {
  const { classes: _, average_decimals, ...shared } = settings ?? default_policy_settings;
  const method = methodOf(settings, item);
  return { ...shared, method, ...(method === 'average' && average_decimals !== undefined ? { average_decimals } : {}) };
}

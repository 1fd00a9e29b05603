/** What the books of all items share: settings by item, what is outside, which periods are closed. */
import { localDay, localDayStart } from '../../base/site-time.ts';
import { builtInLocations } from '../../stock/built-in-locations.ts';
import type { Period } from '../../stock/period.ts';
import type { ItemClass } from '../../stock/planning-policy.ts';
import type { Item, Site } from '../../stock/site.ts';
import { parseMoney } from '../../stock/valuation/money.ts';
import type { RoundingRule } from '../../stock/valuation/rounding.ts';
import type { StockEvent } from '../../stock/valuation/stock-event.ts';
import { default_policy, type ValuationPolicy } from '../../stock/valuation/valuation-policy.ts';
import { policyOf } from '../../stock/valuation/valuation-settings.ts';
import type { BookMass } from './mass-events.ts';

export interface BooksContext {
  readonly site: Site;
  readonly currency: string;
  readonly rounding: RoundingRule;
  readonly zone: string;
  readonly closed: readonly Period[];
  readonly items: ReadonlyMap<string, Item>;
  isOutside(location: string): boolean;
  isTransit(location: string): boolean;
  locationName(location: string): string;
  itemName(item: string): string;
  unitOf(item: string): string;
  classOf(item: string): ItemClass | undefined;
  policyOf(item: string): ValuationPolicy;
  /** Costs of the item are for a kilogram of it. */
  isByMass(item: string): boolean;
  /** Of an item that no movement is weighed of yet: all of them weigh the nominal mass of the settings. */
  nominalMass(item: string): BookMass | undefined;
  /** The unit cost of the settings: what a receipt is valued at of which nobody told a cost. */
  settingsCost(item: string): bigint | undefined;
  /** Costs set beforehand, as events of their own days. */
  standardCosts(item: string): readonly StockEvent[];
  /** When a local day begins. */
  dayStart(day: number): number;
  dayOf(at_ms: number): number;
}

/** A location that the settings do not have any more was ours. */
export function booksContext(site: Site, closed: readonly Period[]): BooksContext {
  const items = new Map(site.items.map((each) => [each.id, each]));
  const locations = new Map([...builtInLocations, ...site.locations].map((each) => [each.id, each]));
  const settingsCost = (item: string) => moneyOf(items.get(item)?.policy?.unit_cost, site.currency);
  const methodOf = (item: string) => policyOf(site.valuation, items.get(item));
  return {
    site,
    currency: site.currency,
    rounding: site.valuation?.rounding ?? default_policy.rounding,
    zone: site.time_zone,
    closed,
    items,
    isOutside: (location) => locations.get(location)?.kind === 'outside',
    isTransit: (location) => locations.get(location)?.kind === 'transit',
    locationName: (location) => locations.get(location)?.name ?? location,
    itemName: (item) => items.get(item)?.name ?? item,
    unitOf: (item) => items.get(item)?.unit ?? 'piece',
    classOf: (item) => items.get(item)?.policy?.class,
    policyOf: methodOf,
    isByMass: (item) => items.get(item)?.valuation?.cost_basis === 'mass',
    nominalMass: (item) => {
      const unit_mass_mg = items.get(item)?.unit_mass_mg;
      return unit_mass_mg === undefined ? undefined : { began_seq: Number.MAX_SAFE_INTEGER, unit_mass_mg, counts: [] };
    },
    settingsCost,
    standardCosts: (item) =>
      methodOf(item).method === 'standard' ? standardCosts(site, items.get(item), item, settingsCost(item)) : [],
    dayStart: (day) => localDayStart(day, site.time_zone),
    dayOf: (at_ms) => localDay(at_ms, site.time_zone),
  };
}

/** Without a standard cost the unit cost of the settings is taken for one, from the beginning on. */
function standardCosts(
  site: Site,
  settings: Item | undefined,
  item: string,
  fallback: bigint | undefined,
): readonly StockEvent[] {
  const kind = 'standard-cost';
  const told = (settings?.valuation?.standard_costs ?? []).flatMap(({ from, unit_cost }): StockEvent[] => {
    const unit_micro = moneyOf(unit_cost, site.currency);
    const at_ms = localDayStart(Date.parse(`${from}T00:00:00Z`) / 86_400_000, site.time_zone);
    return unit_micro === undefined ? [] : [{ kind, id: `standard-cost/${from}`, item, at_ms, seq: 0, unit_micro }];
  });
  if (told.length > 0 || fallback === undefined) return told;
  return [{ kind, id: 'standard-cost/unit-cost-of-the-settings', item, at_ms: 0, seq: 0, unit_micro: fallback }];
}

function moneyOf(text: string | undefined, currency: string): bigint | undefined {
  const parsed = text === undefined ? undefined : parseMoney(text, currency, 6);
  return parsed?.ok ? parsed.value : undefined;
}

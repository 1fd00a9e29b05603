/** What the schema cannot see in the settings of replenishment: references, and what excludes or needs each other. */
import type { Site } from '../stock/site.ts';
import { parseMoney } from '../stock/valuation/money.ts';
import { checkUnique, type Known } from './check-stock.ts';
import type { Problems } from './problem.ts';

export function checkPlanning(site: Site, known: Known, problems: Problems): void {
  const suppliers = site.suppliers ?? [];
  checkUnique(suppliers, 'suppliers', problems);
  const ids = new Set(suppliers.map(({ id }) => id));
  for (const [at, { order_cost, lead_time_days, lead_time_sd_days }] of suppliers.entries()) {
    checkMoney(order_cost, ['suppliers', at, 'order_cost'], site.currency, problems);
    if (lead_time_sd_days !== undefined && lead_time_days === undefined)
      problems.add(['suppliers', at, 'lead_time_sd_days'], 'means nothing without lead_time_days');
  }
  for (const [at, { policy }] of site.items.entries()) {
    if (policy === undefined) continue;
    const path = ['items', at, 'policy'];
    checkMoney(policy.unit_cost, [...path, 'unit_cost'], site.currency, problems);
    if (policy.supplier !== undefined && !ids.has(policy.supplier))
      problems.add([...path, 'supplier'], `there is no supplier "${policy.supplier}"`);
    if (policy.service_level !== undefined && policy.fill_rate !== undefined)
      problems.add([...path, 'fill_rate'], 'is instead of service_level; only one of them may be there');
  }
  for (const [at, id] of (site.planning?.demand_locations ?? []).entries()) {
    const kind = known.locations.get(id)?.kind;
    const path = ['planning', 'demand_locations', at];
    if (kind === undefined) problems.add(path, `there is no location "${id}"`);
    else if (kind !== 'outside') problems.add(path, 'must be a location of the kind outside');
  }
}

function checkMoney(text: string | undefined, path: readonly PropertyKey[], currency: string, problems: Problems) {
  if (text === undefined) return;
  const parsed = parseMoney(text, currency, 6);
  if (parsed.ok) return;
  problems.add(path, parsed.field === 'currency' ? 'needs a currency of ISO 4217, such as EUR' : parsed.rule);
}

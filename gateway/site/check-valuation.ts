/** What the schema cannot see in the settings of the valuation: what the law does not allow, and costs that cannot be. */
import type { Site } from '../stock/site.ts';
import { parseMoney } from '../stock/valuation/money.ts';
import { checkPolicy, default_policy, type ValuationMethod } from '../stock/valuation/valuation-policy.ts';
import type { Problems } from './problem.ts';

export function checkValuation(site: Site, problems: Problems): void {
  const settings = site.valuation ?? default_policy;
  const { average_decimals, ...shared } = settings;
  const checkMethod = (method: ValuationMethod | undefined, path: readonly PropertyKey[]) => {
    if (method === undefined) return;
    const refusal = checkPolicy({ ...shared, method });
    if (refusal !== undefined) problems.add(path, refusal.rule);
  };
  checkMethod(settings.method, ['valuation', 'method']);
  for (const [name, method] of Object.entries(site.valuation?.classes ?? {}))
    checkMethod(method, ['valuation', 'classes', name]);
  for (const [at, { valuation, catch_weight }] of site.items.entries()) {
    if (valuation === undefined) continue;
    const path = ['items', at, 'valuation'];
    if (valuation.cost_basis === 'mass' && catch_weight === undefined)
      problems.add([...path, 'cost_basis'], 'cannot be mass without catch_weight: no mass is kept');
    checkMethod(valuation.method, [...path, 'method']);
    let before = '';
    for (const [index, { from, unit_cost }] of (valuation.standard_costs ?? []).entries()) {
      const parsed = parseMoney(unit_cost, site.currency, 6);
      const rule = parsed.ok || parsed.field !== 'currency' ? undefined : 'needs a currency of ISO 4217, such as EUR';
      if (!parsed.ok) problems.add([...path, 'standard_costs', index, 'unit_cost'], rule ?? parsed.rule);
      if (from <= before) problems.add([...path, 'standard_costs', index, 'from'], 'must be after the one before it');
      before = from;
    }
  }
}

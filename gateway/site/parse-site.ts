/** From anything that claims to be settings to a site whose every reference holds, or to all that is wrong with it. */
import type { Site } from '../stock/site.ts';
import { checkAlerts } from './check-alerts.ts';
import { checkDevices, type KnownDriver } from './check-devices.ts';
import { checkKanban } from './check-kanban.ts';
import { checkNetwork } from './check-network.ts';
import { checkPlanning } from './check-planning.ts';
import { checkProduction } from './check-production.ts';
import { checkStock, knownOf } from './check-stock.ts';
import { checkValuation } from './check-valuation.ts';
import { checkWork } from './check-work.ts';
import { addIssue, type Problem, problemsOf } from './problem.ts';
import { type CheckedSite, siteSchema } from './schema.ts';

export type ParsedSite =
  | { readonly ok: true; readonly site: Site }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks the shape first; references are looked at only in a file whose shape is sound. Never throws. */
export function parseSite(json: unknown, drivers: readonly KnownDriver[]): ParsedSite {
  const problems = problemsOf();
  const checked = siteSchema.safeParse(json, { reportInput: true });
  if (!checked.success) {
    for (const issue of checked.error.issues) addIssue(problems, issue);
    return { ok: false, problems: problems.list() };
  }
  const site = withNames(checked.data);
  const known = knownOf(site);
  checkStock(site, known, problems);
  checkDevices(site, known, drivers, problems);
  checkNetwork(site, problems);
  checkPlanning(site, known, problems);
  checkValuation(site, problems);
  checkWork(site, known, problems);
  checkKanban(site, known, problems);
  checkProduction(site, known, problems);
  checkAlerts(site, problems);
  const found = problems.list();
  return found.length === 0 ? { ok: true, site } : { ok: false, problems: found };
}

/** What defaults to the id beside it. */
function withNames({ suppliers, ...site }: CheckedSite): Site {
  return {
    ...site,
    items: site.items.map((item) => ({ ...item, name: item.name ?? item.id })),
    locations: site.locations.map((location) => ({ ...location, name: location.name ?? location.id })),
    ...(suppliers === undefined
      ? {}
      : { suppliers: suppliers.map((each) => ({ ...each, name: each.name ?? each.id })) }),
    devices: site.devices.map((device) => ({
      ...device,
      name: device.name ?? device.id,
      connection: device.connection ?? device.id,
    })),
  };
}

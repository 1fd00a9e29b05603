/** What the schema cannot see in items and locations: identity, references, the tree, codes. */

import { builtInLocations } from '../stock/built-in-locations.ts';
import type { Item, Location, Site } from '../stock/site.ts';
import { unitFault } from '../stock/units.ts';
import { gtin14Of } from './gtin.ts';
import { type Problems, pathOf } from './problem.ts';

/** What the site refers to by id; `checkUnique` has found doubles already, the first one counts. */
export interface Known {
  readonly items: ReadonlyMap<string, { readonly item: Item; readonly at: number }>;
  readonly locations: ReadonlyMap<string, Location>;
}

export function knownOf(site: Site): Known {
  const items = new Map<string, { item: Item; at: number }>();
  for (const [at, item] of site.items.entries()) if (!items.has(item.id)) items.set(item.id, { item, at });
  const locations = new Map(builtInLocations.map((location) => [location.id, location]));
  for (const location of site.locations) if (!locations.has(location.id)) locations.set(location.id, location);
  return { items, locations };
}

export function checkStock(site: Site, known: Known, problems: Problems): void {
  checkUnique(site.items, 'items', problems);
  checkUnique(site.locations, 'locations', problems);
  if (site.gln !== undefined) {
    const gln = site.gln.length === 13 ? gtin14Of(site.gln) : { ok: false as const, rule: 'must be 13 digits' };
    if (!gln.ok) problems.add(['gln'], gln.rule);
  }
  checkGtins(site, problems);
  checkCodes(site, problems);
  for (const [at, item] of site.items.entries()) {
    if (item.unit_mass_sd_mg !== undefined && item.unit_mass_mg === undefined) {
      problems.add(['items', at, 'unit_mass_sd_mg'], 'means nothing without unit_mass_mg');
    }
    if (item.catch_weight !== undefined && item.unit_mass_mg === undefined) {
      problems.add(['items', at, 'catch_weight'], 'needs unit_mass_mg, the nominal mass of a piece');
    }
    for (const index of (item.units ?? []).keys()) {
      const fault = unitFault(item, index);
      if (fault !== undefined) problems.add(['items', at, 'units', index, fault.field], fault.rule);
    }
    for (const member of ['shelf_life_days', 'expiry_warn_days'] as const) {
      if (item[member] !== undefined && item.tracking === undefined) {
        problems.add(['items', at, member], 'means nothing without tracking');
      }
    }
  }
  checkLocations(site, known, problems);
}

export function checkUnique(list: readonly { readonly id: string }[], name: string, problems: Problems): void {
  const seen = new Map<string, number>();
  for (const [at, { id }] of list.entries()) {
    const first = seen.get(id);
    if (first === undefined) seen.set(id, at);
    else problems.add([name, at, 'id'], `is the id of ${pathOf([name, first])} too`);
  }
}

/** Adds a problem unless the location exists. */
export function checkLocation(id: string | undefined, path: readonly PropertyKey[], known: Known, problems: Problems) {
  if (id !== undefined && !known.locations.has(id)) problems.add(path, `there is no location "${id}"`);
}

function checkGtins(site: Site, problems: Problems): void {
  const seen = new Map<string, string>();
  for (const [at, item] of site.items.entries()) {
    for (const [index, printed] of item.gtins.entries()) {
      const path = ['items', at, 'gtins', index];
      const result = gtin14Of(printed);
      if (!result.ok) {
        problems.add(path, result.rule);
        continue;
      }
      const first = seen.get(result.gtin);
      if (first === undefined) seen.set(result.gtin, pathOf(path));
      else problems.add(path, `is the same GTIN as ${first}`);
    }
    for (const [index, { gtin }] of (item.packs ?? []).entries()) {
      const isOwn = item.gtins.some((each) => each.padStart(14, '0') === gtin.padStart(14, '0'));
      if (!isOwn) problems.add(['items', at, 'packs', index, 'gtin'], 'is none of the GTINs of the item');
    }
  }
}

function checkCodes(site: Site, problems: Problems): void {
  const seen = new Map<string, string>();
  for (const [name, list] of [['items', site.items] as const, ['locations', site.locations] as const]) {
    for (const [at, { codes }] of list.entries()) {
      for (const [index, code] of codes.entries()) {
        const path = [name, at, 'codes', index];
        if (code.startsWith('TG-'))
          problems.add(path, 'must not begin with TG-, which is for the printed codes of Tallygate');
        const first = seen.get(code);
        if (first === undefined) seen.set(code, pathOf(path));
        else problems.add(path, `is the same code as ${first}`);
      }
    }
  }
}

function checkLocations(site: Site, known: Known, problems: Problems): void {
  const builtIn = new Set(builtInLocations.map(({ id }) => id));
  const looped = new Set<string>();
  for (const [at, location] of site.locations.entries()) {
    const path = ['locations', at];
    if (builtIn.has(location.id)) problems.add([...path, 'id'], 'is the id of a location that every site has anyway');
    if (location.item !== undefined && !known.items.has(location.item)) {
      problems.add([...path, 'item'], `there is no item "${location.item}"`);
    }
    for (const [index, item] of (location.items ?? []).entries()) {
      if (!known.items.has(item)) problems.add([...path, 'items', index], `there is no item "${item}"`);
    }
    if (location.item !== undefined && location.items !== undefined) {
      problems.add([...path, 'items'], 'is instead of item; only one of them may be there');
    }
    for (const key of ['in', 'taken_to', 'filled_from'] as const) {
      checkLocation(location[key], [...path, key], known, problems);
    }
    for (const key of ['taken_to', 'filled_from'] as const) {
      if (location[key] === location.id) problems.add([...path, key], 'must be another location');
    }
    if (location.full !== undefined && location.low !== undefined && location.low > location.full) {
      problems.add([...path, 'low'], 'must not be above full');
    }
    checkTree(location, path, known, looped, problems);
  }
}

/** Tells each circle once, at the first of its locations. */
function checkTree(
  start: Location,
  path: readonly PropertyKey[],
  known: Known,
  looped: Set<string>,
  problems: Problems,
): void {
  const way = new Set<string>();
  let here: Location | undefined = start;
  while (here !== undefined && !looped.has(here.id)) {
    if (way.has(here.id)) {
      const all = [...way];
      const circle = all.slice(all.indexOf(here.id));
      for (const id of circle) looped.add(id);
      problems.add([...path, 'in'], `goes in a circle: ${[...circle, here.id].join(' in ')}`);
      return;
    }
    way.add(here.id);
    here = here.in === undefined ? undefined : known.locations.get(here.in);
  }
}

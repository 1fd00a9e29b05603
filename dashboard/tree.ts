/** The tree of locations as the map lays it out: areas under a heading, rows in them, tiles in rows. */
import type { DeviceView, LocationView, SiteView } from '../gateway/live/messages.ts';

export interface Row {
  /** The shelf, or undefined for tiles directly in the area. */
  readonly location: LocationView | undefined;
  readonly tiles: readonly LocationView[];
}

export interface Area {
  /** What stands as heading: a zone, a shelf in no zone, or the site for what stands in neither. */
  readonly location: LocationView | undefined;
  readonly rows: readonly Row[];
}

/** Which part of which device watches a location. */
export interface Watch {
  readonly device: DeviceView;
  readonly part: string;
}

export interface Tree {
  readonly areas: readonly Area[];
  readonly locations: ReadonlyMap<string, LocationView>;
  /** Locations where stock counts as in the house. */
  readonly inside: ReadonlySet<string>;
  readonly watches: ReadonlyMap<string, readonly Watch[]>;
}

type Parts = ReadonlyMap<string | undefined, readonly LocationView[]>;

export function treeOf(site: SiteView): Tree {
  const locations = new Map(site.locations.map((location) => [location.id, location]));
  const within = site.locations.filter(({ kind }) => kind !== 'outside' && kind !== 'transit');
  const parts = new Map<string | undefined, LocationView[]>();
  for (const location of within) {
    const parent = location.in !== undefined && locations.has(location.in) ? location.in : undefined;
    const siblings = parts.get(parent);
    if (siblings === undefined) parts.set(parent, [location]);
    else siblings.push(location);
  }
  return {
    areas: areasOf(parts),
    locations,
    inside: new Set(within.map(({ id }) => id)),
    watches: watchesOf(site.devices),
  };
}

/** `Hall 1 › Shelf A1 › A1-01`, outermost first. */
export function pathOf(tree: Tree, id: string): readonly LocationView[] {
  const path: LocationView[] = [];
  let location = tree.locations.get(id);
  while (location !== undefined && !path.includes(location)) {
    path.unshift(location);
    location = location.in === undefined ? undefined : tree.locations.get(location.in);
  }
  return path;
}

function areasOf(parts: Parts): Area[] {
  const roots = parts.get(undefined) ?? [];
  const sites = roots.filter(({ id, kind }) => kind === 'site' && parts.has(id));
  const without = roots.filter((root) => !sites.includes(root));
  return [
    ...sites.flatMap((site) => areasIn(parts, site, parts.get(site.id) ?? [])),
    ...areasIn(parts, undefined, without),
  ];
}

/** Zones and shelves in the order of the settings, then what stands among them by itself. */
function areasIn(parts: Parts, site: LocationView | undefined, tops: readonly LocationView[]): Area[] {
  const headed = tops.filter(({ id, kind }) => kind === 'zone' || parts.has(id));
  const single = tops.filter((top) => !headed.includes(top));
  const areas = headed.map((location) => ({ location, rows: rowsOf(parts, location) }));
  if (single.length === 0) return areas;
  return [...areas, { location: site, rows: [{ location: undefined, tiles: single }] }];
}

function rowsOf(parts: Parts, zone: LocationView): Row[] {
  const inner = parts.get(zone.id) ?? [];
  return inner.length === 0 ? [{ location: undefined, tiles: [zone] }] : rowsOfAll(parts, inner);
}

function rowsOfAll(parts: Parts, locations: readonly LocationView[]): Row[] {
  const direct = locations.filter(({ id }) => !parts.has(id));
  const rows = locations
    .filter(({ id }) => parts.has(id))
    .map((shelf) => ({ location: shelf, tiles: leavesOf(parts, shelf) }));
  return direct.length === 0 ? rows : [...rows, { location: undefined, tiles: direct }];
}

function leavesOf(parts: Parts, location: LocationView): LocationView[] {
  const inner = parts.get(location.id);
  return inner === undefined ? [location] : inner.flatMap((part) => leavesOf(parts, part));
}

function watchesOf(devices: readonly DeviceView[]): ReadonlyMap<string, readonly Watch[]> {
  const watches = new Map<string, Watch[]>();
  for (const device of devices) {
    for (const { part, location, watches: unasked } of device.serves) {
      if (!unasked) continue;
      const known = watches.get(location);
      if (known === undefined) watches.set(location, [{ device, part }]);
      else known.push({ device, part });
    }
  }
  return watches;
}

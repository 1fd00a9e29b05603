/** What lies on load cells: places that name what they hold, of known mass, and no place weighed twice by plates that know nothing of each other. */
import type { Location, Site } from '../stock/site.ts';
import { checkLocation, type Known } from './check-stock.ts';
import { type Problems, pathOf } from './problem.ts';

/** Plates of one group may share a location; else a location has one channel. Each item that may lie there has a known mass. */
export function checkWeighing(site: Site, known: Known, problems: Problems): void {
  const weighed = new Map<string, { readonly path: readonly PropertyKey[]; readonly group: string | undefined }>();
  const massless = new Set<string>();
  for (const [at, device] of site.devices.entries()) {
    const channels = new Map<string, number>();
    for (const [index, { channel, location, group }] of device.channels.entries()) {
      const path = ['devices', at, 'channels', index];
      const twin = channels.get(channel);
      if (twin === undefined) channels.set(channel, index);
      else problems.add([...path, 'channel'], `is the channel of ${pathOf(['devices', at, 'channels', twin])} too`);
      const place = known.locations.get(location);
      if (place === undefined) {
        checkLocation(location, [...path, 'location'], known, problems);
        continue;
      }
      const first = weighed.get(location);
      const own = group === undefined ? undefined : `${device.id}\u0000${group}`;
      if (first === undefined) weighed.set(location, { path, group: own });
      else if (own === undefined || first.group !== own) {
        const rule = `is weighed by ${pathOf(first.path)} already; each step would be booked twice, unless both plates are of one group`;
        problems.add([...path, 'location'], rule);
      }
      const items = itemsOf(place);
      if (items.length === 0) {
        problems.add(
          [...path, 'location'],
          `must name a location with an item or items, and "${location}" has none: weight alone does not say what lies there`,
        );
      }
      for (const item of items) {
        const stocked = known.items.get(item);
        if (stocked === undefined || stocked.item.unit_mass_mg !== undefined || massless.has(item)) continue;
        massless.add(item);
        problems.add(
          ['items', stocked.at, 'unit_mass_mg'],
          `is required, because "${location}" holds it and is weighed by ${pathOf(path)}`,
        );
      }
    }
  }
}

function itemsOf({ item, items }: Pick<Location, 'item' | 'items'>): readonly string[] {
  return items ?? (item === undefined ? [] : [item]);
}

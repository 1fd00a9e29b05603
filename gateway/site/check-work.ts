/** What the schema cannot see in the settings of work: places of the site itself. */
import type { Site } from '../stock/site.ts';
import type { BufferSettings } from '../stock/work-settings.ts';
import type { Known } from './check-stock.ts';
import type { Problems } from './problem.ts';

export function checkWork({ work }: Site, known: Known, problems: Problems): void {
  for (const key of ['receiving', 'quarantine', 'staging', 'wip', 'finished'] as const) {
    const id = work?.[key];
    if (id === undefined) continue;
    const kind = known.locations.get(id)?.kind;
    if (kind === undefined) problems.add(['work', key], `there is no location "${id}"`);
    else if (kind === 'outside' || kind === 'transit')
      problems.add(['work', key], 'must be a place of the site itself');
    else if (key === 'wip' && kind !== 'wip') problems.add(['work', key], 'must be a location of the kind wip');
  }
  checkBuffers(work?.buffers ?? [], known, problems);
  const { programmes = [] } = work?.counting ?? {};
  const seen = new Set<string>();
  for (const [at, { id, by, zones = [], counts_per_year, at_most, doubt_permille_min }] of programmes.entries()) {
    const path = ['work', 'counting', 'programmes', at];
    if (seen.has(id)) problems.add([...path, 'id'], 'is the id of another programme too');
    seen.add(id);
    for (const [i, zone] of zones.entries())
      if (!known.locations.has(zone)) problems.add([...path, 'zones', i], `there is no location "${zone}"`);
    const of = {
      counts_per_year: ['zone', counts_per_year],
      at_most: ['empty', at_most],
      doubt_permille_min: ['doubt', doubt_permille_min],
    } as const;
    for (const [key, [kind, value]] of Object.entries(of))
      if (value !== undefined && kind !== by) problems.add([...path, key], `is of programmes by ${kind} alone`);
  }
}

function checkBuffers(buffers: readonly BufferSettings[], known: Known, problems: Problems): void {
  const seen = new Set<string>();
  for (const [at, buffer] of buffers.entries()) {
    const path = ['work', 'buffers', at];
    const { location, item, use_per_hour, interruption_hours, min_units, max_units } = buffer;
    const kind = known.locations.get(location)?.kind;
    if (kind === undefined) problems.add([...path, 'location'], `there is no location "${location}"`);
    else if (kind === 'outside' || kind === 'transit')
      problems.add([...path, 'location'], 'must be a place of the site itself');
    if (!known.items.has(item)) problems.add([...path, 'item'], `there is no item "${item}"`);
    const key = `${location}\n${item}`;
    if (seen.has(key)) problems.add(path, `is there twice: ${item} at ${location}`);
    seen.add(key);
    if ((use_per_hour === undefined) !== (interruption_hours === undefined))
      problems.add([...path, 'interruption_hours'], 'and use_per_hour stand together, or both are absent');
    if ((min_units === undefined) !== (max_units === undefined))
      problems.add([...path, 'max_units'], 'and min_units stand together, or both are absent');
    else if (min_units !== undefined && max_units !== undefined && max_units < min_units)
      problems.add([...path, 'max_units'], 'must not be below min_units');
  }
}

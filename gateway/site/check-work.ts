/** What the schema cannot see in the settings of work: places of the site itself. */
import type { Site } from '../stock/site.ts';
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

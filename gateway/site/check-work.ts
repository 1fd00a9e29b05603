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
}

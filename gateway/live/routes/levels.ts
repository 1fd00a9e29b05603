import { z } from 'zod';
import type { Level } from '../../stock/levels.ts';
import type { OwnerLevel } from '../../stock/owner.ts';
import { asOf, atProblems, atTime, momentAt, type TimeSources } from '../at-time.ts';
import { byLot, levelByLot, todayOf } from '../lot-view.ts';
import { hasMasses, withMasses } from '../mass-view.ts';
import { badRequest } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, page_rows_default, pageLimit, route } from '../route.ts';

const query = z.strictObject({
  item: idText.optional(),
  location: idText.optional(),
  by: z
    .enum(['lot', 'owner'])
    .optional()
    .meta({ description: 'Also of which lots each level is, or what of it is not ours; not together with `at`' }),
  at: atTime,
  limit: pageLimit,
  cursor: z.string().max(1_024).optional().meta({ description: '`next` of the page before' }),
});
const result = z.strictObject({ levels: z.array(levelByLot), next: z.string().exactOptional(), as_of: asOf });
const place = z.tuple([z.string(), z.string()]);

export function levelRoutes(sources: TimeSources): AnyRoute[] {
  const { reader } = sources;
  return [
    route({
      method: 'get',
      path: '/levels',
      id: 'listLevels',
      says: 'Levels that are not zero, ordered by location, then item',
      needs: 'see-stock',
      params: nothing,
      query,
      result,
      problems: atProblems,
      answer({ query: { item, location, by, at, limit = page_rows_default, cursor } }) {
        const after = cursor === undefined ? undefined : placeOf(cursor);
        if (cursor !== undefined && after === undefined) {
          return no(badRequest([{ in: 'query', field: 'cursor', rule: 'is not one this gateway has given' }]));
        }
        if (by !== undefined && at !== undefined) {
          return no(
            badRequest([{ in: 'query', field: 'by', rule: 'cannot stand beside at: it is told as it is now' }]),
          );
        }
        const filter = { ...(item === undefined ? {} : { item }), ...(location === undefined ? {} : { location }) };
        const asked = at === undefined ? undefined : momentAt(sources, at);
        if (asked?.ok === false) return no(asked.problem);
        // A level and its lots are of one moment, also while the writer goes on.
        const { site } = sources.state;
        const isPlain = by === undefined && (at !== undefined || !hasMasses(site));
        const { found, lots, owned } = isPlain
          ? {
              found: asked === undefined ? reader.levels(filter) : reader.past.levelsAt(asked.moment.seq, filter),
              lots: [],
              owned: [],
            }
          : reader.past.inOneView(() => ({
              found: withMasses(reader.levels(filter), reader, site, filter),
              lots: by === 'lot' ? reader.lots.levels(filter) : [],
              owned: by === 'owner' ? reader.owned(filter) : [],
            }));
        const levels = found
          .filter(({ quantity }) => quantity !== 0)
          .sort((a, b) => byPlace([a.location, a.item], [b.location, b.item]));
        const start = after === undefined ? 0 : firstAfter(levels, after);
        const page = levels.slice(start, start + limit);
        const last = page.at(-1);
        const more = last !== undefined && start + limit < levels.length;
        const today = todayOf(sources);
        return ok({
          levels:
            by === undefined
              ? page
              : by === 'owner'
                ? byOwner(page, owned)
                : byLot(page, lots, { reader, site: sources.state.site, today }),
          ...(more ? { next: cursorOf(last) } : {}),
          ...(asked === undefined ? {} : { as_of: asked.moment }),
        });
      },
    }),
  ];
}

/** Each level with what of it is not ours. */
function byOwner(levels: readonly Level[], owned: readonly OwnerLevel[]) {
  const owners = new Map<string, { readonly owner: string; readonly quantity: number }[]>();
  for (const { item, location, owner, quantity } of owned) {
    const key = `${location}\n${item}`;
    owners.set(key, [...(owners.get(key) ?? []), { owner, quantity }]);
  }
  return levels.map((level) => {
    const found = owners.get(`${level.location}\n${level.item}`);
    return found === undefined ? level : { ...level, owners: found };
  });
}

type Place = readonly [location: string, item: string];

function byPlace(a: Place, b: Place): number {
  return byText(a[0], b[0]) || byText(a[1], b[1]);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function firstAfter(levels: readonly Level[], after: Place): number {
  const found = levels.findIndex(({ location, item }) => byPlace([location, item], after) > 0);
  return found === -1 ? levels.length : found;
}

function cursorOf({ location, item }: Level): string {
  return Buffer.from(JSON.stringify([location, item])).toString('base64url');
}

function placeOf(cursor: string): Place | undefined {
  try {
    return place.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString())).data;
  } catch {
    // Not JSON: not a cursor of ours.
    return undefined;
  }
}

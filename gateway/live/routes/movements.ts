import { z } from 'zod';
import { asOf, atProblems, atTime, momentAt, type TimeSources } from '../at-time.ts';
import { notFound } from '../problem.ts';
import {
  type AnyRoute,
  idParams,
  idText,
  no,
  nothing,
  ok,
  page_rows_default,
  pageLimit,
  route,
  wholeNumber,
} from '../route.ts';
import { movement } from '../schemas.ts';

const query = z.strictObject({
  item: idText.optional(),
  location: idText.optional().meta({ description: 'Movements from or to this location' }),
  at: atTime,
  limit: pageLimit,
  cursor: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: '`next` of the page before' }),
});
const page = z.strictObject({ movements: z.array(movement), next: z.string().exactOptional(), as_of: asOf });

export function movementRoutes(sources: TimeSources): AnyRoute[] {
  const { reader } = sources;
  return [
    route({
      method: 'get',
      path: '/movements',
      id: 'listMovements',
      says: 'Movements, newest first',
      needs: 'see-stock',
      params: nothing,
      query,
      result: page,
      problems: atProblems,
      answer({ query: { item, location, at, limit = page_rows_default, cursor } }) {
        const asked = at === undefined ? undefined : momentAt(sources, at);
        if (asked?.ok === false) return no(asked.problem);
        const before_seq = Math.min(
          cursor ?? Number.MAX_SAFE_INTEGER,
          (asked?.moment.seq ?? Number.MAX_SAFE_INTEGER - 1) + 1,
        );
        const movements = reader.movements({
          ...(item === undefined ? {} : { item }),
          ...(location === undefined ? {} : { location }),
          before_seq,
          limit: limit + 1,
        });
        const shown = movements.slice(0, limit);
        const last = shown.at(-1);
        const more = last !== undefined && movements.length > limit;
        return ok({
          movements: shown,
          ...(more ? { next: String(last.seq) } : {}),
          ...(asked === undefined ? {} : { as_of: asked.moment }),
        });
      },
    }),
    route({
      method: 'get',
      path: '/movements/{id}',
      id: 'getMovement',
      says: 'One movement with its evidence',
      needs: 'see-stock',
      params: idParams,
      query: nothing,
      result: movement,
      problems: { 404: 'There is no such movement' },
      answer({ params: { id } }) {
        const found = reader.movement(id);
        return found === undefined ? no(notFound(`There is no movement ${id}.`)) : ok(found);
      },
    }),
  ];
}

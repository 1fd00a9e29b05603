import { z } from 'zod';
import type { LedgerReader } from '../../ledger/reader.ts';
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
  limit: pageLimit,
  cursor: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: '`next` of the page before' }),
});
const page = z.strictObject({ movements: z.array(movement), next: z.string().exactOptional() });

export function movementRoutes(reader: LedgerReader): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/movements',
      id: 'listMovements',
      says: 'Movements, newest first',
      params: nothing,
      query,
      result: page,
      problems: {},
      answer({ query: { item, location, limit = page_rows_default, cursor } }) {
        const movements = reader.movements({
          ...(item === undefined ? {} : { item }),
          ...(location === undefined ? {} : { location }),
          ...(cursor === undefined ? {} : { before_seq: cursor }),
          limit: limit + 1,
        });
        const shown = movements.slice(0, limit);
        const last = shown.at(-1);
        const more = last !== undefined && movements.length > limit;
        return ok(more ? { movements: shown, next: String(last.seq) } : { movements: shown });
      },
    }),
    route({
      method: 'get',
      path: '/movements/{id}',
      id: 'getMovement',
      says: 'One movement with its evidence',
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

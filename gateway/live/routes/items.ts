import { z } from 'zod';
import type { LedgerReader } from '../../ledger/reader.ts';
import type { LiveState } from '../live-state.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idParams, no, nothing, ok, route } from '../route.ts';
import { level } from '../schemas.ts';

const result = z.strictObject({
  id: z.string(),
  name: z.string(),
  unit: z.string(),
  gtins: z.array(z.string()).readonly(),
  codes: z.array(z.string()).readonly(),
  unit_mass_mg: z.int().exactOptional(),
  unit_mass_sd_mg: z.int().exactOptional(),
  levels: z.array(level),
});

export function itemRoutes(reader: LedgerReader, state: LiveState): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/items/{id}',
      id: 'getItem',
      says: 'One item and where it is',
      params: idParams,
      query: nothing,
      result,
      problems: { 404: 'There is no such item' },
      answer({ params: { id } }) {
        const item = state.site.items.find((known) => known.id === id);
        if (item === undefined) return no(notFound(`There is no item ${id}.`));
        return ok({ ...item, levels: reader.levels({ item: id }) });
      },
    }),
  ];
}

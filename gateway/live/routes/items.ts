import { z } from 'zod';
import { asOf, atProblems, atTime, momentAt, type TimeSources } from '../at-time.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idParams, no, ok, route } from '../route.ts';
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
  as_of: asOf,
});
const query = z.strictObject({ at: atTime });

export function itemRoutes(sources: TimeSources): AnyRoute[] {
  const { reader, state } = sources;
  return [
    route({
      method: 'get',
      path: '/items/{id}',
      id: 'getItem',
      says: 'One item and where it is',
      params: idParams,
      query,
      result,
      problems: { 404: `There is no such item; ${atProblems[404].toLowerCase()}` },
      answer({ params: { id }, query: { at } }) {
        const item = state.site.items.find((known) => known.id === id);
        if (item === undefined) return no(notFound(`There is no item ${id}.`));
        if (at === undefined) return ok({ ...item, levels: reader.levels({ item: id }) });
        const asked = momentAt(sources, at);
        if (!asked.ok) return no(asked.problem);
        const { moment } = asked;
        return ok({ ...item, levels: reader.past.levelsAt(moment.seq, { item: id }), as_of: moment });
      },
    }),
  ];
}

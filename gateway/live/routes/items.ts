import { z } from 'zod';
import { type LearnedMass, learnedMassWords } from '../../stock/learned-mass.ts';
import { inUnits, toSmallest } from '../../stock/units.ts';
import { asOf, atProblems, atTime, momentAt, type TimeSources } from '../at-time.ts';
import { weighedLevel, weighedLevels } from '../mass-view.ts';
import { badRequest, notFound } from '../problem.ts';
import { type AnyRoute, idParams, no, ok, route, wholeNumber } from '../route.ts';
import { at_ms } from '../schemas.ts';

const learned = z
  .strictObject({
    mean_mg: z.int(),
    sd_mg: z.int().meta({ description: 'Standard deviation of the mean' }),
    picks: z.int().meta({ description: 'Confirmed picks since the settings or the package changed' }),
    is_doubtful: z.boolean().meta({ description: 'The picks contradict the mass in the settings, and alone decide' }),
    says: z.string().meta({ description: 'The same in words, beside the mass in the settings' }),
    changed: z
      .strictObject({ at_ms, from_mg: z.int().meta({ description: 'What a piece weighed before' }) })
      .exactOptional()
      .meta({ description: 'Since then picks weigh something else: has the package changed?' }),
  })
  .exactOptional()
  .meta({ description: 'What a piece weighs by confirmed picks; absent before the first, and with `at`' });

const result = z.strictObject({
  id: z.string(),
  name: z.string(),
  unit: z.string(),
  units: z
    .array(z.strictObject({ name: z.string(), of: z.string().meta({ description: 'Smallest units in it, exact' }) }))
    .readonly()
    .exactOptional(),
  gtins: z.array(z.string()).readonly(),
  codes: z.array(z.string()).readonly(),
  unit_mass_mg: z.int().exactOptional().meta({ description: 'As the settings say' }),
  unit_mass_sd_mg: z.int().exactOptional(),
  catch_weight: z.strictObject({ tolerance_permille: z.int() }).exactOptional(),
  learned_mass: learned,
  levels: z.array(weighedLevel),
  as_of: asOf,
});
const query = z.strictObject({ at: atTime });

/** What only the writer knows of an item; undefined before its first confirmed pick. */
export type InspectItem = (item: string) => Promise<LearnedMass | undefined>;

export function itemRoutes(sources: TimeSources, inspectItem: InspectItem): AnyRoute[] {
  const { reader, state } = sources;
  return [
    route({
      method: 'get',
      path: '/items/{id}',
      id: 'getItem',
      says: 'One item and where it is',
      needs: 'see-stock',
      params: idParams,
      query,
      result,
      problems: { 404: `There is no such item; ${atProblems[404].toLowerCase()}` },
      async answer({ params: { id }, query: { at } }) {
        const item = state.site.items.find((known) => known.id === id);
        if (item === undefined) return no(notFound(`There is no item ${id}.`));
        if (at === undefined) {
          const mass = await inspectItem(id);
          const learned_mass = mass === undefined ? {} : { learned_mass: learnedView(mass) };
          return ok({ ...item, ...learned_mass, levels: [...weighedLevels(reader, state.site, { item: id })] });
        }
        const asked = momentAt(sources, at);
        if (!asked.ok) return no(asked.problem);
        const { moment } = asked;
        return ok({ ...item, levels: reader.past.levelsAt(moment.seq, { item: id }), as_of: moment });
      },
    }),
    route({
      method: 'get',
      path: '/items/{id}/units',
      id: 'convertUnits',
      says: 'A quantity of an item in each of its units, exact',
      needs: 'see-stock',
      params: idParams,
      query: z.strictObject({
        quantity: wholeNumber(0, 1_000_000_000),
        unit: z.string().min(1).max(200).optional().meta({ description: 'The smallest one when absent' }),
      }),
      result: z.strictObject({
        item: z.string(),
        quantity: z.int().meta({ description: 'In the smallest unit' }),
        units: z.array(
          z.strictObject({
            unit: z.string(),
            quantity: z.string().meta({ description: 'A whole number, or an exact fraction such as 9/4' }),
            whole: z.int().exactOptional().meta({ description: 'Whole ones of the unit' }),
            rest: z.int().exactOptional().meta({ description: 'And smallest units left over' }),
          }),
        ),
      }),
      problems: { 404: 'There is no such item' },
      answer({ params: { id }, query: { quantity, unit } }) {
        const item = state.site.items.find((known) => known.id === id);
        if (item === undefined) return no(notFound(`There is no item ${id}.`));
        const converted = toSmallest(item, quantity, unit);
        if (!converted.ok) return no(badRequest([{ in: 'query', field: converted.field, rule: converted.rule }]));
        return ok({ item: id, quantity: converted.quantity, units: inUnits(item, converted.quantity) });
      },
    }),
  ];
}

function learnedView(mass: LearnedMass) {
  const { mean_mg, sd_mg, picks, is_doubtful, changed } = mass;
  return {
    mean_mg: Math.round(mean_mg),
    sd_mg: Math.round(sd_mg),
    picks,
    is_doubtful,
    says: learnedMassWords(mass),
    ...(changed === undefined ? {} : { changed }),
  };
}

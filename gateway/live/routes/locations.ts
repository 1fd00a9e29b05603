import { z } from 'zod';
import { asOf, atProblems, atTime, momentAt, type TimeSources } from '../at-time.ts';
import { weighedLevel, weighedLevels } from '../mass-view.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idParams, no, ok, route } from '../route.ts';
import { locationView, serving } from '../schemas.ts';

const result = z.strictObject({
  location: locationView,
  parts: z.array(locationView).meta({ description: 'The locations directly in this one' }),
  devices: z.array(z.strictObject({ device: z.string(), serving })),
  levels: z.array(weighedLevel).meta({ description: 'At this location itself, without its parts' }),
  as_of: asOf,
});
const query = z.strictObject({ at: atTime });

export function locationRoutes(sources: TimeSources): AnyRoute[] {
  const { reader, state } = sources;
  return [
    route({
      method: 'get',
      path: '/locations/{id}',
      id: 'getLocation',
      says: 'One location, what is in it and which devices look after it',
      needs: 'see-stock',
      params: idParams,
      query,
      result,
      problems: { 404: `There is no such location; ${atProblems[404].toLowerCase()}` },
      answer({ params: { id }, query: { at } }) {
        const site = state.site_view;
        const location = site.locations.find((known) => known.id === id);
        if (location === undefined) return no(notFound(`There is no location ${id}.`));
        const devices = site.devices.flatMap((device) =>
          device.serves.filter((part) => part.location === id).map((part) => ({ device: device.id, serving: part })),
        );
        const parts = site.locations.filter((known) => known.in === id);
        if (at === undefined)
          return ok({ location, parts, devices, levels: [...weighedLevels(reader, state.site, { location: id })] });
        const asked = momentAt(sources, at);
        if (!asked.ok) return no(asked.problem);
        const { moment } = asked;
        const levels = reader.past.levelsAt(moment.seq, { location: id });
        return ok({ location, parts, devices, levels, as_of: moment });
      },
    }),
  ];
}

import { z } from 'zod';
import type { LedgerReader } from '../../ledger/reader.ts';
import type { LiveState } from '../live-state.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idParams, no, nothing, ok, route } from '../route.ts';
import { level, locationView, serving } from '../schemas.ts';

const result = z.strictObject({
  location: locationView,
  parts: z.array(locationView).meta({ description: 'The locations directly in this one' }),
  devices: z.array(z.strictObject({ device: z.string(), serving })),
  levels: z.array(level).meta({ description: 'At this location itself, without its parts' }),
});

export function locationRoutes(reader: LedgerReader, state: LiveState): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/locations/{id}',
      id: 'getLocation',
      says: 'One location, what is in it and which devices look after it',
      params: idParams,
      query: nothing,
      result,
      problems: { 404: 'There is no such location' },
      answer({ params: { id } }) {
        const site = state.site_view;
        const location = site.locations.find((known) => known.id === id);
        if (location === undefined) return no(notFound(`There is no location ${id}.`));
        const devices = site.devices.flatMap((device) =>
          device.serves.filter((part) => part.location === id).map((part) => ({ device: device.id, serving: part })),
        );
        const parts = site.locations.filter((known) => known.in === id);
        return ok({ location, parts, devices, levels: reader.levels({ location: id }) });
      },
    }),
  ];
}

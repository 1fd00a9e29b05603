import { z } from 'zod';
import type { LedgerReader } from '../../ledger/reader.ts';
import { loadOf, overloadsOf } from '../../stock/capacity.ts';
import type { Location, Site } from '../../stock/site.ts';
import { type AnyRoute, idText, nothing, ok, route } from '../route.ts';

const bounded = z
  .strictObject({
    used: z.int(),
    most: z.int(),
    used_permille: z.int().meta({ description: 'Thousandths, rounded down; above 1000 where it is exceeded' }),
  })
  .exactOptional()
  .meta({ description: 'Absent where the settings bound nothing' });

const place = z.strictObject({
  location: z.string(),
  is_hard: z.boolean(),
  items: z.array(z.string()),
  pieces: bounded,
  mass_mg: bounded,
  volume_mm3: bounded,
  massless: z.array(z.string()).meta({ description: 'Items there whose mass nobody knows: they count nothing in it' }),
  sizeless: z.array(z.string()).meta({ description: 'Items there whose volume nobody knows' }),
  broken: z
    .array(z.enum(['pieces', 'mass_mg', 'volume_mm3', 'is_single_item', 'classes']))
    .meta({ description: 'What of the capacity is not kept to' }),
});

/** How full places are, of those that have a capacity. */
export function utilisationRoutes(reader: LedgerReader, site: () => Site): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/utilisation',
      id: 'listUtilisation',
      says: 'How full places are that have a capacity, in the order of the settings',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject({ location: idText.optional() }),
      result: z.strictObject({ places: z.array(place) }),
      problems: {},
      answer({ query: { location } }) {
        const known = site();
        const index = { items: new Map(known.items.map((item) => [item.id, item])) };
        const asked = known.locations.filter(
          ({ id, capacity }) => capacity !== undefined && (location === undefined || id === location),
        );
        return ok({ places: asked.map((each) => placeOf(reader, index, each)) });
      },
    }),
  ];
}

function placeOf(reader: LedgerReader, index: Parameters<typeof loadOf>[0], location: Location): z.infer<typeof place> {
  const { id, capacity } = location;
  const levels = reader.levels({ location: id }).map(({ item, quantity }) => [item, quantity] as const);
  const load = loadOf(index, levels);
  const bound = (what: 'pieces' | 'mass_mg' | 'volume_mm3') => {
    const most = capacity?.[what];
    if (most === undefined) return {};
    return { [what]: { used: load[what], most, used_permille: Math.floor((load[what] * 1_000) / most) } };
  };
  return {
    location: id,
    is_hard: capacity?.is_hard === true,
    items: [...load.items],
    ...bound('pieces'),
    ...bound('mass_mg'),
    ...bound('volume_mm3'),
    massless: [...load.massless],
    sizeless: [...load.sizeless],
    broken: overloadsOf(index, location, load).map(({ what }) => what),
  };
}

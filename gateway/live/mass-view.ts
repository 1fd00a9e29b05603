/** Levels as the API tells them, of items with catch weight with what they weigh. */
import { z } from 'zod';
import type { LedgerReader } from '../ledger/reader.ts';
import type { Level } from '../stock/levels.ts';
import type { Site } from '../stock/site.ts';
import { components } from './schemas.ts';

export const weighedLevel = z
  .strictObject({
    item: z.string(),
    location: z.string(),
    quantity: z.int(),
    mass_mg: z.int().exactOptional().meta({ description: 'What it weighs; not with `at`' }),
  })
  .register(components, { id: 'WeighedLevel', description: 'A level, and of an item with catch weight its mass' });

interface Filter {
  readonly item?: string;
  readonly location?: string;
}

/** A site without catch weight is not asked for it. */
export function hasMasses({ items }: Pick<Site, 'items'>): boolean {
  return items.some(({ catch_weight }) => catch_weight !== undefined);
}

/** Levels of now, and the mass of those that have one: of one moment, also while the writer goes on. */
export function weighedLevels(
  reader: LedgerReader,
  site: Site,
  filter: Filter,
): readonly (Level & { mass_mg?: number })[] {
  if (!hasMasses(site)) return reader.levels(filter);
  return reader.past.inOneView(() => withMasses(reader.levels(filter), reader, site, filter));
}

export function withMasses<Plain extends Level>(
  levels: readonly Plain[],
  reader: LedgerReader,
  { items }: Pick<Site, 'items'>,
  filter: Filter,
): readonly (Plain & { mass_mg?: number })[] {
  const caught = new Set(items.filter(({ catch_weight }) => catch_weight !== undefined).map(({ id }) => id));
  if (caught.size === 0 || (filter.item !== undefined && !caught.has(filter.item))) return levels;
  const masses = new Map(
    reader.masses(filter).map(({ item, location, mass_mg }) => [`${location}\n${item}`, mass_mg] as const),
  );
  return levels.map((each) => {
    const mass_mg = caught.has(each.item) ? masses.get(`${each.location}\n${each.item}`) : undefined;
    return mass_mg === undefined ? each : { ...each, mass_mg };
  });
}

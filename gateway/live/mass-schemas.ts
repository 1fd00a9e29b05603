/** What is said and told of the real mass of items with catch weight. */
import { z } from 'zod';
import type { MassMoved } from '../ledger/mass-queries.ts';
import { type CountMass, type MovementMass, mass_max_mg } from '../stock/catch-weight/catch-weight.ts';

/** In the body of a request. */
export const massSaid = z.int().min(1).max(mass_max_mg).meta({
  description: 'What all of them weigh together, whole milligrams, of an item with catch weight; estimated when absent',
});

const terms = {
  unit_mass_mg: z.int().meta({ description: 'The nominal mass of a piece, by the settings of then' }),
  tolerance_permille: z.int(),
};
const known = z.enum(['stated', 'scanned', 'weighed']);

export const movementMass: z.ZodType<MovementMass> = z
  .strictObject({
    ...terms,
    ours: z.enum(['from', 'to', 'both', 'none']).meta({ description: 'Which of its ends are places of ours' }),
    mass_mg: z.int().exactOptional().meta({ description: 'Absent where nobody said or weighed it' }),
    known: known.exactOptional(),
  })
  .meta({ description: 'Of an item with catch weight: what was known of the mass of all its pieces' });

export const massMoved: z.ZodType<MassMoved> = z
  .strictObject({
    mass_mg: z.int(),
    source: z.enum(['stated', 'scanned', 'weighed', 'mean', 'nominal']),
    off_mg: z.int().exactOptional().meta({
      description: 'Mass that a place was said to have and did not when its last piece went: drying, or given away',
    }),
  })
  .meta({ description: 'What it is found to have moved, by all that is known by now; not in the live channel' });

export const countMass: z.ZodType<CountMass> = z
  .strictObject({ ...terms, mass_mg: z.int().exactOptional(), known: known.exactOptional() })
  .meta({ description: 'Of an item with catch weight: what was known of the mass of all that was counted' });

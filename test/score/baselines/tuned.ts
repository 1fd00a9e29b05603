/**
 * What the search found for each scenario on development seeds: `npm run score -- --tune` writes this file. Scenarios that are not
 * here use the usual manners.
 */
import type { Manners } from './manners.ts';

export const tuned: Readonly<Record<string, Partial<Manners>>> = {};

/** A site whose cheese is kept by piece and mass, 10 kg a wheel, and costs 7.50 for a kilogram; nothing else of it has catch weight. */
import { workSiteJson } from '../work/work-house.ts';

export const kg = 1_000_000;

export function cheeseSite(method: 'fifo' | 'lifo' | 'average' | 'standard' = 'fifo', more: object = {}) {
  return {
    ...workSiteJson,
    valuation: { method, accounting: 'internal', ...more },
    items: [
      {
        id: 'cheese',
        unit: 'wheel',
        unit_mass_mg: 10 * kg,
        catch_weight: { tolerance_permille: 200 },
        policy: { unit_cost: '7.50' },
        valuation: { cost_basis: 'mass' },
      },
      { id: 'nut', policy: { unit_cost: '0.05' } },
      { id: 'washer' },
      { id: 'bolt' },
    ],
  };
}

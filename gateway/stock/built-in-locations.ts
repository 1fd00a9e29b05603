import type { Location } from './site.ts';

/** The locations every site has without naming them. */
export const builtInLocations: readonly Location[] = [
  { id: 'supplier', name: 'Supplier', kind: 'outside', codes: [] },
  { id: 'customer', name: 'Customer', kind: 'outside', codes: [] },
  { id: 'production', name: 'Production', kind: 'outside', codes: [] },
  { id: 'scrap', name: 'Scrap', kind: 'outside', codes: [] },
  { id: 'count-difference', name: 'Count difference', kind: 'outside', codes: [] },
  { id: 'opening-balance', name: 'Opening balance', kind: 'outside', codes: [] },
  { id: 'owner-change', name: 'Change of owner', kind: 'outside', codes: [] },
  { id: 'transit', name: 'On the move', kind: 'transit', codes: [] },
];

/** The drivers the site's tests know of; the registry's own entries fit the same type. */
import type { KnownDriver } from '../../gateway/site/check-devices.ts';

export const knownDrivers: readonly KnownDriver[] = [
  { id: 'native', wires: ['mqtt'], topics: ['tallygate/{device}/reading'] },
  { id: 'mt-sics', wires: ['serial', 'tcp'] },
  { id: 'llrp', wires: ['tcp'] },
  { id: 'line-scanner', wires: ['serial', 'tcp', 'tcp-server', 'http'] },
  { id: 'hid-scale', wires: ['hid'] },
  { id: 'cell-node', wires: ['mqtt'] },
];

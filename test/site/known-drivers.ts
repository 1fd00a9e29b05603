/** The drivers the site's tests know of; the registry's own entries fit the same type. */
import type { KnownDriver } from '../../gateway/site/check-devices.ts';

export const knownDrivers: readonly KnownDriver[] = [
  { id: 'native', wires: ['mqtt'], topics: ['tallygate/{device}/reading'] },
  { id: 'mt-sics', wires: ['serial', 'tcp'] },
  { id: 'llrp', wires: ['tcp'], commands: ['antenna-power'] },
  { id: 'line-scanner', wires: ['serial', 'tcp', 'tcp-server', 'http'] },
  { id: 'hid-scale', wires: ['hid'] },
  { id: 'tag-stream', wires: ['http-stream'] },
  { id: 'tag-module', wires: ['serial'], regions: ['eu', 'na'], power_cdbm: { min: 0, max: 3_300, step: 100 } },
  { id: 'modbus-scale', wires: ['modbus'] },
  { id: 'cell-node', wires: ['mqtt'] },
];

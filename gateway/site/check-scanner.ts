/** What the schema cannot see in scanners and in devices that come to a port of ours. */
import type { Connection, DeviceSettings, Site } from '../stock/site.ts';
import { type Problems, pathOf } from './problem.ts';

/** Where in the file something is, and what it is. */
export interface Placed<Value> {
  readonly at: number;
  readonly value: Value;
}

/** Keys of a scanner that only some wires give a meaning to. */
export function checkScanner(
  { at, value }: Placed<DeviceSettings>,
  connection: Connection | undefined,
  problems: Problems,
): void {
  const kind = connection?.wire.kind;
  const { scanner = {} } = value;
  if (kind === undefined) return;
  const path = ['devices', at, 'scanner'];
  const isLine = kind === 'serial' || kind === 'tcp' || kind === 'tcp-server';
  if (scanner.layout !== undefined && kind !== 'hid') {
    problems.add([...path, 'layout'], `means nothing on a ${kind} connection`);
  }
  if (scanner.ends_with_tab !== undefined && !isLine) {
    problems.add([...path, 'ends_with_tab'], `means nothing on a ${kind} connection`);
  }
  const { answer } = scanner;
  if (answer !== undefined && !(answer === 'trigger-report' ? kind === 'hid' : isLine)) {
    problems.add([...path, 'answer'], `"${answer}" means nothing on a ${kind} connection`);
  }
}

/** Of the devices that come to one port, all but one say which address is theirs, and no two the same. */
export function checkAddresses(site: Site, connections: ReadonlyMap<string, Connection>, problems: Problems): void {
  const known = new Map<string, Map<string, number>>();
  for (const [at, { connection, address }] of site.devices.entries()) {
    const kind = connections.get(connection)?.wire.kind;
    if (kind !== 'tcp-server') {
      if (kind !== undefined && address !== undefined) {
        problems.add(['devices', at, 'address'], `means nothing on a ${kind} connection`);
      }
      continue;
    }
    const seen = known.get(connection) ?? new Map<string, number>();
    known.set(connection, seen);
    const key = address ?? '';
    const first = seen.get(key);
    if (first === undefined) seen.set(key, at);
    else if (address === undefined) {
      const rule = `is required: ${pathOf(['devices', first])} takes all others that connect there already`;
      problems.add(['devices', at, 'address'], rule);
    } else problems.add(['devices', at, 'address'], `is the address of ${pathOf(['devices', first])} too`);
  }
}

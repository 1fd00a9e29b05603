/** What the schema cannot see in ports: that a USB device is named at all, and that no port is opened twice. */
import type { Connection, HidWire, HttpWire, MqttWire } from '../stock/site.ts';
import { type Problems, pathOf } from './problem.ts';

type Wire = Exclude<Connection['wire'], MqttWire | HttpWire>;

export function checkPorts(connections: readonly Connection[], problems: Problems): void {
  const seen = new Map<string, number>();
  for (const [at, { wire }] of connections.entries()) {
    if (wire.kind === 'mqtt' || wire.kind === 'http') continue;
    if (wire.kind === 'hid') checkHid(wire, at, problems);
    const port = portOf(wire);
    const first = seen.get(port);
    if (first === undefined) seen.set(port, at);
    else
      problems.add(['connections', at, 'wire', ...keyOf(wire)], `is the port of ${pathOf(['connections', first])} too`);
  }
}

function checkHid(wire: HidWire, at: number, problems: Problems): void {
  const path = ['connections', at, 'wire'];
  if (Object.keys(wire).length === 1) {
    problems.add(path, 'needs vendor_id, product_id, usage_page, serial_number or path, or any USB device would fit');
  }
  if (wire.product_id !== undefined && wire.vendor_id === undefined) {
    problems.add([...path, 'product_id'], 'needs vendor_id beside it: each vendor numbers its own products');
  }
  if (wire.usage !== undefined && wire.usage_page === undefined) {
    problems.add([...path, 'usage'], 'needs usage_page beside it: each page numbers its own usages');
  }
}

/** The same for two wires that name their port in the same way. */
function portOf(wire: Wire): string {
  switch (wire.kind) {
    case 'serial':
      return wire.path;
    case 'tcp':
      return `${wire.host}:${wire.port}`;
    case 'tcp-server':
      return `port ${wire.port} of this machine`;
    case 'hid': {
      const numbers = [wire.vendor_id, wire.product_id, wire.usage_page, wire.usage].map((text) => Number(text));
      return JSON.stringify([...numbers, wire.serial_number, wire.path]);
    }
  }
}

function keyOf(wire: Wire): readonly string[] {
  switch (wire.kind) {
    case 'serial':
      return ['path'];
    case 'tcp':
    case 'tcp-server':
      return ['port'];
    case 'hid':
      return [];
  }
}

/** What the schema cannot see in ports: that a USB device is named at all, that addresses are some, and that no port is opened twice. */
import type { Connection, HidWire, HttpStreamWire, HttpWire, ModbusWire, MqttWire, TcpWire } from '../stock/site.ts';
import { urlFault } from './check-network.ts';
import { type Problems, pathOf } from './problem.ts';

type Wire = Exclude<Connection['wire'], MqttWire | HttpWire>;

export function checkPorts(connections: readonly Connection[], problems: Problems): void {
  const seen = new Map<string, number>();
  for (const [at, { wire }] of connections.entries()) {
    if (wire.kind === 'mqtt' || wire.kind === 'http') continue;
    if (wire.kind === 'hid') checkHid(wire, at, problems);
    if (wire.kind === 'http-stream') checkHttpStream(wire, at, problems);
    if (wire.kind === 'modbus') checkModbus(wire, at, problems);
    if (wire.kind === 'tcp') checkTls(wire, at, problems);
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

function checkHttpStream(wire: HttpStreamWire, at: number, problems: Problems): void {
  const path = ['connections', at, 'wire'];
  const fault = urlFault(wire.url, ['http:', 'https:']);
  if (fault !== undefined) problems.add([...path, 'url'], fault);
  if (wire.password_file !== undefined && wire.username === undefined) {
    problems.add([...path, 'password_file'], 'needs a username beside it');
  }
  if (wire.ca_file !== undefined && !wire.url.startsWith('https:')) {
    problems.add([...path, 'ca_file'], 'means nothing without https://');
  }
}

function checkModbus(wire: ModbusWire, at: number, problems: Problems): void {
  const path = ['connections', at, 'wire'];
  if (wire.path === undefined && wire.host === undefined) problems.add(path, 'needs path or host');
  if (wire.path !== undefined && wire.host !== undefined) {
    problems.add([...path, 'host'], 'must not stand beside path: a line is serial or on TCP');
  }
}

function checkTls({ tls }: TcpWire, at: number, problems: Problems): void {
  if (tls?.fingerprint_sha256 === undefined) return;
  for (const key of ['ca_file', 'servername'] as const) {
    if (tls[key] === undefined) continue;
    const path = ['connections', at, 'wire', 'tls', key];
    problems.add(path, 'means nothing beside fingerprint_sha256, which trusts one certificate as it is');
  }
}

/** The same for two wires that name their port in the same way. */
function portOf(wire: Wire): string {
  switch (wire.kind) {
    case 'serial':
      return wire.path;
    case 'tcp':
      return `${wire.host}:${wire.port}`;
    case 'modbus':
      return wire.path ?? `${wire.host}:${wire.port}`;
    case 'tcp-server':
      return `port ${wire.port} of this machine`;
    case 'hid': {
      const numbers = [wire.vendor_id, wire.product_id, wire.usage_page, wire.usage].map((text) => Number(text));
      return JSON.stringify([...numbers, wire.serial_number, wire.path]);
    }
    case 'http-stream':
      return wire.url;
  }
}

function keyOf(wire: Wire): readonly string[] {
  switch (wire.kind) {
    case 'serial':
      return ['path'];
    case 'tcp':
    case 'tcp-server':
      return ['port'];
    case 'modbus':
      return [wire.path === undefined ? 'port' : 'path'];
    case 'hid':
      return [];
    case 'http-stream':
      return ['url'];
  }
}

/** The table of rooms (docs/architecture.md) as a test: who may import whom, and which outside package lives where. */
import { describe, expect, test } from 'vitest';
import { type Import, sourceFiles } from './source-files.ts';

/** Rooms a room may import from besides itself. `devices types` means type-only imports. */
const may: Readonly<Record<string, readonly string[]>> = {
  devices: [],
  'gateway/base': [],
  'gateway/transport': ['gateway/base', 'devices types', 'devices/codec'],
  'gateway/intake': [
    'gateway/base',
    'devices',
    'gateway/interpretation',
    'gateway/ledger',
    'gateway/transport types',
    'gateway/stock',
    'gateway/work',
  ],
  'gateway/interpretation': ['gateway/base', 'gateway/stock', 'devices types'],
  'gateway/stock': ['gateway/base'],
  'gateway/work': ['gateway/base', 'gateway/stock'],
  'gateway/planning': ['gateway/base', 'gateway/stock'],
  'gateway/reports': ['gateway/base', 'gateway/stock', 'gateway/work', 'gateway/planning'],
  'gateway/ledger': ['gateway/base', 'gateway/stock', 'gateway/work'],
  'gateway/site': ['gateway/base', 'gateway/stock', 'devices types'],
  'gateway/discovery': ['gateway/base', 'devices', 'gateway/stock', 'gateway/transport types'],
  'gateway/access': ['gateway/base', 'gateway/ledger'],
  'gateway/live': ['gateway/base', 'gateway/stock', 'gateway/work', 'gateway/ledger', 'gateway/site', 'gateway/access'],
  'gateway/sync': ['gateway/base', 'gateway/stock', 'gateway/ledger'],
  'gateway/notify': ['gateway/base', 'gateway/stock', 'gateway/work'],
  'gateway/cli': ['gateway', 'gateway/base', 'devices'],
  gateway: ['*'],
  dashboard: ['gateway/live types'],
  simulators: ['devices'],
  test: ['*'],
};

/** Outside packages and the rooms that may use them. Node's own modules are free, except where `pure` says otherwise. */
const packages: Readonly<Record<string, readonly string[]>> = {
  pino: ['gateway/base'],
  serialport: ['gateway/transport'],
  'node-hid': ['gateway/transport'],
  'modbus-serial': ['gateway/transport'],
  aedes: ['gateway/transport'],
  mqtt: ['gateway/transport', 'gateway/sync', 'gateway/notify', 'simulators', 'test'],
  nodemailer: ['gateway/notify'],
  'better-sqlite3': ['gateway/ledger', 'test'],
  'bwip-js': ['gateway/reports'],
  lowdb: ['gateway/site'],
  zod: ['gateway/site', 'gateway/live', 'gateway/sync'],
  express: ['gateway/live'],
  'socket.io': ['gateway/live'],
  'socket.io-client': ['dashboard', 'test'],
  preact: ['dashboard'],
  '@preact/signals': ['dashboard'],
  uplot: ['dashboard'],
  vite: ['dashboard'],
  vitest: ['test'],
  'fast-check': ['test'],
  fflate: ['test'],
  'read-excel-file': ['test'],
  'write-excel-file': ['test'],
  'playwright-core': ['test'],
  jstat: ['test'],
  'smtp-server': ['test'],
};

/** Rooms without I/O: no Node module at all (`node:crypto` hashing aside, nothing there is deterministic or pure). */
const pure = [
  'devices',
  'gateway/interpretation',
  'gateway/stock',
  'gateway/work',
  'gateway/planning',
  'gateway/reports',
];

/** Where time, chance and timers may be taken from the system. */
const clockFiles = ['gateway/base/clock.ts', 'gateway/main.ts', 'gateway/cli', 'dashboard', 'simulators', 'test'];

const files = sourceFiles();

function roomOf(path: string): string {
  const parts = path.split('/');
  if (parts[0] !== 'gateway') return parts[0] ?? path;
  return parts.length === 2 ? 'gateway' : `gateway/${parts[1]}`;
}

function isAllowed(from: string, target: Import): boolean {
  const room = roomOf(from);
  const other = roomOf(target.to);
  if (room === other) return true;
  const rules = may[room] ?? [];
  if (rules.includes('*')) return true;
  if (rules.includes(other)) return true;
  if (rules.some((rule) => rule.includes('/') && target.to.startsWith(`${rule}/`))) return true;
  return target.isTypeOnly && rules.includes(`${other} types`);
}

/** The text without comments and without what stands in quotes; lines stay where they are. */
function withoutWords(text: string): string {
  const words = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
  return text.replace(words, (found) => found.replace(/[^\n]/g, ''));
}

describe('the house', () => {
  test('every file stands in a room of the table', () => {
    expect(files.map((file) => roomOf(file.path)).filter((room) => may[room] === undefined)).toEqual([]);
  });

  test('no room imports from a room it may not', () => {
    const offences = files.flatMap((file) =>
      file.imports
        .filter((each) => each.isOwn && !isAllowed(file.path, each))
        .map((each) => `${file.path} -> ${each.to}`),
    );
    expect(offences).toEqual([]);
  });

  test('each outside package is used only in its room', () => {
    const offences = files.flatMap((file) =>
      file.imports
        .filter((each) => !each.isOwn && !each.to.startsWith('node:'))
        .filter((each) => roomOf(file.path) !== 'test' && !(packages[each.to] ?? []).includes(roomOf(file.path)))
        .filter(() => !file.path.endsWith('.config.ts'))
        .map((each) => `${file.path} -> ${each.to}`),
    );
    expect(offences).toEqual([]);
  });

  test('pure rooms use no module of Node', () => {
    const offences = files
      .filter((file) => pure.includes(roomOf(file.path)))
      .flatMap((file) =>
        file.imports.filter((each) => each.to.startsWith('node:')).map((each) => `${file.path} -> ${each.to}`),
      );
    expect(offences).toEqual([]);
  });

  test('time and chance are passed in', () => {
    const taken = /\b(Date\.now|Math\.random|setTimeout|setInterval|performance\.now)\(/;
    const offences = files
      .filter((file) => !clockFiles.some((allowed) => file.path === allowed || file.path.startsWith(`${allowed}/`)))
      .filter((file) => taken.test(file.text))
      .map((file) => file.path);
    expect(offences).toEqual([]);
  });

  test('no import goes in a circle', () => {
    const graph = new Map(
      files.map((file) => [
        file.path,
        file.imports.filter((each) => each.isOwn && !each.isTypeOnly).map((each) => each.to),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
        return;
      }
      if (done.has(path)) return;
      for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
      done.add(path);
    };
    for (const path of graph.keys()) walk(path, []);
    expect(circles).toEqual([]);
  });
});

describe('tidiness', () => {
  test('files stay short enough to read', () => {
    const tables = ['devices/barcode/gs1-ai-table.ts', 'devices/barcode/iso-codes.ts'];
    const long = files
      .filter((file) => !file.path.startsWith('test/') && !tables.includes(file.path))
      .filter((file) => file.text.split('\n').length > 330)
      .map((file) => `${file.path}: ${file.text.split('\n').length} lines`);
    expect(long).toEqual([]);
  });

  test('nothing is silenced, postponed or cast away', () => {
    // Words of prose are not excused: one writes around them, and the test stays one expression.
    const banned =
      /@ts-(ignore|expect-error|nocheck)|biome-ignore|\bas any\b|: any[;,)=\] ]|\bTODO\b|\bFIXME\b|\b(it|test|describe)\.(only|todo)\b/;
    const offences = files
      .filter((file) => file.path !== 'test/architecture.test.ts')
      .filter((file) => banned.test(file.text))
      .map((file) => file.path);
    expect(offences).toEqual([]);
  });

  test('types are proven, not asserted: no cast but `as const`', () => {
    const cast = /\sas\s+(?!const\b)[A-Za-z{(]/;
    const offences = files
      .filter((file) => !file.path.startsWith('test/'))
      .flatMap((file) =>
        withoutWords(file.text)
          .split('\n')
          .map((line, i) => ({ line, place: `${file.path}:${i + 1}` }))
          .filter(({ line }) => !/^\s*(import|export)\b|^\s*[\w$]+ as [\w$]+,?$|\bin keyof\b/.test(line))
          .filter(({ line }) => cast.test(line))
          .map(({ place }) => place),
      );
    expect(offences).toEqual([]);
  });
});

/** `npm run new-device` in a copy of the repository: what it writes is in the house's form, has sound types and passes the contract suite. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../source-files.ts';

/** Every framing once, and every family. */
const scaffolds = [
  ['scales/acme-line', 'serial,tcp', 'line'],
  ['rfid/acme-length', 'tcp', 'length'],
  ['barcode/acme-framed', 'serial', 'start-end'],
  ['rfid/acme-counted', 'serial,tcp', 'counted'],
  ['scales/acme-node', 'mqtt', 'json'],
  ['barcode/acme-hid', 'hid', 'hid'],
] as const;

/** The others, in the long run. */
const more = ['scales', 'rfid', 'barcode'].flatMap((folder) =>
  (
    [
      ['serial', 'line'],
      ['serial', 'length'],
      ['serial', 'start-end'],
      ['serial', 'counted'],
      ['mqtt', 'json'],
      ['hid', 'hid'],
    ] as const
  ).map(([wire, framing]) => [`${folder}/other-${folder}-${framing}`, wire, framing] as const),
);

const all = process.env.TALLYGATE_LONG === undefined ? scaffolds : [...scaffolds, ...more];
const time_ms_max = 1_800_000;
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'tallygate-new-device-'));
  const parts = ['devices', 'gateway', 'dashboard', 'simulators', 'test', 'scripts', 'docs'];
  const files = ['package.json', 'tsconfig.json', 'biome.json', 'vitest.config.ts', 'README.md', '.gitignore'];
  for (const part of [...parts, ...files]) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** A program in the copy, as a person there would run it. */
function run(script: string, args: readonly string[]) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, script), ...args], {
    cwd: copy,
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1' },
  });
  return { status, out: `${stdout}${stderr}` };
}

const newDevice = (...args: readonly string[]) => run('scripts/new-device.mjs', args);
const textOf = (path: string) => readFileSync(join(copy, path), 'utf8');

describe('a new device', () => {
  test.each([
    [['acme', '--wire', 'serial', '--framing', 'line'], 'Name one device, as FOLDER/NAME.'],
    [['radios/acme', '--wire', 'serial', '--framing', 'line'], 'There is no folder radios: scales, rfid, barcode.'],
    [
      ['scales/Acme_X', '--wire', 'serial', '--framing', 'line'],
      '"Acme_X" is no name for a driver: two or more small letters',
    ],
    [['scales/acme-', '--wire', 'serial', '--framing', 'line'], '"acme-" is no name for a driver'],
    [
      ['scales/mt-sics', '--wire', 'serial', '--framing', 'line'],
      'There is a driver mt-sics already, in devices/scales/mt-sics.ts.',
    ],
    [['rfid/mt-sics', '--wire', 'serial', '--framing', 'line'], 'There is a driver mt-sics already'],
    [
      ['scales/mass', '--wire', 'serial', '--framing', 'line'],
      'devices/scales/mass.ts is there already and is left alone.',
    ],
    [
      ['scales/acme', '--wire', 'serial', '--framing', 'words'],
      '--framing is one of: line, length, start-end, counted, json, hid.',
    ],
    [
      ['scales/acme', '--wire', 'mqtt', '--framing', 'line'],
      'With --framing line, --wire takes of: serial, tcp, tcp-server.',
    ],
    [['scales/acme', '--framing', 'json'], 'With --framing json, --wire takes of: mqtt, http, http-stream.'],
    [['scales/acme', '--colour', 'red'], "Unknown option '--colour'"],
  ])('is refused: %j', (args, says) => {
    const before = textOf('devices/registry.ts');
    const { status, out } = newDevice(...args);
    expect(status).toBe(2);
    expect(out).toContain(says);
    expect(out).toContain('Usage: npm run new-device');
    expect(textOf('devices/registry.ts')).toBe(before);
  });

  test(
    'of every framing is written, in form, sound, and passes the contract suite and its own test',
    () => {
      const last = all.at(-1);
      for (const scaffold of all) {
        const [name, wire, framing] = scaffold;
        const docs = scaffold === last ? [] : ['--no-docs'];
        const { status, out } = newDevice(name, '--wire', wire, '--framing', framing, ...docs);
        expect([name, status, status === 0 ? '' : out]).toEqual([name, 0, '']);
        for (const path of [`devices/${name}.ts`, `devices/${name}-examples.ts`, `test/devices/${name}.test.ts`]) {
          expect(existsSync(join(copy, path))).toBe(true);
          expect(
            textOf(path)
              .split('\n')
              .filter((line) => line.length > 120),
          ).toEqual([]);
        }
      }
      const ids = all.map(([name]) => name.split('/')[1] ?? '');
      const registry = textOf('devices/registry.ts');
      // After the last of its folder, in the order they were made.
      expect(registry).toMatch(
        / {2}acmeLength,\n {2}acmeCounted,\n(?: {2}other\w+,\n)*(?: {2}\w+,\n)* {2}lineScanner,/,
      );
      const page = textOf('docs/devices.md');
      for (const id of ids) {
        expect(page).toContain(`### \`${id}\`: `);
        expect(textOf('README.md')).toContain(`| \`${id}\` | `);
      }
      expect(textOf('docs/mqtt.md')).toContain('| `acme-node` | `acme-node/<device>/reading` |');

      const form = run('node_modules/@biomejs/biome/bin/biome', ['check', 'devices', 'test/devices']);
      expect([form.status, form.status === 0 ? '' : form.out]).toEqual([0, '']);
      const narrow = {
        extends: './tsconfig.json',
        include: ['devices', 'test/devices/contract.test.ts', 'test/devices/*/acme*'],
      };
      writeFileSync(join(copy, 'tsconfig.narrow.json'), JSON.stringify(narrow));
      const types = run('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.narrow.json']);
      expect([types.status, types.out]).toEqual([0, '']);

      const own = all.map(([name]) => `test/devices/${name}.test.ts`);
      const suite = run('node_modules/vitest/vitest.mjs', [
        'run',
        'test/devices/contract.test.ts',
        ...own,
        '-t',
        `(?:${ids.join('|')}|a frame that is not its own)`,
      ]);
      expect([suite.status, suite.status === 0 ? '' : suite.out]).toEqual([0, '']);
      const passed = Number(/Tests\s+(\d+) passed/.exec(suite.out)?.[1] ?? 0);
      expect(passed).toBeGreaterThanOrEqual(all.length * 13);
    },
    time_ms_max,
  );
});

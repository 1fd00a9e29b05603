import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineScanner } from '../../devices/barcode/line-scanner.ts';
import { native } from '../../devices/native/native.ts';
import { llrp } from '../../devices/rfid/llrp.ts';
import { mtSics } from '../../devices/scales/mt-sics.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { knownDrivers } from './known-drivers.ts';
import { unsound } from './unsound.ts';
import { unsoundDevices } from './unsound-devices.ts';

const bare = { name: 'Store', time_zone: 'Europe/Berlin', currency: 'EUR' };

function siteOf(json: unknown): Site {
  const parsed = parseSite(json, knownDrivers);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.site;
}

/** The problems as `path: rule`. */
function problemsOf(json: unknown): string[] {
  const parsed = parseSite(json, knownDrivers);
  return parsed.ok ? [] : parsed.problems.map(({ path, rule }) => `${path}: ${rule}`);
}

function exampleText(): string {
  return readFileSync(new URL('../../docs/examples/site.json', import.meta.url), 'utf8');
}

const stocked = {
  ...bare,
  items: [{ id: 'bolt', unit_mass_mg: 20_000 }],
  locations: [
    { id: 'bin-1', kind: 'bin', item: 'bolt' },
    { id: 'shelf-1', kind: 'shelf' },
  ],
  connections: [{ id: 'node-1', wire: { kind: 'mqtt' } }],
};

describe('a settings file that says only what it must', () => {
  it('gets every default', () => {
    expect(siteOf(bare)).toEqual({
      ...bare,
      items: [],
      locations: [],
      connections: [],
      devices: [],
      rules: {
        late_ms: 2_000,
        weight: {
          rest_ms: 800,
          rest_band_mg: 3_000,
          hand_ms: 5_500,
          step_min_permille: 400,
          confidence_min_permille: 800,
        },
        tags: {
          arrive_reads: 2,
          arrive_within_ms: 3_000,
          stay_ms: 5_000,
          absent_ms: 10_000,
          move_margin_cdb: 600,
          sold_grace_ms: 600_000,
          exit_grace_ms: 30_000,
          packaging: 'lowest-tagged',
        },
        portal: { quiet_ms: 2_000, reads_min: 3, confidence_min_permille: 800 },
        scan: { idle_ms: 600_000, duplicate_ms: 500 },
        fusion: { window_ms: 10_000 },
      },
      network: {
        dashboard: { host: '127.0.0.1', port: 8_080 },
        broker: { kind: 'embedded', host: '127.0.0.1', port: 1_883 },
      },
      journal: { days: 7, bytes: 4_000_000_000 },
      upstream: [],
    });
  });

  it('gives a device the name and the connection of its id, and an item the unit piece', () => {
    const site = siteOf({
      ...stocked,
      devices: [{ id: 'node-1', driver: 'native' }],
    });
    expect(site.devices).toEqual([
      { id: 'node-1', name: 'node-1', connection: 'node-1', driver: 'native', channels: [], antennas: [] },
    ]);
    expect(site.items).toEqual([
      { id: 'bolt', name: 'bolt', gtins: [], codes: [], unit: 'piece', unit_mass_mg: 20_000 },
    ]);
  });

  it('gives a serial port 9600 8N1', () => {
    const site = siteOf({
      ...bare,
      connections: [{ id: 'scale', wire: { kind: 'serial', path: '/dev/ttyUSB0' } }],
      devices: [{ id: 'scale', driver: 'mt-sics' }],
    });
    expect(site.connections).toEqual([
      {
        id: 'scale',
        wire: { kind: 'serial', path: '/dev/ttyUSB0', baud: 9_600, data_bits: 8, parity: 'none', stop_bits: 1 },
      },
    ]);
  });

  it('keeps the unit of a scale that does not say it, and knows four of them', () => {
    const scale = (unit: string) => ({
      ...bare,
      connections: [{ id: 'scale', wire: { kind: 'serial', path: '/dev/ttyUSB0', data_bits: 7, parity: 'even' } }],
      devices: [{ id: 'scale', driver: 'mt-sics', unit }],
    });
    expect(['g', 'kg', 'lb', 'oz'].map((unit) => siteOf(scale(unit)).devices[0]?.unit)).toEqual([
      'g',
      'kg',
      'lb',
      'oz',
    ]);
    expect(problemsOf(scale('t')).map((problem) => problem.split(':')[0])).toEqual(['devices[0].unit']);
  });

  it('keeps the ids of a USB device as they were written', () => {
    const wire = { kind: 'hid', vendor_id: '0x0922', product_id: '0x8003', usage_page: '0x8D', serial_number: '00123' };
    const site = siteOf({
      ...bare,
      connections: [{ id: 'scale', wire }],
      devices: [{ id: 'scale', driver: 'hid-scale' }],
    });
    expect(site.connections).toEqual([{ id: 'scale', wire }]);
  });

  it('may change one rule and keep the others', () => {
    expect(siteOf({ ...bare, rules: { tags: { absent_ms: 15_000 } } }).rules.tags).toEqual({
      arrive_reads: 2,
      arrive_within_ms: 3_000,
      stay_ms: 5_000,
      absent_ms: 15_000,
      move_margin_cdb: 600,
      sold_grace_ms: 600_000,
      exit_grace_ms: 30_000,
      packaging: 'lowest-tagged',
    });
  });
});

describe('the example in the documentation', () => {
  it('is sound, with the drivers as they are', () => {
    const drivers = [native, mtSics, llrp, lineScanner];
    expect(parseSite(JSON.parse(exampleText()), drivers)).toMatchObject({ ok: true });
  });
});

describe('a settings file is refused with path and rule for', () => {
  it.each([...unsound, ...unsoundDevices])('%s', (_what, json, problems) => {
    expect(problemsOf(json)).toEqual(problems);
  });
});

describe('what looks like a mistake and is none', () => {
  it('is the same vendor topic on two connections of the embedded broker, which knows who publishes', () => {
    const devices = ['a', 'b'].map((id) => ({ id, driver: 'cell-node', topics: ['tele/+/SENSOR'] }));
    const connections = ['a', 'b'].map((id) => ({ id, wire: { kind: 'mqtt' } }));
    const external = { broker: { kind: 'external', url: 'mqtt://127.0.0.1' } };
    expect(problemsOf({ ...bare, connections, devices })).toEqual([]);
    expect(problemsOf({ ...bare, connections, devices, network: external })).toHaveLength(1);
  });

  it('is two antennas at one shelf', () => {
    const antennas = [1, 2].map((antenna) => ({ antenna, role: 'shelf', location: 'shelf-1' }));
    expect(problemsOf({ ...stocked, devices: [{ id: 'node-1', driver: 'native', antennas }] })).toEqual([]);
  });

  it('is a port that the system chooses, for both listeners', () => {
    const network = { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } };
    expect(problemsOf({ ...bare, network })).toEqual([]);
  });
});

describe('parseSite', () => {
  it('tells the first hundred problems and the number of the rest', () => {
    const items = Array.from({ length: 150 }, () => ({ id: 'a' }));
    const problems = problemsOf({ ...bare, items });
    expect(problems).toHaveLength(101);
    expect(problems[100]).toBe(': has 49 further problems');
  });

  it('never throws, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseSite(JSON.parse(text), knownDrivers).ok).toBe(false);
      }),
    );
  });

  it('never throws, whatever stands in place of one value of a sound file', () => {
    const example: unknown = JSON.parse(exampleText());
    const places = placesIn(example, []);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 2 }), (place, value) => {
        const parsed = parseSite(replaced(example, place, value), knownDrivers);
        if (!parsed.ok) expect(parsed.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

type Place = readonly (string | number)[];

function placesIn(value: unknown, place: Place): Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [place, ...entries.flatMap(([key, each]) => placesIn(each, [...place, key]))];
}

function replaced(value: unknown, place: Place, by: unknown): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((each, at) => (at === key ? replaced(each, rest, by) : each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === key ? replaced(each, rest, by) : each]),
  );
}

import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { simulationOf } from '../../gateway/simulation-plan.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { demoSite } from './demo-world.ts';

function planOf(settings: object) {
  const parsed = parseSite({ name: 'Test', time_zone: 'Europe/Berlin', currency: 'EUR', ...settings }, drivers);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return simulationOf(parsed.site);
}

describe('the demo', () => {
  const { world, connections, notes } = simulationOf(demoSite());

  test('is simulated whole, on all three kinds of wire and with a driver of every family', () => {
    expect(notes).toEqual([]);
    expect(connections.length).toBe(8);
    expect(new Set(connections.map(({ wire }) => wire.kind))).toEqual(new Set(['mqtt', 'tcp', 'serial']));
    expect(new Set(connections.flatMap(({ devices }) => devices.map(({ driver }) => driver)))).toEqual(
      new Set(['native', 'tasmota', 'esphome', 'impinj-iot', 'llrp', 'line-scanner', 'mt-sics']),
    );
  });

  test('has bins with what the settings say of them', () => {
    expect(world.bins.length).toBe(10);
    expect(world.bins.find(({ location }) => location === 'B3')).toEqual({
      device: 'esp-b2',
      channel: 'bin_b3',
      location: 'B3',
      item: 'grease-400',
      unit_mass_mg: 462_000,
      unit_mass_sd_mg: 3_000,
      empty_mass_mg: 290_000,
      full: 14,
      low: 3,
      taken_to: 'production',
      filled_from: 'supplier',
    });
  });

  test('carries tagged goods through the dock onto its rails, and scans at its shelves', () => {
    expect(world.portals).toEqual([
      {
        device: 'dock-reader',
        outside_antennas: [1],
        inside_antennas: [2],
        inside: 'dock',
        from_outside: 'supplier',
        to_outside: 'customer',
      },
    ]);
    expect(world.zones.map(({ location, taken_to }) => [location, taken_to])).toEqual([
      ['R1', 'transit'],
      ['R2', 'transit'],
    ]);
    expect(world.tagged).toEqual(['pump-25-60', 'motor-90w', 'meter-dn20', 'drive-0k75']);
    expect(world.shelves.map(({ location }) => location)).toEqual(['D1', 'D2', 'D3', 'D4']);
    expect(world.labelling).toMatchObject({
      scanner: 'scanner-d',
      zone: { device: 'rail-reader', antenna: 1, location: 'R1' },
      items: ['hoist-500'],
    });
    expect(world.scanned).toEqual(['gloves-9', 'tape-50', 'disc-125', 'sealant-310', 'clamp-set']);
  });
});

describe('what cannot be simulated is named with its reason', () => {
  test('a scanner on a network port', () => {
    const { notes, connections } = planOf({
      connections: [{ id: 'handheld', wire: { kind: 'tcp', host: '127.0.0.1', port: 9_100 } }],
      devices: [{ id: 'handheld', driver: 'line-scanner' }],
    });
    expect(notes).toEqual(['handheld is not simulated: line-scanner is simulated on serial, tcp-server, http only.']);
    expect(connections).toEqual([]);
  });

  test('a reader at an address of another machine', () => {
    const { notes } = planOf({
      connections: [{ id: 'reader', wire: { kind: 'tcp', host: 'reader.invalid', port: 5_084 } }],
      devices: [{ id: 'reader', driver: 'llrp' }],
    });
    expect(notes).toEqual([
      'reader is not simulated: a simulated device listens itself, and reader.invalid is no address of this machine.',
    ]);
  });

  test('a USB device, with what it would take', () => {
    const { notes, connections } = planOf({
      connections: [{ id: 'usb', wire: { kind: 'hid', vendor_id: '0x0922' } }],
      devices: [{ id: 'usb', driver: 'hid-scale' }],
    });
    expect(notes).toEqual([
      existsSync('/dev/uhid')
        ? 'usb is not simulated: USB HID devices are not made through /dev/uhid yet.'
        : 'usb is not simulated: a USB HID device can only be made through /dev/uhid, and this machine has none.',
    ]);
    expect(connections).toEqual([]);
  });

  test('a Sparkplug node of several scales, and one that shares its connection', () => {
    const metrics = ['one/Weight', 'two/Weight'].map((metric, at) => ({ metric, channel: `${at}` }));
    const { notes } = planOf({
      connections: ['edge', 'shared'].map((id) => ({ id, wire: { kind: 'mqtt' } })),
      devices: [
        { id: 'edge', driver: 'sparkplug', metrics },
        { id: 'node', driver: 'sparkplug', connection: 'shared' },
        { id: 'cell', driver: 'native', connection: 'shared' },
      ],
    });
    expect(notes).toEqual([
      'edge is not simulated: a simulated node has one scale, with one metric that is called Weight.',
      'node is not simulated: a simulated Sparkplug node is alone on its connection.',
    ]);
  });

  test('a node on topics of its own', () => {
    const { notes } = planOf({
      connections: [{ id: 'node', wire: { kind: 'mqtt' } }],
      devices: [{ id: 'node', driver: 'native', topics: ['plant/7/weights'] }],
    });
    expect(notes).toEqual([
      "node is not simulated: it has topics of its own, and simulated devices use their driver's.",
    ]);
  });
});

test('instruments on one Modbus line come with what they keep where', () => {
  const { connections, notes } = planOf({
    connections: [{ id: 'plc', wire: { kind: 'modbus', host: '127.0.0.1', port: 5_020, framing: 'rtu' } }],
    devices: [
      {
        id: 'one',
        driver: 'modbus-scale',
        connection: 'plc',
        unit: 'kg',
        modbus: { address: 1, preset: 'pavone-dat' },
      },
      {
        id: 'two',
        driver: 'modbus-scale',
        connection: 'plc',
        modbus: { address: 2, weights: [{ address: 30, type: 'f32', unit: 'g' }] },
      },
    ],
  });
  expect(notes).toEqual([]);
  expect(connections).toMatchObject([
    {
      wire: { kind: 'modbus', host: '127.0.0.1', port: 5_020, framing: 'rtu' },
      devices: [
        { id: 'one', modbus: { address: 1, map: { weights: [{ address: 3, type: 'i32', unit: 'kg' }] } } },
        { id: 'two', modbus: { address: 2, map: { weights: [{ address: 30, type: 'f32', unit: 'g' }] } } },
      ],
    },
  ]);
});

test('where everything is weighed, the same goods carry tags and are scanned', () => {
  const { world } = planOf({
    items: [
      { id: 'bolt', gtins: ['9521234500018'], unit_mass_mg: 61_400 },
      { id: 'nut', codes: ['N-16'], unit_mass_mg: 33_200 },
    ],
    locations: [
      { id: 'A1', kind: 'bin', item: 'bolt' },
      { id: 'A2', kind: 'bin', item: 'nut' },
      { id: 'D1', kind: 'shelf' },
    ],
    connections: [
      { id: 'node', wire: { kind: 'mqtt' } },
      { id: 'scanner', wire: { kind: 'serial', path: '/dev/ttyUSB0' } },
    ],
    devices: [
      {
        id: 'node',
        driver: 'native',
        channels: [
          { channel: '1', location: 'A1' },
          { channel: '2', location: 'A2' },
        ],
      },
      { id: 'scanner', driver: 'line-scanner' },
    ],
  });
  expect(world.bins.map(({ full, low, taken_to }) => [full, low, taken_to])).toEqual([
    [24, 4, 'transit'],
    [24, 4, 'transit'],
  ]);
  expect(world.tagged).toEqual([]);
  expect(world.scanned).toEqual(['bolt', 'nut']);
});

describe('a reader whose events are fetched', () => {
  const planAt = (url: string) =>
    planOf({
      locations: [{ id: 'rail', kind: 'shelf' }],
      connections: [{ id: 'r', wire: { kind: 'http-stream', url } }],
      devices: [{ id: 'r', driver: 'impinj-iot', antennas: [{ antenna: 1, role: 'shelf', location: 'rail' }] }],
    });

  test('is simulated at an address of this machine', () => {
    const { connections, notes } = planAt('http://127.0.0.1:8099/api/v1/data/stream');
    expect(notes).toEqual([]);
    expect(connections).toMatchObject([
      { id: 'r', wire: { kind: 'http-stream' }, devices: [{ id: 'r', driver: 'impinj-iot' }] },
    ]);
  });

  test.each([
    ['http://192.0.2.7/api/v1/data/stream', '192.0.2.7 is no address of this machine'],
    ['https://127.0.0.1/api/v1/data/stream', 'a simulated device has no certificate'],
  ])('is not at %s', (url, why) => {
    const { connections, notes } = planAt(url);
    expect(connections).toEqual([]);
    expect(notes).toEqual([expect.stringContaining(why)]);
  });
});

test('a reader behind TLS is left out: nobody could give it the certificate', () => {
  const wire = { kind: 'tcp', host: '127.0.0.1', port: 5_085, tls: {} };
  const { connections, notes } = planOf({
    locations: [{ id: 'R1', kind: 'shelf' }],
    connections: [{ id: 'reader', wire }],
    devices: [{ id: 'reader', driver: 'llrp', antennas: [{ antenna: 1, role: 'shelf', location: 'R1' }] }],
  });
  expect(connections).toEqual([]);
  expect(notes).toEqual(['reader is not simulated: a simulated device has no certificate to speak TLS with.']);
});
